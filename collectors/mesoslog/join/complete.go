package join

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// complete learns what ties an id, a name and an address together and fills
// what the event leaves out.
func (j *Joiner) complete(ev *mesoswatch.Event) {
	j.learn(ev)
	j.fill(ev)
	j.principal(ev)
}

// learn takes what one line says of one framework. A line whose UPID is that of
// somebody else (a sender who was not expected, an agent) teaches nothing.
func (j *Joiner) learn(ev *mesoswatch.Event) {
	if ev.FrameworkID == "" || doubtful(ev.Kind) || !teaches(ev.Template) {
		return
	}
	f := j.frameworks.get(ev.FrameworkID)
	if f != nil && f.named && f.name == ev.FrameworkName && f.upid == ev.UPID {
		return
	}
	f = j.frameworks.put(ev.FrameworkID)
	if !strings.HasSuffix(ev.Template, ".014") {
		f.name, f.named = strings.Clone(ev.FrameworkName), true
	}
	j.own(f, ev.FrameworkID, ev.UPID)
}

// teaches lists the templates that print id, name and address of a framework,
// or show by leaving the address out that it has none.
func teaches(template string) bool {
	switch template {
	case "fw.adding", "fw.updating", "fw.already", "fw.same-id", "fw.updated-event",
		"fw.registering.023", "fw.registering.021", "fw.registering.014",
		"fw.reregistering.023", "fw.reregistering.021", "fw.reregistering.014",
		"fw.recv-reregister.021", "fw.teardown-call", "fw.disconnected", "fw.deactivating",
		"run.offers-sent", "run.offers-sent.021", "run.offers-accepted", "run.offers-accepted.022",
		"run.offers-declined", "run.revive", "run.suppress", "run.kill-call",
		"run.acknowledge", "run.acknowledge.10", "run.acknowledge.024",
		"run.launching-task", "run.launching-task.021", "run.adding-task":
		return true
	}
	return false
}

func (j *Joiner) fill(ev *mesoswatch.Event) {
	switch {
	case ev.FrameworkID != "" && ev.FrameworkName == "":
		f := j.frameworks.get(ev.FrameworkID)
		if f == nil {
			return
		}
		ev.FrameworkName = f.name
		if !doubtful(ev.Kind) && ev.OldUPID == "" {
			setUPID(ev, f.upid, f.claim)
		}
	case ev.FrameworkID == "" && ev.UPID != "" && !doubtful(ev.Kind):
		if id := j.owners.get(ev.UPID); id != nil {
			ev.FrameworkID = *id
			if f := j.frameworks.get(*id); f != nil && ev.FrameworkName == "" {
				ev.FrameworkName = f.name
			}
		}
	}
}
