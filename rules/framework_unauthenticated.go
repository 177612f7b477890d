package rules

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// maxWaiting bounds the frameworks of one log that wait for somebody else to
// log in.
const maxWaiting = 100

// frameworkUnauthenticated tells of frameworks without a login where others log
// in. What is not there takes memory, and so Go.
func frameworkUnauthenticated() Rule {
	r := Rule{
		Name: "framework-unauthenticated", ID: "d6f1b8a4-3e97-4c52-8a0d-9b5e2f7c4d61",
		Title: "Framework without a login",
		Description: "A scheduler registered and its address never logged in since the master started, while at least one other scheduler did: the cluster does not require logins, and somebody uses that. " +
			"Told only where the log shows the start of the master, since a login may be older than the lines that are read. HTTP schedulers have no such login and are not meant.",
		Level: mesoswatch.High, Status: "stable",
		Tags:           []string{"attack.initial-access", "attack.t1190"},
		References:     []string{"https://mesos.apache.org/documentation/latest/authentication/"},
		FalsePositives: []string{"A framework that nobody has given a credential yet, while others have one"},
		Runbook:        "rogue-framework",
		Remediation:    "Find out whose framework it is; require logins (--authenticate_frameworks) when all that belong here have one.",
		On:             On{Kinds: []string{"process-start", "auth-start", "auth-ok", "framework-registered"}},
	}
	r.New = func() Check {
		logs := table[logins]{max: maxConfigged}
		return func(rec mesoswatch.Record) []mesoswatch.Record {
			e := rec.Event
			if e == nil || (e.Service != "" && e.Service != "master") {
				return nil
			}
			name := key(writer(e))
			if e.Kind == "process-start" {
				if strings.HasPrefix(e.Template, "start.master-id") && len(e.Suspect) == 0 {
					*logs.put(name) = logins{upids: &table[bool]{max: maxStories}}
				}
				return nil
			}
			if l := logs.get(name); l != nil {
				return l.event(&r, e)
			}
			return nil
		}
	}
	return r
}

// logins is what one master's log told since its start.
type logins struct {
	upids   *table[bool]
	others  bool // some scheduler has logged in
	waiting []*mesoswatch.Event
}

func (l *logins) event(r *Rule, e *mesoswatch.Event) []mesoswatch.Record {
	switch {
	case e.Kind == "auth-ok" && strings.HasPrefix(e.Template, "authn.ok"):
		*l.upids.put(e.UPID) = true
		if !l.others && strings.HasPrefix(e.UPID, "scheduler") {
			l.others = true
			return l.tell(r)
		}
	case e.Kind == "auth-start":
		l.upids.remove(e.UPID) // the master forgets the former login
	case e.Kind == "framework-registered" && e.FrameworkID != "" && e.UPID != "" && e.Principal == "":
		if l.upids.get(e.UPID) != nil || len(l.waiting) >= maxWaiting {
			return nil
		}
		for _, w := range l.waiting {
			if w.FrameworkID == e.FrameworkID {
				return nil
			}
		}
		l.waiting = append(l.waiting, e)
		if l.others {
			return l.tell(r)
		}
	}
	return nil
}

// tell speaks of those that wait.
func (l *logins) tell(r *Rule) []mesoswatch.Record {
	var out []mesoswatch.Record
	for _, e := range l.waiting {
		out = append(out, mesoswatch.Record{Finding: r.event(frameworkSubject(e), e, nil)})
	}
	l.waiting = nil
	return out
}
