package mesosapi

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/conformance"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// pretend is a master whose answers a test changes while it is polled.
type pretend struct {
	*httptest.Server
	mu      sync.Mutex
	answers map[string]http.HandlerFunc
	busy    atomic.Int64
	overlap atomic.Bool
	asked   []string
}

func newMaster(t *testing.T, release string) *pretend {
	p := &pretend{answers: make(map[string]http.HandlerFunc)}
	for _, name := range []string{"version", "flags"} {
		body, err := os.ReadFile("testdata/" + name + "-" + release + ".json")
		if err != nil {
			t.Fatal(err)
		}
		p.set("/"+name, says(200, "application/json", string(body)))
	}
	p.set("/health", says(200, "", ""))
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *pretend) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if p.busy.Add(1) > 1 {
		p.overlap.Store(true)
	}
	defer p.busy.Add(-1)
	p.mu.Lock()
	h := p.answers[r.URL.Path]
	p.asked = append(p.asked, r.Method+" "+r.URL.Path)
	p.mu.Unlock()
	if h == nil {
		h = says(404, "", "")
	}
	h(w, r)
}

func (p *pretend) set(path string, h http.HandlerFunc) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answers[path] = h
}

func says(status int, contentType, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = nil
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

func on(masters ...string) *Collector {
	return &Collector{Masters: masters, Interval: 10 * time.Millisecond, Access: Access{Version: "test", Timeout: 2 * time.Second}}
}

func well(h mesoswatch.Health) bool { return h.OK }
func ill(h mesoswatch.Health) bool  { return !h.OK }

func TestConformance(t *testing.T) {
	m1, m2 := newMaster(t, "1.12.0"), newMaster(t, "0.28.3")
	conformance.Run(t, conformance.Case{
		New:     func() mesoswatch.Collector { return on(m1.URL, m2.URL+"/", m1.URL) },
		Sources: []string{m1.URL, m2.URL}, Kinds: []string{"master", "flag"},
	})
	if m1.overlap.Load() || m2.overlap.Load() {
		t.Error("two requests at a time")
	}
}

func TestFirstRound(t *testing.T) {
	m := newMaster(t, "1.12.0")
	w := conformance.Start(t, on(m.URL))
	all := w.Until("first health", func(r mesoswatch.Record) bool { return r.Health != nil })
	if strings.Contains(conformance.Text(all...), "zkpass") {
		t.Error("a secret left the collector")
	}
	first := all[0].Snapshot
	if first == nil || first.Master == nil || first.Source != m.URL {
		t.Fatalf("first record %s", conformance.Text(all[0]))
	}
	if got := *first.Master; got.URL != m.URL || got.Version != "1.12.0" || got.Healthy == nil || !*got.Healthy || !got.FlagsVisible {
		t.Errorf("master %+v", got)
	}
	h := all[len(all)-1].Health
	if want := []string{"GET /version", "GET /health", "GET /flags"}; !reflect.DeepEqual(h.Asked, mesoswatch.Asked(want...)) {
		t.Errorf("asked %v", h.Asked)
	}
	if !slices.Equal(h.Complete, []string{"master", "flag"}) || !h.OK || h.Subjects != len(all)-1 {
		t.Errorf("health %+v of %d records", h, len(all))
	}
}

// Only what changed is said, also that a flag is gone.
func TestChanges(t *testing.T) {
	m := newMaster(t, "1.4.1")
	w := conformance.Start(t, on(m.URL))
	w.Health(m.URL, well)
	m.set("/flags", says(200, "application/json", `{"flags":{"authenticate_agents":"false","quorum":"1"}}`))
	changed := w.Until("a flag that is gone", func(r mesoswatch.Record) bool { return r.Snapshot != nil && r.Snapshot.Gone })
	var now []string
	for _, r := range changed {
		if r.Snapshot != nil && !r.Snapshot.Gone {
			now = append(now, r.Snapshot.Flag.Name+"="+r.Snapshot.Flag.Value)
		}
	}
	if !slices.Equal(now, []string{"authenticate_agents=false"}) {
		t.Errorf("changed: %q", now)
	}
	m.set("/version", says(200, "application/json", `{"version":"1.4.3"}`))
	w.Snapshot("the new version", func(s mesoswatch.Snapshot) bool { return s.Master != nil && s.Master.Version == "1.4.3" })
}

func TestTroubleShowsAsItself(t *testing.T) {
	hang := make(chan struct{})
	for _, tc := range []struct {
		name, path string
		h          http.HandlerFunc
		why        string
		complete   []string
		healthy    string // true, false, nil
	}{
		{"flags want a login", "/flags", says(401, "text/plain", "401 Unauthorized.", "WWW-Authenticate", `Basic realm="mesos-master-readonly"`), `GET /flags: 401, realm "mesos-master-readonly"`, []string{"master"}, "true"},
		{"flags denied", "/flags", says(403, "text/plain", "403 Forbidden."), "GET /flags: 403 Forbidden", []string{"master"}, "true"},
		{"flags of a time before 0.26", "/flags", says(404, "", ""), "GET /flags: 404", []string{"master"}, "true"},
		{"flags without flags", "/flags", says(200, "application/json", "{}"), `no "flags"`, []string{"master"}, "true"},
		{"flags too large", "/flags", says(200, "application/json", strings.Repeat(" ", 2<<20)), "too-large", []string{"master"}, "true"},
		{"version is a login page", "/version", says(200, "text/html", "<html>"), `GET /version: garbage: content type "text/html"`, []string{"flag"}, "true"},
		{"version redirected", "/version", says(307, "", "", "Location", "//10.9.9.9:5050/version"), `redirected (307) to "http://10.9.9.9:5050/version"`, []string{"flag"}, "true"},
		{"unhealthy", "/health", says(503, "text/plain", "No leader elected"), "GET /health: 503", []string{"master", "flag"}, "false"},
		{"health forbidden by a firewall", "/health", says(403, "text/plain", "Endpoint '/health' is disabled"), "is disabled", []string{"master", "flag"}, "nil"},
		{"health hangs", "/health", func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-hang:
			case <-r.Context().Done():
			}
		}, "GET /health: timeout", []string{"master"}, "nil"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := newMaster(t, "1.4.1")
			m.set(tc.path, tc.h)
			c := on(m.URL)
			c.Access.Timeout = 500 * time.Millisecond
			w := conformance.Start(t, c)
			all := w.Until("health", func(r mesoswatch.Record) bool { return r.Health != nil })
			h := all[len(all)-1].Health
			if h.OK || !strings.Contains(h.Why, tc.why) || !slices.Equal(h.Complete, tc.complete) {
				t.Errorf("health %+v", h)
			}
			got := "nil"
			if b := all[0].Snapshot.Master.Healthy; b != nil {
				got = fmt.Sprint(*b)
			}
			if got != tc.healthy {
				t.Errorf("healthy: %s, want %s", got, tc.healthy)
			}
		})
	}
	close(hang)
}

