package bundle

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// beat is one row of the timeline: one moment, or several of the same in a row.
type beat struct {
	Local, UTC   string
	Kind, What   string
	Text, Source string
	Level        string
	// Gap: our own sight failed.
	Gap     bool
	Suspect bool
}

// beats makes rows of moments. Events that say the same of the same, one behind
// the other, share a row.
func beats(ms []mesoswatch.Moment) []beat {
	var out []beat
	for i := 0; i < len(ms); {
		n := 1
		for i+n < len(ms) && alike(ms[i], ms[i+n]) {
			n++
		}
		out = append(out, row(ms[i:i+n]))
		i += n
	}
	return out
}

func alike(a, b mesoswatch.Moment) bool {
	if a.Kind != mesoswatch.MomentEvent || b.Kind != a.Kind || a.What != b.What || a.Subject != b.Subject || a.Source != b.Source {
		return false
	}
	return a.Event == nil || b.Event == nil || a.Event.ClaimedIP == b.Event.ClaimedIP && a.Event.Principal == b.Event.Principal &&
		a.Event.FrameworkID == b.Event.FrameworkID && a.Event.AgentID == b.Event.AgentID && slices.Equal(a.Event.Suspect, b.Event.Suspect)
}

// row is one row for moments that are alike; each of them can stand for several.
func row(ms []mesoswatch.Moment) beat {
	m := ms[0]
	b := beat{Local: local(m.At), UTC: utc(m.At), Kind: m.Kind, What: m.What, Text: m.Text, Source: m.Source}
	if m.Kind == mesoswatch.MomentFinding {
		b.Level = m.Level.String()
	}
	if m.Event != nil && len(m.Event.Suspect) > 0 {
		b.Suspect = true
		b.Text += " [suspect: " + strings.Join(m.Event.Suspect, ", ") + "]"
	}
	n, last := 0, m.At
	for _, m := range ms {
		n += max(m.Count, 1)
		for _, t := range []time.Time{m.At, m.Last} {
			if t.After(last) {
				last = t
			}
		}
	}
	if n > 1 {
		b.Text = fmt.Sprintf("%s until %s: %s", times(n), last.Format(clockOf(m.At, last)), b.Text)
	}
	if m.Kind == mesoswatch.MomentGap {
		b.Gap = true
		b.Text = gap(m)
	}
	return b
}

// clockOf leaves the date out where it is the same.
func clockOf(from, to time.Time) string {
	if from.Format(time.DateOnly) == to.Format(time.DateOnly) {
		return "15:04:05"
	}
	return "2006-01-02 15:04:05"
}

// gap says where, why and how long nothing was seen. The text of such a moment
// says the first two.
func gap(m mesoswatch.Moment) string {
	s := m.Text
	if s == "" {
		s = "no sight of " + orUnknown(m.Source)
	}
	if m.Until.IsZero() {
		return s + " (still so when this was made)"
	}
	return fmt.Sprintf("%s (until %s, %s)", s, m.Until.Format(clockOf(m.At, m.Until)), lasting(m.Until.Sub(m.At)))
}

// deed is something an operator did.
type deed struct{ Local, UTC, Who, What, On, Text string }

// deeds are the actions but for the steps of runbooks, which stand with them.
func deeds(as []mesoswatch.Action) []deed {
	var out []deed
	for _, a := range as {
		if a.What == mesoswatch.Step {
			continue
		}
		d := deed{Local: local(a.At), UTC: utc(a.At), Who: a.Who, What: a.What, On: a.Finding, Text: a.Text}
		var more []string
		if a.Other != "" {
			more = append(more, "with "+a.Other)
		}
		if !a.Until.IsZero() {
			more = append(more, "until "+both(a.Until))
		}
		if !a.Of.IsZero() {
			more = append(more, "at "+both(a.Of))
		}
		if a.UPID != "" {
			more = append(more, "from "+a.UPID)
		}
		if a.Hash != "" {
			more = append(more, a.Hash)
		}
		if a.Unmasked {
			more = append(more, "secrets left readable")
		}
		if a.Replay {
			more = append(more, "while looking at a recording")
		}
		if d.Text != "" {
			more = append(more, d.Text)
		}
		d.Text = strings.Join(more, "; ")
		out = append(out, d)
	}
	return out
}
