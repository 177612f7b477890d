package schedulers

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
	"github.com/mesoswatch/mesoswatch/collectors/internal/conformance"
	"github.com/mesoswatch/mesoswatch/internal/pretend/apps"
)

func pretend(t *testing.T, s *apps.Server) string {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return server.URL + s.Prefix
}

func TestConformance(t *testing.T) {
	url := pretend(t, &apps.Server{Of: apps.Marathon(50, 1)})
	conformance.Run(t, conformance.Case{
		New: func() mesoswatch.Collector {
			return &Collector{Endpoints: named(url, Marathon), Interval: time.Millisecond}
		},
		Sources: []string{url}, Kinds: []string{mesoswatch.SubjectScheduler, mesoswatch.SubjectApplication},
	})
}

// A large installation is seen whole, and nothing of what people left in it comes out.
func TestInstallation(t *testing.T) {
	i := apps.Marathon(500, 1)
	url := pretend(t, &apps.Server{Of: i})
	v := once(t, &Collector{Endpoints: named(url, Marathon)})
	if len(v.applications) != 500 {
		t.Errorf("%d applications", len(v.applications))
	}
	h := v.only(t)
	if !h.OK || !slices.Equal(h.Complete, []string{"scheduler", "application"}) || h.Subjects != 501 {
		t.Errorf("%+v", h)
	}
	v.leaks(t, i.Secrets()...)
	s := v.schedulers[url]
	if s == nil || s.Version != "1.11.24" || yes(s.Open) != "yes" || s.Role != "slave_public" || s.User != "root" || s.Framework == "" ||
		s.Master != "zk://mesos:***@zk-1.example:2181,zk-2.example:2181/mesos" || s.ZK != "zk://marathon:***@zk-1.example:2181/marathon" || s.Settings["http_port"] != "8080" {
		t.Errorf("%+v", s)
	}
	for _, a := range i.Apps {
		sortTold(t, a, v.applications[a.ID])
	}
}

// sortTold holds what was read of an application against what it is.
func sortTold(t *testing.T, a *apps.App, got *mesoswatch.Application) {
	t.Helper()
	if got == nil {
		t.Errorf("no %s", a.ID)
		return
	}
	has := func(what string, is bool) {
		if !is {
			t.Errorf("%s, %s: %s is not told: %+v", a.ID, a.Sort, what, *got)
		}
	}
	feature := func(f string) { has(f, slices.Contains(got.Features, f)) }
	has("instances", got.Instances != nil && *got.Instances == int64(a.Instances) && got.Suspended == (a.Instances == 0))
	has("resources", got.Resources != nil && got.Resources.CPUs == a.CPUs && got.Resources.Mem == a.Mem)
	has("environment", slices.Contains(got.Env, "LOG_LEVEL") && slices.Contains(got.Labels, "owner"))
	switch a.Sort {
	case apps.Plain:
		has("nothing special", got.Features == nil && got.Exposed == nil && got.VIPs == nil && slices.Equal(got.Networks, []string{"bridge"}) && got.Container == "docker")
	case apps.Web, apps.Public:
		feature("haproxy")
		has("its names", len(got.VIPs) == 2 && got.ForcePull)
	case apps.API, apps.Overlay:
		has("its address", slices.Equal(got.VIPs, []string{a.Ports[0].VIP}))
		has("its network", a.Sort == apps.API || slices.Equal(got.Networks, []string{"container/dcos"}))
	case apps.HostPort:
		has("its port", got.Ports[0].Host == int64(a.Ports[0].Host) && got.Networks[0] == "host")
	case apps.HostNet:
		has("any port", got.Ports[0].Host == 0 && got.Ports[0].Service == int64(a.Ports[0].Service))
		feature("mesos-environment")
	case apps.Command:
		has("its archive", len(got.Fetch) == 1 && got.Container == "" && got.Images == nil)
		feature("mesos-environment")
	case apps.Exposed:
		has("its secrets", slices.Equal(got.Exposed, []string{"(command)", "DATABASE_URL", "DB_PASSWORD", "SERVICE_JWT", "SMTP_KEY", "deploy-token"}))
	case apps.Referenced:
		has("references", len(got.Secrets) == 2 && got.Exposed == nil && slices.Contains(got.Secrets, "shared/api") && slices.Contains(got.Env, "DB_PASSWORD"))
	case apps.Database:
		feature("persistent-volume")
		feature("residency")
		has("nothing unusual", !slices.Contains(got.Features, "unreachable-strategy"))
		has("its volume", got.Volumes[0].Source == "persistent" && got.Container == "mesos" && got.Constraints[0] == "hostname:UNIQUE")
	case apps.External:
		feature("external-volume")
		has("its volume", strings.HasPrefix(got.Volumes[0].Source, "external dvdi/vol-"))
	case apps.HostData:
		has("its folder", strings.HasPrefix(got.Volumes[0].Host, "/srv/") && got.Volumes[0].Mode == "RW" && strings.HasPrefix(got.Constraints[0], "hostname:CLUSTER:agent-"))
	case apps.LogShipper:
		has("its folder", got.Volumes[0] == mesoswatch.Volume{Host: "/var/log", Container: "/logs", Mode: "RO"} && got.User == "root")
	case apps.DockerAdmin:
		has("privileged", got.Privileged && got.Volumes[0].Host == "/var/run/docker.sock")
	case apps.GPU:
		feature("gpu")
		has("GPUs", got.Resources.GPUs == float64(a.GPUs))
	case apps.Tuned:
		feature("linux-capabilities")
		has("parameters", slices.Equal(got.Parameters, []string{"ulimit=nofile=65536", "cap-add=NET_ADMIN", "log-opt=splunk-token=***", "env=TOKEN=***"}))
		has("exposed", slices.Equal(got.Exposed, []string{"(parameter log-opt splunk-token)", "TOKEN"}))
	case apps.Framework:
		feature("framework")
	case apps.Placed:
		has("constraints", len(got.Constraints) == 2 && strings.HasPrefix(got.Constraints[0], "rack:"))
	case apps.Rolling:
		feature("kill-selection")
		has("readiness", got.Readiness)
	case apps.Patient:
		feature("unreachable-strategy")
	case apps.Terminal:
		feature("tty")
	case apps.SignedFetch:
		has("masked", len(got.Fetch) == 2 && strings.HasSuffix(got.Fetch[0], "?Expires=***&Signature=***") && got.Fetch[1] == "https://***@files.example/ca.pem")
	}
	if a.Sort == apps.Public {
		feature("resource-roles")
	}
}

