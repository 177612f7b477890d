package pretend

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// told is what a test wants to know of a /state.
type told struct {
	ID         string  `json:"id"`
	PID        string  `json:"pid"`
	Leader     string  `json:"leader"`
	Elected    float64 `json:"elected_time"`
	Activated  float64 `json:"activated_slaves"`
	Slaves     []named `json:"slaves"`
	Frameworks []named `json:"frameworks"`
}

type named struct {
	ID, Name, PID, User, Principal string
	Active, Recovered              bool
	Tasks                          []struct {
		ID, State string
		Container struct {
			Docker  struct{ Privileged bool }
			Volumes []struct {
				Host string `json:"host_path"`
			}
		}
	}
}

func stateOf(t *testing.T, c *client, url string) told {
	t.Helper()
	r := c.get(t, url+"/state")
	var s told
	if err := json.Unmarshal([]byte(r.body), &s); r.StatusCode != 200 || err != nil {
		t.Fatalf("%s/state: %d %v\n%.300s", url, r.StatusCode, err, r.body)
	}
	return s
}

func TestElections(t *testing.T) {
	c := started(t, Options{Settled: true, Masters: 3, AdvertiseIP: true})
	ask := newClient(t)
	var elected []int
	c.OnElected(func(m Master) { elected = append(elected, m.Index) })
	pointsAt := func(i, leader int, path, to string) {
		t.Helper()
		r := ask.get(t, c.MasterURLs()[i]+path)
		if want := strings.TrimPrefix(c.MasterURLs()[leader], "http:") + to; r.StatusCode != 307 || r.Header.Get("Location") != want || r.body != "" {
			t.Errorf("master %d, %s: %d %q, want 307 %q", i, path, r.StatusCode, r.Header.Get("Location"), want)
		}
	}
	first := stateOf(t, ask, c.MasterURL())
	if len(first.Slaves) != 4 || len(first.Frameworks) != 3 || first.Leader != first.PID || first.Elected == 0 {
		t.Errorf("the settled state: %+v", first)
	}
	pointsAt(1, 0, "/redirect", "")
	pointsAt(0, 0, "/master/redirect", "")
	pointsAt(2, 0, "/state?x=1", "/master/state?x=1")

	if err := c.Kill(0); err != nil {
		t.Fatal(err)
	}
	if _, err := ask.do(t, "GET", c.MasterURL()+"/health", ""); err == nil {
		t.Error("a killed master answers")
	}
	pointsAt(1, 0, "/redirect", "") // at the dead
	if err := c.Elect(2); err != nil {
		t.Fatal(err)
	}
	pointsAt(1, 2, "/frameworks", "/master/frameworks")
	second := stateOf(t, ask, c.MasterURLs()[2])
	if len(second.Slaves) != 4 || len(second.Frameworks) != 3 || second.Leader != c.Master(2).PID || !second.Frameworks[0].Active {
		t.Errorf("after the failover: %+v", second)
	}
	if c.Elect(0) == nil || c.Fail(t.Context(), 0, Trouble{}) == nil || c.Start(t.Context(), 2) == nil {
		t.Error("a dead master was elected, or mended, or a running one started")
	}

	if err := c.Start(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	pointsAt(0, 2, "/redirect", "")
	if now := c.Master(0); now.ID == first.ID || now.URL != c.MasterURL() || now.Sequence <= c.Master(2).Sequence {
		t.Errorf("the master that came back: %+v", now)
	}
	c.NoLeader()
	for _, url := range c.MasterURLs() {
		if r := ask.get(t, url+"/redirect"); r.StatusCode != 503 || r.body != "No leader elected" {
			t.Errorf("%s without a leader: %d %q", url, r.StatusCode, r.body)
		}
	}
	if len(elected) != 1 || elected[0] != 2 {
		t.Errorf("told of %v", elected)
	}
}

func TestTwoLeadersAndEmpty(t *testing.T) {
	c := started(t, Options{Settled: true, Masters: 2})
	ask := newClient(t)
	c.Believe(1, 1)
	for _, url := range c.MasterURLs() {
		if s := stateOf(t, ask, url); s.Elected == 0 || s.Leader != s.PID {
			t.Errorf("%s does not lead: %+v", url, s)
		}
		if r := ask.get(t, url+"/metrics/snapshot"); !strings.Contains(r.body, `"master/elected":1.0`) {
			t.Errorf("%s: not elected by its metrics", url)
		}
	}
	c.Empty(0, true)
	if s := stateOf(t, ask, c.MasterURL()); s.Elected == 0 || len(s.Slaves)+len(s.Frameworks) != 0 {
		t.Errorf("an empty leader: %+v", s)
	}
	r, err := ask.do(t, "POST", c.MasterURL()+"/api/v1", `{"type":"GET_STATE"}`, "Content-Type", "application/json")
	if err != nil || r.StatusCode != 503 || r.body != "Master has not finished recovery" {
		t.Errorf("the operator API of an empty leader: %v %d %q", err, r.StatusCode, r.body)
	}
	c.Empty(0, false)
	if s := stateOf(t, ask, c.MasterURL()); len(s.Slaves) != 4 {
		t.Errorf("after recovery: %+v", s)
	}
}

// Before 1.0 those who do not lead answer, from a state that is empty.
func TestOldStandby(t *testing.T) {
	c := started(t, Options{Settled: true, Masters: 2, Releases: []string{"0.28.3"}, AdvertiseIP: true})
	ask := newClient(t)
	s := stateOf(t, ask, c.MasterURLs()[1])
	if s.Leader != c.Master(0).PID || s.PID != c.Master(1).PID || len(s.Slaves) != 0 || s.Elected != 0 {
		t.Errorf("a standby of 0.28.3: %+v", s)
	}
	if r := ask.get(t, c.MasterURLs()[1]+"/redirect"); r.Header.Get("Location") != strings.TrimPrefix(c.MasterURL(), "http:") {
		t.Errorf("its redirect: %v", r.Header)
	}
	if r := ask.get(t, c.MasterURL()+"/state.json"); !strings.Contains(r.body, `"webui_dir":"\/usr\/share\/mesos\/webui"`) {
		t.Error("0.28.3 escapes slashes")
	}
}

func TestFailoverByItself(t *testing.T) {
	c := started(t, Options{Settled: true, Masters: 2, Failover: 20 * time.Millisecond})
	elected := make(chan Master, 2)
	c.OnElected(func(m Master) { elected <- m })
	if err := c.Kill(0); err != nil {
		t.Fatal(err)
	}
	select {
	case m := <-elected:
		if m.Index != 1 || !m.Leads {
			t.Errorf("elected is %+v", m)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("nobody was elected")
	}
	if err := c.Kill(1); err != nil {
		t.Fatal(err)
	}
	if err := c.Start(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	select {
	case m := <-elected:
		if m.Index != 0 {
			t.Errorf("elected is %+v", m)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("nobody was elected again")
	}
}

func TestRecovery(t *testing.T) {
	c := started(t, Options{Settled: true, Recovery: 20 * time.Millisecond})
	ask := newClient(t)
	first := stateOf(t, ask, c.MasterURL())
	if first.Elected == 0 {
		t.Errorf("not elected: %+v", first)
	}
	await(t, "the registry to be read", func() bool { return len(stateOf(t, ask, c.MasterURL()).Slaves) == 4 })
}

func TestPause(t *testing.T) {
	c := started(t, Options{Settled: true})
	ask := newClient(t)
	c.Pause(0)
	answered := make(chan int, 1)
	go func() {
		r, err := ask.do(t, "GET", c.MasterURL()+"/health", "")
		if err != nil {
			answered <- 0
			return
		}
		answered <- r.StatusCode
	}()
	await(t, "the request", func() bool { return len(c.Journal().Requests()) == 1 })
	select {
	case <-answered:
		t.Fatal("a paused master answers")
	default:
	}
	c.Resume(0)
	if status := <-answered; status != 200 {
		t.Errorf("a resumed master: %d", status)
	}
}

func TestMasterInfo(t *testing.T) {
	c := started(t, Options{Settled: true, Masters: 2, Releases: []string{"1.12.0", "1.4.1"}})
	for i, want := range []string{"AGENT_UPDATE", ""} {
		m := c.Master(i)
		var info struct {
			ID, PID, Hostname, Version string
			IP                         uint32
			Port                       int
			Address                    struct{ Hostname, IP string }
			Capabilities               []struct{ Type string }
		}
		if err := json.Unmarshal(m.Info(), &info); err != nil {
			t.Fatal(err)
		}
		if info.ID != m.ID || info.PID != m.PID || info.Port != m.Port || info.Address.IP != m.IP || info.Version != m.Release || info.IP == 0 {
			t.Errorf("MasterInfo %s of %+v", m.Info(), m)
		}
		if len(info.Capabilities) > 0 != (want != "") || want != "" && info.Capabilities[0].Type != want {
			t.Errorf("capabilities of %s: %v", m.Release, info.Capabilities)
		}
		if !strings.HasPrefix(m.Node(), "json.info_00000000") {
			t.Errorf("node %q", m.Node())
		}
	}
}

func TestStartRefusesReleases(t *testing.T) {
	for _, release := range []string{"0.26.2", "latest", ""} {
		if _, err := Start(t.Context(), Options{Dir: t.TempDir(), Releases: []string{release}}); err == nil {
			t.Errorf("release %q: no error", release)
		}
	}
}
