package mesosapi

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/internal/pretend"
)

// answerTo gets an answer as somebody would save it; empty when it is refused.
func answerTo(t *testing.T, url, call string) string {
	t.Helper()
	client := &http.Client{CheckRedirect: nil, Timeout: 10 * time.Second} // redirects are followed, as by curl -L
	defer client.CloseIdleConnections()
	var resp *http.Response
	var err error
	if call == "" {
		resp, err = client.Get(url)
	} else {
		resp, err = client.Post(url+"/api/v1", "application/json", strings.NewReader(`{"type":"`+call+`"}`))
	}
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != 200 {
		return ""
	}
	return string(body)
}

// save writes files into a folder; the n-th in the order of their names is of the
// n-th minute of the year 2026.
func save(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for i, name := range slices.Sorted(maps.Keys(files)) {
		if files[name] == "" {
			continue
		}
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(files[name]), 0o644); err != nil {
			t.Fatal(err)
		}
		at := time.Date(2026, 1, 1, 0, i, 0, 0, time.UTC)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// readBack runs Saved once, and answers the board and the records.
func readBack(t *testing.T, dir string) (*mesoswatch.Board, mesoswatch.Health, []mesoswatch.Record) {
	t.Helper()
	var b mesoswatch.Board
	var all []mesoswatch.Record
	err := (&Saved{Dir: dir}).Run(t.Context(), func(r mesoswatch.Record) error {
		if err := r.Validate(); err != nil {
			t.Error(err)
		}
		all = append(all, r)
		return b.Handle(r)
	})
	if err != nil {
		t.Fatal(err)
	}
	h, ok := b.Source(dir)
	if !ok || all[len(all)-1].Health == nil {
		t.Fatalf("no health of %s at the end", dir)
	}
	return &b, h, all
}

// What was saved says the same as the cluster that gave it, in each release and in
// each way of asking.
func TestSavedAsLive(t *testing.T) {
	endpoints := []string{"state", "flags", "version", "metrics/snapshot", "roles", "quota", "weights", "maintenance/status", "maintenance/schedule", "slaves", "state-summary"}
	for _, release := range []string{"0.28.3", "1.4.1", "1.12.0"} {
		t.Run(release, func(t *testing.T) {
			c := pretendCluster(t, pretend.Options{Releases: []string{release}})
			url := c.MasterURL()
			live := on(url)
			live.AgentSpread = time.Millisecond
			w := watching(t, live)
			w.until("all", func(b *mesoswatch.Board) bool {
				return leads(url)(b) && b.Subjects("agent-check").Len() == 4 && b.Sight("agent-check").Clear()
			})
			w.Stop()
			files := make(map[string]string)
			for _, e := range endpoints {
				files["master/"+strings.ReplaceAll(e, "/", "_")+".json"] = answerTo(t, url+"/"+e, "")
			}
			for i, agent := range c.AgentURLs() {
				for _, e := range []string{"state", "flags", "metrics/snapshot"} {
					files[fmt.Sprintf("agent%d/%s.json", i, strings.ReplaceAll(e, "/", "_"))] = answerTo(t, agent+"/"+e, "")
				}
			}
			b, h, _ := readBack(t, save(t, files))
			if !h.OK {
				t.Error(h.Why)
			}
			for _, kind := range []string{"framework", "agent", "task", "role", "machine", "flag"} {
				same(t, kind, &w.board, b)
				if !slices.Contains(h.Complete, kind) {
					t.Errorf("%s: %q", kind, h.Lacking[kind])
				}
			}
			compareMaster(t, masterOf(&w.board, url), masterOf(b, url))
			for s := range w.board.Subjects("agent-check").All() {
				got := b.Subjects("agent-check").Get(s.AgentCheck.URL)
				if got == nil || got.AgentCheck.ID != s.AgentCheck.ID || got.AgentCheck.Version != s.AgentCheck.Version || !maps.Equal(got.AgentCheck.Flags, s.AgentCheck.Flags) {
					t.Errorf("saved %+v\nlive %+v", got, s.AgentCheck)
				}
			}
			lv, sv := clusterOf(&w.board), clusterOf(b)
			if sv.Leader != url || sv.Name != lv.Name || !reflect.DeepEqual(sv.Total, lv.Total) || !maps.Equal(sv.Seen, lv.Seen) || len(sv.Registered) != len(lv.Registered) {
				t.Errorf("saved %+v\nlive %+v", sv, lv)
			}
		})
	}
}

// same compares all subjects of a kind.
func same(t *testing.T, kind string, live, saved *mesoswatch.Board) {
	t.Helper()
	a, b := live.Subjects(kind), saved.Subjects(kind)
	if a.Len() != b.Len() {
		t.Errorf("%d subjects of kind %s, live %d", b.Len(), kind, a.Len())
	}
	for s := range a.All() {
		want := *s
		got := b.Get(s.Subject().Name)
		if got == nil {
			t.Errorf("no %v", s.Subject())
			continue
		}
		g := *got
		g.At, g.Source, want.At, want.Source = time.Time{}, "", time.Time{}, ""
		if g.Framework != nil { // counted where the summary was read
			f, w := *g.Framework, *want.Framework
			f.Tasks, f.Offers, w.Tasks, w.Offers = nil, nil, nil, nil
			f.Registered, w.Registered = f.Registered.Truncate(precision), w.Registered.Truncate(precision) // told as it came first
			g.Framework, want.Framework = &f, &w
		}
		if !reflect.DeepEqual(g, want) {
			t.Errorf("%v:\nsaved %s\nlive  %s", s.Subject(), text(g), text(want))
		}
	}
}

func text(s mesoswatch.Snapshot) string {
	return strings.TrimSpace(fmt.Sprintf("%+v %+v %+v %+v %+v %+v", s.Framework, s.Agent, s.Task, s.Role, s.Machine, s.Flag))
}

func compareMaster(t *testing.T, live, saved mesoswatch.Master) {
	t.Helper()
	live.Named, live.Healthy, live.Stream = false, nil, ""
	saved.PointsAt, live.PointsAt = "", ""                     // by its state, and by its redirect
	if saved.Started.Sub(live.Started).Abs() < 2*time.Second { // one is the uptime's, in whole seconds
		saved.Started = live.Started
	}
	saved.ElectedAt, live.ElectedAt = time.Time{}, time.Time{} // live it may not have been asked for
	if !reflect.DeepEqual(saved, live) {
		t.Errorf("saved %+v\nlive  %+v", saved, live)
	}
}

// Answers of the operator API alone tell the cluster too.
func TestSavedOperatorAPI(t *testing.T) {
	c := pretendCluster(t, pretend.Options{Releases: []string{"1.12.0"}})
	url := c.MasterURL()
	files := make(map[string]string)
	for _, call := range []string{"GET_STATE", "GET_FLAGS", "GET_VERSION", "GET_METRICS", "GET_ROLES", "GET_QUOTA", "GET_WEIGHTS", "GET_MASTER", "GET_MAINTENANCE_STATUS", "GET_MAINTENANCE_SCHEDULE", "GET_HEALTH"} {
		files[call] = answerTo(t, url, call)
	}
	b, h, _ := readBack(t, save(t, files))
	m := masterOf(b, url)
	if !h.OK || m.ID == "" || !is(m.Elected) || m.Version != "1.12.0" || clusterOf(b).Leader != url {
		t.Errorf("%+v, %+v", h, m)
	}
	for kind, n := range map[string]int{"framework": 3, "agent": 4, "master": 1} {
		if got := b.Subjects(kind).Len(); got != n || !slices.Contains(h.Complete, kind) {
			t.Errorf("%s: %d, %q", kind, got, h.Lacking[kind])
		}
	}
	for _, kind := range []string{"task", "role", "flag", "metrics"} {
		if b.Subjects(kind).Len() == 0 || !slices.Contains(h.Complete, kind) {
			t.Errorf("%s: %d, %q", kind, b.Subjects(kind).Len(), h.Lacking[kind])
		}
	}
}

func gzipped(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, s)
	z.Close()
	return b.String()
}

