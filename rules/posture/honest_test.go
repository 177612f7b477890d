package posture

import (
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// What rests on something not being there needs to be told that all was seen:
// without that no check passes but on something it shows.
func TestNoPassOnWhatWasNotSeen(t *testing.T) {
	cases := goCases()
	for _, c := range goChecks() {
		k := cases[c.ID]
		all := []expect{k.pass, k.fail, k.unknown}
		for _, m := range k.more {
			all = append(all, m.expect)
		}
		for _, o := range all {
			for _, a := range c.Judge(factsOf(unseen(o.from))) {
				if a.Result == mesoswatch.Pass && len(a.Evidence) == 0 {
					t.Errorf("%s passes without having seen anything: %s", c.ID, a.Reason)
				}
			}
		}
	}
}

// unseen takes away what tells that something was seen whole.
func unseen(records []mesoswatch.Record) []mesoswatch.Record {
	var out []mesoswatch.Record
	for _, r := range records {
		switch {
		case r.Health != nil:
			continue
		case r.Snapshot != nil && r.Snapshot.Master != nil:
			s, m := *r.Snapshot, *r.Snapshot.Master
			m.FlagsVisible = false
			s.Master = &m
			r = mesoswatch.Record{Snapshot: &s}
		case r.Snapshot != nil && r.Snapshot.AgentCheck != nil:
			s, c := *r.Snapshot, *r.Snapshot.AgentCheck
			c.Flags = nil
			s.AgentCheck = &c
			r = mesoswatch.Record{Snapshot: &s}
		}
		out = append(out, r)
	}
	return out
}
