package ui

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// tick is how a step of a runbook stands.
type tick struct {
	done bool
	who  string
	at   time.Time
}

// stepKey names a step of the runbook of a finding.
type stepKey struct{ finding, runbook, step string }

func stepOf(a *mesoswatch.Action) stepKey { return stepKey{a.Finding, a.Runbook, a.Step} }

// ticks are the steps of findings as operators left them: what was done last counts.
func ticksOf(actions []mesoswatch.Action, of func(finding string) bool) map[stepKey]tick {
	ticks := make(map[stepKey]tick)
	for i := range actions {
		a := &actions[i]
		if a.What != mesoswatch.Step || !of(a.Finding) {
			continue
		}
		if was, known := ticks[stepOf(a)]; known && was.at.After(a.At) {
			continue
		}
		ticks[stepOf(a)] = tick{!a.Undo, a.Who, a.At}
	}
	return ticks
}

// onTheWay are steps that were ticked here and have not come back through the board
// yet, by what they will be.
type onTheWay map[stepKey]bool

// sent remembers a step; settle forgets those that came back, failed one that did
// not leave.
func (o onTheWay) sent(a *mesoswatch.Action) {
	if len(o) < mostOnTheWay {
		o[stepOf(a)] = !a.Undo
	}
}

func (o onTheWay) failed(a *mesoswatch.Action) { delete(o, stepOf(a)) }

func (o onTheWay) settle(ticks map[stepKey]tick) {
	for k, done := range o {
		if ticks[k].done == done {
			delete(o, k)
		}
	}
}

// mostOnTheWay bounds what is waited for, should nothing ever come back.
const mostOnTheWay = 1_000
