package rules

import (
	"fmt"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// When a log that is followed is called silent: at least after leastSilence and
// four times its longest pause so far, and after longSilence when it has not
// given a line since it is followed.
const (
	leastSilence = 15 * time.Minute
	longSilence  = time.Hour
	pauseTimes   = 4
)

// logSilent tells of logs that stopped, by their own measure.
func logSilent() Rule {
	r := Rule{
		Name: "log-silent", ID: "0c7f5b92-3d48-4e16-a9b7-6f2e8c1d4a53",
		Title: "Log silent",
		Description: "A log that is followed gives no lines any more: for a quarter of an hour and four times as long as its longest pause so far, or for an hour when it gave none since it is followed. " +
			"The daemon is down or hangs, logs to another place or at another level, or somebody stopped it. Nothing is known while this lasts. " +
			"Only where logs are followed: in old logs a pause cannot be told from a quiet time.",
		Level: mesoswatch.Medium, Status: "stable",
		Tags:           []string{"attack.defense-evasion", "attack.t1562.006"},
		FalsePositives: []string{"A cluster on which nothing happens, at night for example", "A daemon that was taken out of service"},
		Runbook:        "log-silent",
		Remediation:    "See whether the daemon runs and where it writes; start it again, or follow its new log.",
		On:             On{Health: true},
	}
	r.New = func() Check {
		t := troubles{rule: r}
		t.open.max = maxSources
		paces := table[pace]{max: maxSources}
		return func(rec mesoswatch.Record) []mesoswatch.Record {
			h := rec.Health
			if h == nil || h.Log == nil || !h.OK {
				return nil // source-blind tells
			}
			s := mesoswatch.Subject{Kind: "source", Name: cut(h.Source, maxSubjectText)}
			quiet := paces.put(key(h.Source)).see(h)
			if quiet == 0 && !h.Silent {
				return t.end(s, h.At, "gives lines again")
			}
			why := "has nothing new to say although it should"
			if quiet > 0 {
				why = fmt.Sprintf("no line for more than %s", quiet)
			}
			return t.report(s, problem{at: h.At, source: h.Source, why: why, level: r.Level, fields: map[string]string{"reason": why}})
		}
	}
	return r
}

// pace is how a log that is followed gives lines.
type pace struct {
	lines   int64
	last    time.Time     // when there was a new one
	longest time.Duration // pause between two that both were seen to come
	came    bool          // a line came while it was followed
}

// see answers the limit that the pause has passed; 0 while it has not.
func (p *pace) see(h *mesoswatch.Health) time.Duration {
	switch {
	case p.last.IsZero():
		p.lines, p.last = h.Log.Lines, h.At
		if at := h.Log.LastLine; !at.IsZero() && at.Before(h.At) {
			p.last = at
		}
	case h.Log.Lines > p.lines:
		if p.came {
			p.longest = max(p.longest, h.At.Sub(p.last))
		}
		p.lines, p.last, p.came = h.Log.Lines, h.At, true
	}
	limit := longSilence
	if p.came {
		limit = max(leastSilence, pauseTimes*p.longest)
	}
	if h.At.Sub(p.last) >= limit {
		return limit
	}
	return 0
}
