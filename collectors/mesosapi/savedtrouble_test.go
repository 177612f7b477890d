package mesosapi

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/conformance"
)

func conformanceText(r mesoswatch.Record) string { return conformance.Text(r) }

const emptyState = `{"version":"1.9.1","id":"m","pid":"master@10.0.0.1:5050","leader":"master@10.0.0.1:5050","flags":{},"slaves":[],"frameworks":[],"completed_frameworks":[]}`

func TestSavedTroubles(t *testing.T) {
	state := func(pid, leader, framework string) string {
		return `{"version":"0.28.3","id":"` + pid + `","pid":"master@` + pid + `","leader":"master@` + leader + `","flags":{},"slaves":[],"frameworks":[{"id":"` + framework + `","name":"x","user":"u"}],"completed_frameworks":[]}`
	}
	for _, tc := range []struct {
		name    string
		files   map[string]string
		ok      bool
		count   map[string]int
		lacking map[string]string // some of it
		outcome string            // in some exchange
		leader  string
	}{
		{"nothing", map[string]string{"log": "I0101", "apps.json": `{"apps":[]}`}, false, map[string]int{"master": 0, "cluster": 0}, map[string]string{"master": noAnswer, "task": noAnswer}, "2 files hold nothing", ""},
		{"cut off", map[string]string{"a.json": emptyState[:len(emptyState)-10]}, false, map[string]int{"master": 0}, map[string]string{"framework": "unexpected EOF"}, "unexpected EOF", ""},
		{"refused", map[string]string{"get_flags.hdr": "HTTP/1.1 401 Unauthorized\r\n\r\n", "get_flags.body": `{"flags":{}}`}, true, map[string]int{"flag": 0}, map[string]string{"flag": noAnswer}, "refused with 401", ""},
		{"refused state", map[string]string{"state.http": "HTTP/1.1 403 Forbidden\r\n\r\n" + emptyState}, false, map[string]int{"master": 0}, map[string]string{"task": "refused with 403"}, "refused with 403", ""},
		{"no leader's state, up to 0.28", map[string]string{"a.json": state("10.0.0.2:5050", "10.0.0.1:5050", "other")}, true, map[string]int{"master": 1, "framework": 0}, map[string]string{"framework": noAnswer}, "does not lead", ""},
		{"two leaders at two times", map[string]string{"a/1.json": state("10.0.0.1:5050", "10.0.0.1:5050", "old"), "b/2.json": state("10.0.0.2:5050", "10.0.0.2:5050", "young"), "a/roles.json": `{"roles":[{"name":"old"}]}`}, true,
			map[string]int{"master": 2, "framework": 1, "role": 0}, nil, "the word of another leader", "http://10.0.0.2:5050"},
		{"the registry was not read", map[string]string{"s.json": emptyState, "m.json": `{"master/elected":1,"registrar/queued_operations":0}`}, true, map[string]int{"framework": 0}, map[string]string{"framework": notReadYet}, "metrics", "http://10.0.0.1:5050"},
		{"only a summary", map[string]string{"s.json": `{"hostname":"h","cluster":"c","slaves":[{"id":"S1","pid":"slave(1)@10.0.0.9:5051"}],"frameworks":[{"id":"F1","name":"x"}]}`}, true, map[string]int{"framework": 0, "agent": 1},
			map[string]string{"framework": "only a summary", "agent": noAnswer, "task": noAnswer}, "summary", ""},
		{"only tasks", map[string]string{"t.json": `{"tasks":[{"id":"t","framework_id":"F","state":"TASK_RUNNING"}]}`}, true, map[string]int{"task": 1}, map[string]string{"task": noAnswer}, "tasks", ""},
		{"led by its numbers", map[string]string{"10.0.0.1_master/5050-metrics_snapshot.json": `{"master/elected":1,"registrar/registry_size_bytes":9}`, "10.0.0.2_master/5050-metrics_snapshot.json": `{"master/elected":0}`, "r": `{"roles":[]}`}, true,
			map[string]int{"master": 2, "metrics": 2}, nil, "roles", "http://10.0.0.1:5050"},
		{"flags of nobody", map[string]string{"f.json": `{"flags":{"quorum":"1","registry":"in_memory"}}`}, true, map[string]int{"master": 1, "flag": 2}, nil, "flags", ""},
		{"roles without quota, 1.0", map[string]string{"s": strings.ReplaceAll(emptyState, "1.9.1", "1.0.4"), "r": `{"roles":[{"name":"*"}]}`}, true, map[string]int{"role": 1}, map[string]string{"role": "quota: "}, "roles", "http://10.0.0.1:5050"},
		{"flags are hidden", map[string]string{"s": strings.ReplaceAll(emptyState, `"flags":{},`, "")}, true, map[string]int{"flag": 0}, map[string]string{"flag": noAnswer}, "state", "http://10.0.0.1:5050"},
		{"empty by name", map[string]string{"get_quota.json": "{}", "get_weights.json": "[]", "maintenance_schedule.json": "{}", "maintenance_status.json": "{}", "else.json": "{}"}, true, map[string]int{"role": 0, "machine": 0}, map[string]string{"role": noAnswer}, "1 files hold nothing", ""},
		{"a stream that breaks", map[string]string{"s.recordio": record(subscribedWith("")) + record(taskAdded) + "99\n{"}, false, map[string]int{"task": 1, "framework": 1}, map[string]string{"task": "unexpected EOF"}, "event stream", ""},
		{"events without their beginning", map[string]string{"s.ndjson": taskAdded + "\n" + taskAdded}, false, map[string]int{"task": 0}, map[string]string{"task": noAnswer}, "1 files hold nothing", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b, h, _ := readBack(t, save(t, tc.files))
			if h.OK != tc.ok {
				t.Errorf("ok %v: %s", h.OK, h.Why)
			}
			for kind, n := range tc.count {
				if got := b.Subjects(kind).Len(); got != n {
					t.Errorf("%d subjects of kind %s, want %d", got, kind, n)
				}
			}
			for kind, why := range tc.lacking {
				if !strings.Contains(h.Lacking[kind], why) || slices.Contains(h.Complete, kind) {
					t.Errorf("%s: %q, want %q", kind, h.Lacking[kind], why)
				}
			}
			if !slices.ContainsFunc(h.Asked, func(x mesoswatch.Exchange) bool { return strings.Contains(x.Outcome, tc.outcome) }) {
				t.Errorf("no %q in %+v", tc.outcome, h.Asked)
			}
			if got := clusterOf(b).Leader; got != tc.leader {
				t.Errorf("leader %q, want %q", got, tc.leader)
			}
		})
	}
}

