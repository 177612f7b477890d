package mesosapi

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/internal/pretend"
)

// sampling makes a collector sample agents over a time.
func sampling(c *Collector, spread time.Duration) *Collector {
	c.AgentSpread = spread
	return c
}

func checks(b *mesoswatch.Board) []*mesoswatch.AgentCheck {
	var all []*mesoswatch.AgentCheck
	for _, s := range b.Subjects(mesoswatch.SubjectAgentCheck).Sorted() {
		all = append(all, s.AgentCheck)
	}
	return all
}

func TestAgents(t *testing.T) {
	c := pretendCluster(t, pretend.Options{Releases: []string{"1.12.0"}})
	w := watching(t, sampling(on(c.MasterURL()), time.Second))
	w.until("all are sampled", func(b *mesoswatch.Board) bool { return b.Sight(mesoswatch.SubjectAgentCheck).Clear() })
	if n := len(checks(&w.board)); n != 4 {
		t.Errorf("%d agents", n)
	}
	for _, v := range checks(&w.board) {
		if v.Version != "1.12.0" || !is(v.Healthy) || !is(v.Registered) || v.Why != "" || v.Flags["isolation"] == "" || v.Flags["hostname"] != "" || v.ID == "" {
			t.Errorf("%+v", v)
		}
		if ro, told := v.Realms[agentReadOnly]; !told || ro {
			t.Errorf("realms %v", v.Realms)
		}
		if rw, told := v.Realms[agentReadWrite]; !told || rw {
			t.Errorf("realms %v", v.Realms)
		}
	}
	h, _ := w.board.Source(SourceAgents)
	if !h.OK || h.Interval != 1 || h.Pace != "4 agents spread over 1s, at most 8 at a time" || !slices.ContainsFunc(h.Asked, func(x mesoswatch.Exchange) bool {
		return x.What == "GET /flags" && x.Outcome == "200" && strings.Contains(x.Of, " agent")
	}) {
		t.Errorf("health %+v", h)
	}
	// One dies: it is told as itself, and the others are sampled as before.
	if err := c.KillAgent(2); err != nil {
		t.Fatal(err)
	}
	h = w.round(SourceAgents, "one is silent", ill)
	if h.Why != "1 of 4 agents: refused" || h.Lacking[mesoswatch.SubjectAgentCheck] != h.Why || len(h.Complete) != 0 {
		t.Errorf("health %+v", h)
	}
	s := w.board.Subjects(mesoswatch.SubjectAgentCheck).Get(c.AgentURLs()[2])
	if s == nil || !strings.HasPrefix(s.AgentCheck.Why, "refused") || s.AgentCheck.Healthy != nil {
		t.Errorf("%+v", s)
	}
}

// Agents get a credential only if the user named them.
func TestAgentCredentials(t *testing.T) {
	c := pretendCluster(t, pretend.Options{AgentSecurity: []pretend.Security{{Readonly: true, Readwrite: true}}})
	col := sampling(on(c.MasterURL()), time.Second)
	col.Access.Credential.Principal, col.Access.Credential.Secret = c.Credential()
	named := c.AgentURLs()[1]
	col.Agents = []string{named}
	w := watching(t, col)
	h := w.round(SourceAgents, "three refuse", func(h mesoswatch.Health) bool {
		return strings.HasPrefix(h.Why, `3 of 4 agents: 401, realm "mesos-agent-readonly"; the credential was not sent`)
	})
	if h.OK || h.Lacking[mesoswatch.SubjectAgentCheck] != h.Why {
		t.Errorf("health %+v", h)
	}
	for _, v := range checks(&w.board) {
		if (v.Flags != nil) != (v.URL == named) || !v.Realms[agentReadOnly] || !v.Realms[agentReadWrite] {
			t.Errorf("%+v", v)
		}
	}
	for _, r := range c.Journal().Requests() {
		if strings.HasPrefix(r.To, "agent") && r.Authorization != "" && (r.To != "agent 1" || r.Path == "/api/v1") {
			t.Errorf("%s: %s %s carries a login", r.To, r.Method, r.Path)
		}
	}
}

// crowd is a proxy behind which there is an agent at any address.
type crowd struct {
	mu           sync.Mutex
	busy, most   int
	of           map[string]int         // in flight, by agent
	overlap      bool                   // of one agent
	health       map[string][]time.Time // by agent
	leaderAnswer http.Handler
}

