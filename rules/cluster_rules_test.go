package rules

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/baseline"
)

const leaderURL = "http://10.0.0.1:5050"

// look is a Health that saw all of those kinds, min minutes after the start.
func look(min int, kinds ...string) mesoswatch.Record {
	return mesoswatch.Record{Health: &mesoswatch.Health{At: start.Add(time.Duration(min) * time.Minute), Source: leaderURL, OK: true, Complete: kinds}}
}

func snapAt(min int, s mesoswatch.Snapshot) mesoswatch.Record {
	s.At, s.Source = start.Add(time.Duration(min)*time.Minute), leaderURL
	return mesoswatch.Record{Snapshot: &s}
}

func agentAt(min, i int, gone bool) mesoswatch.Record {
	yes := true
	return snapAt(min, mesoswatch.Snapshot{Gone: gone, Agent: &mesoswatch.Agent{
		ID: fmt.Sprintf("S%d", i), Hostname: fmt.Sprintf("host%d", i), PID: fmt.Sprintf("slave(1)@10.1.0.%d:5051", i), Active: &yes,
	}})
}

// tenAgents is a cluster with a leader of old and ten agents, and its first look.
func tenAgents() []mesoswatch.Record {
	yes := true
	out := []mesoswatch.Record{
		snapAt(0, mesoswatch.Snapshot{Master: &mesoswatch.Master{URL: leaderURL, Elected: &yes, Version: "1.4.1", ElectedAt: start.Add(-time.Hour)}}),
		snapAt(0, mesoswatch.Snapshot{Cluster: &mesoswatch.Cluster{Leader: leaderURL, Registered: map[string]int64{"slaves_unreachable": 0}}}),
	}
	for i := range 10 {
		out = append(out, agentAt(0, i, false))
	}
	return append(out, look(1, mesoswatch.SubjectAgent))
}

func countAt(min int, n int64) mesoswatch.Record {
	return snapAt(min, mesoswatch.Snapshot{Cluster: &mesoswatch.Cluster{Leader: leaderURL, Registered: map[string]int64{"slaves_unreachable": n}}})
}

// lossLine is what the master's log says when an agent is lost.
func lossLine(min, i int) mesoswatch.Record {
	return mesoswatch.Record{Event: &mesoswatch.Event{
		Time: start.Add(time.Duration(min)*time.Minute + time.Duration(i)*time.Second), Source: "mesos-master.INFO", Service: "master", Process: "mesos-master@m1",
		Kind: "agent-unreachable", Template: "ag.unreachable", Line: int64(100*min + i + 1), Offset: int64(100 * (100*min + i + 1)), AgentID: fmt.Sprintf("S%d", i),
		Raw: fmt.Sprintf("Marked agent S%d unreachable: health check timed out", i),
	}}
}

// statuses is where each finding stands after the records, by rule and subject.
func statuses(e *Engine, records ...mesoswatch.Record) map[string]mesoswatch.Finding {
	out := map[string]mesoswatch.Finding{}
	for _, r := range records {
		for _, f := range e.Evaluate(r) {
			k := f.Finding.Rule + " " + f.Finding.Subject.String()
			if old, known := out[k]; known {
				out[k] = old.Merge(*f.Finding)
			} else {
				out[k] = *f.Finding
			}
		}
	}
	return out
}

// The log tells of lost agents first, the master's list later: in the end there
// is one finding, about the cluster, which took the place of the log's.
func TestManyLostAgentsAreOneFinding(t *testing.T) {
	records := tenAgents()
	for i := range 6 {
		records = append(records, lossLine(2, i))
	}
	for i := range 6 {
		records = append(records, agentAt(3, i, true))
	}
	records = append(records, countAt(3, 6), look(3, mesoswatch.SubjectAgent))
	e := load(t).Engine()
	got := statuses(e, records...)
	many := got["agents-lost-many cluster cluster"]
	if many.Status != mesoswatch.Open || many.Count != 1 || many.Level != mesoswatch.High || len(many.Evidence) != 6 || many.Fields["reason"] != "6 agents of 10 gone, 60 %" {
		t.Errorf("%+v", many)
	}
	log := got["agent-mass-removal master mesos-master@m1"]
	if log.Status != mesoswatch.Resolved || log.Fields["superseded_by"] != "agents-lost-many" || log.Count != 6 {
		t.Errorf("%+v", log)
	}
	for k, f := range got {
		if f.Status == mesoswatch.Open && f.Rule != "agents-lost-many" {
			t.Errorf("%s is open too", k)
		}
	}
	// More lines of the same within the hold are quiet, those of tomorrow are not.
	if more := said(e, "agent-mass-removal", lossLine(6, 7), lossLine(6, 8)); len(more) != 0 {
		t.Errorf("%+v", more)
	}
	var late []mesoswatch.Record
	for i := range 6 {
		late = append(late, lossLine(24*60, i))
	}
	if more := said(e, "agent-mass-removal", late...); len(more) == 0 {
		t.Error("the log's rule stayed quiet for good")
	}
}

