package rules

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// someCluster makes up what a master might tell, in no sensible order.
type someCluster struct{ *rand.Rand }

func (r someCluster) maybe() *bool {
	return []*bool{nil, new(bool), func() *bool { b := true; return &b }()}[r.IntN(3)]
}

func (r someCluster) resources() *mesoswatch.Resources {
	if r.IntN(4) == 0 {
		return nil
	}
	return &mesoswatch.Resources{CPUs: float64(r.IntN(100)), Mem: float64(r.IntN(100_000))}
}

func (r someCluster) word(words ...string) string { return words[r.IntN(len(words))] }

func (r someCluster) snapshot() mesoswatch.Snapshot {
	s := mesoswatch.Snapshot{Source: leaderURL, Gone: r.IntN(5) == 0}
	id := fmt.Sprint(r.IntN(30))
	switch r.IntN(8) {
	case 0:
		s.Master = &mesoswatch.Master{URL: r.word(leaderURL, "http://10.0.0.2:5050"), Version: r.word("", "0.26.1", "1.4.1"), Elected: r.maybe(), Recovering: r.IntN(200) == 0}
	case 1:
		s.Cluster = &mesoswatch.Cluster{Leader: leaderURL, Total: &mesoswatch.Resources{CPUs: 100, Mem: 100_000}, Used: &mesoswatch.Resources{CPUs: 10},
			Registered: map[string]int64{"slaves_unreachable": int64(r.IntN(5)), "slaves_active": int64(r.IntN(40))}}
		switch r.IntN(400) {
		case 0:
			s.Cluster.Leader = r.word("", "http://10.0.0.2:5050")
		case 1:
			s.Cluster.Total = nil
		}
	case 2:
		timeout := r.Float64() * 1e12
		s.Framework = &mesoswatch.Framework{ID: id, Name: r.word("", "a", "b\n"), User: r.word("", "root", "x"), Principal: r.word("", "p"), PID: r.word("", "s@10.0.0.9:1"),
			Active: r.maybe(), Connected: r.maybe(), Recovered: r.maybe(), Completed: r.IntN(5) == 0, FailoverTimeout: &timeout,
			Offered: r.resources(), Tasks: map[string]int64{"TASK_RUNNING": 3}}
		if f := s.Framework; r.IntN(3) > 0 { // most of the time nothing new
			f.Used, f.Offered, f.Completed, s.Gone = &mesoswatch.Resources{CPUs: 1}, &mesoswatch.Resources{CPUs: 80}, false, false
		} else {
			f.Used = r.resources()
		}
	case 3, 4:
		s.Agent = &mesoswatch.Agent{ID: id, Hostname: r.word("", "h"+id), PID: r.word("", "slave(1)@10.1.0."+fmt.Sprint(r.IntN(20))+":5051"), Active: r.maybe(),
			Deactivated: r.maybe(), State: r.word("", "registered", "recovered", "unreachable"), Drain: r.word("", "", "DRAINED")}
	case 5:
		s.AgentCheck = &mesoswatch.AgentCheck{URL: "http://" + id, ID: id, Why: r.word("", "timeout"), Registered: r.maybe()}
	case 6:
		s.Role = &mesoswatch.Role{Name: r.word("*", "a", "a/b", "c", "d"), Quota: r.maybe(), Used: r.resources(), Frameworks: []string{"x"}[:r.IntN(2)]}
	default:
		s.Task = &mesoswatch.Task{ID: r.word("a.", "b.", "c.") + fmt.Sprintf("0f3ab1c2-5c1e-4c0e-9d0a-5b1f6d7e8a%02d", r.IntN(30)), FrameworkID: fmt.Sprint(r.IntN(5)),
			User: r.word("", "root", "x"), Image: r.word("", "x", "a/xmrig"), Privileged: r.IntN(3) == 0,
			Volumes: []mesoswatch.Volume{{Host: r.word("", "/", "/etc", "/data"), Mode: r.word("RW", "RO", "")}}[:r.IntN(2)]}
	}
	return s
}

// Whatever a master tells, in whatever order: a finding that opens counts, one
// that resolves was open, each has its proof, and times are in order.
func TestFindingsAboutTheClusterAreSound(t *testing.T) {
	ours := make(map[string]Rule)
	for _, r := range clusterRules(nil) {
		ours[r.Name] = r
	}
	spoken := make(map[string]bool)
	for seed := range uint64(6) {
		r := someCluster{rand.New(rand.NewPCG(seed, 7))}
		e := load(t).Engine()
		open := make(map[string]bool)
		at := start
		for range 20_000 {
			var rec mesoswatch.Record
			if at = at.Add(time.Duration(r.IntN(5)) * time.Second); r.IntN(10) == 0 {
				rec = look(0, mesoswatch.SubjectAgent, mesoswatch.SubjectFramework, mesoswatch.SubjectRole)
				rec.Health.At = at
			} else {
				s := r.snapshot()
				s.At = at
				rec.Snapshot = &s
			}
			for _, out := range e.Evaluate(rec) {
				f := out.Finding
				rule, is := ours[f.Rule]
				if !is {
					continue
				}
				spoken[f.Rule] = true
				resolved := f.Status == mesoswatch.Resolved
				switch {
				case resolved && !open[f.ID]:
					t.Fatalf("resolved and was not open: %+v", f)
				case !resolved && !open[f.ID] && f.Count < 1:
					t.Fatalf("opens and counts nothing: %+v", f)
				case f.FirstSeen.After(f.LastSeen) || f.LastSeen.After(at) || f.Level > rule.Level || f.Subject.Name == "":
					t.Fatalf("%+v", f)
				case len(f.Evidence) == 0 && f.Fields["superseded_by"] == "":
					t.Fatalf("without proof: %+v", f)
				}
				open[f.ID] = !resolved
			}
		}
	}
	for name := range ours {
		if !spoken[name] {
			t.Errorf("%s never spoke", name)
		}
	}
}