// The events of a recorded stream are taken in, in their order.
func TestSavedStream(t *testing.T) {
	gone := `{"type":"AGENT_REMOVED","agent_removed":{"agent_id":{"value":"S1"}}}`
	for name, stream := range map[string]string{
		"framed": record(subscribedWith("")) + record(`{"type":"HEARTBEAT"}`) + record(taskAdded) + record(gone), "lines": subscribedWith("") + "\n" + taskAdded + "\n" + gone + "\n",
	} {
		b, h, _ := readBack(t, save(t, map[string]string{"s": stream}))
		if !h.OK || b.Subjects("framework").Len() != 1 || b.Subjects("agent").Len() != 0 || b.Subjects("task").Len() != 1 {
			t.Errorf("%s: %s, %d, %d, %d", name, h.Why, b.Subjects("framework").Len(), b.Subjects("agent").Len(), b.Subjects("task").Len())
		}
	}
}

// Of several answers of the same leader the later ones count, and what they no
// longer list is not told.
func TestSavedOrder(t *testing.T) {
	with := func(frameworks string) string {
		return strings.Replace(emptyState, `"frameworks":[]`, `"frameworks":[`+frameworks+`]`, 1)
	}
	dir := save(t, map[string]string{
		"1.json": with(`{"id":"F1","name":"old","user":"u"},{"id":"F2","name":"gone","user":"u"}`), "2.json": with(`{"id":"F1","name":"new","user":"u"}`),
		"0.http": "HTTP/1.1 200 OK\r\nDate: Fri, 20 Nov 2026 05:13:48 GMT\r\n\r\n" + with(`{"id":"F1","name":"newest","user":"u"}`),
	})
	b, h, _ := readBack(t, dir)
	f := b.Subjects("framework").Get("F1")
	if !h.OK || b.Subjects("framework").Len() != 1 || f.Framework.Name != "newest" || f.At.Month() != 11 || f.Source != filepath.Join(dir, "0.http") {
		t.Errorf("%+v, %+v", h, f)
	}
}

func TestSavedAgain(t *testing.T) {
	dir := save(t, map[string]string{"s.json": emptyState, "r.json": `{"roles":[{"name":"a"}]}`})
	c := &Saved{Dir: dir, Interval: 1}
	ended := 0
	var all []mesoswatch.Record
	over := errRefused(0)
	err := c.Run(t.Context(), func(r mesoswatch.Record) error {
		all = append(all, r)
		if r.Health == nil {
			return nil
		}
		if ended++; ended == 2 {
			if err := os.Remove(filepath.Join(dir, "r.json")); err != nil {
				t.Error(err)
			}
		}
		if ended == 3 {
			return over
		}
		return nil
	})
	if err != over {
		t.Errorf("%v", err)
	}
	var second, third []mesoswatch.Record
	n := 0
	for _, r := range all {
		switch n {
		case 1:
			second = append(second, r)
		case 2:
			third = append(third, r)
		}
		if r.Health != nil {
			n++
		}
	}
	if len(second) != 1 {
		t.Errorf("%d records although nothing changed: %s", len(second), conformance.Text(second...))
	}
	if len(third) != 2 || third[0].Snapshot == nil || !third[0].Snapshot.Gone || third[0].Snapshot.Role == nil {
		t.Errorf("%s", conformance.Text(third...))
	}
	err = (&Saved{Dir: filepath.Join(dir, "none")}).Run(t.Context(), func(mesoswatch.Record) error { return nil })
	if !mesoswatch.IsPermanent(err) || !strings.Contains(err.Error(), "none") {
		t.Errorf("%v", err)
	}
}