func (c *crowd) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Host == "leader:5050" {
		c.leaderAnswer.ServeHTTP(w, r)
		return
	}
	c.mu.Lock()
	c.busy++
	c.most = max(c.most, c.busy)
	c.of[r.URL.Host]++
	c.overlap = c.overlap || c.of[r.URL.Host] > 1
	if r.URL.Path == "/health" {
		c.health[r.URL.Host] = append(c.health[r.URL.Host], time.Now())
	}
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		c.busy--
		c.of[r.URL.Host]--
		c.mu.Unlock()
	}()
	w.Header().Set("Content-Type", "application/json")
	switch r.URL.Path {
	case "/health":
	case "/version":
		io.WriteString(w, `{"version":"0.28.3"}`)
	case "/flags":
		io.WriteString(w, `{"flags":{"isolation":"posix/cpu,posix/mem","switch_user":"true","work_dir":"/var/lib/mesos","hostname":"`+r.URL.Host+`"}}`)
	case "/metrics/snapshot":
		io.WriteString(w, `{"slave/registered":1}`)
	default:
		w.WriteHeader(404)
	}
}

func (c *crowd) sampled() (n, twice int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, at := range c.health {
		n++
		if len(at) > 1 {
			twice++
		}
	}
	return n, twice
}

// among makes a collector that sees a leader with so many agents.
func among(t *testing.T, agents int) (*Collector, *crowd) {
	c := &crowd{of: make(map[string]int), health: make(map[string][]time.Time)}
	leader := newLeader(t, "0.28.3")
	var list strings.Builder
	for i := range agents {
		if i > 0 {
			list.WriteByte(',')
		}
		fmt.Fprintf(&list, `{"id":"S%d","hostname":"a%d","pid":"slave(1)@10.%d.%d.%d:5051","active":true,"resources":{"cpus":4,"mem":1024,"disk":1}}`, i, i, i>>16, i>>8&255, i&255)
	}
	leader.json("/state-summary", `{"slaves":[`+list.String()+`],"frameworks":[]}`)
	leader.json("/slaves", `{"slaves":[`+list.String()+`]}`)
	leader.json("/state", `{"version":"0.28.3","id":"m","pid":"master@10.0.0.1:5050","leader":"master@10.0.0.1:5050","flags":{},"slaves":[`+list.String()+`],"frameworks":[]}`)
	leader.set("GET /redirect", redirects("leader:5050"))
	c.leaderAnswer = leader
	proxy := httptest.NewServer(c)
	t.Cleanup(proxy.Close)
	col := on("leader:5050")
	col.Interval = time.Second
	col.Access.Proxy, _ = url.Parse(proxy.URL)
	return col, c
}

// 10,000 agents are sampled one after the other, a few at a time and one request
// to each, and what they have in common is kept once.
func TestTenThousandAgents(t *testing.T) {
	const agents = 10_000
	col, c := among(t, agents)
	w := watching(t, sampling(col, 2*time.Second)) // more than can be done: then it takes longer
	w.until("all are sampled", func(b *mesoswatch.Board) bool {
		return b.Subjects(mesoswatch.SubjectAgentCheck).Len() == agents
	})
	w.Stop()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.most > agentsAtOnce || c.overlap {
		t.Errorf("%d at a time, two to one agent: %v", c.most, c.overlap)
	}
	sets := make(map[string]bool)
	for _, v := range checks(&w.board) {
		sets[fmt.Sprintf("%p", v.Flags)] = true
	}
	if len(sets) != 1 {
		t.Errorf("%d sets of flags that are all the same", len(sets))
	}
}

// Few agents: each has its turn once in the time given, and they drift apart.
func TestSpread(t *testing.T) {
	col, c := among(t, 20)
	w := watching(t, sampling(col, 600*time.Millisecond))
	w.until("each twice", func(*mesoswatch.Board) bool { _, twice := c.sampled(); return twice == 20 })
	w.Stop()
	c.mu.Lock()
	defer c.mu.Unlock()
	var first []time.Time
	for agent, at := range c.health {
		first = append(first, at[0])
		if pause := at[1].Sub(at[0]); pause < 560*time.Millisecond {
			t.Errorf("%s: asked again after %v", agent, pause)
		}
	}
	slices.SortFunc(first, time.Time.Compare)
	if took := first[len(first)-1].Sub(first[0]); took < 400*time.Millisecond {
		t.Errorf("all in %v", took)
	}
}

// Agents that have not had their turn are said to be unseen from the first moment:
// a look at everything must not end before them.
func TestAgentsToCome(t *testing.T) {
	c := pretendCluster(t, pretend.Options{Agents: 12})
	w := watching(t, sampling(on(c.MasterURL()), time.Hour))
	w.until("those to come are told", func(b *mesoswatch.Board) bool {
		s := b.Sight(mesoswatch.SubjectAgentCheck)
		return !s.Clear() && strings.HasSuffix(s.Why, " of 12 agents not sampled yet")
	})
	if h, _ := w.board.Source(SourceAgents); !h.OK {
		t.Errorf("nobody has failed: %+v", h)
	}
}
