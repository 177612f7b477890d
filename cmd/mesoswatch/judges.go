package main

import (
	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/posture"
)

// judges are the rules and the checks of posture, in that order.
type judges struct {
	rules   mesoswatch.Evaluator
	posture *posture.Engine
}

// Evaluate asks both. The checks judge what daemons and hosts tell of themselves
// now; what logs tell of weak flags is the rules'. Only an audit, which may have
// nothing else, lets the checks look at start-up lines.
func (j judges) Evaluate(r mesoswatch.Record) []mesoswatch.Record {
	out := j.rules.Evaluate(r)
	if r.Snapshot != nil || r.Health != nil {
		out = append(out, j.posture.Evaluate(r)...)
	}
	return out
}

// checks loads the checks of posture, the user's too; what is broken is told.
func (a *app) checks() *posture.Catalog {
	c, errs := posture.Load(posture.Options{Dirs: a.ruleFolders()})
	for _, err := range errs {
		a.warn(err)
	}
	return c
}