// Agents that are still away when the others are back are told of one by one,
// from when they left, and once.
func TestWhatWasHeldBackIsToldLater(t *testing.T) {
	records := tenAgents()
	for i := range 6 {
		records = append(records, agentAt(2, i, true))
	}
	records = append(records, countAt(2, 6), look(2, mesoswatch.SubjectAgent))
	e := load(t).Engine()
	if got := said(e, "agent-unreachable", records...); len(got) != 0 {
		t.Fatalf("%+v", got)
	}
	records = nil
	for i := range 4 {
		records = append(records, agentAt(20, i, false))
	}
	records = append(records, countAt(20, 2))
	for min := 20; min < 60; min++ {
		records = append(records, look(min, mesoswatch.SubjectAgent))
	}
	got := statuses(e, records...)
	if f := got["agents-lost-many cluster cluster"]; f.Status != mesoswatch.Resolved || f.Evidence[0].Text != "4 of 6 agents are back" {
		t.Errorf("%+v", f)
	}
	for _, k := range []string{"agent-unreachable agent S4", "agent-unreachable agent S5"} {
		if f := got[k]; f.Status != mesoswatch.Open || f.Count != 1 || !f.FirstSeen.Equal(start.Add(2*time.Minute)) {
			t.Errorf("%s: %+v", k, f)
		}
	}
	if len(got) != 3 {
		t.Errorf("%v", got)
	}
}

// The first look at a large cluster raises no more than what is so.
func TestFirstLookAtALargeCluster(t *testing.T) {
	records := append(largeCluster(1000, 50, 10_000), look(1, mesoswatch.SubjectFramework, mesoswatch.SubjectAgent, mesoswatch.SubjectRole, mesoswatch.SubjectTask))
	e := load(t).Engine()
	got := statuses(e, records...)
	f := got["task-suspicious framework 6c3f9b52-5c1e-4c0e-9d0a-5b1f6d7e8a90-0000"]
	if len(got) != 1 || f.Level != mesoswatch.Low || f.Fields["count"] != "200" {
		t.Errorf("%v", got)
	}
	for _, s := range e.Stats() {
		if s.Evicted != 0 {
			t.Errorf("%s forgot %d", s.Rule, s.Evicted)
		}
	}
}

