package pretend

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var start = time.Date(2026, 3, 2, 13, 20, 0, 123_456_000, time.UTC)

func started(t *testing.T, o Options) *Cluster {
	t.Helper()
	o.Dir = filepath.Join(t.TempDir(), "log")
	c, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return c
}

func played(t *testing.T) *Cluster {
	t.Helper()
	c := started(t, Options{Start: start})
	if err := c.Play(t.Context(), QuietThenAttack()); err != nil {
		t.Fatal(err)
	}
	return c
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

var prefix = regexp.MustCompile(`^([IWEF])(\d{4} \d\d:\d\d:\d\d\.\d{6}) {1,5}(\d+) ([a-z_]+\.[ch]pp):(\d+)\] (.*)$`)

// TestFiles: what lies in the folder after the scenario is laid out as glog does.
func TestFiles(t *testing.T) {
	c := played(t)
	for name, want := range map[string]string{
		"mesos-master.INFO":    "mesos-master.master1.example.com.root.log.INFO.20260302-141435.27951",
		"mesos-master.WARNING": "mesos-master.master1.example.com.root.log.WARNING.20260302-141445.27951",
		"mesos-master.ERROR":   "mesos-master.master1.example.com.root.log.ERROR.20260302-141410.10412",
	} {
		if got, err := os.Readlink(filepath.Join(c.Dir, name)); err != nil || got != want {
			t.Errorf("%s points to %q (%v), want %q", name, got, err, want)
		}
	}
	if c.LogPath() != filepath.Join(c.Dir, "mesos-master.INFO") {
		t.Errorf("LogPath is %q", c.LogPath())
	}
	infos, err := filepath.Glob(filepath.Join(c.Dir, "*.log.INFO.*"))
	if err != nil || len(infos) != 2 {
		t.Fatalf("INFO files: %q, %v; want one of each process", infos, err)
	}
	for _, path := range infos {
		checkFile(t, path)
	}
}

// checkFile checks one INFO file, and that the WARNING and ERROR files of the
// same process repeat it.
func checkFile(t *testing.T, path string) {
	t.Helper()
	lines := strings.SplitAfter(strings.TrimSuffix(read(t, path), "\n"), "\n")
	for i, want := range []string{"Log file created at: 2026/03/02 1", "Running on machine: master1.example.com\n", "Log line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] msg\n"} {
		if !strings.HasPrefix(lines[i], want) {
			t.Errorf("%s: header line %d is %q", path, i+1, lines[i])
		}
	}
	var last, warnings, errs string
	for i, line := range lines[3:] {
		m := prefix.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if m == nil {
			continue // continued: the flags, and names with a line break
		}
		if m[2] < last {
			t.Errorf("%s:%d: time runs back: %s after %s", path, i+4, m[2], last)
		}
		last = m[2]
		switch m[1] {
		case "W":
			warnings += line
		case "E", "F":
			warnings += line
			errs += line
		}
	}
	for severity, want := range map[string]string{"WARNING": warnings, "ERROR": errs} {
		if got := severityFile(t, path, severity); got != strings.TrimSuffix(want, "\n") {
			t.Errorf("%s file of %s:\n%s\nwant\n%s", severity, path, got, want)
		}
	}
}

// severityFile is the text without the header of the file that belongs to an
// INFO file: of the same pid.
func severityFile(t *testing.T, path, severity string) string {
	t.Helper()
	pid := path[strings.LastIndexByte(path, '.'):]
	found, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*.log."+severity+".*"+pid))
	if err != nil || len(found) > 1 {
		t.Fatalf("%s files of pid %s: %q, %v", severity, pid, found, err)
	}
	if len(found) == 0 {
		return ""
	}
	_, text, _ := strings.Cut(read(t, found[0]), "threadid file:line] msg\n")
	return strings.TrimSuffix(text, "\n")
}

// TestContinuedLines: only the flag dump and the forging name tear lines apart.
func TestContinuedLines(t *testing.T) {
	c := played(t)
	infos, _ := filepath.Glob(filepath.Join(c.Dir, "*.log.INFO.*"))
	var continued int
	for _, path := range infos {
		for _, line := range strings.Split(strings.TrimSuffix(read(t, path), "\n"), "\n")[3:] {
			if !prefix.MatchString(line) {
				continued++
			}
		}
	}
	// twice the ACLs and the rest of the flags, once the end of the forging name
	if want := 2*strings.Count(firstMaster().Flag("acls"), "\n") + 1; continued != want {
		t.Errorf("%d lines without a prefix, want %d", continued, want)
	}
}

// TestScenario: the attack is in the log, in numbers that rules can count on.
func TestScenario(t *testing.T) {
	c := played(t)
	infos, _ := filepath.Glob(filepath.Join(c.Dir, "*.log.INFO.*"))
	first, second := read(t, infos[0]), read(t, infos[1])
	for text, want := range map[string]int{
		"was unsuccessful: Invalid credentials": 12 + 1 + 1, // and one forgotten, one forged
		"Authentication failure: ":              12 + 1,
		"is not authenticated\n":                3 + 1 + 7, // frameworks, the forging one, the agent
		"Framework principal 'marathon' does not match authenticated principal 'aurora'": 1,
		"Adding framework": 3,
		"Lost connection to ZooKeeper, attempting to reconnect ...": 4,
		"Lost leadership after indecisive election":                 1,
		"Master only allowing authenticated agents to register":     1,
		"{stamp}": 0,
	} {
		if got := strings.Count(first, text); got != want {
			t.Errorf("first process: %q stands %d times, want %d", text, got, want)
		}
	}
	for text, want := range map[string]int{
		"Master allowing unauthenticated agents to register": 1,
		"Elected as the leading master!":                     1,
		"Registered agent ":                                  1,
		"Re-registered agent ":                               3,
		"(sessionId=0) expiration":                           16,
	} {
		if got := strings.Count(second, text); got != want {
			t.Errorf("second process: %q stands %d times, want %d", text, got, want)
		}
	}
	if n := strings.Count(first, "\n"); n < 3000 {
		t.Errorf("%d lines in the first process: too quiet for an hour", n)
	}
}

func TestQuietThenAttack(t *testing.T) {
	a, b := QuietThenAttack(), QuietThenAttack()
	if fmt.Sprint(a) != fmt.Sprint(b) {
		t.Error("two scenarios differ")
	}
	if d := a.Length(); d < scenarioLength || d > scenarioLength+time.Second {
		t.Errorf("it takes %v", d)
	}
	var last time.Duration
	for i, s := range a.Steps {
		if s.At < last {
			t.Fatalf("step %d is at %v, after one at %v", i, s.At, last)
		}
		last = s.At
	}
}

func TestMissing(t *testing.T) {
	s := Scenario{expected: []Expectation{{"auth-brute-force", "10.0.9.9"}, {Rule: "leader-lost"}}}
	other := mesoswatch.Finding{Rule: "auth-brute-force", Subject: mesoswatch.Subject{Kind: "address", Name: "10.0.1.31"}}
	lost := mesoswatch.Finding{Rule: "leader-lost", Subject: mesoswatch.Subject{Kind: "master", Name: "m"}}
	got := s.Missing([]mesoswatch.Finding{other, lost})
	if len(got) != 1 || got[0] != s.expected[0] {
		t.Errorf("missing are %v", got)
	}
}

// TestPace: at a speed the steps come when their time has come, and no sooner.
func TestPace(t *testing.T) {
	c := started(t, Options{Start: start, Speed: 100})
	steps := []Step{
		{Line: masterlog.Line{Severity: masterlog.Info, From: "master.cpp:1", Text: "one"}, Thread: 7},
		{At: 5 * time.Second, Line: masterlog.Line{Severity: masterlog.Info, From: "master.cpp:2", Text: "two"}, Thread: 7},
	}
	began := time.Now()
	if err := c.Play(t.Context(), Scenario{Steps: steps}); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took < 50*time.Millisecond {
		t.Errorf("five seconds at speed 100 took %v", took)
	}
	if log := read(t, c.LogPath()); !strings.HasSuffix(log, "I0302 13:20:00.123456     7 master.cpp:1] one\nI0302 13:20:05.123456     7 master.cpp:2] two\n") {
		t.Errorf("log:\n%s", log)
	}
}

func TestPlayHonoursContext(t *testing.T) {
	c := started(t, Options{Speed: 1})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- c.Play(ctx, QuietThenAttack()) }()
	cancel()
	select {
	case err := <-done:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("Play: %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("Play goes on after its context has ended")
	}
}

func TestStartTime(t *testing.T) {
	before := time.Now()
	c := started(t, Options{Speed: DemoSpeed})
	end := c.start.Add(scenarioLength)
	if wall := before.Add(20 * time.Second); end.Before(wall.Add(-time.Second)) || end.After(wall.Add(time.Minute)) {
		t.Errorf("the log ends at %v, the play at %v", end, wall)
	}
}

func TestStartRefuses(t *testing.T) {
	if _, err := Start(t.Context(), Options{}); err == nil {
		t.Error("no folder: no error")
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Start(t.Context(), Options{Dir: file}); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("a file as folder: %v", err)
	}
}

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
