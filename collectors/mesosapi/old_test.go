package mesosapi

import (
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// Releases of before those that were recorded, by the endpoints they have: no
// /version and /flags up to 0.25, only .json up to 0.24, no summary up to 0.22.
func TestOldReleases(t *testing.T) {
	for _, release := range []string{"0.19.1", "0.22.2", "0.24.2", "0.25.1", "0.26.2", "0.28.3", "1.0.4"} {
		t.Run(release, func(t *testing.T) {
			f := newLeader(t, release)
			w := watching(t, on(f.URL))
			want := []string{"framework", "agent", "task", "role", "flag", "metrics"}
			if parseRelease(release).has(0, 25) {
				want = append(want, "machine")
			}
			w.until("all is seen", func(b *mesoswatch.Board) bool {
				for _, k := range want {
					if !b.Sight(k).Clear() {
						return false
					}
				}
				return true
			})
			h := w.rounds(f.URL, 2)
			if !h.OK {
				t.Errorf("health %+v", h)
			}
			m := masterOf(&w.board, f.URL)
			if m.Version != release || m.ID != "m-1" || m.PID != "master@10.0.0.1:5050" || !is(m.Elected) || m.ElectedAt.IsZero() || !m.FlagsVisible {
				t.Errorf("master %+v", m)
			}
			fw := w.board.Subjects("framework").Get("F1").Framework
			if fw.User != "root" || fw.Principal != "ops" || fw.PID == "" || len(fw.Roles) != 1 {
				t.Errorf("framework %+v", fw)
			}
			if a := w.board.Subjects("agent").Get("S1").Agent; a.State != registered || a.Total == nil || a.Total.CPUs != 4 {
				t.Errorf("agent %+v", a)
			}
			for _, s := range w.board.Subjects("flag").Sorted() {
				if strings.Contains(s.Flag.Value, "zkpass") {
					t.Errorf("a secret left the collector: %+v", s.Flag)
				}
			}
			for _, v := range f.visits() {
				if strings.HasPrefix(v.what, "POST") && !parseRelease(release).has(1, 0) {
					t.Errorf("%s to a release without an operator API", v.what)
				}
			}
		})
	}
}

// Up to 0.28 a master that does not lead answers with an empty state of its own:
// it is not the cluster's.
func TestOldFollower(t *testing.T) {
	leader, f := newLeader(t, "0.28.3"), newLeader(t, "0.28.3")
	f.json("/metrics/snapshot", `{"master/elected":0,"master/uptime_secs":5}`)
	f.set("GET /redirect", redirects(leader.address()))
	f.json("/state", `{"version":"0.28.3","id":"m-2","pid":"master@10.0.0.2:5050","leader":"master@10.0.0.1:5050","slaves":[],"frameworks":[],"completed_frameworks":[],"flags":{}}`)
	f.json("/state-summary", `{"slaves":[],"frameworks":[]}`)
	w := watching(t, on(leader.URL, f.URL))
	w.until("the leader's", leads(leader.URL))
	// It believes for a moment that it leads, by its metrics: its state says otherwise.
	leader.json("/metrics/snapshot", `{"master/elected":0,"master/uptime_secs":200}`)
	f.json("/metrics/snapshot", strings.Replace(leaderMetrics, "100.5", "6", 1))
	w.round(f.URL, "its state", func(h mesoswatch.Health) bool { return strings.Contains(h.Lacking["framework"], "stopped leading") })
	if w.board.Subjects("framework").Get("F1") == nil || w.board.Subjects("agent").Get("S1") == nil {
		t.Error("the empty state was believed")
	}
}

// Operators close /state by a firewall rule to keep pollers away: the parts tell
// the same.
func TestStateClosed(t *testing.T) {
	f := newLeader(t, "1.4.1")
	closed := says(403, "", "Endpoint '/state' is disabled")
	f.set("GET /state", closed)
	w := watching(t, on(f.URL))
	w.until("all is seen", leads(f.URL))
	if h := w.rounds(f.URL, 2); !h.OK {
		t.Errorf("health %+v", h)
	}
	f2 := newLeader(t, "1.4.1")
	f2.set("GET /state", closed)
	f2.set("GET /frameworks", closed)
	w = watching(t, on(f2.URL))
	h := w.round(f2.URL, "closed", func(h mesoswatch.Health) bool { return h.Lacking["task"] != "" })
	if h.OK || !strings.Contains(h.Why, "is disabled") || h.Lacking["framework"] == "" {
		t.Errorf("health %+v", h)
	}
	w.until("agents are seen all the same", func(b *mesoswatch.Board) bool { return b.Sight("agent").Clear() })
}

// A new leader of before 1.2 lists agents and frameworks only once they are back.
func TestOldFailover(t *testing.T) {
	a, b := newLeader(t, "1.1.3"), newLeader(t, "1.1.3")
	notLeading := `{"master/elected":0,"master/uptime_secs":500}`
	b.json("/metrics/snapshot", notLeading)
	w := watching(t, on(a.URL, b.URL))
	w.until("the first leads", leads(a.URL))
	empty := `{"version":"1.1.3","start_time":1,"elected_time":2,"id":"m-2","pid":"master@10.0.0.2:5050","leader":"master@10.0.0.2:5050","slaves":[],"frameworks":[],"completed_frameworks":[],"flags":{}}`
	b.json("/state", empty)
	b.json("/slaves", `{"slaves":[]}`)
	b.json("/state-summary", `{"slaves":[],"frameworks":[]}`)
	none := strings.NewReplacer(`_active":1`, `_active":0`, `_running":1`, `_running":0`).Replace(leaderMetrics)
	b.json("/metrics/snapshot", none)
	a.json("/metrics/snapshot", notLeading)
	h := w.round(b.URL, "not back yet", func(h mesoswatch.Health) bool {
		return strings.Contains(h.Lacking["agent"], "1 agent not back yet") && h.Lacking["framework"] != "" && h.Lacking["task"] != ""
	})
	if w.board.Subjects("agent").Len()+w.board.Subjects("framework").Len()+w.board.Subjects("task").Len() != 3 {
		t.Errorf("something is gone; health %+v", h)
	}
	for path, from := range map[string]string{"/state": "GET /state", "/slaves": "GET /slaves", "/state-summary": "GET /state-summary", "/metrics/snapshot": ""} {
		if from == "" {
			b.json(path, leaderMetrics)
			continue
		}
		b.set("GET "+path, a.answers[from])
	}
	w.until("they are back", func(v *mesoswatch.Board) bool {
		return v.Sight("agent").Clear() && v.Sight("framework").Clear() && v.Sight("task").Clear() && v.Sight("task").Source == b.URL
	})
}

// With its metrics hidden, a leader that tells an empty cluster just after its
// election is not believed.
func TestHollow(t *testing.T) {
	a, b := newLeader(t, "1.12.0"), newLeader(t, "1.12.0")
	b.json("/metrics/snapshot", `{"master/elected":0}`)
	w := watching(t, on(a.URL, b.URL))
	w.until("the first leads", leads(a.URL))
	b.set("GET /metrics/snapshot", says(403, "", ""))
	b.json("/state", `{"version":"1.12.0","id":"m-2","pid":"master@10.0.0.2:5050","leader":"master@10.0.0.2:5050","slaves":[],"frameworks":[],"completed_frameworks":[],"flags":{}}`)
	b.json("/slaves", `{"slaves":[]}`)
	b.json("/state-summary", `{"slaves":[],"frameworks":[]}`)
	a.json("/metrics/snapshot", `{"master/elected":0,"master/uptime_secs":500}`)
	w.round(b.URL, "doubt", func(h mesoswatch.Health) bool { return strings.Contains(h.Lacking["agent"], "cannot be told") })
	if w.board.Subjects("agent").Len() == 0 {
		t.Error("agents are gone")
	}
}
