package pretend

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

func get(t *testing.T, c *Cluster, method, path string) (*http.Response, string, error) {
	t.Helper()
	tr := &http.Transport{DisableKeepAlives: true}
	defer tr.CloseIdleConnections()
	req, err := http.NewRequestWithContext(t.Context(), method, c.MasterURL()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := (&http.Client{Transport: tr, Timeout: 10 * time.Second}).Do(req)
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp, string(body), err
}

func TestHTTP(t *testing.T) {
	c := started(t, Options{})
	for _, tt := range []struct {
		method, path string
		status       int
		kind, part   string
	}{
		{"GET", "/version", 200, "application/json", `{"build_date":"2020-11-19 10:41:22","build_time":1605782482.0,"build_user":"builder","git_sha":"`},
		{"GET", "/health", 200, "", ""},
		{"GET", "/master/health", 200, "", ""},
		{"GET", "/flags", 200, "application/json", `"authenticate_agents":"true"`},
		{"GET", "/master/flags", 200, "application/json", `"hostname":"master1.example.com"`},
		{"POST", "/flags", 405, "text/plain; charset=utf-8", "Expecting one of { 'GET' }, but received 'POST'"},
		{"GET", "/state", 404, "text/plain; charset=utf-8", "404 Not Found."},
	} {
		resp, body, err := get(t, c, tt.method, tt.path)
		if err != nil {
			t.Errorf("%s %s: %v", tt.method, tt.path, err)
			continue
		}
		if resp.StatusCode != tt.status || resp.Header.Get("Content-Type") != tt.kind || !strings.Contains(body, tt.part) {
			t.Errorf("%s %s: %d %q\n%s", tt.method, tt.path, resp.StatusCode, resp.Header.Get("Content-Type"), body)
		}
		if resp.Header.Get("Server") != "" {
			t.Errorf("%s %s: a Mesos master has no Server header", tt.method, tt.path)
		}
	}
}

// TestHTTPFollowsTheLog: nobody answers while no master runs, and the flags are
// those of the process that does.
func TestHTTPFollowsTheLog(t *testing.T) {
	c := started(t, Options{})
	play := func(s Step) {
		t.Helper()
		if err := c.Play(t.Context(), Scenario{Steps: []Step{s}}); err != nil {
			t.Fatal(err)
		}
	}
	play(Step{Does: MasterDies})
	if _, _, err := get(t, c, "GET", "/health"); err == nil {
		t.Error("a dead master answers")
	}
	play(Step{At: time.Second, Does: MasterStarts, Process: secondMaster()})
	if _, body, err := get(t, c, "GET", "/flags"); err != nil || !strings.Contains(body, `"authenticate_agents":"false"`) {
		t.Errorf("flags of the second process: %v\n%s", err, body)
	}
}

func ask(t *testing.T, c *Cluster, word string) string {
	t.Helper()
	conn, err := net.DialTimeout("tcp", c.ZooKeeper(), 10*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, word); err != nil {
		t.Fatal(err)
	}
	answer, _ := io.ReadAll(conn) // a reset is an answer too: none
	return string(answer)
}

func TestFourLetterWords(t *testing.T) {
	c := started(t, Options{})
	for word, want := range map[string]string{
		"ruok": "imok",
		"srvr": "Mode: standalone\n",
		"mntr": "zk_server_state\tstandalone\n",
		"conf": "conf is not executed because it is not in the whitelist.\n",
		"dump": "dump is not executed because it is not in the whitelist.\n",
	} {
		if got := ask(t, c, word); !strings.Contains(got, want) {
			t.Errorf("%s: %q", word, got)
		}
	}
	if got := ask(t, c, "\x00\x00\x00\x2c"); got != "" {
		t.Errorf("the real protocol got %q", got)
	}
	c.zk.down.Store(true)
	if got := ask(t, c, "ruok"); got != "" {
		t.Errorf("a dead ZooKeeper says %q", got)
	}
	c.zk.down.Store(false)
	if got := ask(t, c, "ruok"); got != "imok" {
		t.Errorf("a ZooKeeper that came back says %q", got)
	}
}

// TestCloseHangsUp: a client that says nothing does not hold Close up.
func TestCloseHangsUp(t *testing.T) {
	c := started(t, Options{})
	conn, err := net.Dial("tcp", c.ZooKeeper())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	done := make(chan error, 1)
	go func() { done <- c.Close() }()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(4 * time.Second):
		t.Fatal("Close waits for a client")
	}
}