func zipped(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)})
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, files[name])
	}
	z.Close()
	return b.String()
}

// A bundle has the leader's state from each master, since they redirect, but flags
// and numbers of its own.
func TestSavedBundle(t *testing.T) {
	state := func(pid string) string {
		return `{"version":"1.9.1","id":"m1","pid":"` + pid + `","leader":"` + pid + `","leader_info":{"pid":"` + pid + `"},"elected_time":1600000000,"start_time":1500000000,"cluster":"prod","flags":{"quorum":"2","zk":"zk://u:hunter22/x@z:2181/mesos"},` +
			`"slaves":[{"id":"S1","pid":"slave(1)@10.0.0.9:5051","hostname":"a9","active":true,"resources":{"cpus":4}},{"id":"S2","pid":"slave(1)@10.0.0.8:5051","active":true}],` +
			`"frameworks":[{"id":"F1","name":"marathon","user":"root","principal":"p","active":true,"tasks":[{"id":"t1","framework_id":"F1","slave_id":"S1","state":"TASK_RUNNING"}]}],"completed_frameworks":[]}`
	}
	files := map[string]string{
		"10.0.0.9_agent/5051-state.json":             `{"id":"S1","pid":"slave(1)@10.0.0.9:5051","version":"1.9.1","attributes":{},"resources":{},"frameworks":[],"completed_frameworks":[],"flags":{"isolation":"posix/cpu","credential":"/c"}}`,
		"10.0.0.9_agent/5051-flags.json":             `{"flags":{"isolation":"posix/cpu","containerizers":"mesos","docker_config":"{\"auths\":{\"r\":{\"auth\":\"hunter22\"}}}"}}`,
		"10.0.0.9_agent/5051-metrics_snapshot.json":  `{"slave/registered":1,"slave/uptime_secs":7}`,
		"10.0.0.8_agent_public/5051-flags.json":      `{"flags":{"isolation":"x","containerizers":"mesos"}}`,
		"10.0.0.9_agent/dcos-mesos-slave.service.gz": gzipped("I0101 up"),
		"summaryErrorsReport.txt":                    "none",
	}
	for _, node := range []string{"10.0.0.1", "10.0.0.2", "10.0.0.3"} {
		files[node+"_master/5050-master_state.json"] = state("master@10.0.0.2:5050")
		files[node+"_master/5050-master_state-summary.json.gz"] = gzipped(`{"hostname":"x","cluster":"prod","slaves":[{"id":"S1","framework_ids":["F1"],"TASK_RUNNING":1}],"frameworks":[{"id":"F1","name":"marathon","TASK_RUNNING":1}]}`)
		files[node+"_master/5050-master_flags.json"] = `{"flags":{"quorum":"2","ip":"0.0.0.0","port":"5050","registry":"replicated_log","zk":"zk://u:hunter22/x@z:2181/mesos"}}`
		files[node+"_master/5050-metrics_snapshot.json"] = `{"master/elected":` + map[bool]string{true: "1", false: "0"}[node == "10.0.0.2"] + `,"master/slaves_active":2,"registrar/queued_operations":0,"registrar/registry_size_bytes":9}`
		files[node+"_master/5050-version.json"] = `{"version":"1.9.1","build_date":"d","build_time":1,"build_user":"u","git_sha":"s"}`
		files[node+"_master/5050-registrar_1__registry.json"] = `{"master":{"info":{}},"slaves":{"slaves":[]}}`
		files[node+"_master/5050-quota.json"] = `{}`
		files[node+"_master/5050-master_roles.json"] = `{"roles":[{"name":"*","weight":1,"frameworks":["F1"],"resources":{}}]}`
	}
	for name, dir := range map[string]string{"unpacked": save(t, files), "zip": save(t, map[string]string{"bundle-2026.zip": zipped(t, files)})} {
		t.Run(name, func(t *testing.T) {
			b, h, all := readBack(t, dir)
			if !h.OK {
				t.Error(h.Why)
			}
			for i, want := range []string{"no", "yes", "no"} {
				m := masterOf(b, fmt.Sprintf("http://10.0.0.%d:5050", i+1))
				if m.Version != "1.9.1" || !m.FlagsVisible || (want == "yes") != is(m.Elected) || m.Elected == nil {
					t.Errorf("%+v", m)
				}
			}
			v := clusterOf(b)
			if v.Leader != "http://10.0.0.2:5050" || !slices.Equal(v.Leaders, []string{v.Leader}) || v.Name != "prod" || len(v.Masters) != 3 || v.Registered["slaves_active"] != 2 || v.Seen["agent"] != 2 || v.Cut != nil {
				t.Errorf("%+v", v)
			}
			if f := b.Subjects("framework").Get("F1"); f == nil || f.Framework.Principal != "p" || f.Framework.Tasks["TASK_RUNNING"] != 1 {
				t.Errorf("%+v", f)
			}
			if b.Subjects("framework").Len() != 1 || b.Subjects("agent").Len() != 2 || b.Subjects("task").Len() != 1 || b.Subjects("role").Len() != 1 || b.Subjects("flag").Len() != 3*5 {
				t.Errorf("%d flags", b.Subjects("flag").Len())
			}
			check := b.Subjects("agent-check").Get("http://10.0.0.9:5051")
			if check == nil || check.AgentCheck.ID != "S1" || !is(check.AgentCheck.Registered) || check.AgentCheck.Flags["docker_config"] != "***" {
				t.Errorf("%+v", check)
			}
			if public := b.Subjects("agent-check").Get("http://10.0.0.8:5051"); public == nil || public.AgentCheck.ID != "S2" {
				t.Errorf("%+v", public)
			}
			for _, kind := range []string{"master", "metrics", "flag", "framework", "agent", "task", "role", "cluster", "agent-check"} {
				if !slices.Contains(h.Complete, kind) {
					t.Errorf("%s: %q", kind, h.Lacking[kind])
				}
			}
			if h.Lacking["machine"] != noAnswer || h.Lacking["realm"] == "" {
				t.Errorf("%v", h.Lacking)
			}
			for _, r := range all {
				if s := r.Snapshot; s != nil && (!strings.HasPrefix(s.Source, dir+"/") || s.At.Year() != 2026) {
					t.Errorf("%v from %s at %v", s.Subject(), s.Source, s.At)
				}
				if strings.Contains(conformanceText(r), "hunter22") {
					t.Errorf("a secret: %s", conformanceText(r))
				}
			}
		})
	}
}
