package tlsprobe

import (
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/conformance"
)

func snap(s mesoswatch.Snapshot) mesoswatch.Record { return mesoswatch.Record{Snapshot: &s} }

// What is learned of TLS ports, and what is not.
func TestHandle(t *testing.T) {
	c := &Collector{Endpoints: []Target{{Address: "LB.example:8443", Service: "marathon", ServerName: "m.example"}, {Address: "10.1.2.3:5050"}}}
	for _, r := range []mesoswatch.Record{
		snap(mesoswatch.Snapshot{Master: &mesoswatch.Master{URL: "https://10.1.2.3:5050", Hostname: "claimed.example"}}),
		snap(mesoswatch.Snapshot{Master: &mesoswatch.Master{URL: "https://10.1.2.4:5050"}}),
		snap(mesoswatch.Snapshot{Master: &mesoswatch.Master{URL: "http://10.1.2.5:5050"}}),
		snap(mesoswatch.Snapshot{Agent: &mesoswatch.Agent{ID: "S0", Hostname: "claimed.example", PID: "slave(1)@10.1.2.10:5051"}}),
		snap(mesoswatch.Snapshot{AgentCheck: &mesoswatch.AgentCheck{URL: "https://10.1.2.11:5051"}}),
		snap(mesoswatch.Snapshot{AgentCheck: &mesoswatch.AgentCheck{URL: "http://10.1.2.12:5051"}}),
		snap(mesoswatch.Snapshot{ZooKeeper: &mesoswatch.ZooKeeper{Address: "zk1:2181", Config: map[string]string{"secureClientPort": "2281"}}}),
		snap(mesoswatch.Snapshot{ZooKeeper: &mesoswatch.ZooKeeper{Address: "zk2:2182", Via: "tls"}}),
		snap(mesoswatch.Snapshot{ZooKeeper: &mesoswatch.ZooKeeper{Address: "zk3:2181", Config: map[string]string{"secureClientPort": "-1"}}}),
		snap(mesoswatch.Snapshot{ZooKeeper: &mesoswatch.ZooKeeper{Address: "zk4:2181"}}),
		snap(mesoswatch.Snapshot{Scheduler: &mesoswatch.Scheduler{URL: "https://10.1.2.4:8443/", Kind: "marathon"}}),
		snap(mesoswatch.Snapshot{Port: &mesoswatch.Port{Host: "10.1.2.4", Port: 443, State: "open", Service: "adminrouter-tls"}}),
		snap(mesoswatch.Snapshot{Port: &mesoswatch.Port{Host: "10.1.2.4", Port: 8443, State: "open", Service: "marathon-tls"}}),
		snap(mesoswatch.Snapshot{Port: &mesoswatch.Port{Host: "10.1.2.4", Port: 2376, State: "closed"}}),
		snap(mesoswatch.Snapshot{Port: &mesoswatch.Port{Host: "10.1.2.4", Port: 5051, State: "open"}}),
		snap(mesoswatch.Snapshot{Framework: &mesoswatch.Framework{ID: "F", WebUI: "https://claimed.example:1"}}),
		{Health: &mesoswatch.Health{}}, {},
	} {
		if err := c.Handle(r); err != nil {
			t.Error(err)
		}
	}
	list := func() (all []string) {
		targets, _ := c.targets()
		for _, g := range targets {
			all = append(all, strings.TrimSpace(g.Address+" "+g.Service+" "+g.ServerName))
		}
		return all
	}
	want := []string{
		"lb.example:8443 marathon m.example", "10.1.2.3:5050", "10.1.2.4:5050 master", "zk1:2281 zookeeper", "zk2:2182 zookeeper",
		"10.1.2.4:8443 marathon", "10.1.2.4:443 adminrouter-tls", "10.1.2.11:5051 agent",
	}
	if got := list(); !slices.Equal(got, want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
	c.Handle(snap(mesoswatch.Snapshot{Master: &mesoswatch.Master{URL: "https://10.1.2.4:5050"}, Gone: true}))
	c.Handle(snap(mesoswatch.Snapshot{Port: &mesoswatch.Port{Host: "10.1.2.4", Port: 443, State: "closed"}}))
	if got := list(); len(got) != 6 || slices.Contains(got, want[2]) || slices.Contains(got, want[6]) {
		t.Errorf("%q", got)
	}
	c.Most = 3
	if got, over := c.targets(); len(got) != 3 || over != 3 || got[0].ServerName == "" {
		t.Errorf("%+v, %d over", got, over)
	}
}

// watched is a Run to its end, by what it told.
func watched(t *testing.T, c *Collector) (all map[string]*mesoswatch.Endpoint, h mesoswatch.Health) {
	t.Helper()
	all = make(map[string]*mesoswatch.Endpoint)
	err := c.Run(t.Context(), func(r mesoswatch.Record) error {
		if r.Health != nil {
			h = *r.Health
		} else {
			all[r.Snapshot.Endpoint.Address] = r.Snapshot.Endpoint
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all, h
}

func TestRun(t *testing.T) {
	ca := issue(t, form{name: "test authority", ca: true}, nil)
	file := filepath.Join(t.TempDir(), "ca.pem")
	write(t, file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ca.cert.Raw}))
	good := goServer(t, issue(t, form{name: "m1", ips: []string{"127.0.0.1"}}, ca), nil, nil)
	gone := freePort(t, "127.0.0.42")
	c := &Collector{Endpoints: []Target{{Address: good, Service: "master"}}, CACert: file, Pause: time.Microsecond, Timeout: 20 * time.Second}
	all, h := watched(t, c)
	if e := all[good]; len(all) != 1 || !isTrue(e.TLS) || e.Service != "master" || !e.Certificate.Verified {
		t.Errorf("%+v", e)
	}
	if !h.OK || !slices.Equal(h.Complete, []string{mesoswatch.SubjectEndpoint}) || h.Subjects != 1 || len(h.Asked) != 2 || h.Asked[1].Of != good || !strings.HasPrefix(h.Asked[1].Outcome, "TLS 1.2, TLS 1.3") {
		t.Errorf("%+v", h)
	}
	c.Handle(snap(mesoswatch.Snapshot{Master: &mesoswatch.Master{URL: "https://" + gone}}))
	all, h = watched(t, c)
	if len(all) != 2 || all[gone].TLS != nil || !h.OK || h.Complete != nil || !strings.Contains(h.Lacking[mesoswatch.SubjectEndpoint], "1 of 2 endpoints ("+gone+" …): connection refused") {
		t.Errorf("%+v", h)
	}
	c.Endpoints = nil
	if _, h = watched(t, c); h.OK || !strings.Contains(h.Why, "connection refused") {
		t.Errorf("nothing is known: %+v", h)
	}
	if all, h = watched(t, &Collector{}); len(all) != 0 || !h.OK || h.Complete != nil || h.Lacking != nil {
		t.Errorf("nothing to look at: %+v", h)
	}
	for _, bad := range []*Collector{{CACert: "/no/such/file"}, {CACert: "doc.go"}, {Endpoints: []Target{{Address: "m1"}}}, {Endpoints: []Target{{Address: "10.0.0.0/8:5050"}}}, {Endpoints: []Target{{Address: "m1:5050", ServerName: "a b"}}}} {
		if err := bad.Run(t.Context(), func(mesoswatch.Record) error { return nil }); !mesoswatch.IsPermanent(err) {
			t.Errorf("%+v: %v", bad.Endpoints, err)
		}
	}
}

// Connections to one endpoint are apart, and four endpoints at most are looked at
// side by side.
func TestPace(t *testing.T) {
	const pause = 20 * time.Millisecond
	own := issue(t, form{name: "x", bits: 1024}, nil)
	c := &Collector{Pause: pause, Timeout: 20 * time.Second}
	for range 2 * atOnce {
		server := &old{versions: []uint16{tls12}, suites: map[uint16][]uint16{0: ids(t, "TLS_RSA_WITH_AES_128_CBC_SHA")}, certificates: [][]byte{own.cert.Raw}}
		c.Endpoints = append(c.Endpoints, Target{Address: server.start(t)})
	}
	began := time.Now()
	all, h := watched(t, c)
	if len(all) != 2*atOnce || !h.OK {
		t.Errorf("%d endpoints, %+v", len(all), h)
	}
	const each = 8 // five versions, one suite more, none broken, one in clear
	for _, x := range h.Asked[1:] {
		if !strings.HasPrefix(x.What, fmt.Sprint(each, " ")) || x.Seconds < ((each-1)*pause).Seconds() {
			t.Errorf("%+v", x)
		}
	}
	if took := time.Since(began); took < 2*(each-1)*pause {
		t.Errorf("all in %v", took)
	}
}

// What was found later is looked at when it is found, what is gone is told to be.
func TestFoundLater(t *testing.T) {
	own := issue(t, form{name: "m1", ips: []string{"127.0.0.1"}}, nil)
	first, later := goServer(t, own, nil, nil), goServer(t, own, nil, nil)
	c := &Collector{Endpoints: []Target{{Address: first}}, Interval: time.Hour, Pause: time.Microsecond}
	w := conformance.Start(t, c)
	w.Health(Name, func(h mesoswatch.Health) bool { return h.Subjects == 1 })
	master := mesoswatch.Snapshot{Master: &mesoswatch.Master{URL: "https://" + later}}
	c.Handle(snap(master))
	seen := w.Until("the other", func(r mesoswatch.Record) bool { return r.Health != nil })
	if len(seen) != 2 || seen[0].Snapshot.Endpoint.Address != later || seen[1].Health.Subjects != 2 {
		t.Errorf("%s", conformance.Text(seen...))
	}
	master.Gone = true
	c.Handle(snap(master))
	w.Snapshot("gone", func(s mesoswatch.Snapshot) bool { return s.Gone && s.Endpoint.Address == later })
}

// Nothing but GET /health without a credential is asked for in clear, and nothing
// at all within TLS.
func TestWhatIsSent(t *testing.T) {
	var mu sync.Mutex
	var asked []string
	own := issue(t, form{name: "m1", ips: []string{"127.0.0.42"}}, nil)
	at := both(t, own)
	relay := handle(t, func(c net.Conn) {
		b := make([]byte, 4096)
		n, _ := c.Read(b)
		if n > 0 && b[0] != 22 {
			mu.Lock()
			asked = append(asked, string(b[:n]))
			mu.Unlock()
		}
		to, err := net.Dial("tcp", at)
		if err != nil {
			return
		}
		defer to.Close()
		to.Write(b[:n])
		go func() {
			io.Copy(to, c)
			to.(*net.TCPConn).CloseWrite()
		}()
		io.Copy(c, to)
	})
	watched(t, &Collector{Endpoints: []Target{{Address: relay, Service: "master"}}, Pause: time.Microsecond, Version: "1"})
	if len(asked) != 1 || !strings.HasPrefix(asked[0], "GET /health ") || strings.Contains(asked[0], "Authorization") || strings.Contains(asked[0], "\r\n\r\n ") {
		t.Errorf("%q", asked)
	}
}

func TestConformance(t *testing.T) {
	own := issue(t, form{name: "m1", ips: []string{"127.0.0.1"}}, nil)
	at := goServer(t, own, nil, nil)
	conformance.Run(t, conformance.Case{
		New: func() mesoswatch.Collector {
			return &Collector{Endpoints: []Target{{Address: at, Service: "master"}, {Address: freePort(t, "127.0.0.42")}}, Interval: 30 * time.Millisecond, Pause: time.Microsecond}
		},
		Sources: []string{Name}, Kinds: []string{mesoswatch.SubjectEndpoint},
	})
}
