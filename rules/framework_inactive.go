package rules

import (
	"fmt"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// awayLong is how long a framework may be away without a word: a scheduler that
// fails over or is updated is back by then.
const awayLong = 10 * time.Minute

// frameworkInactive tells of frameworks whose scheduler is away while the master
// keeps what they hold.
func frameworkInactive() Rule {
	r := Rule{
		Name: "framework-inactive", ID: "c3f0b7e1-6d42-4a95-8e1c-2b97a4d85f60",
		Title: "Framework without scheduler",
		Description: "A framework is disconnected or deactivated for ten minutes or more, and the master keeps it until its failover time-out is over (medium while it holds resources or has tasks, else low). " +
			"Its tasks run on with nobody to see to them, and its reservations serve nobody. Whoever registers with its id until then takes its tasks over. " +
			"Since when is the time when it was first seen away: it may be longer. It ends when the scheduler is back or the framework is removed.",
		Level: mesoswatch.Medium, Status: "stable",
		Tags:           []string{"attack.impact", "attack.t1499"},
		References:     []string{"https://mesos.apache.org/documentation/latest/high-availability-framework-guide/"},
		FalsePositives: []string{"A scheduler that is stopped for a while by intent", "A framework that was given up, with a long failover time-out"},
		Runbook:        "framework-trouble",
		Remediation:    "Start its scheduler, or tear the framework down when nobody needs it.",
		On:             On{Health: true, Snapshots: true},
	}
	r.judgedBy(func() judge {
		j := &absents{said: standing{rule: r}}
		j.away.max, j.said.open.max = maxFrameworks, maxFrameworks
		return j
	})
	return r
}

// absents keeps frameworks whose scheduler is away.
type absents struct {
	away table[vacancy]
	said standing
}

type vacancy struct {
	last  *mesoswatch.Snapshot
	since time.Time
}

func (j *absents) evicted() int64 { return j.away.evicted + j.said.open.evicted }

func (j *absents) check(rec mesoswatch.Record) []mesoswatch.Record {
	if sawAll(rec.Health, mesoswatch.SubjectFramework) {
		return j.judge(rec.Health.At)
	}
	s := rec.Snapshot
	if s == nil || s.Framework == nil || s.Framework.ID == "" {
		return nil
	}
	id := cut(s.Framework.ID, maxSubjectText)
	switch {
	case s.Gone, s.Framework.Completed:
		j.away.remove(id)
		return j.said.endAt(frameworkOf(s), s.At, departure(s))
	case awayHow(s.Framework) != "":
		a := j.away.put(id)
		if a.last = s; a.since.IsZero() {
			a.since = s.At
		}
	case s.Framework.Active != nil || s.Framework.Connected != nil:
		j.away.remove(id)
		return j.said.endAt(frameworkOf(s), s.At, shown(s, frameworkPath(s.Framework), "its scheduler is back"))
	}
	return nil
}

// awayHow says how a scheduler is away; empty when it is there or that is not told.
func awayHow(f *mesoswatch.Framework) string {
	switch {
	case is(f.Recovered) && !is(f.Active):
		return "not back since the masters' failover"
	case isNot(f.Connected):
		return "disconnected"
	case isNot(f.Active) && is(f.Connected):
		return "connected, but deactivated"
	case isNot(f.Active):
		return "inactive"
	}
	return ""
}

func (j *absents) judge(at time.Time) []mesoswatch.Record {
	var out []mesoswatch.Record
	for _, a := range j.away.all() {
		if at.Sub(a.since) < awayLong {
			continue
		}
		f := a.last.Framework
		how, holds, level := awayHow(f), holding(f), mesoswatch.Low
		if holds != "" {
			level = mesoswatch.Medium
		}
		what := how + level.String()
		if !j.said.due(frameworkOf(a.last), what, at) {
			continue
		}
		fields := frameworkFields(f)
		fields["state"], fields["holds"], fields["until"] = how, holds, keptUntil(f, a.since)
		text := fmt.Sprintf("%s is %s since %s", frameworkText(f), how, a.since.UTC().Format(shortTime))
		if holds != "" {
			text += "; it holds " + holds
		}
		if until := fields["until"]; until != "" {
			text += "; the master keeps it until " + until
		}
		out = append(out, j.said.hold(condition{
			subject: frameworkOf(a.last), at: at, since: a.since, what: what, level: level, fields: fields,
			proof: []mesoswatch.Evidence{shown(a.last, frameworkPath(f), text)},
		})...)
	}
	return out
}

// holding says what a framework has that others cannot use; empty when nothing
// is told of.
func holding(f *mesoswatch.Framework) string {
	text := resourceText(f.Used)
	if n := f.Tasks["TASK_RUNNING"] + f.Tasks["TASK_STAGING"] + f.Tasks["TASK_STARTING"]; n > 0 {
		if text != "" {
			text += ", "
		}
		text += plural(n, "task")
	}
	return text
}

// keptUntil is when the failover time-out of a framework that is away since then
// is over; empty when that is not told, or so far away that it means never.
func keptUntil(f *mesoswatch.Framework, since time.Time) string {
	const ever = 100 * 365 * 24 * time.Hour
	if f.FailoverTimeout == nil || !(*f.FailoverTimeout >= 0) || *f.FailoverTimeout > ever.Seconds() {
		return ""
	}
	return since.Add(time.Duration(*f.FailoverTimeout * float64(time.Second))).UTC().Format(shortTime)
}
