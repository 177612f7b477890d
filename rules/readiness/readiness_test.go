package readiness

import (
	"slices"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

func ids(i Item) []string {
	var out []string
	for _, r := range i.Reasons {
		out = append(out, r.ID)
	}
	return out
}

func TestApplications(t *testing.T) {
	web := mesoswatch.Application{Kind: "app", ID: "/shop/web", Container: "docker", Images: []string{"shop/web:3"}, Networks: []string{"bridge"},
		Ports: []mesoswatch.AppPort{{Container: 8080}}, HealthChecks: []string{"MESOS_HTTP"}}
	with := func(change func(a *mesoswatch.Application)) mesoswatch.Application { a := web; change(&a); return a }
	for _, tc := range []struct {
		name       string
		app        mesoswatch.Application
		kubernetes Effort
		nomad      Effort
		reasons    []string // for kubernetes
		stateful   bool
	}{
		{"plain", web, AsIs, AsIs, nil, false},
		{"command only", with(func(a *mesoswatch.Application) { a.Images, a.Container, a.Command = nil, "", "./run --port $PORT0" }), NeedsPlan, NeedsWork, []string{"no-image", "mesos-environment"}, false},
		{"host network, fixed port", with(func(a *mesoswatch.Application) {
			a.Networks, a.Ports = []string{"host"}, []mesoswatch.AppPort{{Host: 9000}}
		}), NeedsWork, NeedsWork, []string{"host-network", "fixed-port"}, false},
		{"random host port", with(func(a *mesoswatch.Application) { a.Networks = []string{"host"} }), NeedsWork, AsIs, []string{"host-network"}, false},
		{"unique hosts", with(func(a *mesoswatch.Application) { a.Constraints = []string{"hostname:UNIQUE"} }), NeedsWork, NeedsWork, []string{"constraint"}, false},
		{"cluster", with(func(a *mesoswatch.Application) { a.Constraints = []string{"rack:CLUSTER:r1"} }), NeedsPlan, NeedsPlan, []string{"constraint"}, false},
		{"persistent", with(func(a *mesoswatch.Application) { a.Features = []string{"persistent-volume", "residency"} }), NeedsPlan, NeedsPlan, []string{"persistent-volume"}, true},
		{"docker socket", with(func(a *mesoswatch.Application) {
			a.Volumes = []mesoswatch.Volume{{Host: "/var/run/docker.sock", Container: "/s", Mode: "RW"}}
		}), NeedsPlan, NeedsPlan, []string{"host-control"}, false},
		{"reads host files", with(func(a *mesoswatch.Application) {
			a.Volumes = []mesoswatch.Volume{{Host: "/etc/ssl", Container: "/etc/ssl", Mode: "RO"}}
		}), NeedsWork, NeedsWork, []string{"host-path"}, false},
		{"data on the host", with(func(a *mesoswatch.Application) {
			a.Volumes = []mesoswatch.Volume{{Host: "/data/pg", Container: "/pg", Mode: "RW"}}
		}), NeedsPlan, NeedsPlan, []string{"host-data"}, true},
		{"fetch", with(func(a *mesoswatch.Application) { a.Fetch = []string{"https://x/y.tgz"} }), NeedsWork, AsIs, []string{"fetch"}, false},
		{"gpu, privileged, parameters", with(func(a *mesoswatch.Application) {
			a.Features, a.Privileged, a.Parameters = []string{"gpu"}, true, []string{"env=TOKEN=hunter22", "env=B=1", "ipc=host"}
		}), NeedsWork, NeedsWork, []string{"privileged", "docker-parameters", "gpu"}, false},
		{"job chain", mesoswatch.Application{Kind: "job", ID: "night", Images: []string{"j:1"}, Dependencies: []string{"day"}}, NeedsPlan, NeedsPlan, []string{"job-chain"}, false},
		{"interval", mesoswatch.Application{Kind: "job", ID: "night", Images: []string{"j:1"}, Schedule: "R/2026-01-01T00:00:00Z/PT24H"}, NeedsWork, NeedsWork, []string{"schedule"}, false},
		{"cron", mesoswatch.Application{Kind: "job", ID: "night", Images: []string{"j:1"}, Schedule: "0 3 * * *"}, AsIs, AsIs, nil, false},
	} {
		k := Application(Kubernetes, &tc.app)
		if k.Effort != tc.kubernetes || !slices.Equal(ids(k), tc.reasons) || k.Stateful != tc.stateful {
			t.Errorf("%s: %+v", tc.name, k)
		}
		if n := Application(Nomad, &tc.app); n.Effort != tc.nomad {
			t.Errorf("%s to nomad: %+v", tc.name, n)
		}
		for _, r := range k.Reasons {
			if r.Text == "" || slices.Contains(names([]string{r.Text}), "hunter22") {
				t.Errorf("%s: %+v", tc.name, r)
			}
		}
	}
}

func TestFrameworks(t *testing.T) {
	yes, week := true, 7*24*3600.0
	db := mesoswatch.Framework{ID: "f1", Name: "cassandra", Checkpoint: &yes, FailoverTimeout: &week}
	i, ok := Framework(Kubernetes, &db, nil)
	if !ok || i.Effort != NeedsPlan || !i.Stateful || len(i.Reasons) != 2 {
		t.Errorf("%+v", i)
	}
	if _, ok := Framework(Kubernetes, &db, map[string]bool{"f1": true}); ok {
		t.Error("its applications were read one by one")
	}
	if _, ok := Framework(Nomad, &mesoswatch.Framework{ID: "f2", Completed: true}, nil); ok {
		t.Error("it has ended")
	}
}

func TestWaves(t *testing.T) {
	items := []Item{
		{ID: "web", Effort: AsIs, Dependencies: []string{"api"}},
		{ID: "api", Effort: NeedsWork, Dependencies: []string{"db"}},
		{ID: "db", Effort: NeedsPlan, Stateful: true},
		{ID: "alone", Effort: AsIs},
		{ID: "a", Effort: AsIs, Dependencies: []string{"b"}},
		{ID: "b", Effort: NeedsWork, Dependencies: []string{"a"}},
		{ID: "/shop/web", Effort: AsIs, Dependencies: []string{"/shop/data"}},
		{ID: "/shop/data/db", Effort: NeedsPlan, Stateful: true},
		{ID: "/shop/data/web", Effort: AsIs, Dependencies: []string{"/shop/data"}},
		{ID: "self", Effort: AsIs, Dependencies: []string{"self", "gone"}},
	}
	Waves(items)
	want := map[string]int{"web": 4, "api": 4, "db": 4, "alone": 1, "a": 1, "b": 2, "self": 1, "/shop/web": 4, "/shop/data/db": 4, "/shop/data/web": 4}
	for _, i := range items {
		if i.Wave != want[i.ID] {
			t.Errorf("%s: wave %d, want %d", i.ID, i.Wave, want[i.ID])
		}
	}
}
