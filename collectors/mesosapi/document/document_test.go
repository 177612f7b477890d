package document

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

func recording(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestHead(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	n := func(n int64) *int64 { return &n }
	for name, want := range map[string]Head{
		"state-0.28.3.json": {
			Version: "0.28.3", Built: "2026-11-20 05:34:08", ID: "2adbadf8-ed4e-4013-97cf-470963850954", PID: "master@127.0.20.1:5050", Hostname: "master1.lab",
			Leader: "master@127.0.20.1:5050", Cluster: "lab", LogDir: "/tmp/mesoslab-old/0.28.3-1_open/log-master1", HasFlags: true,
			Started: at("2026-11-20T05:40:13.47575Z"), ElectedAt: at("2026-11-20T05:40:13.48576Z"), Activated: n(1), Deactivated: n(0),
			Listed: Listed{Frameworks: n(0), CompletedFrameworks: n(3), Agents: n(1), Tasks: n(0), EndedTasks: n(9), Orphans: n(0), Unregistered: n(0), Flags: n(3)},
		},
		"state-1.4.1.json": {
			Version: "1.4.1", Built: "2026-11-20 05:11:09", ID: "45a48bb8-893a-451e-842c-dab285441fcc", PID: "master@127.0.20.1:5050", Hostname: "master1.lab",
			Leader: "master@127.0.20.1:5050", LeaderInfo: Leader{"45a48bb8-893a-451e-842c-dab285441fcc", "master@127.0.20.1:5050", "master1.lab", 5050},
			Cluster: "lab", LogDir: "/tmp/mesoslab-old/1.4.1-1_open/log-master1", HasFlags: true,
			Started: at("2026-11-20T05:32:59.23063Z"), ElectedAt: at("2026-11-20T05:32:59.23446Z"), Activated: n(1), Deactivated: n(0), Unreachable: n(0),
			Listed: Listed{Frameworks: n(0), CompletedFrameworks: n(3), Agents: n(1), RecoveredAgents: n(0), Tasks: n(0), EndedTasks: n(9), Orphans: n(0), Unregistered: n(0), Flags: n(4)},
		},
	} {
		var all facts
		head, err := State(bytes.NewReader(recording(t, name)), all.take())
		if err != nil || !reflect.DeepEqual(head, want) {
			got, _ := json.MarshalIndent(head, "", " ")
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}

// TestNothingOddInRecordings: what masters and agents really wrote has nothing that
// the decoders pass over.
func TestNothingOddInRecordings(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.json")
	if err != nil || len(paths) < 20 {
		t.Fatal(paths, err)
	}
	for _, p := range paths {
		text := recording(t, filepath.Base(p))
		for _, read := range []reader{State, Quota, Weights, Schedule} {
			var all facts
			head, err := read(bytes.NewReader(text), all.take())
			if err == nil && len(head.Odd) > 0 {
				t.Errorf("%s: %+v", p, head.Odd)
			}
		}
	}
}

func TestSmallDocuments(t *testing.T) {
	head, err := Version(strings.NewReader(`{"build_date":"2020-11-18","build_time":1605694272.0,"git_sha":"c6068","version":"1.11.0-rc1 (patched)"}`))
	if err != nil || head.Version != "1.11.0-rc1 (patched)" || head.GitSHA != "c6068" || head.Built != "2020-11-18" {
		t.Error(head, err)
	}
	head, err = Version(strings.NewReader(`{"type":"GET_VERSION","get_version":{"version_info":{"version":"1.12.0","build_date":"d"}}}`))
	if err != nil || head.Version != "1.12.0" {
		t.Error(head, err)
	}
	head, err = Master(bytes.NewReader(recording(t, "GET_MASTER-1.12.0.json")))
	if err != nil || head.PID != "master@127.0.10.1:5050" || head.Hostname != "master1.lab" || head.Version != "1.12.0" || head.Started.UnixMilli() != 1795150732132 || head.ElectedAt.UnixMilli() != 1795150732137 {
		t.Error(head, err)
	}
}

func TestMetrics(t *testing.T) {
	want := map[string]float64{"master/slaves_unreachable": 0, "registrar/state_fetch_ms": 23.833088}
	for name, values := range map[string]map[string]float64{"metrics-1.4.1.json": want, "GET_METRICS-1.4.1.json": {"master/tasks_starting": 0, "system/mem_free_bytes": 17873805312}} {
		got, _, err := Metrics(bytes.NewReader(recording(t, name)), func(name string) bool { _, ok := values[name]; return ok })
		if err != nil || !reflect.DeepEqual(got, values) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	all, head, err := Metrics(strings.NewReader(`{"a":1,"b":nan,"c":null,"d":"2.5","e":{"x":1},"a":3}`), nil)
	if err != nil || !reflect.DeepEqual(all, map[string]float64{"a": 3, "d": 2.5}) || len(head.Odd) != 2 {
		t.Error(all, head.Odd, err)
	}
	if _, _, err := Metrics(strings.NewReader(`{"error":"no"}`), nil); !errors.Is(err, ErrOther) {
		t.Error(err)
	}
	var many strings.Builder
	for i := range maxMetrics + 5 {
		many.WriteString(`"m` + strings.Repeat("x", i%7) + time.Duration(i).String() + `":1,`)
	}
	all, head, err = Metrics(strings.NewReader("{"+many.String()+`"z":1}`), nil)
	if err != nil || len(all) != maxMetrics || len(head.Odd) == 0 {
		t.Error(len(all), head.Odd, err)
	}
}

func TestMissingIsNotZero(t *testing.T) {
	var got handed
	head, err := State(strings.NewReader(`{"version":"1.0.0","frameworks":[{"id":"f"}],"slaves":null}`), got.take())
	if err != nil || len(got) != 1 || got[0] != `framework {"id":"f"}` {
		t.Error(got, err)
	}
	if head.Activated != nil || head.Unreachable != nil || head.Listed.Agents != nil || head.Listed.Tasks != nil || head.Listed.Frameworks == nil || head.HasFlags {
		t.Errorf("%+v", head)
	}
}

func TestNotMesos(t *testing.T) {
	for name, read := range map[string]reader{
		"state": State, "summary": Summary, "operator state": OperatorState, "frameworks": Frameworks, "agents": Agents, "roles": Roles, "tasks": Tasks, "flags": Flags,
		"quota": Quota, "weights": Weights, "schedule": Schedule, "status": Status,
		"version": func(r io.Reader, _ Take) (Head, error) { return Version(r) },
		"master":  func(r io.Reader, _ Take) (Head, error) { return Master(r) },
		"metrics": func(r io.Reader, _ Take) (Head, error) { _, h, err := Metrics(r, nil); return h, err },
		"event":   func(r io.Reader, to Take) (Head, error) { e, err := ReadEvent(r, to); return e.Head, err },
	} {
		for _, doc := range []string{`{"message":"hello"}`, `{"message":{"frameworks":[{"id":"f"}]}}`, `"text"`, `7`, `null`, `[]`} {
			if name == "weights" && doc == `[]` {
				continue
			}
			var got handed
			if _, err := read(strings.NewReader(doc), got.take()); !errors.Is(err, ErrOther) || len(got) > 0 {
				t.Errorf("%s of %s: %v, %q", name, doc, err, got)
			}
		}
		for _, doc := range []string{``, `<html>`, `{"frameworks":[}`, `{} {}`, `callback({});`} {
			_, err := read(strings.NewReader(doc), Take{})
			if !errors.Is(err, ErrSyntax) && !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%s of %q: %v", name, doc, err)
			}
		}
	}
}

// TestBrokenOff: wherever a document breaks off, that is said, and what came
// before has been handed on.
func TestBrokenOff(t *testing.T) {
	for name, read := range map[string]reader{"state-1.12.0.json": State, "GET_STATE-1.4.1.json": OperatorState, "slaves-1.12.0.json": Agents} {
		text := bytes.TrimSpace(recording(t, name))
		var whole facts
		if _, err := read(bytes.NewReader(text), whole.take()); err != nil {
			t.Fatal(err)
		}
		last := 0
		for n := 0; n < len(text); n += 37 {
			var got facts
			_, err := read(bytes.NewReader(text[:n]), got.take())
			if !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Fatalf("%s to %d: %v", name, n, err)
			}
			if len(got) < last && name != "GET_STATE-1.4.1.json" { // whose frameworks lose their tallies
				t.Fatalf("%s to %d: %d facts, there were %d", name, n, len(got), last)
			}
			last = len(got)
		}
		if last < len(whole)*2/3 {
			t.Errorf("%s: only %d of %d facts", name, last, len(whole))
		}
	}
	var got facts
	_, err := State(strings.NewReader(`{"frameworks":[{"id":"f","tasks":[{"id":"t","executor_id":"e","state":"TASK_RUNNING"},{"id":"u"`), got.take())
	if len(got) != 1 || !strings.HasPrefix(got[0], "task f t ") || !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "in frameworks[0].tasks[1]") {
		t.Error(got, err)
	}
}

func TestErrorOfACallbackEndsIt(t *testing.T) {
	enough := errors.New("enough")
	calls := 0
	to := Take{
		Agent:     func(*mesoswatch.Agent) error { calls++; return enough },
		Framework: func(*mesoswatch.Framework) error { calls++; return nil },
		Task:      func(*mesoswatch.Task) error { calls++; return nil },
	}
	for name, read := range map[string]reader{"state-1.12.0.json": State, "GET_STATE-1.12.0.json": OperatorState} {
		calls = 0
		text := recording(t, name)
		if name == "GET_STATE-1.12.0.json" {
			to.Task = func(*mesoswatch.Task) error { calls++; return enough }
		}
		if _, err := read(bytes.NewReader(text), to); err != enough || calls != 1 {
			t.Errorf("%s: %v after %d calls", name, err, calls)
		}
	}
	_, err := Flags(strings.NewReader(`{"flags":{"a":"1","b":"2"}}`), Take{Flag: func(string, string) error { calls++; return enough }})
	if err != enough || calls != 2 {
		t.Error(err, calls)
	}
}

// TestUnwantedIsNotBuilt: what nobody takes is passed over, and not counted either.
func TestUnwantedIsNotBuilt(t *testing.T) {
	text := recording(t, "state-1.12.0.json")
	head, err := State(bytes.NewReader(text), Take{})
	if err != nil || head.Version == "" || !head.HasFlags || head.Listed.Frameworks != nil || head.Listed.Agents != nil || head.Listed.Tasks != nil || head.Listed.Flags != nil {
		t.Errorf("%+v, %v", head, err)
	}
	allocs := testing.AllocsPerRun(20, func() { State(bytes.NewReader(text), Take{}) })
	if allocs > 60 {
		t.Errorf("%v allocations for a head", allocs)
	}
	tasks := 0
	head, err = State(bytes.NewReader(text), Take{Task: func(*mesoswatch.Task) error { tasks++; return nil }})
	if err != nil || tasks != 2 || *head.Listed.Tasks != 2 {
		t.Error(tasks, head.Listed, err)
	}
}

func TestBounds(t *testing.T) {
	repeat := func(n int, s string) string { return strings.TrimSuffix(strings.Repeat(s+",", n), ",") }
	labels := repeat(500, `{"key":"k"}`)
	volumes := make([]string, 300)
	attributes := make([]string, 500)
	for i := range volumes {
		volumes[i] = `{"container_path":"` + strings.Repeat("p", i+1) + `"}`
	}
	for i := range attributes {
		attributes[i] = `"a` + strings.Repeat("b", i) + `":"x"`
	}
	long := strings.Repeat("n", 1<<20)
	doc := `{"version":"1","slaves":[{"id":"s","hostname":"` + long + `","attributes":{` + strings.Join(attributes, ",") + `}}],"frameworks":[{"id":"f","name":"` + long + `","capabilities":[` + repeat(500, `"c"`) + `],"tasks":[{"id":"t","state":"` + long + `","labels":[` + labels + `],"container":{"volumes":[` + strings.Join(volumes, ",") + `]}}]}]}`
	head, err := State(strings.NewReader(doc), Take{
		Agent: func(a *mesoswatch.Agent) error {
			if len(a.Hostname) != maxText || len(a.Attributes) != maxAttributes {
				t.Error(len(a.Hostname), len(a.Attributes))
			}
			return nil
		},
		Task: func(v *mesoswatch.Task) error {
			if len(v.Labels) != maxLabels || len(v.Volumes) != maxVolumes || len(v.State) != 1024 {
				t.Error(len(v.Labels), len(v.Volumes), len(v.State))
			}
			return nil
		},
		Framework: func(f *mesoswatch.Framework) error {
			if len(f.Name) != maxText || len(f.Capabilities) != maxCapabilities {
				t.Error(len(f.Name), len(f.Capabilities))
			}
			return nil
		},
	})
	if err != nil || len(head.Odd) != 6 {
		t.Error(head.Odd, err)
	}
}

// TestWaitingIsBounded: a task for whose executor there is no room to wait goes on
// without it.
func TestWaitingIsBounded(t *testing.T) {
	var got facts
	d := newDecoder(strings.NewReader("{}"), got.take())
	c := &crew{size: maxWaitingSize - 2000}
	for _, id := range []string{"a", "b", "c", "d", "e", "f"} {
		d.join(c, &mesoswatch.Task{ID: id, ExecutorID: "e", Volumes: []mesoswatch.Volume{{Host: strings.Repeat("h", 400)}}})
	}
	if len(c.waiting) != 2 || len(got) != 4 {
		t.Error(len(c.waiting), got)
	}
	if d.finishCrew(c); len(got) != 6 {
		t.Error(got)
	}
}
