package rules

import (
	"fmt"
	"strconv"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// What a receiver may be down for before that is told, and how long nothing must have
// been dropped for all to be well again.
const (
	notifyPatience = 5 * time.Minute
	notifyCalm     = 15 * time.Minute
)

// notifyFailing tells of receivers that are not told, by the word of what sends to
// them.
func notifyFailing() Rule {
	r := Rule{
		Name: "notify-failing", ID: "6e1d2c0a-94b7-4a53-8f0e-b1c7d35e9f42",
		Title: "A receiver is not told",
		Description: "What was found does not reach one of the receivers that the configuration names: each try has failed for five minutes, or notices were dropped, because the queue on disk had no room or the receiver refused them for good. " +
			"It is over when a try succeeds and nothing was dropped for a quarter of an hour. Whoever waits for a page does not get one while this lasts.",
		Level: mesoswatch.High, Status: "stable",
		Tags:           []string{"attack.defense-evasion", "attack.t1562.006"},
		FalsePositives: []string{"A planned outage of the receiver"},
		Runbook:        "notify-failing",
		Remediation:    "See with mesoswatch notify status why it fails, and with mesoswatch notify test whether it is well again; what waits is sent by itself then.",
		On:             On{Health: true},
	}
	r.New = func() Check {
		t := troubles{rule: r}
		t.open.max = maxSources
		ways := table[way]{max: maxSources}
		return func(rec mesoswatch.Record) []mesoswatch.Record {
			h := rec.Health
			if h == nil || h.Collector != notifyCollector || rec.Origin == mesoswatch.Restored {
				return nil
			}
			s := mesoswatch.Subject{Kind: "source", Name: cut(h.Source, maxSubjectText)}
			why := ways.put(key(h.Source)).see(h)
			if why == "" {
				return t.end(s, h.At, "it is told again")
			}
			fields := map[string]string{"reason": why}
			if q := h.Queue; q != nil {
				fields["pending"], fields["dropped"] = strconv.FormatInt(q.Pending, 10), strconv.FormatInt(q.Dropped, 10)
			}
			return t.report(s, problem{at: h.At, source: h.Source, why: why, level: r.Level, fields: fields})
		}
	}
	return r
}

// notifyCollector is who speaks of receivers; source-blind leaves it to this rule.
const notifyCollector = "notify"

// way is what is known of the way to one receiver.
type way struct {
	known   bool
	failing time.Time // since when; zero: it is not
	dropped int64
	lost    time.Time // when something was last dropped
	many    int64     // since it began to
}

// see answers what is wrong; "" when nothing is, or not for long.
func (w *way) see(h *mesoswatch.Health) string {
	switch {
	case h.OK:
		w.failing = time.Time{}
	case w.failing.IsZero():
		w.failing = h.At
	}
	if q := h.Queue; q != nil {
		if w.known && q.Dropped > w.dropped {
			w.lost, w.many = h.At, w.many+q.Dropped-w.dropped
		}
		w.dropped, w.known = q.Dropped, true
	}
	if h.OK && h.At.Sub(w.lost) >= notifyCalm {
		w.many = 0
	}
	var why string
	if !w.failing.IsZero() && h.At.Sub(w.failing) >= notifyPatience {
		why = or(cut(h.Why, maxFieldText), "no reason given")
	}
	if w.many > 0 {
		lost := fmt.Sprintf("%d notices dropped", w.many)
		if w.many == 1 {
			lost = "a notice dropped"
		}
		if why != "" {
			lost += "; " + why
		}
		why = lost
	}
	return why
}
