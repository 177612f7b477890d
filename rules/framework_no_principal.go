package rules

import (
	"strconv"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// manyBare is how many frameworks without a principal are told of one by one.
const manyBare = 20

// frameworkNoPrincipal tells of frameworks without a principal. That takes Go:
// whether none is told or none is there depends on the master's version and on
// what the other frameworks show.
func frameworkNoPrincipal() Rule {
	r := Rule{
		Name: "framework-no-principal", ID: "5a2d7c94-1f3b-4e68-9c05-7be4d10f8a26",
		Title: "Framework without a principal",
		Description: "The leading master lists an active framework that has no principal (medium where other frameworks have one, else low). " +
			"Where several and no other have none, or very many, that is one finding about the cluster. " +
			"No rule about principals (ACLs, rate limits, quota of operators) reaches it, and nothing says whose it is. " +
			"Masters tell principals from 0.27 on: of an older one, and while its version is unknown and no framework shows a principal, nothing is said. " +
			"A principal that is there is proven only where logins are required; whether they are is not judged here.",
		Level: mesoswatch.Medium, Status: "stable",
		Tags:           []string{"attack.initial-access", "attack.t1190"},
		References:     []string{"https://mesos.apache.org/documentation/latest/authentication/", "https://mesos.apache.org/documentation/latest/authorization/"},
		FalsePositives: []string{"A cluster on which nobody has set up logins yet", "A framework that logs in but does not state its principal in FrameworkInfo (before 1.0)"},
		Runbook:        "rogue-framework",
		Remediation:    "Find out whose it is and give it a credential of its own; require logins (--authenticate_frameworks, --authenticate_http_frameworks) when all have one.",
		On:             On{Health: true, Snapshots: true},
		SuppressedBy:   []string{"framework-unauthenticated"},
	}
	r.judgedBy(func() judge {
		j := &principals{said: standing{rule: r}}
		j.there.max, j.said.open.max, j.versions.max = maxFrameworks, maxFrameworks, maxMasters
		return j
	})
	return r
}

type principals struct {
	there    frameworks
	leads    leadership
	versions table[string] // of masters, by URL
	said     standing
}

func (j *principals) evicted() int64 { return j.there.evicted + j.said.open.evicted }

func (j *principals) check(rec mesoswatch.Record) []mesoswatch.Record {
	switch s := rec.Snapshot; {
	case rec.Health != nil:
		if sawAll(rec.Health, mesoswatch.SubjectFramework) {
			return j.judge(rec.Health)
		}
	case s == nil:
	case s.Framework != nil && s.Framework.ID != "":
		if j.there.see(s) {
			return j.said.endAt(frameworkOf(s), s.At, departure(s))
		}
	case s.Cluster != nil, s.Master != nil:
		j.leads.see(s)
		if s.Master != nil && s.Master.Version != "" {
			*j.versions.put(s.Master.URL) = s.Master.Version
		}
	}
	return nil
}

// bare tells whether a framework is active and told of without a principal.
func bare(f *mesoswatch.Framework) bool {
	return f.Principal == "" && !isNot(f.Active) && (f.User != "" || len(f.Roles) > 0)
}

func (j *principals) judge(h *mesoswatch.Health) []mesoswatch.Record {
	without, others := 0, 0
	var one *mesoswatch.Snapshot
	for _, s := range j.there.all() {
		switch f := (*s).Framework; {
		case f.Principal != "":
			others++
		case bare(f):
			without++
			one = *s
		}
	}
	if others == 0 && !j.told() {
		return nil
	}
	level, why := mesoswatch.Low, "no framework has one"
	if others > 0 {
		level, why = mesoswatch.Medium, "others have one"
	}
	many := without > 1 && others == 0 || without > manyBare
	var out []mesoswatch.Record
	if many {
		out = j.cluster(one, condition{at: h.At, what: why, level: level}, without)
	} else {
		out = j.said.endAt(wholeCluster, h.At, mesoswatch.Evidence{Source: h.Source, Time: h.At, Text: "the frameworks without a principal are few now"})
	}
	for _, p := range j.there.all() {
		out = append(out, j.framework(*p, condition{at: h.At, what: why, level: level}, many)...)
	}
	return out
}

// framework says of one framework that it has no principal, or no longer.
func (j *principals) framework(s *mesoswatch.Snapshot, c condition, many bool) []mesoswatch.Record {
	f := s.Framework
	end := ""
	switch {
	case f.Principal != "":
		end = "it has a principal now"
	case isNot(f.Active):
		end = "it is not active any more"
	case !bare(f):
		return nil // an answer that tells numbers only
	case many:
		end = "it is one of many now: see the finding about the cluster"
	}
	c.subject = frameworkOf(s)
	switch {
	case end != "":
		return j.said.endAt(c.subject, c.at, shown(s, frameworkPath(f), end))
	case !j.said.due(c.subject, c.what, c.at):
		return nil
	}
	c.since, c.fields = s.At, frameworkFields(f)
	c.proof = []mesoswatch.Evidence{shown(s, frameworkPath(f), "the master lists "+frameworkText(f)+", without a principal; "+c.what)}
	return j.said.hold(c)
}

// cluster says that very many have none.
func (j *principals) cluster(s *mesoswatch.Snapshot, c condition, n int) []mesoswatch.Record {
	if c.subject = wholeCluster; !j.said.due(c.subject, c.what, c.at) {
		return nil
	}
	c.fields = map[string]string{"count": strconv.Itoa(n), "reason": plural(n, "framework") + " without a principal; " + c.what}
	c.proof = []mesoswatch.Evidence{shown(s, "$.frameworks", c.fields["reason"]+"; one of them is "+frameworkText(s.Framework))}
	return j.said.hold(c)
}

// told tells whether the leading master is of a version that tells principals.
func (j *principals) told() bool {
	v := j.versions.peek(j.leads.leader)
	return v != nil && atLeast(*v, 0, 27)
}

// atLeast compares a version of Mesos with a release; one that is none is older.
func atLeast(version string, major, minor int) bool {
	a, rest, _ := strings.Cut(version, ".")
	b, _, _ := strings.Cut(rest, ".")
	x, err := strconv.Atoi(a)
	y, err2 := strconv.Atoi(strings.TrimRight(strings.SplitN(b, "-", 2)[0], "abcdefghijklmnopqrstuvwxyz"))
	return err == nil && err2 == nil && (x > major || x == major && y >= minor)
}
