package main

import (
	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/posture"
)

// beside is the judge of live runs and replays: the rules, and the checks of
// posture on what daemons and hosts tell of themselves. Only an audit, which may
// have nothing else, lets the checks judge what a log alone tells.
func (a *app) beside(judge mesoswatch.Evaluator) mesoswatch.Evaluator {
	return besideChecks(judge, a.checks())
}

func besideChecks(judge mesoswatch.Evaluator, checks *posture.Catalog) mesoswatch.Evaluator {
	e := checks.Engine()
	e.SeenOnly = true
	return posture.Beside(judge, e)
}

// checks loads the checks of posture, the user's too; what is broken is told.
func (a *app) checks() *posture.Catalog {
	c, errs := posture.Load(posture.Options{Dirs: a.ruleFolders()})
	for _, err := range errs {
		a.warn(err)
	}
	return c
}
