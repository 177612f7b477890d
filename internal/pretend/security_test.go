package pretend

import (
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch/internal/pretend/wire"
)

func TestRealms(t *testing.T) {
	for _, tt := range []struct {
		release  string
		security Security
		path     string
		realm    string // empty: it is open
	}{
		{"1.12.0", Security{Readonly: true}, "/state", "mesos-master-readonly"},
		{"1.12.0", Security{Readonly: true}, "/quota", ""},
		{"1.12.0", Security{Readwrite: true}, "/quota", "mesos-master-readwrite"},
		{"1.12.0", Security{Readwrite: true}, "/state", ""},
		{"1.12.0", Security{Schedulers: true}, "/api/v1/scheduler", "mesos-master-scheduler"},
		{"1.12.0", Security{Schedulers: true}, "/api/v1", ""},
		{"1.4.1", Security{Readonly: true}, "/state.json", "mesos-master-readonly"},
		{"0.28.3", Security{Readonly: true, Readwrite: true}, "/state", ""},
		{"0.28.3", Security{Readwrite: true}, "/teardown", "mesos"},
		{"0.28.3", Security{Readwrite: true}, "/maintenance/schedule", ""},
	} {
		c := started(t, Options{Bare: true, Releases: []string{tt.release}, Security: []Security{tt.security}, Agents: -1})
		r := newClient(t).get(t, c.MasterURL()+tt.path)
		want := ""
		if tt.realm != "" {
			want = `Basic realm="` + tt.realm + `"`
		}
		if (r.StatusCode == 401) != (tt.realm != "") || r.Header.Get("WWW-Authenticate") != want {
			t.Errorf("%s %+v %s: %d %q", tt.release, tt.security, tt.path, r.StatusCode, r.Header.Get("WWW-Authenticate"))
		}
		if known := newClient(t).as(c.Credential()).get(t, c.MasterURL()+tt.path); known.StatusCode == 401 {
			t.Errorf("%s %s refuses who is known", tt.release, tt.path)
		}
	}
}

func TestAuthorizationHeaders(t *testing.T) {
	c := started(t, Options{Bare: true, Security: []Security{{Readonly: true}}, Tokens: []string{"t0k"}, Credentials: map[string]string{"ops": "s", "odd": "a:b"}})
	ask := newClient(t)
	for header, want := range map[string]int{
		"":                              401,
		"Basic b3BzOnM=":                200, // ops:s
		"basic b3BzOnM=":                401,
		"Basic b3BzOng=":                401, // ops:x
		"Basic bm9ib2R5OnM=":            401, // nobody:s
		"Basic b2RkOmE6Yg==":            401, // odd:a:b, which cannot log in
		"Basic !":                       401,
		"Bearer t0k":                    200,
		"Bearer other":                  401,
		"token=t0k":                     200,
		"token=":                        401,
		"Negotiate YIIBhwYGKwYBBQUCoII": 401,
	} {
		r, err := ask.do(t, "GET", c.MasterURL()+"/flags", "", "Authorization", header)
		if err != nil || r.StatusCode != want {
			t.Errorf("%q: %v %d, want %d", header, err, r.StatusCode, want)
		}
		if challenge := r.Header.Get("WWW-Authenticate"); want == 401 && challenge != `Basic realm="mesos-master-readonly",Bearer realm="mesos-master-readonly"` {
			t.Errorf("challenge %q", challenge)
		}
	}
}

