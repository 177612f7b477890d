package ui

import "github.com/mesoswatch/mesoswatch"

// stepKey names a step of a runbook.
type stepKey struct{ runbook, step string }

func stepOf(a *mesoswatch.Action) stepKey { return stepKey{a.Runbook, a.Step} }

// onTheWay are steps that were ticked here and have not come back through the board
// yet, by what they will be.
type onTheWay map[stepKey]bool

// sent remembers a step.
func (o onTheWay) sent(a *mesoswatch.Action) {
	if len(o) < mostOnTheWay {
		o[stepOf(a)] = !a.Undo
	}
}

// failed forgets one that did not leave.
func (o onTheWay) failed(a *mesoswatch.Action) { delete(o, stepOf(a)) }

// settle forgets those of a runbook that came back.
func (o onTheWay) settle(runbook string, ticks map[string]mesoswatch.Tick) {
	for k, will := range o {
		if _, done := ticks[k.step]; k.runbook == runbook && done == will {
			delete(o, k)
		}
	}
}

// mostOnTheWay bounds what is waited for, should nothing ever come back.
const mostOnTheWay = 1_000
