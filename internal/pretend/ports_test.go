package pretend

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
)

// reply is an answer that was read to its end.
type reply struct {
	*http.Response
	body string
}

// client asks a cluster as its own credential, or as nobody; it follows nothing.
type client struct {
	http.Client
	principal, secret string
}

func newClient(t *testing.T) *client {
	t.Helper()
	tr := &http.Transport{DisableKeepAlives: true, DisableCompression: true}
	t.Cleanup(tr.CloseIdleConnections)
	return &client{Client: http.Client{Transport: tr, Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

func (c *client) as(principal, secret string) *client {
	other := *c
	other.principal, other.secret = principal, secret
	return &other
}

func (c *client) do(t *testing.T, method, url, body string, headers ...string) (reply, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if c.principal != "" {
		req.SetBasicAuth(c.principal, c.secret)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := c.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return reply{resp, string(b)}, err
}

// get must be answered.
func (c *client) get(t *testing.T, url string) reply {
	t.Helper()
	r, err := c.do(t, "GET", url, "")
	if err != nil {
		t.Fatalf("%s: %v", url, err)
	}
	return r
}

func TestSecuredByDefault(t *testing.T) {
	c := started(t, Options{})
	nobody := newClient(t)
	known := nobody.as(c.Credential())
	for _, tt := range []struct {
		path         string
		without, own int
	}{
		{"/version", 200, 200}, {"/health", 200, 200}, {"/master/health", 200, 200}, {"/help", 200, 200}, {"/", 200, 200}, {"/nosuch", 404, 404},
		{"/flags", 401, 200}, {"/metrics/snapshot", 401, 200}, {"/files/debug", 401, 200}, {"/api/v1/scheduler", 401, 503}, {"/state", 401, 503},
	} {
		if r := nobody.get(t, c.MasterURL()+tt.path); r.StatusCode != tt.without {
			t.Errorf("%s without credentials: %d, want %d", tt.path, r.StatusCode, tt.without)
		}
		if r := known.get(t, c.MasterURL()+tt.path); r.StatusCode != tt.own {
			t.Errorf("%s with credentials: %d, want %d\n%s", tt.path, r.StatusCode, tt.own, r.body)
		}
	}
	if r := known.get(t, c.MasterURL()+"/flags"); !strings.Contains(r.body, `"authenticate_agents":"true"`) || !strings.Contains(r.body, `"zk":"zk://`+c.ZooKeeper()+`/mesos"`) {
		t.Errorf("flags: %s", r.body)
	}
}

// TestHTTPFollowsTheLog: nobody answers while no master runs, and the flags are
// those of the process that does.
func TestHTTPFollowsTheLog(t *testing.T) {
	c := started(t, Options{})
	known := newClient(t).as(c.Credential())
	play := func(s Step) {
		t.Helper()
		if err := c.Play(t.Context(), Scenario{Steps: []Step{s}}); err != nil {
			t.Fatal(err)
		}
	}
	play(Step{Does: MasterDies})
	if _, err := known.do(t, "GET", c.MasterURL()+"/health", ""); err == nil {
		t.Error("a dead master answers")
	}
	play(Step{At: time.Second, Does: MasterStarts, Process: secondMaster()})
	if r := known.get(t, c.MasterURL()+"/flags"); !strings.Contains(r.body, `"authenticate_agents":"false"`) {
		t.Errorf("flags of the second process:\n%s", r.body)
	}
}

func TestLogRequests(t *testing.T) {
	c := started(t, Options{LogRequests: true})
	known := newClient(t).as(c.Credential())
	if _, err := known.do(t, "GET", c.MasterURL()+"/flags?x=1", "", "User-Agent", "watcher/1.0", "X-Forwarded-For", "10.9.9.9"); err != nil {
		t.Fatal(err)
	}
	known.get(t, c.MasterURL()+"/health")
	log := read(t, c.LogPath())
	if !strings.Contains(log, "] HTTP GET for /flags?x=1 from 127.0.0.1:") || !strings.Contains(log, " with User-Agent='watcher/1.0' with X-Forwarded-For='10.9.9.9'\n") {
		t.Errorf("log:\n%s", log)
	}
	if strings.Contains(log, "health") {
		t.Error("no master logs who asks for its health")
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
	step := func(does Happening) {
		if err := c.Play(t.Context(), Scenario{Steps: []Step{{Does: does}}}); err != nil {
			t.Fatal(err)
		}
	}
	step(ZooKeeperDies)
	if got := ask(t, c, "ruok"); got != "" {
		t.Errorf("a dead ZooKeeper says %q", got)
	}
	step(ZooKeeperReturns)
	if got := ask(t, c, "ruok"); got != "imok" {
		t.Errorf("a ZooKeeper that came back says %q", got)
	}
}

// TestCloseHangsUp: clients that say nothing, or wait, do not hold Close up.
func TestCloseHangsUp(t *testing.T) {
	c := started(t, Options{Settled: true})
	for _, address := range []string{c.ZooKeeper(), strings.TrimPrefix(c.MasterURL(), "http://"), strings.TrimPrefix(c.AgentURLs()[0], "http://")} {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	c.Pause(0)
	waiting := make(chan error, 1)
	asker := newClient(t)
	go func() {
		_, err := asker.do(t, "GET", c.MasterURL()+"/state", "")
		waiting <- err
	}()
	await(t, "a request", func() bool { return len(c.Journal().Of("master 0")) == 1 })
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
	if err := <-waiting; err == nil {
		t.Error("a paused master answered")
	}
}

// await returns when something is so.
func await(t *testing.T, what string, so func() bool) {
	t.Helper()
	deadline := time.NewTimer(10 * time.Second)
	defer deadline.Stop()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !so() {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("waited for %s in vain", what)
		}
	}
}

func TestOtherMastersLog(t *testing.T) {
	c := started(t, Options{Settled: true, Masters: 2})
	line := masterlog.Request("GET", "/master/state", "10.1.1.1:3", "x")
	if err := c.Log(1, line); err != nil {
		t.Fatal(err)
	}
	if err := c.AppendLog(1, []byte("half a li")); err != nil {
		t.Fatal(err)
	}
	r := newClient(t).get(t, c.MasterURLs()[1]+"/files/download?path=/master/log")
	if !strings.HasPrefix(r.body, "Log file created at: ") || !strings.HasSuffix(r.body, "] "+line.Text+"\nhalf a li") {
		t.Errorf("log of the second master:\n%s", r.body)
	}
}