// Names and ids that somebody makes up do not fill the memory, what was forgotten
// is counted, and forgetting raises nothing.
func TestClusterRulesAreBounded(t *testing.T) {
	e := load(t).Engine()
	yes, no := true, false
	feed := func(r mesoswatch.Record) {
		for _, f := range e.Evaluate(r) {
			if f.Finding.Rule == "agents-lost-many" || f.Finding.Rule == "resource-spike" {
				t.Fatalf("%+v", f.Finding)
			}
		}
	}
	for _, r := range tenAgents() {
		feed(r)
	}
	for i := range maxAgents + 1000 {
		feed(agentAt(2, 100+i, false))
		if i < maxFrameworks+1000 {
			id := fmt.Sprintf("f-%d", i)
			feed(snapAt(2, mesoswatch.Snapshot{Framework: &mesoswatch.Framework{ID: id, Name: id, User: "root", Active: &no, Used: &mesoswatch.Resources{CPUs: 1}}}))
			feed(snapAt(2, mesoswatch.Snapshot{Role: &mesoswatch.Role{Name: id, Frameworks: []string{id}, Quota: &no}}))
			feed(snapAt(2, mesoswatch.Snapshot{Task: &mesoswatch.Task{ID: id + "x", FrameworkID: id, Privileged: true, Image: id, User: "root"}}))
			feed(snapAt(2, mesoswatch.Snapshot{AgentCheck: &mesoswatch.AgentCheck{URL: id, Why: "timeout", Healthy: &yes}}))
		}
	}
	feed(look(3, mesoswatch.SubjectAgent, mesoswatch.SubjectFramework, mesoswatch.SubjectRole))
	forgot := map[string]int64{}
	for _, s := range e.Stats() {
		forgot[s.Rule] = s.Evicted
	}
	for rule, least := range map[string]int64{
		"agents-lost-many": 1000, "agent-unreachable": 1000, "framework-inactive": 1000, "framework-no-principal": 1000,
		"resource-spike": 2000, "quota-missing": 1000, "task-suspicious": 2000,
	} {
		if forgot[rule] < least {
			t.Errorf("%s forgot %d", rule, forgot[rule])
		}
	}
}

// TestReplayOfSnapshots: the same records give the same findings in the same order.
func TestReplayOfSnapshots(t *testing.T) {
	no := false
	records := tenAgents()
	for min := 2; min < 40; min++ {
		for i := range 10 {
			if (min+i)%7 == 0 {
				records = append(records, agentAt(min, i, min%2 == 0))
			}
			records = append(records, snapAt(min, mesoswatch.Snapshot{Framework: &mesoswatch.Framework{ID: fmt.Sprintf("f-%d", i), Name: "x", User: "root", Active: &no, Used: &mesoswatch.Resources{CPUs: float64(min * i)}}}))
			records = append(records, snapAt(min, mesoswatch.Snapshot{Gone: min%5 == i%5, Task: &mesoswatch.Task{ID: fmt.Sprintf("app-%d", i%3), FrameworkID: fmt.Sprintf("f-%d", i), Privileged: true, Volumes: []mesoswatch.Volume{{Host: "/etc", Mode: "RW"}}}}))
		}
		records = append(records, countAt(min, int64(min%4)), look(min, mesoswatch.SubjectAgent, mesoswatch.SubjectFramework))
	}
	c := load(t)
	run := func() (out []mesoswatch.Record) {
		e := c.Engine()
		for _, r := range records {
			out = append(out, e.Evaluate(r)...)
		}
		return out
	}
	a, b := run(), run()
	if len(a) < 20 || !reflect.DeepEqual(a, b) {
		t.Errorf("%d and %d findings", len(a), len(b))
	}
	for _, r := range a {
		if _, err := json.Marshal(r); err != nil {
			t.Fatal(err)
		}
	}
}

// Every rule about the cluster fills its runbook: commands take typed values, and
// no source that is an endpoint becomes the name of a file.
func TestRunbooksOfClusterRules(t *testing.T) {
	c := load(t)
	var names []string
	for _, r := range clusterRules(nil) {
		names = append(names, r.Name)
		book, ok := c.Runbook(r.Name)
		if !ok || !slices.Contains(book.Rules, r.Name) {
			t.Errorf("%s: no runbook", r.Name)
			continue
		}
		f := mesoswatch.Finding{
			Rule: r.Name, Subject: mesoswatch.Subject{Kind: "framework", Name: "f-1"}, FirstSeen: start, LastSeen: start,
			Fields:   map[string]string{"framework_id": "f-1", "framework_name": "a\x1b[31m`rm -rf /`", "image": "x; rm -rf /", "user": "$(id)", "reason": "it\nis", "hostname": "-o"},
			Evidence: []mesoswatch.Evidence{{Source: leaderURL, JSONPath: "$.frameworks", Text: "x"}},
		}
		filled, err := Fill(book, f)
		text := filled.Markdown
		if err != nil || strings.Contains(text, "{{") || strings.Contains(text, "\x1b") || strings.Contains(text, " f-1 http") || strings.Contains(text, "cp -p http") {
			t.Errorf("%s: %v\n%s", r.Name, err, text)
		}
	}
	if len(names) != 8 {
		t.Errorf("%v", names)
	}
}