// A master that goes away is not OK and nothing is said of what was not seen; it
// comes back by itself.
func TestGoneAndBack(t *testing.T) {
	m := newMaster(t, "0.28.3")
	address := m.Listener.Addr().String()
	w := conformance.Start(t, on(m.URL))
	w.Health(m.URL, well)
	m.Close()
	h := w.Health(m.URL, ill)
	if !strings.Contains(h.Why, "refused") || len(h.Complete) != 0 || h.Subjects != 0 || !reflect.DeepEqual(h.Asked, mesoswatch.Asked("GET /version")) {
		t.Errorf("health %+v", h)
	}
	back := httptest.NewUnstartedServer(m)
	back.Listener.Close()
	back.Listener = listenOn(t, address)
	back.Start()
	defer back.Close()
	all := w.Until("health again", func(r mesoswatch.Record) bool { return r.Health != nil && r.Health.OK })
	for _, r := range all {
		if r.Snapshot != nil {
			t.Errorf("said although nothing changed: %s", conformance.Text(r))
		}
	}
}

func TestCredentials(t *testing.T) {
	m := newMaster(t, "1.4.1")
	flags := m.answers["/flags"]
	m.set("/flags", func(w http.ResponseWriter, r *http.Request) {
		if user, secret, _ := r.BasicAuth(); user != "ops" || secret != "hunter22" {
			says(401, "", "", "WWW-Authenticate", `Basic realm="mesos-master-readonly"`)(w, r)
			return
		}
		flags(w, r)
	})
	c := on(m.URL)
	c.Access.Credential = Credential{Principal: "ops", Secret: "hunter22"}
	conformance.Start(t, c).Health(m.URL, well)
	if s := fmt.Sprintf("%+v", *c); strings.Contains(s, "hunter22") {
		t.Errorf("the collector prints its secret: %s", s)
	}
	c.Access.Credential.Secret = "wrong"
	h := conformance.Start(t, c).Health(m.URL, ill)
	if !strings.Contains(h.Why, "401") || strings.Contains(h.Why, "wrong") {
		t.Errorf("why %q", h.Why)
	}
}

func TestCannotServe(t *testing.T) {
	for _, c := range []*Collector{
		{}, {Masters: []string{"http://m1:5050/teardown"}}, {Masters: []string{"http://u:hunter22@m1:5050"}},
		{Masters: []string{"m1"}, Access: Access{CACert: "/no/such/file.pem"}},
	} {
		err := c.Run(context.Background(), func(mesoswatch.Record) error { t.Error("a record"); return nil })
		if !mesoswatch.IsPermanent(err) || strings.Contains(err.Error(), "hunter22") {
			t.Errorf("%+v: %v", c.Masters, err)
		}
	}
}
