package rules

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// weakConfigAuthorization tells of a start that has no line about authorization:
// absence is the evidence, which takes Go.
func weakConfigAuthorization() Rule {
	r := Rule{
		Name: "weak-config-authorization", ID: "92d4b7f6-1c3e-4a8d-8f05-6b2e9d7c4a18",
		Title: "No authorization",
		Description: "The master started and went to work without a line that authorization is enabled: there are no ACLs and no authorizer, so every principal, and everybody where no login is needed, is allowed everything. " +
			"Told from the start of the log only, and from 0.19 on: before there is no authorization at all.",
		Level: mesoswatch.Medium, Status: "stable",
		Tags:           []string{"attack.privilege-escalation", "attack.t1078"},
		References:     []string{"https://mesos.apache.org/documentation/latest/authorization/"},
		FalsePositives: []string{"A log whose first lines were cut off behind the line that names the master"},
		Runbook:        "weak-configuration",
		Remediation:    "Write ACLs (--acls) with permissive set to false, and restart the masters.",
		On: On{Kinds: []string{"process-start", "config", "weak-config", "leader-elected", "leader-changed", "leader-candidacy", "recovery",
			"http-request", "agent-register-request", "framework-subscribe-request"}},
	}
	r.New = func() Check {
		logs := table[starting]{max: maxConfigged}
		return func(rec mesoswatch.Record) []mesoswatch.Record {
			e := rec.Event
			if e == nil || len(e.Suspect) > 0 || (e.Service != "" && e.Service != "master") {
				return nil
			}
			return r.authorization(&logs, e)
		}
	}
	return r
}

// starting is where a log stands: which line began the process, and whether it
// has been judged.
type starting struct {
	began *mesoswatch.Event
	open  bool // the finding is
}

func (r *Rule) authorization(logs *table[starting], e *mesoswatch.Event) []mesoswatch.Record {
	s := mesoswatch.Subject{Kind: "master", Name: owner(e)}
	name := key(writer(e))
	switch {
	case e.Template == "start.master-id":
		logs.put(name).began = e
		return nil
	case strings.HasPrefix(e.Template, "authz.enabled"):
		st := logs.put(name)
		was := st.open
		*st = starting{}
		if was {
			return one(r.resolved(s, e.Time, evidence(e)))
		}
		return nil
	case e.Kind == "config" || e.Kind == "weak-config" || e.Kind == "process-start":
		return nil
	}
	st := logs.get(name)
	if st == nil || st.began == nil {
		return nil
	}
	began := st.began
	st.began, st.open = nil, true
	f := r.event(s, began, nil)
	f.LastSeen = e.Time
	f.Evidence = append(f.Evidence, evidence(e))
	return one(f)
}