// What was accepted from a finding is not found again, and nothing else becomes
// known with it.
func TestAcceptedTasksAreQuiet(t *testing.T) {
	shell := mesoswatch.Task{ID: "a.1", FrameworkID: "f-1", Image: "ops/shell:7", Privileged: true, Volumes: []mesoswatch.Volume{{Host: "/var/run/docker.sock", Mode: "RW"}}}
	other := shell
	other.ID, other.Image = "b.1", "ops/other:7"
	records := func(tasks ...mesoswatch.Task) []mesoswatch.Record {
		out := []mesoswatch.Record{snapAt(0, mesoswatch.Snapshot{Framework: &mesoswatch.Framework{ID: "f-1", Name: "marathon", User: "root", Principal: "p"}})}
		for _, task := range tasks {
			out = append(out, snapAt(0, mesoswatch.Snapshot{Task: &task}))
		}
		return append(out, look(1, mesoswatch.SubjectTask))
	}
	find := func(b *baseline.Baseline, tasks ...mesoswatch.Task) map[string]mesoswatch.Finding {
		c, errs := Load(Options{Baseline: b})
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		out := statuses(c.Engine(), records(tasks...)...)
		for k, f := range out {
			if f.Rule != "task-suspicious" {
				delete(out, k)
			}
		}
		return out
	}
	b := &baseline.Baseline{Format: baseline.Format, Images: []baseline.Image{}, Frameworks: []baseline.Framework{{Name: "marathon", Principal: "p"}}}
	got := find(b, shell)
	task, root := got["task-suspicious task f-1 a.*"], got["task-suspicious framework f-1"]
	if len(got) != 2 || task.Fields["reasons"] != "docker-socket,image,privileged,root" || root.Level != mesoswatch.Low ||
		task.Fields["reason"] != `mounts "/var/run/docker.sock" of its host to read and write: `+engineSocket+`; runs privileged; runs image "ops/shell:7", which is not in the baseline; runs as "root"` {
		t.Fatalf("%+v", got)
	}
	if e := task.Evidence[0]; e.JSONPath != `$.frameworks[?(@.id=="f-1")].tasks[?(@.id=="a.1")]` || e.Source != leaderURL {
		t.Errorf("%+v", e)
	}
	for _, f := range []mesoswatch.Finding{task, root} {
		if err := b.Accept(f, "ana", start); err != nil {
			t.Fatal(err)
		}
	}
	if got := find(b, shell); len(got) != 0 {
		t.Errorf("%s\n%+v", b.YAML(), got)
	}
	if got := find(b, shell, other); len(got) != 1 || got["task-suspicious task f-1 b.*"].Level != mesoswatch.High {
		t.Errorf("%+v", got)
	}
}

func TestSeries(t *testing.T) {
	at := func(min int) time.Time { return start.Add(time.Duration(min) * time.Minute) }
	var s series
	if _, told := s.change(start); told {
		t.Error("a change of nothing")
	}
	for i, v := range []float64{5, 5, 7, 7, 10} {
		s.add(at(i), v, true)
	}
	for since, want := range map[int]float64{-5: 5, 0: 5, 1: 5, 2: 3, 3: 3, 4: 0, 9: 0} {
		if got, told := s.change(at(since)); got != want || !told {
			t.Errorf("since %d: %v, %v", since, got, told)
		}
	}
	s.add(at(6), 2, true) // its process began anew
	if _, told := s.change(at(0)); told {
		t.Error("compared with the process before")
	}
	for i := range 3 * maxPoints {
		s.add(at(10+i), float64(10+i), true)
	}
	if len(s.points) != maxPoints {
		t.Errorf("%d points", len(s.points))
	}
}

func TestAtLeast(t *testing.T) {
	for v, want := range map[string]bool{
		"0.27.0": true, "0.26.9": false, "0.28.3": true, "1.0": true, "1.12.0-dev": true, "0.27-rc1": true, "0.27.0-mesosphere": true, "10.1": true,
		"": false, "x": false, "1": false, "0.x": false,
	} {
		if atLeast(v, 0, 27) != want {
			t.Errorf("%q: %v", v, !want)
		}
	}
}
