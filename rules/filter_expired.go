package rules

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// filterExpired tells of filters that ended but are still there.
func filterExpired(c *Catalog) Rule {
	r := Rule{
		Name: "filter-expired", ID: "5f6d1a0c-2f83-4d7e-b1f4-8e0f3f0f6a77",
		Title: "Filter expired",
		Description: "A filter names a day in its key expires, and that day has come. The filter no longer takes anything away, " +
			"so what it kept quiet speaks again. Seen when a source reports (Health), so a log alone does not show it before its end.",
		Level: mesoswatch.Low, Status: "stable",
		Tags:           []string{"attack.t1562.006"},
		FalsePositives: []string{"None: the date is in the filter file"},
		Runbook:        "filter-expired",
		Remediation:    "Decide again: give the filter a new day with a reason and an owner, or delete it.",
		On:             On{Health: true},
	}
	r.New = func() Check {
		said := make(map[*filter]bool) // bounded by the number of filters
		return func(rec mesoswatch.Record) []mesoswatch.Record {
			var out []mesoswatch.Record
			for _, f := range c.filters {
				if said[f] || rec.Health == nil || !f.expired(rec.Health.At) {
					continue
				}
				said[f] = true
				out = append(out, mesoswatch.Record{Finding: r.expired(f, rec.Health.At)})
			}
			return out
		}
	}
	return r
}

func (r *Rule) expired(f *filter, at time.Time) *mesoswatch.Finding {
	out := r.finding(mesoswatch.Subject{Kind: "rule", Name: cut(f.Title, maxSubjectText)})
	out.FirstSeen, out.LastSeen, out.Count = at, at, 1
	out.Fields = map[string]string{"expires": f.Expires.Format(time.DateOnly), "owner": f.Owner, "reason": f.Reason}
	out.Evidence = []mesoswatch.Evidence{{Source: f.File, Line: int64(f.Line), Time: at, Text: "expires: " + f.Expires.Format(time.DateOnly)}}
	return &out
}