func TestCut(t *testing.T) {
	c := started(t, Options{Settled: true, Security: []Security{{Cut: wire.Cut{Flags: true, Frameworks: []string{"aurora"}}, Firewall: []string{"/roles"}}}})
	ask := newClient(t)
	if r := ask.get(t, c.MasterURL()+"/flags"); r.StatusCode != 403 || r.body != "403 Forbidden." {
		t.Errorf("flags: %d %q", r.StatusCode, r.body)
	}
	for _, path := range []string{"/state", "/frameworks", "/state-summary", "/tasks"} {
		r := ask.get(t, c.MasterURL()+path)
		for _, hidden := range []string{`"flags"`, `"cluster"`, `"log_dir"`, "aurora"} {
			if r.StatusCode != 200 || strings.Contains(r.body, hidden) {
				t.Errorf("%s: %d, %s is told", path, r.StatusCode, hidden)
			}
		}
	}
	if r := ask.get(t, c.MasterURL()+"/metrics/snapshot"); !strings.Contains(r.body, `"master/frameworks_active":3.0`) {
		t.Error("the metrics hide frameworks too")
	}
	if r := ask.get(t, c.MasterURL()+"/roles"); r.StatusCode != 403 || r.body != "Endpoint '/roles' is disabled" {
		t.Errorf("a firewalled path: %d %q", r.StatusCode, r.body)
	}
	if r := ask.get(t, c.MasterURL()+"/master/roles"); r.StatusCode != 200 {
		t.Errorf("its other spelling: %d", r.StatusCode)
	}
}

func TestWritingIsRefused(t *testing.T) {
	c := started(t, Options{Settled: true})
	ask := newClient(t)
	before := ask.get(t, c.MasterURL()+"/frameworks").body
	for _, path := range []string{"/teardown", "/machine/down", "/reserve", "/quota", "/maintenance/schedule", "/api/v1/scheduler"} {
		r, err := ask.do(t, "POST", c.MasterURL()+path, "frameworkId="+stateOf(t, ask, c.MasterURL()).Frameworks[0].ID)
		if err != nil || r.StatusCode != 400 {
			t.Errorf("POST %s: %v %d", path, err, r.StatusCode)
		}
	}
	for _, call := range []string{"TEARDOWN", "SET_QUOTA", "MARK_AGENT_GONE"} {
		r, err := ask.do(t, "POST", c.MasterURL()+"/api/v1", `{"type":"`+call+`"}`, "Content-Type", "application/json")
		if err != nil || r.StatusCode != 400 {
			t.Errorf("%s: %v %d", call, err, r.StatusCode)
		}
	}
	if after := ask.get(t, c.MasterURL()+"/frameworks").body; after != before {
		t.Error("something changed")
	}
}

func TestOperatorRefusals(t *testing.T) {
	c := started(t, Options{Bare: true, Releases: []string{"1.12.0"}})
	ask := newClient(t)
	for _, tt := range []struct {
		body    string
		headers []string
		status  int
		part    string
	}{
		{`{"type":"GET_VERSION"}`, nil, 400, "Expecting 'Content-Type' to be present"},
		{`{"type":"GET_VERSION"}`, []string{"Content-Type", "text/plain"}, 415, "Expecting 'Content-Type' of application/json or application/x-protobuf"},
		{`{"type":"GET_VERSION"}`, []string{"Content-Type", "application/json; charset=utf-8"}, 415, ""},
		{`{`, []string{"Content-Type", "application/json"}, 400, "Failed to parse body into JSON: syntax error at line 1 near: "},
		{`{}`, []string{"Content-Type", "application/json"}, 400, "Failed to validate master::Call: Expecting 'type' to be present"},
		{`{"type":"NOPE"}`, []string{"Content-Type", "application/json"}, 400, "Failed to validate master::Call: Expecting 'type' to be present"},
		{`{"type":"GET_VERSION"}`, []string{"Content-Type", "application/json", "Accept", "text/xml"}, 406, "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'"},
		{`{"type":"GET_VERSION"}`, []string{"Content-Type", "application/json", "Accept", "application/json"}, 200, `{"type":"GET_VERSION","get_version":{"version_info":{"version":"1.12.0"`},
	} {
		r, err := ask.do(t, "POST", c.MasterURL()+"/api/v1", tt.body, tt.headers...)
		if err != nil || r.StatusCode != tt.status || !strings.Contains(r.body, tt.part) {
			t.Errorf("%s %v: %v %d %q", tt.body, tt.headers, err, r.StatusCode, r.body)
		}
	}
}
