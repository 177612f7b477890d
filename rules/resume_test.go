package rules

import (
	"slices"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// wordAt is what a source says of itself sec seconds after the start.
func wordAt(sec int, source, why string, origin mesoswatch.Origin) mesoswatch.Record {
	return mesoswatch.Record{Origin: origin, Health: &mesoswatch.Health{
		At: start.Add(time.Duration(sec) * time.Second), Source: source, Collector: "mesosapi", OK: why == "", Why: why, Interval: 30,
	}}
}

// blindTo is the finding that a source is not seen, as a store gives it.
func blindTo(source string, status mesoswatch.Status) mesoswatch.Record {
	s := mesoswatch.Subject{Kind: "source", Name: source}
	return mesoswatch.Record{Origin: mesoswatch.Restored, Finding: &mesoswatch.Finding{
		ID: mesoswatch.FindingID("source-blind", s), Rule: "source-blind", Level: mesoswatch.Medium, Status: status, Subject: s,
		FirstSeen: start.Add(-48 * time.Hour), LastSeen: start, Count: 7,
	}}
}

// TestResumeStanding restarts when a ZooKeeper server and a slow master have been
// that way for longer than what is restored.
func TestResumeStanding(t *testing.T) {
	c, errs := Load(Options{})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	const server = "10.0.0.9:2181"
	stored := func(rule string, s mesoswatch.Subject) mesoswatch.Record {
		return mesoswatch.Record{Origin: mesoswatch.Restored, Finding: &mesoswatch.Finding{
			ID: mesoswatch.FindingID(rule, s), Rule: rule, Status: mesoswatch.Open, Subject: s, FirstSeen: start.Add(-48 * time.Hour), LastSeen: start, Count: 1}}
	}
	yes := true
	answers := func(sec int) []mesoswatch.Record {
		h := wordAt(sec, leaderURL, "", mesoswatch.Fresh)
		h.Health.Asked = []mesoswatch.Exchange{{What: "GET /health", Outcome: "200", Seconds: 0.01}}
		return []mesoswatch.Record{h}
	}
	e := c.Engine()
	records := []mesoswatch.Record{
		stored("zookeeper-down", serverSubject(server)), stored("master-slow", masterSubject(leaderURL)),
		snapAt(1, mesoswatch.Snapshot{Master: &mesoswatch.Master{URL: leaderURL, Elected: &yes}}),
		snapAt(1, mesoswatch.Snapshot{ZooKeeper: &mesoswatch.ZooKeeper{Address: server, Words: map[string]string{"ruok": "answered", "srvr": "answered"}, Mode: "standalone", Version: "3.8.4"}}),
		wordAt(61, server, "", mesoswatch.Fresh),
	}
	got := statuses(e, records...)
	if f := got["zookeeper-down "+serverSubject(server).String()]; f.Status != mesoswatch.Resolved {
		t.Errorf("the server that is back: %+v", got)
	}
	slow := "master-slow " + masterSubject(leaderURL).String()
	got = statuses(e, slices.Concat(answers(62), answers(72))...)
	if _, told := got[slow]; told {
		t.Error("two answers say that the master is quick again")
	}
	if got = statuses(e, answers(82)...); got[slow].Status != mesoswatch.Resolved {
		t.Errorf("the master that is quick again: %+v", got)
	}
}

// TestResume restarts: what is open in the store ends when the data shows it to be
// over, whether it began in what is restored or before; what is not open there does
// not.
func TestResume(t *testing.T) {
	c, errs := Load(Options{})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	const a, b = "http://10.0.0.1:5050", "http://10.0.0.2:5050"
	const old, now = mesoswatch.Restored, mesoswatch.Fresh
	for _, tt := range []struct {
		name    string
		records []mesoswatch.Record
		want    map[string]mesoswatch.Status // by subject
	}{
		{"it began before what is restored", []mesoswatch.Record{blindTo(a, mesoswatch.Open), wordAt(60, a, "", now)},
			map[string]mesoswatch.Status{a: mesoswatch.Resolved}},
		{"an acknowledged one", []mesoswatch.Record{blindTo(a, mesoswatch.Acknowledged), wordAt(60, a, "", now)},
			map[string]mesoswatch.Status{a: mesoswatch.Resolved}},
		{"it began in what is restored", []mesoswatch.Record{wordAt(0, a, "refused", old), blindTo(a, mesoswatch.Open), wordAt(60, a, "", now)},
			map[string]mesoswatch.Status{a: mesoswatch.Resolved}},
		{"it goes on", []mesoswatch.Record{blindTo(a, mesoswatch.Open), wordAt(60, a, "refused", now)},
			map[string]mesoswatch.Status{a: mesoswatch.Open}},
		{"it was over already", []mesoswatch.Record{blindTo(a, mesoswatch.Resolved), wordAt(60, a, "", now)}, nil},
		{"a source that was well all the time, of which nothing was stored", []mesoswatch.Record{
			wordAt(0, a, "", old), wordAt(0, b, "", old), wordAt(60, b, "refused", old), wordAt(120, b, "", old), wordAt(180, b, "refused", old), wordAt(240, b, "", old), wordAt(300, a, "", now), wordAt(300, b, "", now)}, nil},
		{"that, and another one speaks first", []mesoswatch.Record{
			wordAt(0, a, "", old), wordAt(0, b, "", old), wordAt(60, b, "refused", old), wordAt(120, b, "", old), wordAt(180, b, "refused", old), wordAt(240, b, "", old),
			wordAt(300, b, "", now), wordAt(330, b, "", now), wordAt(331, a, "", now)}, nil},
	} {
		e := c.Engine()
		got := make(map[string]mesoswatch.Status)
		for _, r := range tt.records {
			for _, said := range e.Evaluate(r) {
				if f := said.Finding; f != nil && f.Rule == "source-blind" && r.Origin == now {
					got[f.Subject.Name] = f.Status
				}
			}
		}
		if len(got) != len(tt.want) {
			t.Errorf("%s: %v", tt.name, got)
		}
		for source, status := range tt.want {
			if got[source] != status {
				t.Errorf("%s: %v", tt.name, got)
			}
		}
	}
}
