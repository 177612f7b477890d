package schedulers

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/mesoswatch/mesoswatch"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// told is all that a collector said, sorted out.
type told struct {
	records      []mesoswatch.Record
	schedulers   map[string]*mesoswatch.Scheduler
	applications map[string]*mesoswatch.Application // by id
	grants       map[string]*mesoswatch.Grant       // by who and resource
	health       map[string]*mesoswatch.Health      // the last of each source
	gone         []mesoswatch.Subject
}

// once runs a collector that looks once.
func once(t *testing.T, c mesoswatch.Collector) *told {
	t.Helper()
	v := &told{
		schedulers: make(map[string]*mesoswatch.Scheduler), applications: make(map[string]*mesoswatch.Application), grants: make(map[string]*mesoswatch.Grant),
		health: make(map[string]*mesoswatch.Health),
	}
	var mu sync.Mutex
	err := c.Run(t.Context(), func(r mesoswatch.Record) error {
		mu.Lock()
		defer mu.Unlock()
		if err := r.Validate(); err != nil {
			t.Error(err)
		}
		v.add(r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (v *told) add(r mesoswatch.Record) {
	v.records = append(v.records, r)
	switch s := r.Snapshot; {
	case r.Health != nil:
		v.health[r.Health.Source] = r.Health
	case s.Gone:
		v.gone = append(v.gone, s.Subject())
	case s.Scheduler != nil:
		v.schedulers[s.Scheduler.URL] = s.Scheduler
	case s.Application != nil:
		v.applications[s.Application.ID] = s.Application
	case s.Grant != nil:
		v.grants[s.Grant.Who+" "+s.Grant.Resource] = s.Grant
	}
}

// json is all that was said, as it is recorded.
func (v *told) json(t *testing.T) string {
	t.Helper()
	b, err := json.Marshal(v.records)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// leaks fails for every secret that was said.
func (v *told) leaks(t *testing.T, secrets ...string) {
	t.Helper()
	text := v.json(t)
	for _, s := range secrets {
		if strings.Contains(text, s) {
			at := strings.Index(text, s)
			t.Errorf("the secret %q came out: …%s…", s, text[max(0, at-200):min(len(text), at+60)])
		}
	}
}

// only is the one health there is.
func (v *told) only(t *testing.T) *mesoswatch.Health {
	t.Helper()
	if len(v.health) != 1 {
		t.Fatalf("%d healths: %v", len(v.health), slices.Sorted(maps.Keys(v.health)))
	}
	for _, h := range v.health {
		return h
	}
	return nil
}

// serve answers paths (with their queries, or without) with bodies, else 404.
func serve(t *testing.T, bodies map[string]string) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := bodies[r.URL.RequestURI()]
		if !ok {
			body, ok = bodies[r.URL.Path]
		}
		if r.Method != http.MethodGet || !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	return server
}

func named(url, kind string) []Endpoint { return []Endpoint{{URL: url, Kind: kind, Named: true}} }

func yes(b *bool) string {
	switch {
	case b == nil:
		return "unknown"
	case *b:
		return "yes"
	}
	return "no"
}
