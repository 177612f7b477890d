package rules

import (
	"fmt"
	"strconv"

	"github.com/mesoswatch/mesoswatch"
)

// logGap tells of lines that were lost before they could be read.
func logGap() Rule {
	r := Rule{
		Name: "log-gap", ID: "4e0f8a3b-7d21-4c96-9be5-2a6c1d8f7053",
		Title: "Log lines lost",
		Description: "A log was cut to nothing (copytruncate, or by hand) while lines of it were not read yet. How many bytes is known; what they said is not. " +
			"Whoever wants to hide lines does this; so does a rotation that was set up so.",
		Level: mesoswatch.Medium, Status: "stable",
		Tags:           []string{"attack.defense-evasion", "attack.t1070.002"},
		FalsePositives: []string{"logrotate with copytruncate"},
		Runbook:        "log-silent",
		Remediation:    "Let the rotation rename files instead of cutting them, and find out who cut this one.",
		On:             On{Health: true},
	}
	r.New = func() Check {
		lost := table[int64]{max: maxSources}
		return func(rec mesoswatch.Record) []mesoswatch.Record {
			h := rec.Health
			if h == nil || h.Log == nil {
				return nil
			}
			before := lost.put(h.Source)
			more := h.Log.LostBytes - *before
			*before = h.Log.LostBytes
			if more <= 0 {
				return nil
			}
			f := r.finding(mesoswatch.Subject{Kind: "source", Name: cut(h.Source, maxSubjectText)})
			f.FirstSeen, f.LastSeen, f.Count = h.At, h.At, 1
			f.Fields = map[string]string{"lost_bytes": strconv.FormatInt(more, 10)}
			f.Evidence = []mesoswatch.Evidence{{Source: h.Source, Time: h.At, Text: fmt.Sprintf("%d bytes lost", more)}}
			return one(&f)
		}
	}
	return r
}