// The same installation says the same whichever release tells it, but for what a
// release has no words for.
func TestReleasesAgree(t *testing.T) {
	i := apps.Marathon(200, 5)
	read := func(r apps.Release) map[string]*mesoswatch.Application {
		url := pretend(t, &apps.Server{Of: i, Release: r})
		v := once(t, &Collector{Endpoints: named(url, Marathon)})
		if h := v.only(t); !h.OK {
			t.Errorf("%s: %s", r, h.Why)
		}
		v.leaks(t, i.Secrets()...)
		return v.applications
	}
	newest, middle, oldest := read(apps.R111), read(apps.R14), read(apps.R011)
	if len(newest) != 200 || len(middle) != 200 || len(oldest) != 200-len(i.Pods) {
		t.Fatalf("%d, %d, %d", len(newest), len(middle), len(oldest))
	}
	for id, want := range newest {
		got := *middle[id]
		got.Scheduler = want.Scheduler
		got.Features = without(got.Features, "ip-per-task")
		w := *want
		w.Features = without(w.Features, "tty")
		if !reflect.DeepEqual(got, w) {
			t.Errorf("1.4 tells otherwise:\n%+v\n%+v", got, w)
		}
		if w.Kind == "pod" {
			continue
		}
		got = *oldest[id]
		got.Scheduler, got.Features = w.Scheduler, without(got.Features, "ip-per-task")
		w.Features = without(w.Features, "gpu", "kill-selection", "unreachable-strategy", "residency")
		w.Readiness, w.Secrets, w.VIPs, got.VIPs = false, nil, nil, nil
		w.Resources = &mesoswatch.Resources{CPUs: w.Resources.CPUs, Mem: w.Resources.Mem, Disk: w.Resources.Disk}
		w.Env, got.Env = nil, nil
		for i := range w.Ports {
			w.Ports[i].Name = ""
		}
		if !reflect.DeepEqual(got, w) {
			t.Errorf("0.11 tells otherwise:\n%+v\n%+v", got, w)
		}
	}
}

func without(all []string, words ...string) []string {
	all = slices.DeleteFunc(slices.Clone(all), func(s string) bool { return slices.Contains(words, s) })
	if len(all) == 0 {
		return nil
	}
	return all
}

func TestGroupsDepend(t *testing.T) {
	i := apps.Marathon(120, 2)
	url := pretend(t, &apps.Server{Of: i})
	v := once(t, &Collector{Endpoints: named(url, Marathon)})
	n := 0
	for _, a := range i.Apps {
		want := slices.Clone(a.Dependencies)
		for group, on := range i.Depends {
			if strings.HasPrefix(a.ID, group+"/") {
				want = append(want, on...)
				n++
			}
		}
		slices.Sort(want)
		if got := v.applications[a.ID].Dependencies; !slices.Equal(got, slices.Compact(want)) {
			t.Errorf("%s depends on %q, want %q", a.ID, got, want)
		}
	}
	if n == 0 {
		t.Error("no group depends on another")
	}
}

