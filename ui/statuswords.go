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
