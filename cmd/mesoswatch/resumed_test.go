package main

import (
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// wordJudge finds what the word of a source says: "a open" opens finding a.
type wordJudge struct{}

func (wordJudge) Evaluate(r mesoswatch.Record) []mesoswatch.Record {
	if r.Health == nil {
		return nil
	}
	return []mesoswatch.Record{{Finding: &mesoswatch.Finding{ID: r.Health.Source, Status: mesoswatch.Status(r.Health.Why), LastSeen: r.At()}}}
}

// TestResumed restarts: what seemed to be so while the stored records were judged
// once more is not told to be over.
func TestResumed(t *testing.T) {
	at := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	word := func(id string, s mesoswatch.Status) mesoswatch.Record {
		return mesoswatch.Record{Health: &mesoswatch.Health{At: at, Source: id, Why: string(s)}}
	}
	stored := func(id string, s mesoswatch.Status) mesoswatch.Record {
		return mesoswatch.Record{Origin: mesoswatch.Restored, Finding: &mesoswatch.Finding{ID: id, Status: s, LastSeen: at}}
	}
	r := &resumed{judge: wordJudge{}, supposed: make(map[string]bool)}
	for _, rec := range []mesoswatch.Record{
		word("kept", mesoswatch.Open), word("seemed", mesoswatch.Open), word("seemed-again", mesoswatch.Open), word("over", mesoswatch.Open),
		word("passed", mesoswatch.Open), word("passed", mesoswatch.Resolved),
		stored("kept", mesoswatch.Acknowledged), stored("over", mesoswatch.Resolved),
	} {
		r.restore(rec)
	}
	for _, tt := range []struct {
		say  mesoswatch.Record
		told bool
	}{
		{word("kept", mesoswatch.Resolved), true},
		{word("seemed", mesoswatch.Resolved), false},
		{word("seemed-again", mesoswatch.Open), true}, {word("seemed-again", mesoswatch.Resolved), true},
		{word("over", mesoswatch.Resolved), false}, {word("over", mesoswatch.Open), true},
		{word("passed", mesoswatch.Resolved), true},
		{word("seemed", mesoswatch.Open), true}, {word("seemed", mesoswatch.Resolved), true},
	} {
		if got := len(r.Evaluate(tt.say)) == 1; got != tt.told {
			t.Errorf("%s %s: told %v", tt.say.Health.Source, tt.say.Health.Why, got)
		}
	}
}
