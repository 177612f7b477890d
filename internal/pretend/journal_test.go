package pretend

import (
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

func TestJournal(t *testing.T) {
	c := started(t, Options{Settled: true, Masters: 2, Agents: 1})
	ask := newClient(t)
	if _, err := ask.as("ops", "very-secret").do(t, "GET", c.MasterURLs()[1]+"/state?x=1", "", "User-Agent", "watcher/1", "Accept-Encoding", "gzip"); err != nil {
		t.Fatal(err)
	}
	if _, err := ask.do(t, "POST", c.MasterURL()+"/api/v1", `{"type":"GET_AGENTS"}`, "Content-Type", "application/json", "Authorization", "token=very-secret"); err != nil {
		t.Fatal(err)
	}
	ask.get(t, c.AgentURLs()[0]+"/health")
	var all []Request
	await(t, "the answers to be noted", func() bool {
		all = c.Journal().Requests()
		return len(all) == 3 && all[0].Status != 0 && all[1].Status != 0 && all[2].Status != 0
	})
	first := all[0]
	if first.To != "master 1" || first.Method != "GET" || first.Path != "/state?x=1" || first.UserAgent != "watcher/1" || first.Authorization != "Basic" ||
		first.Principal != "ops" || !first.AcceptsGzip || first.Status != 307 || !strings.HasPrefix(first.From, "127.0.0.1:") || first.Took <= 0 {
		t.Errorf("noted %+v", first)
	}
	if second := all[1]; second.Call != "GET_AGENTS" || second.Authorization != "token" || second.AcceptsGzip {
		t.Errorf("noted %+v", second)
	}
	if third := c.Journal().Of("agent 0"); len(third) != 1 || third[0].Authorization != "" {
		t.Errorf("noted %+v", third)
	}
	for _, r := range all {
		if strings.Contains(strings.Join([]string{r.Authorization, r.Principal, r.Path, r.UserAgent}, " "), "very-secret") {
			t.Errorf("a secret was kept: %+v", r)
		}
	}
	c.Journal().Clear()
	if n := len(c.Journal().Requests()); n != 0 {
		t.Errorf("%d are left", n)
	}
}

// TestBeside: requests at the same time are seen to be, streams are not.
func TestBeside(t *testing.T) {
	c := started(t, Options{Settled: true})
	stream := subscribe(t, c, 0)
	stream.next(t)
	c.Pause(0)
	ask := newClient(t)
	var asking sync.WaitGroup
	for range 3 {
		asking.Go(func() {
			if _, err := ask.do(t, "GET", c.MasterURL()+"/health", ""); err != nil {
				t.Error(err)
			}
		})
	}
	await(t, "all three", func() bool { return len(c.Journal().Of("master 0")) == 4 })
	c.Resume(0)
	asking.Wait()
	most := 0
	for _, r := range c.Journal().Of("master 0") {
		most = max(most, r.Beside)
	}
	if most != 2 {
		t.Errorf("at most %d beside another, want 2", most)
	}
}

func TestJournalIsBounded(t *testing.T) {
	j := &Journal{entries: make([]*Request, journalCap)}
	for i := range j.entries {
		j.entries[i] = &Request{}
	}
	r := httptest.NewRequest("GET", "http://127.0.0.1/x", nil)
	j.end(j.begin("x", r), 200)
	if len(j.entries) != journalCap || j.Dropped() != 1 {
		t.Errorf("%d kept, %d dropped", len(j.entries), j.Dropped())
	}
}
