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

// row is one row for moments that are alike.
func row(ms []mesoswatch.Moment) beat {
	m, last := ms[0], ms[len(ms)-1]
	b := beat{Local: local(m.At), UTC: utc(m.At), Kind: m.Kind, What: m.What, Text: m.Text, Source: m.Source}
	if m.Kind == mesoswatch.MomentFinding {
		b.Level = m.Level.String()
	}
	if m.Event != nil && len(m.Event.Suspect) > 0 {
		b.Suspect = true
		b.Text += " [suspect: " + strings.Join(m.Event.Suspect, ", ") + "]"
	}
	if len(ms) > 1 {
		b.Text = fmt.Sprintf("%s until %s; the first: %s", times(len(ms)), last.At.Format(clockOf(m.At, last.At)), b.Text)
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

// gap says that, where and how long nothing was seen.
func gap(m mesoswatch.Moment) string {
	s := "no sight"
	if m.Source != "" {
		s += " of " + m.Source
	}
	if m.Until.IsZero() {
		s += ", still failing when this was made"
	} else {
		s += fmt.Sprintf(" until %s (%s)", m.Until.Format(clockOf(m.At, m.Until)), lasting(m.Until.Sub(m.At)))
	}
	if m.Text != "" {
		s += ": " + m.Text
	}
	return s
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

// book is a runbook with what was ticked.
type book struct {
	Title, ID, Finding string
	Done, All          int
	Steps              []step
	Notes              []deed
}

// step is an item of a runbook; Text is Markdown.
type step struct {
	Section, Text string
	Done          bool
	Who, When     string
}

func books(rs []Runbook) []book {
	var out []book
	for _, r := range rs {
		b := book{Title: r.Title, ID: r.ID, Finding: r.Finding, All: len(r.Steps)}
		for _, s := range r.Steps {
			t, done := r.Ticks[s.ID]
			st := step{Section: s.Section, Text: plainLines([]string{s.Text}), Done: done}
			if done {
				b.Done++
				st.Who, st.When = t.Who, both(t.At)
			}
			b.Steps = append(b.Steps, st)
		}
		for _, n := range r.Notes {
			b.Notes = append(b.Notes, deed{Local: both(n.At), Who: n.Who, Text: n.Text})
		}
		out = append(out, b)
	}
	return out
}
