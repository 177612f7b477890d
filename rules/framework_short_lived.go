package rules

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// shortLife is how long a framework may live to be called short-lived.
const shortLife = 2 * time.Minute

// frameworkShortLived tells of frameworks that register, run something and are
// gone.
func frameworkShortLived() Rule {
	r := Rule{
		Name: "framework-short-lived", ID: "68e2d5c0-9a4f-4b37-b1d6-0c8e3a7f5b92",
		Title: "Short-lived framework",
		Description: "A framework registered, launched at least one task and was gone within two minutes: how a command is run once on somebody's cluster, by mesos-execute for example. " +
			"Jobs that start a framework each look the same, so this alone says little; it tells what to look at when something else is wrong.",
		Level: mesoswatch.Informational, Status: "stable",
		Tags:           []string{"attack.execution", "attack.t1610"},
		References:     []string{"https://mesos.apache.org/documentation/latest/app-framework-development-guide/"},
		FalsePositives: []string{"Spark, Chronos or other jobs that start a framework each", "An operator who uses mesos-execute"},
		Runbook:        "framework-registered",
		Remediation:    "Look at what it ran and for whom, when nobody knows the framework.",
		On:             On{Kinds: []string{"framework-registered", "task-launched", "task-added", "framework-removed"}},
	}
	r.New = func() Check {
		lives := table[life]{max: maxStories}
		return func(rec mesoswatch.Record) []mesoswatch.Record {
			e := rec.Event
			if e == nil || e.FrameworkID == "" || (e.Service != "" && e.Service != "master") {
				return nil
			}
			return r.life(&lives, e)
		}
	}
	return r
}

// life is what is known of a framework that is there.
type life struct {
	began mesoswatch.Evidence
	ip    string
	name  string
	ran   mesoswatch.Evidence
	tasks int
}

func (r *Rule) life(lives *table[life], e *mesoswatch.Event) []mesoswatch.Record {
	id := key(writer(e), e.FrameworkID)
	switch e.Kind {
	case "framework-registered":
		l := lives.put(id)
		if l.began.Time.IsZero() {
			l.began = evidence(e)
		}
		l.ip, l.name = or(e.ClaimedIP, l.ip), or(cut(e.FrameworkName, maxFieldText), l.name)
		return nil
	case "task-launched", "task-added":
		if l := lives.get(id); l != nil {
			if l.tasks++; l.tasks == 1 {
				l.ran = evidence(e)
			}
		}
		return nil
	}
	l := lives.get(id)
	if l == nil {
		return nil
	}
	lived := *l
	lives.remove(id)
	if lived.tasks == 0 || e.Time.Sub(lived.began.Time) > shortLife {
		return nil
	}
	s := frameworkSubject(e)
	if lived.ip != "" {
		s = mesoswatch.Subject{Kind: "address", Name: lived.ip}
	}
	f := r.event(s, e, nil)
	f.FirstSeen = lived.began.Time
	f.Evidence = []mesoswatch.Evidence{lived.began, lived.ran, evidence(e)}
	if f.Fields["framework_name"] == "" && lived.name != "" {
		f.Fields["framework_name"] = lived.name
	}
	return one(f)
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
