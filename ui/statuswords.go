package ui

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// statusWords say how a finding stands and who decided that: "ack maria", "silenced
// until 15:00". A name in them is foreign.
func statusWords(s scene, f *mesoswatch.Finding) string {
	who, until := "", time.Time{}
	if f.Handled != nil {
		who, until = f.Handled.Who, f.Handled.Until
	}
	switch f.Status {
	case mesoswatch.Acknowledged:
		return joinedWords("ack", who)
	case mesoswatch.Silenced:
		if until.IsZero() {
			return joinedWords("silenced", who)
		}
		return "silenced until " + untilWords(s, until)
	case mesoswatch.Resolved:
		if f.Handled != nil && f.Handled.What == mesoswatch.AcceptBaseline {
			return joinedWords("known", who)
		}
		return joinedWords("resolved", who)
	}
	return string(f.Status)
}

func joinedWords(what, who string) string {
	if who == "" {
		return what
	}
	return what + " " + who
}

// untilWords is a time to come: of the day, with the day before it on another.
func untilWords(s scene, at time.Time) string {
	now, at := s.in(s.now), s.in(at)
	switch {
	case at.Year() != now.Year():
		return at.Format("2006-01-02 15:04")
	case at.YearDay() != now.YearDay():
		return at.Format("Jan _2 15:04")
	}
	return at.Format("15:04")
}
