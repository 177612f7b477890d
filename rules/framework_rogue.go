package rules

import (
	"fmt"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/baseline"
)

// maxFrameworks bounds the frameworks that a rule remembers: those that are
// there, and those that are remembered as completed.
const maxFrameworks = 10_000

// frameworkRogue compares frameworks with the baseline, entry by entry, which a
// rule file cannot do: a name alone is the sender's choice.
func frameworkRogue(known *baseline.Baseline) Rule {
	r := Rule{
		Name: "framework-rogue", ID: "88f37e41-2d81-47d2-9b9f-c80f776e8318",
		Title: "Rogue framework",
		Description: "A framework registered, or is listed by the leading master, that is not in the baseline (high), or whose name is there with another principal, role, user or host network (medium). " +
			"Log and master speak of one id: their finding is one. Names are compared as they stand; addresses are what the scheduler claims, and HTTP schedulers tell none. " +
			"One that left stays a finding, with the time when it was gone: it was here, and what it did remains. " +
			"Speaks only where a baseline is kept: without one the rule is inactive, since nothing tells what belongs here.",
		Level: mesoswatch.High, Status: "stable",
		Tags:           []string{"attack.execution", "attack.t1610"},
		References:     []string{"https://mesos.apache.org/documentation/latest/authentication/"},
		FalsePositives: []string{"A new framework that nobody has added to the baseline yet", "A scheduler that moved to another network"},
		Runbook:        "rogue-framework",
		Remediation:    "Ask who started it; accept it into the baseline, or tear it down.",
		Inactive:       noBaseline(known, "frameworks", known != nil && known.Frameworks != nil),
		Service:        "master",
	}
	if r.Inactive == "" {
		r.On = On{Kinds: []string{"framework-registered"}, Snapshots: true}
	}
	r.judgedBy(func() judge { return &rogueFrameworks{newRogues(&r, known, maxFrameworks)} })
	return r
}

type rogueFrameworks struct{ *rogues }

func (g *rogueFrameworks) check(rec mesoswatch.Record) []mesoswatch.Record {
	if s := rec.Snapshot; s != nil && s.Framework != nil && s.Framework.ID != "" {
		return g.snapshot(s)
	}
	e := rec.Event
	if e == nil || e.FrameworkID == "" || e.FrameworkName == "" || !serves("master", e.Service) {
		return nil
	}
	v := g.known.Framework(e.FrameworkName, e.Principal, e.ClaimedIP)
	if v.State == baseline.Known && (e.Roles != "" || e.User != "") {
		v = g.known.FrameworkUse(e.FrameworkName, e.Roles, e.User)
	}
	return g.line(frameworkSubject(e), e, v)
}

func (g *rogueFrameworks) snapshot(s *mesoswatch.Snapshot) []mesoswatch.Record {
	f := s.Framework
	if s.Gone {
		if k := g.ids.get(cut(f.ID, maxSubjectText)); k != nil {
			return g.leaves(k, frameworkFinding(g.rule, s, "the master no longer lists it"))
		}
		return nil
	}
	if f.Name == "" && f.User == "" && len(f.Roles) == 0 {
		return nil // an answer that tells numbers only: its name may be empty or not told
	}
	roles, list := strings.Join(f.Roles, ","), frameworkList(f)
	k, fresh := g.fresh(cut(f.ID, maxSubjectText), f.Name, f.Principal, f.PID, f.User, roles, list)
	if !fresh || f.Completed && k.left {
		return nil
	}
	v := g.known.Registered(baseline.Registration{Name: f.Name, Principal: f.Principal, IP: ipOf(f.PID), Roles: roles, User: f.User})
	text := "the master lists " + frameworkText(f)
	out := g.listed(k, frameworkFinding(g.rule, s, text+"; "+v.Why), v)
	if f.Completed {
		out = append(out, g.leaves(k, frameworkFinding(g.rule, s, "the master remembers it as completed"))...)
	}
	return out
}

// frameworkFinding is what a rule says of a framework that an endpoint lists.
func frameworkFinding(r *Rule, s *mesoswatch.Snapshot, text string) *mesoswatch.Finding {
	f := s.Framework
	return r.snapshot(mesoswatch.Subject{Kind: "framework", Name: f.ID}, s.At, frameworkFields(f), shown(s, frameworkPath(f), text))
}

// frameworkFields are those that explain a framework, by the names that events
// have for them.
func frameworkFields(f *mesoswatch.Framework) map[string]string {
	fields := map[string]string{
		"framework_id": f.ID, "framework_name": f.Name, "principal": f.Principal, "user": f.User,
		"roles": strings.Join(f.Roles, ", "), "hostname": f.Hostname,
	}
	upidFields(fields, f.PID)
	return fields
}

// frameworkText names a framework with what it says of itself.
func frameworkText(f *mesoswatch.Framework) string {
	text := fmt.Sprintf("framework %q", cut(f.Name, maxFieldText))
	for _, p := range [][2]string{{"principal", f.Principal}, {"user", f.User}, {"roles", strings.Join(f.Roles, ",")}} {
		if p[1] != "" {
			text += fmt.Sprintf(", %s %q", p[0], cut(p[1], maxFieldText))
		}
	}
	if f.PID != "" {
		text += ", at " + cut(f.PID, maxFieldText)
	}
	return text
}

// frameworkPath is where /frameworks and /state have it.
func frameworkPath(f *mesoswatch.Framework) string {
	return fmt.Sprintf("$.%s[?(@.id==%q)]", frameworkList(f), f.ID)
}

func frameworkList(f *mesoswatch.Framework) string {
	if f.Completed {
		return "completed_frameworks"
	}
	return "frameworks"
}
