package stage

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Weak is the quiet hour on a cluster that is set up badly.
func Weak() Script { return append(Quiet(), weaknesses()...) }

// WeakIncident is the incident on such a cluster.
func WeakIncident() Script { return append(Incident(), weaknesses()...) }

func weaknesses() Script {
	var s Script
	for _, w := range []struct {
		check, title string
		level        mesoswatch.Level
		of           mesoswatch.Subject
	}{
		{"agent-http", "Operator endpoints of the agent answer anybody", mesoswatch.Critical, mesoswatch.Subject{Kind: "agent", Name: "sampled agents"}},
		{"acl-permissive", "ACLs are permissive", mesoswatch.High, mesoswatch.Subject{Kind: "master", Name: "http://10.0.0.11:5050"}},
		{"acl-permissive", "ACLs are permissive", mesoswatch.High, mesoswatch.Subject{Kind: "master", Name: "http://10.0.0.12:5050"}},
		{"tls-none", "The daemon answers in clear", mesoswatch.Medium, mesoswatch.Subject{Kind: "master", Name: "http://10.0.0.11:5050"}},
		{"words-open", "Words that tell much are open", mesoswatch.Low, mesoswatch.Subject{Kind: "zookeeper", Name: "10.0.0.31:2181"}},
	} {
		s = append(s, mesoswatch.Record{Finding: &mesoswatch.Finding{ID: mesoswatch.FindingID(w.check, w.of), Rule: w.check, Title: w.title, Level: w.level,
			Status: mesoswatch.Open, Subject: w.of, FirstSeen: Now().Add(-40 * time.Minute), LastSeen: Now().Add(-2 * time.Minute), Count: 1,
			Tags: []string{mesoswatch.PostureTag + "test"}}})
	}
	return s
}

// Handled is the incident when two operators have taken on all that is bad.
func Handled() Script {
	s := Incident()
	n := 0
	for _, f := range s.Board().Findings() {
		if f.Level < mesoswatch.Medium {
			continue
		}
		n++
		a := mesoswatch.Action{ID: "a-h" + string(rune('a'+n)), At: Now().Add(-time.Duration(100-10*n) * time.Second), Who: "maria", What: mesoswatch.Acknowledge, Finding: f.ID}
		if n == 4 {
			a.At, a.Who, a.What, a.Until = Now().Add(-20*time.Second), "jonas", mesoswatch.Silence, Now().Add(53*time.Minute)
		}
		s = append(s, mesoswatch.Record{Action: &a})
	}
	return s
}