// Whether authentication is on is asked without a login; the login goes only where
// it is wanted and may go.
func TestAuthentication(t *testing.T) {
	i := apps.Marathon(30, 1)
	closed := func() *apps.Server { return &apps.Server{Of: i, User: "auditor", Password: "hunter22"} }
	login := Access{Credential: Credential{Principal: "auditor", Secret: "hunter22"}}
	for _, tc := range []struct {
		name   string
		server *apps.Server
		access Access
		named  bool
		open   string
		apps   int
		lacks  string
	}{
		{"open", &apps.Server{Of: i}, Access{}, true, "yes", 30, ""},
		{"open, with a login", &apps.Server{Of: i}, login, true, "yes", 30, ""},
		{"closed", closed(), Access{}, true, "no", 0, `401, realm "Mesosphere"`},
		{"closed, with the login", closed(), login, true, "no", 30, ""},
		{"closed, with another", closed(), Access{Credential: Credential{Principal: "auditor", Secret: "other"}}, true, "no", 0, "401"},
		{"closed, not named", closed(), login, false, "no", 0, "the credential was not sent: the user did not name this host"},
		{"behind DC/OS", &apps.Server{Of: i, Prefix: "/service/marathon"}, Access{}, true, "yes", 30, ""},
		{"only the configuration is open", &apps.Server{Of: i, Refuse: map[string]int{"/v2/deployments": 403, "/v2/apps": 403}}, Access{}, true, "no", 1, "GET /v2/apps: 403"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			url := pretend(t, tc.server)
			v := once(t, &Collector{Endpoints: []Endpoint{{URL: url, Kind: Marathon, Named: tc.named}}, Access: tc.access})
			h, s := v.only(t), v.schedulers[url]
			if s == nil || yes(s.Open) != tc.open || len(v.applications) != tc.apps {
				t.Errorf("%+v, open %s, %d applications", s, yes(s.Open), len(v.applications))
			}
			if lacks := h.Lacking[mesoswatch.SubjectApplication]; (lacks == "") != (tc.lacks == "") || !strings.Contains(lacks, tc.lacks) || h.OK != (tc.lacks == "") {
				t.Errorf("%+v", h)
			}
			v.leaks(t, "hunter22")
			anonymous := make(map[string]bool)
			for _, line := range tc.server.Asked() {
				what, _, login := strings.Cut(line, " as ")
				if login && strings.HasSuffix(what, "/v2/info") && !anonymous[what] {
					t.Errorf("%s was asked with a login first", what)
				}
				anonymous[what] = anonymous[what] || !login
				if !strings.HasPrefix(line, "GET ") || login && !tc.named {
					t.Errorf("asked %s", line)
				}
			}
		})
	}
}

func TestTroubles(t *testing.T) {
	i := apps.Marathon(50, 1)
	for _, tc := range []struct {
		name    string
		refuse  map[string]int
		apps    int
		lacking map[string]string
		why     string
	}{
		{"no pods yet", map[string]int{"/v2/pods": 404}, 48, nil, ""},
		{"pods are hidden", map[string]int{"/v2/pods": 403}, 48, map[string]string{"application": "GET /v2/pods: 403"}, "GET /v2/pods: 403"},
		{"groups are hidden", map[string]int{"/v2/groups": 403}, 50, nil, "dependencies of groups are not known"},
		{"in trouble", map[string]int{"/v2/apps": 503}, 2, map[string]string{"application": "GET /v2/apps: 503"}, "503"},
		{"another program", map[string]int{"/v2/info": 404, "/v2/apps": 404, "/v2/pods": 404, "/v2/groups": 404, "/v2/deployments": 404, "/ping": 404}, 0,
			map[string]string{"application": "404", "scheduler": "404"}, "404"},
	} {
		url := pretend(t, &apps.Server{Of: i, Refuse: tc.refuse})
		v := once(t, &Collector{Endpoints: named(url, Marathon)})
		h := v.only(t)
		if len(v.applications) != tc.apps || len(h.Lacking) != len(tc.lacking) || !strings.Contains(h.Why, tc.why) || h.OK != (tc.why == "") {
			t.Errorf("%s: %d applications, %+v", tc.name, len(v.applications), h)
		}
		for kind, why := range tc.lacking {
			if !strings.Contains(h.Lacking[kind], why) || slices.Contains(h.Complete, kind) {
				t.Errorf("%s: %+v", tc.name, h)
			}
		}
	}
}

func TestNobodyThere(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	for _, kind := range []string{Marathon, Chronos, Metronome, Spark, DCOS} {
		v := once(t, &Collector{Endpoints: named(server.URL, kind)})
		h := v.only(t)
		if h.OK || len(h.Lacking) != 2 || len(h.Complete) != 0 || len(v.records) != 1 || len(h.Asked) != 1 || h.Asked[0].Outcome != "refused" {
			t.Errorf("%s: %+v", kind, h)
		}
	}
}

