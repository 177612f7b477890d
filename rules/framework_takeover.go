package rules

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// frameworkTakeover tells of a framework's id in use from another address. It
// takes Go to know whether the former scheduler was still connected.
func frameworkTakeover() Rule {
	r := Rule{
		Name: "framework-takeover", ID: "c5f9a3d2-6b1e-4c7a-9f20-4d8e1b7a6c33",
		Title: "Framework takeover",
		Description: "A scheduler took over, or tried to take over, the id of a framework from another address than the one it was registered with. " +
			"While the former scheduler was still connected this is high; after it had gone it is low, since a scheduler that moves to another host does the same. " +
			"An attempt that the master refused is medium. HTTP schedulers have no address in the log, and from 0.28 on their take-over leaves no line of its own.",
		Level: mesoswatch.High, Status: "stable",
		Tags:           []string{"attack.persistence", "attack.t1078"},
		References:     []string{"https://mesos.apache.org/documentation/latest/app-framework-development-guide/"},
		FalsePositives: []string{"A scheduler with several instances whose leader moves to another host without closing its connection first"},
		Runbook:        "framework-takeover",
		Remediation:    "Ask the framework's owner whether the scheduler moved; if not, tear it down and change its credential.",
		On: On{Kinds: []string{"framework-conflict", "framework-failed-over", "framework-disconnected", "framework-deactivated",
			"framework-registered", "framework-reregistered", "framework-activated", "framework-removed"}},
	}
	r.New = func() Check {
		gone := table[away]{max: maxStories} // by id
		return func(rec mesoswatch.Record) []mesoswatch.Record {
			e := rec.Event
			if e == nil {
				return nil
			}
			switch e.Kind {
			case "framework-disconnected", "framework-deactivated":
				*gone.put(key(e.FrameworkID)) = away{}
			case "framework-registered", "framework-reregistered", "framework-activated":
				if a := gone.get(key(e.FrameworkID)); a != nil && a.back.IsZero() {
					a.back = e.Time
				}
			case "framework-removed":
				gone.remove(key(e.FrameworkID))
			case "framework-conflict":
				return r.refusedTakeover(e)
			case "framework-failed-over":
				a := gone.get(key(e.FrameworkID))
				was := a != nil && (a.back.IsZero() || e.Time.Sub(a.back) <= sameFailover)
				gone.remove(key(e.FrameworkID))
				return r.takeover(e, was)
			}
			return nil
		}
	}
	return r
}

// away is a framework whose scheduler is not connected, or was not until a line
// told of it again. That line can be one of the failover itself ("Updating
// framework" comes before "failed over").
type away struct{ back time.Time }

// sameFailover is how far apart the lines of one failover are.
const sameFailover = 5 * time.Second

// refusedTakeover: the id of a removed framework is framework-resurrected's.
func (r *Rule) refusedTakeover(e *mesoswatch.Event) []mesoswatch.Record {
	if e.Reason == "Framework has been removed" || e.Template == "fw.completed.021" {
		return nil
	}
	f := r.event(frameworkSubject(e), e, nil)
	f.Level = min(f.Level, mesoswatch.Medium)
	return one(f)
}

func (r *Rule) takeover(e *mesoswatch.Event, gone bool) []mesoswatch.Record {
	before, after := ipOf(e.OldUPID), ipOf(e.UPID)
	if before == "" || after == "" || before == after {
		return nil
	}
	f := r.event(frameworkSubject(e), e, map[string]string{"old_ip": before})
	if gone {
		f.Level = min(f.Level, mesoswatch.Low)
	}
	return one(f)
}

// frameworkSubject is the id where one is known, else the UPID, else the name.
func frameworkSubject(e *mesoswatch.Event) mesoswatch.Subject {
	for _, name := range []string{e.FrameworkID, e.UPID, e.FrameworkName} {
		if name != "" {
			return mesoswatch.Subject{Kind: "framework", Name: name}
		}
	}
	return mesoswatch.Subject{Kind: "source", Name: owner(e)}
}
