package ports

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/conformance"
)

// scene is a net of its own: addresses that answer, and names.
type scene struct {
	mu     sync.Mutex
	states map[string]string // ip:port
	names  map[string][]string
	tried  []string
	at     []time.Time
}

func (s *scene) try(_ context.Context, address string) (string, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tried, s.at = append(s.tried, address), append(s.at, time.Now())
	if state := s.states[address]; state != "" {
		return state, ""
	}
	return Closed, ""
}

func (s *scene) lookup(_ context.Context, name string) ([]netip.Addr, error) {
	var all []netip.Addr
	for _, a := range s.names[name] {
		all = append(all, netip.MustParseAddr(a))
	}
	if all == nil {
		return nil, &net.DNSError{Err: "no such host", Name: name}
	}
	return all, nil
}

// One host under two names is one: the user's name stays, and what is known of
// either counts.
func TestNames(t *testing.T) { synctest.Test(t, testNames) }

func testNames(t *testing.T) {
	s := &scene{
		names:  map[string][]string{"m1.example": {"10.1.2.3"}, "two.example": {"10.1.2.4", "10.1.2.5"}, "odd.example": {"0.0.0.0", "224.0.0.1"}},
		states: map[string]string{"10.1.2.5:5051": Open, "10.1.2.4:2375": Silent},
	}
	agent := []string{RoleAgent}
	c := &Collector{
		Named: []Host{{"m1.example", agent}, {"two.example", agent}, {"odd.example", agent}, {"no.example", agent}}, Rate: 1000, try: s.try, lookup: s.lookup,
	}
	c.Handle(snap(mesoswatch.Snapshot{Znode: &mesoswatch.Znode{Path: "/mesos/json.info_1", What: "candidate", Address: "10.1.2.3:5060"}}))
	ports, h := watched(t, c)
	for name, want := range map[string]string{
		"m1.example 5060": "closed  master", "m1.example 5051": "closed  agent", "m1.example 8443": "closed  marathon-tls",
		"two.example 5051": "open  agent", "two.example 2375": "silent  docker", "two.example 2376": "closed  docker-tls",
		"odd.example 5051": "unknown the name resolves to no address agent", "no.example 5051": "unknown the name does not resolve: lookup no.example: no such host agent",
	} {
		p := ports[name]
		if p == nil {
			t.Errorf("%s is not told", name)
		} else if got := p.State + " " + p.Why + " " + p.Service; got != want || p.NamedBy != "user" {
			t.Errorf("%s: %s, %s", name, got, p.NamedBy)
		}
	}
	for name := range ports {
		if strings.HasPrefix(name, "10.1.2.3 ") {
			t.Errorf("told twice: %s", name)
		}
	}
	if why := h.Lacking[mesoswatch.SubjectPort]; !h.OK || len(h.Complete) != 0 || !strings.Contains(why, "7 of 41 ports: the name resolves to no address") {
		t.Errorf("%+v", h)
	}
	for _, at := range s.tried {
		if ip := netip.MustParseAddrPort(at).Addr().String(); !slices.Contains([]string{"10.1.2.3", "10.1.2.4", "10.1.2.5"}, ip) {
			t.Errorf("tried %s, which nobody named", at)
		}
	}
}

func TestNothingCanBeTold(t *testing.T) { synctest.Test(t, testNothingCanBeTold) }

func testNothingCanBeTold(t *testing.T) {
	s := &scene{}
	ports, h := watched(t, &Collector{Named: []Host{{Address: "no.example"}}, try: s.try, lookup: s.lookup, Rate: 1000})
	if h.OK || h.Why == "" || len(s.tried) != 0 || len(ports) == 0 {
		t.Errorf("%+v, tried %q", h, s.tried)
	}
	if ports, h := watched(t, &Collector{}); !h.OK || len(ports) != 0 || h.Complete != nil || h.Lacking != nil {
		t.Errorf("nobody to look at: %+v", h)
	}
	for _, bad := range []string{"", "10.0.0.0/8", "10.1.2.3:5050", "10.1", "0x7f000001", "0.0.0.0", "ff02::1", "fe80::1%eth0", "a b", "-x", strings.Repeat("a", 300)} {
		err := (&Collector{Named: []Host{{Address: bad}}}).Run(t.Context(), func(mesoswatch.Record) error { return nil })
		if !mesoswatch.IsPermanent(err) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// Connections are spread over time and over hosts.
func TestRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &scene{}
		c := &Collector{Rate: 10, try: s.try}
		for i := range 20 {
			c.Named = append(c.Named, Host{Address: "10.1.2." + strconv.Itoa(i+1), Roles: []string{RoleAgent}})
		}
		watched(t, c)
		last := make(map[string]time.Time)
		for i, at := range s.at {
			if i > 0 && at.Sub(s.at[i-1]) < 100*time.Millisecond {
				t.Errorf("connection %d comes %v after the last", i, at.Sub(s.at[i-1]))
			}
			ip := netip.MustParseAddrPort(s.tried[i]).Addr().String()
			if at.Sub(last[ip]) < spacing {
				t.Errorf("%s again after %v", ip, at.Sub(last[ip]))
			}
			last[ip] = at
		}
		if len(s.at) != 20*7 {
			t.Errorf("%d connections", len(s.at))
		}
		s.at, s.tried = nil, nil
		c.Rate, c.Named = 1000, c.Named[:1]
		watched(t, c)
		for i, at := range s.at {
			if i > 0 && at.Sub(s.at[i-1]) < spacing {
				t.Errorf("one host again after %v", at.Sub(s.at[i-1]))
			}
		}
	})
}

