package join

import "github.com/mesoswatch/mesoswatch"

// Causes of the end of a framework, as Reason tells them.
const (
	CauseTeardownCall    = "teardown call by the scheduler"
	CauseUnregistered    = "unregistered by the scheduler"
	CauseFailoverTimeout = "failover timeout"
	CauseOperator        = "operator teardown"
)

// cause follows why a framework ends. "Removing framework" does not say it; the
// line before does, except that an operator's request names no framework.
func (j *Joiner) cause(ev *mesoswatch.Event) {
	switch ev.Template {
	case "fw.teardown-call":
		j.because(ev, CauseTeardownCall)
	case "fw.unregister":
		j.because(ev, CauseUnregistered)
	case "fw.failover-timeout", "fw.failover-timeout.014":
		j.because(ev, CauseFailoverTimeout)
	case "fw.removing", "fw.removing.014":
		j.removing(ev)
	case "fw.alloc-removed":
		if f := j.frameworks.get(ev.FrameworkID); f != nil {
			setReason(ev, f.cause)
			f.cause = ""
		}
	}
}

func (j *Joiner) because(ev *mesoswatch.Event, why string) {
	j.frameworks.put(ev.FrameworkID).cause = why
}

func (j *Joiner) removing(ev *mesoswatch.Event) {
	f := j.frameworks.get(ev.FrameworkID)
	if f == nil || f.cause == "" {
		j.teardowns.prune(ev.Time, nearby)
		if len(j.teardowns.items) == 0 {
			return
		}
		f = j.frameworks.put(ev.FrameworkID)
		f.cause = CauseOperator
		if p := j.take(&j.teardowns, ev); p.ip != "" {
			f.cause += " from " + p.ip
		}
	}
	setReason(ev, f.cause)
}

func setReason(ev *mesoswatch.Event, why string) {
	if ev.Reason == "" {
		ev.Reason = why
	}
}
