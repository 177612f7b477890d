package rules

import (
	"fmt"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// app is an application of a framework of which something was found.
type app struct {
	subject mesoswatch.Subject
	owner   *owning
	name    string
	there   int // tasks now
	untold  int // tasks that no finding counts yet
	found   reasons
	last    *mesoswatch.Snapshot // of the task that told what was new
	lastHas reasons              // what was found of that one
	since   time.Time
	said    time.Time
	empty   time.Time // since when it has no task; zero: it has
	left    bool      // that was said
}

// application is the entry of a task's application: one of its own, or the rest
// of a framework that has very many.
func (j *suspects) application(o *owning, t *mesoswatch.Task) *app {
	name := cut(appOf(t.ID), maxSubjectText/2)
	if a := j.apps.get(key(o.id, name)); a != nil {
		return a
	}
	if o.apps >= manyApps {
		name = "and others"
		if a := j.apps.get(key(o.id, name)); a != nil {
			return a
		}
	}
	o.apps++
	a := j.apps.put(key(o.id, name))
	*a = app{subject: mesoswatch.Subject{Kind: "task", Name: o.id + " " + name}, owner: o, name: name}
	return a
}

// tell takes in what was found of a task of an application, and says so when it
// is new. One more of the same is told with a round.
func (j *suspects) tell(c counted, found reasons, s *mesoswatch.Snapshot, more bool) []mesoswatch.Record {
	a := c.app
	if more {
		a.untold++
	}
	if c.user == asRoot || c.user == asOwner && j.runsAsRoot(c.owner) {
		found |= asRootToo
	}
	if a.since.IsZero() {
		a.since = s.At
	}
	if found&^a.found == 0 {
		return nil
	}
	a.found |= found
	a.last, a.lastHas = s, found
	return j.say(a, s.At)
}

// runsAsRoot tells whether tasks without a user of their own run as root, which
// the baseline does not say of the framework.
func (j *suspects) runsAsRoot(o *owning) bool {
	return root(o.user) && !j.known.RunsAs(o.name, o.user)
}

// say makes the finding of an application, with the tasks that came since.
func (j *suspects) say(a *app, at time.Time) []mesoswatch.Record {
	t := a.last.Task
	user := or(t.User, a.owner.user)
	why := j.why(t, a.lastHas, user)
	f := j.rule.snapshot(a.subject, at, map[string]string{
		"framework_id": a.owner.id, "framework_name": a.owner.name, "app": a.name, "task_id": t.ID, "agent_id": t.AgentID,
		"image": t.Image, "user": user, "reasons": a.found.words(), "reason": why,
	}, shown(a.last, taskPath(t), fmt.Sprintf("task %q %s", cut(t.ID, maxFieldText), why)))
	f.Level = min(f.Level, a.found.level())
	f.FirstSeen, f.Count = a.since, a.untold
	switch {
	case a.there == 0:
		a.left = true
		f.Fields["left"] = a.empty.UTC().Format(shortTime)
	case a.left:
		a.left = false
		f.Fields["left"] = "and came back " + at.UTC().Format(shortTime)
	}
	a.untold, a.said = 0, at
	return one(f)
}

// round says how many tasks came since, and which applications have none left.
func (j *suspects) round(at time.Time) []mesoswatch.Record {
	var out []mesoswatch.Record
	for k, a := range j.apps.all() {
		over := a.there == 0 && at.Sub(a.empty) >= emptyLong
		switch {
		case over && a.found.level() < mesoswatch.High:
			if a.untold > 0 {
				out = append(out, j.say(a, at)...)
			}
			out = append(out, one(j.rule.resolved(a.subject, at, shown(a.last, taskPath(a.last.Task), "none of its tasks is left since "+a.empty.UTC().Format(shortTime))))...)
			a.owner.apps--
			j.apps.remove(k)
		case over && !a.left, a.there > 0 && at.Sub(a.said) >= restate, a.untold > 0 && at.Sub(a.said) >= repeatEvery:
			out = append(out, j.say(a, at)...)
		}
	}
	return out
}

// roots says of each framework how many of its tasks run as root.
func (j *suspects) roots(at time.Time) []mesoswatch.Record {
	var out []mesoswatch.Record
	for _, o := range j.owners.all() {
		subject := mesoswatch.Subject{Kind: "framework", Name: o.id}
		n := o.asRoot
		if root(o.user) {
			n += o.asOwner
		}
		if n > 0 && !j.known.RunsAs(o.name, "root") {
			o.clear = time.Time{}
			out = append(out, j.asRoot(o, subject, n, at)...)
			continue
		}
		if o.clear.IsZero() {
			o.clear = at
		}
		if at.Sub(o.clear) >= emptyLong && j.root.holds(subject) {
			proof := mesoswatch.Evidence{Time: at, Text: "none of its tasks runs as root now"}
			if o.example != nil { // else the framework was forgotten meanwhile
				proof = shown(o.example, taskPath(o.example.Task), proof.Text)
			}
			out = append(out, j.root.endAt(subject, at, proof)...)
		}
	}
	return out
}

// asRoot says that n tasks of a framework run as root.
func (j *suspects) asRoot(o *owning, subject mesoswatch.Subject, n int, at time.Time) []mesoswatch.Record {
	if !j.root.due(subject, "", at) {
		return nil
	}
	why := plural(n, "task") + " run as root"
	if n == 1 {
		why = "1 task runs as root"
	}
	t := o.example.Task
	out := j.root.hold(condition{
		subject: subject, at: at, since: o.example.At, level: mesoswatch.Low,
		fields: map[string]string{
			"framework_id": o.id, "framework_name": o.name, "principal": o.principal, "user": "root", "task_id": t.ID,
			"reasons": asRootToo.words(), "reason": why, "count": fmt.Sprint(n),
		},
		proof: []mesoswatch.Evidence{shown(o.example, taskPath(t), why+fmt.Sprintf(", for example %q", cut(t.ID, maxFieldText)))},
	})
	for _, r := range out {
		r.Finding.Remediation = "Give the framework or its tasks another user; where root is meant, say so among the users of the framework in the baseline."
	}
	return out
}

func taskPath(t *mesoswatch.Task) string {
	return fmt.Sprintf("$.frameworks[?(@.id==%q)].tasks[?(@.id==%q)]", cut(t.FrameworkID, maxSubjectText), cut(t.ID, maxSubjectText))
}
