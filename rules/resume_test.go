package rules

import (
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
		{"it seemed so, and is so", []mesoswatch.Record{
			wordAt(0, a, "", old), wordAt(0, b, "", old), wordAt(60, b, "refused", old), wordAt(120, b, "", old), wordAt(180, b, "refused", old), wordAt(240, b, "", old), wordAt(300, a, "refused", now), wordAt(330, a, "", now)},
			map[string]mesoswatch.Status{a: mesoswatch.Resolved}},
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