// No more than eight wait at a time, and who waits holds up no other.
func TestAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		now, most := 0, 0
		c := &Collector{Rate: 1000, try: func(context.Context, string) (string, string) {
			mu.Lock()
			now++
			most = max(most, now)
			mu.Unlock()
			time.Sleep(connectLimit)
			mu.Lock()
			now--
			mu.Unlock()
			return Silent, ""
		}}
		for i := range 20 {
			c.Named = append(c.Named, Host{Address: "10.1.2." + strconv.Itoa(i+1), Roles: []string{RoleAgent}})
		}
		began := time.Now()
		if ports, _ := watched(t, c); len(ports) != 140 {
			t.Errorf("%d ports", len(ports))
		}
		if took := time.Since(began); most != atOnce || took > 140/atOnce*connectLimit+2*connectLimit {
			t.Errorf("%d at once, %v", most, took)
		}
	})
}

// Hosts that are found between two rounds are looked at then, and only they; those
// that are gone are told to be.
func TestFoundLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &scene{states: map[string]string{"10.1.2.11:5051": Open}}
		c := &Collector{Named: []Host{{"10.1.2.3", []string{RoleAgent}}, {"no.example", []string{RoleAgent}}}, Interval: time.Hour, try: s.try, lookup: s.lookup}
		w := conformance.Start(t, c)
		h := w.Health(SourceReach, func(mesoswatch.Health) bool { return true })
		if len(s.tried) != 7 || h.Interval != 3600 {
			t.Errorf("tried %q, %+v", s.tried, h)
		}
		synctest.Wait()
		c.Handle(snap(mesoswatch.Snapshot{Agent: &mesoswatch.Agent{ID: "S0", PID: "slave(1)@10.1.2.11:5051"}}))
		p := w.Snapshot("the agent's port", func(s mesoswatch.Snapshot) bool { return s.Port.Host == "10.1.2.11" && s.Port.Port == 5051 })
		if p.Port.State != Open || p.Port.NamedBy != "agent list" || p.Port.Service != "agent" {
			t.Errorf("%+v", p.Port)
		}
		h = w.Health(SourceReach, func(mesoswatch.Health) bool { return true })
		if len(s.tried) != 14 || h.Lacking[mesoswatch.SubjectPort] == "" || h.Complete != nil {
			t.Errorf("%d tried, %+v", len(s.tried), h) // what is unknown of the first look still is
		}
		c.Handle(snap(mesoswatch.Snapshot{Agent: &mesoswatch.Agent{ID: "S0"}, Gone: true}))
		for range 7 {
			w.Snapshot("gone", func(s mesoswatch.Snapshot) bool { return s.Gone && s.Port.Host == "10.1.2.11" })
		}
		time.Sleep(time.Hour + 10*time.Minute)
		w.Health(SourceReach, func(mesoswatch.Health) bool { return true })
		if len(s.tried) != 21 {
			t.Errorf("%d tried", len(s.tried)) // the next round is for those that are left
		}
		w.Stop()
	})
}

// One look ends by itself, and waits as long as it is told to for more hosts.
func TestLinger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &scene{}
		c := &Collector{Linger: 5 * time.Second, try: s.try}
		time.AfterFunc(4*time.Second, func() {
			c.Handle(snap(mesoswatch.Snapshot{Agent: &mesoswatch.Agent{ID: "S0", PID: "slave(1)@10.1.2.11:5051"}}))
		})
		time.AfterFunc(8*time.Second, func() {
			c.Handle(snap(mesoswatch.Snapshot{Agent: &mesoswatch.Agent{ID: "S1", PID: "slave(1)@10.1.2.12:5051"}}))
		})
		began := time.Now()
		ports, _ := watched(t, c)
		if took := time.Since(began); len(ports) != 14 || took < 13*time.Second || took > 20*time.Second {
			t.Errorf("%d ports in %v", len(ports), took)
		}
	})
}