// What is gone is said to be gone only after a look that saw all.
func TestGone(t *testing.T) {
	i := apps.Marathon(50, 1)
	s := &apps.Server{Of: i}
	url := pretend(t, s)
	v, err := named(url, Marathon)[0].visit(0, 1)
	if err != nil {
		t.Fatal(err)
	}
	got := &told{
		schedulers: make(map[string]*mesoswatch.Scheduler), applications: make(map[string]*mesoswatch.Application), health: make(map[string]*mesoswatch.Health),
	}
	client, err := ask.Open(Access{})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	v.client = client
	v.emit = func(r mesoswatch.Record) error { got.add(r); return nil }
	look := func() {
		if err := v.look(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	look()
	first := i.Apps[0].ID
	i.Apps = i.Apps[1:]
	s.Refuse = map[string]int{"/v2/pods": 403}
	look()
	if len(got.gone) != 0 {
		t.Errorf("%v are gone after half a look", got.gone)
	}
	s.Refuse = nil
	look()
	if len(got.gone) != 1 || got.gone[0] != (mesoswatch.Subject{Kind: "application", Name: url + " " + first}) {
		t.Errorf("gone %v", got.gone)
	}
}

// An application that cannot be one, an endless list, an answer without an end.
func TestHostileAnswers(t *testing.T) {
	one := `{"id":"/a","instances":1}`
	for _, tc := range []struct {
		name, body string
		apps       int
		lacks      string
	}{
		{"wrong types", `{"apps":[{"id":"/a","instances":"many","env":[1],"container":"x","constraints":{"a":1},"healthChecks":7},{"id":"/b"}]}`, 2, ""},
		{"no id", `{"apps":[{},{"id":null},{"id":{}},` + one + `]}`, 1, ""},
		{"twice", `{"apps":[` + one + "," + one + `]}`, 1, ""},
		{"cut off", `{"apps":[` + one + `,{"id":"/b"`, 1, "ends in the middle"},
		{"another list", `{"apps":{"a":1}}`, 0, "not what was asked for"},
		{"no list", `{"tasks":[]}`, 0, "not what was asked for"},
		{"a login page", `<html>`, 0, "invalid character"},
		{"one without end", `{"apps":[` + one + `,{"id":"` + strings.Repeat("x", longestEntry+1<<20) + `"}]}`, 1, "longer than any application"},
		{"nested without end", `{"apps":[{"id":"/a","cmd":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `}]}`, 0, "exceeded max depth"},
		{"a field without end", `{"x":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `,"apps":[` + one + `]}`, 1, ""},
	} {
		server := serve(t, map[string]string{"/v2/apps": tc.body, "/v2/info": `{"marathon_config":{}}`})
		v := once(t, &Collector{Endpoints: named(server.URL, Marathon)})
		h := v.only(t)
		if lacks := h.Lacking["application"]; len(v.applications) != tc.apps || (lacks == "") != (tc.lacks == "") || !strings.Contains(lacks, tc.lacks) {
			t.Errorf("%s: %d applications, %q", tc.name, len(v.applications), lacks)
		}
	}
}

func TestBounds(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"apps":[`)
	for n := range mostApplications + 100 {
		if n > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":"/a%d"}`, n)
	}
	b.WriteString("]}")
	server := serve(t, map[string]string{"/v2/apps": b.String(), "/v2/info": `{"marathon_config":{}}`})
	v := once(t, &Collector{Endpoints: named(server.URL, Marathon)})
	if h := v.only(t); len(v.applications) != mostApplications || !strings.Contains(h.Lacking["application"], "100 applications have no room") {
		t.Errorf("%d, %+v", len(v.applications), h.Lacking)
	}
	many := make(map[string]string)
	for n := range 2 * mostNames {
		many[fmt.Sprintf("NAME_%04d_%s", n, strings.Repeat("x", 2*longestName))] = "x"
	}
	env, _ := json.Marshal(many)
	server = serve(t, map[string]string{"/v2/info": `{"marathon_config":{}}`, "/v2/apps": `{"apps":[{"id":"/` + strings.Repeat("i", 9999) + `","cmd":"` + strings.Repeat("c", 99999) + `","env":` + string(env) + `,"labels":` + string(env) + `}]}`})
	v = once(t, &Collector{Endpoints: named(server.URL, Marathon)})
	for id, a := range v.applications {
		if len(id) > longestName+4 || len(a.Command) > longestCommand+4 || len(a.Env) > mostNames || len(a.Labels) > mostNames || len(a.Env[0]) > longestName+4 {
			t.Errorf("%d, %d, %d, %d", len(id), len(a.Command), len(a.Env), len(a.Labels))
		}
	}
}
