package posture

import (
	"fmt"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// hole is a known vulnerability, by version.
type hole struct {
	id    string // CVE-…
	title string
	level mesoswatch.Level
	// affected are ranges of releases: from, and the first that is fixed.
	affected               [][2]string
	rationale, remediation string
	// needs tells whether a daemon of an affected release can be hit at all, and
	// proven whether a fixed release is safe. Both may be nil: always.
	needs, proven func(*Facts, *Daemon) condition
}

// condition is what something depends on besides the version.
type condition struct {
	holds, known bool
	why          string
	proof        []mesoswatch.Evidence
}

func holeChecks() []Check {
	var checks []Check
	for _, h := range mesosHoles {
		checks = append(checks, h.check(eachInstall(h.judge), versionKinds, "https://mesos.apache.org/security/"))
	}
	for _, h := range zookeeperHoles {
		kinds := append(kindsOf(ZooKeeper), mesoswatch.SubjectZnode)
		checks = append(checks, h.check(eachDaemon(ZooKeeper, h.judge), kinds, docZKSec))
	}
	return append(checks, otherHoles()...)
}

func (h hole) check(judge func(*Facts) []Answer, kinds []string, page string) Check {
	return Check{
		ID: "version-" + strings.ToLower(h.id), Title: h.id + ": " + h.title, Level: h.level, Rationale: h.rationale, Remediation: h.remediation,
		References: []string{"https://www.cve.org/CVERecord?id=" + h.id, page}, Runbook: bookHole, Settle: settleVersion, Kinds: kinds, Judge: judge,
	}
}

// hits tells whether a release is affected.
func (h hole) hits(r mesoswatch.Release) bool {
	for _, span := range h.affected {
		from, _ := mesoswatch.ParseRelease(span[0])
		fixed, _ := mesoswatch.ParseRelease(span[1])
		if r.Compare(from) >= 0 && r.Compare(fixed) < 0 {
			return true
		}
	}
	return false
}

func (h hole) judge(f *Facts, d *Daemon) Answer {
	if !d.Release.Known() {
		return Undecided(d.Subject, "its version is not known")
	}
	version := versionText(d.Release)
	proof := []mesoswatch.Evidence{d.versionProof()}
	if !h.hits(d.Release) {
		if h.proven != nil {
			if c := h.proven(f, d); !c.known {
				return Undecided(d.Subject, fmt.Sprintf("%s has the fix; %s", version, c.why), append(proof, c.proof...)...)
			}
		}
		return Passed(d.Subject, version+" is not affected", proof...)
	}
	if h.needs == nil {
		return Failed(d.Subject, version+" is affected", proof...)
	}
	c := h.needs(f, d)
	proof = append(proof, c.proof...)
	switch {
	case !c.known:
		return Undecided(d.Subject, fmt.Sprintf("%s is affected; %s", version, c.why), proof...)
	case c.holds:
		return Failed(d.Subject, fmt.Sprintf("%s is affected; %s", version, c.why), proof...)
	}
	return Inapplicable(d.Subject, fmt.Sprintf("%s is affected, but %s", version, c.why))
}

// versionProof is where the version was told.
func (d *Daemon) versionProof() mesoswatch.Evidence {
	e := mesoswatch.Evidence{Source: d.Subject.Name, Text: "version " + versionText(d.Release)}
	if d.from != nil {
		e.Source, e.Time = d.from.Source, d.from.At
	}
	return e
}

// mesosHoles does not change. All are from the CVE records; the first fixed
// release of each was checked in the source.
var mesosHoles = []hole{
	{
		id: "CVE-2017-7687", title: "a malformed URL path ends the process", level: mesoswatch.High,
		affected:  [][2]string{{"0.0.0", "1.1.3"}, {"1.2.0", "1.2.2"}, {"1.3.0", "1.3.1"}},
		rationale: "One request from whoever reaches the port ends a master or agent; repeated on each leader it stops the cluster.", remediation: "Upgrade to 1.1.3, 1.2.2, 1.3.1, 1.4.0 or later; better 1.11.0.",
	},
	{
		id: "CVE-2017-9790", title: "an empty request path ends the process", level: mesoswatch.High,
		affected:  [][2]string{{"0.0.0", "1.1.3"}, {"1.2.0", "1.2.2"}, {"1.3.0", "1.3.1"}},
		rationale: "One request from whoever reaches the port ends a master or agent; repeated on each leader it stops the cluster.", remediation: "Upgrade to 1.1.3, 1.2.2, 1.3.1, 1.4.0 or later; better 1.11.0.",
	},
	{
		id: "CVE-2018-1330", title: "malformed JSON ends the process", level: mesoswatch.High,
		affected:  [][2]string{{"1.4.0", "1.4.2"}, {"1.5.0", "1.5.1"}},
		rationale: "One request with broken JSON, or a chunked one with trailers, ends a master or agent.", remediation: "Upgrade to 1.4.2, 1.5.1, 1.6.0 or later; better 1.11.0.",
	},
	{
		id: "CVE-2018-8023", title: "the check of executors' tokens can be timed", level: mesoswatch.Medium,
		affected:  [][2]string{{"1.3.0", "1.4.2"}, {"1.5.0", "1.5.2"}, {"1.6.0", "1.6.1"}},
		rationale: "By measuring answers somebody makes a token that lets him speak for an executor. Only agents that authenticate executors have such tokens (1.3 and later).", remediation: "Upgrade to 1.4.2, 1.5.2, 1.6.1, 1.7.0 or later; better 1.11.0.",
		needs: authenticatesExecutors,
	},
	{
		id: "CVE-2018-11793", title: "deeply nested JSON ends the process", level: mesoswatch.High,
		affected:  [][2]string{{"0.0.0", "1.4.3"}, {"1.5.0", "1.5.2"}, {"1.6.0", "1.6.2"}, {"1.7.0", "1.7.1"}},
		rationale: "One request overflows the stack and ends a master or agent.", remediation: "Upgrade to 1.4.3, 1.5.2, 1.6.2, 1.7.1, 1.8.0 or later; better 1.11.0.",
	},
	{
		id: "CVE-2019-0204", title: "a container overwrites the agent's helpers", level: mesoswatch.High,
		affected:    [][2]string{{"0.0.0", "1.4.3"}, {"1.5.0", "1.5.3"}, {"1.6.0", "1.6.2"}, {"1.7.0", "1.7.2"}},
		rationale:   "A container that runs as root replaces the init helper or command executor and is root on the host. The fix of the launcher works only in builds with --enable-launcher-sealing, which is off by default.",
		remediation: "Upgrade to 1.4.3, 1.5.3, 1.6.2, 1.7.2, 1.8.0 or later, built with --enable-launcher-sealing; run no container as root.",
		needs:       mesosContainerizer, proven: sealed,
	},
}

func authenticatesExecutors(_ *Facts, d *Daemon) condition {
	if d.Kind != Agent {
		return condition{known: true, why: "a master has no such tokens"}
	}
	on, known, v := d.On(false, "authenticate_http_executors")
	if v.Evidence.Source == "" {
		return condition{on, known, "authenticate_http_executors " + isSet(on, known), nil}
	}
	return condition{on, known, "authenticate_http_executors " + isSet(on, known), []mesoswatch.Evidence{v.Evidence}}
}

func isSet(on, known bool) string {
	switch {
	case !known:
		return "is not told"
	case on:
		return "is on"
	}
	return "is off"
}

func mesosContainerizer(_ *Facts, d *Daemon) condition {
	if d.Kind != Agent {
		return condition{known: true, why: "a master starts no containers"}
	}
	text, known, v := d.Text("mesos", "containerizers")
	c := condition{holds: strings.Contains(text, "mesos"), known: known, why: fmt.Sprintf("containerizers is %q", text)}
	if !known {
		c.why = "which containerizers it uses is not told"
	}
	if v.Evidence.Source != "" {
		c.proof = []mesoswatch.Evidence{v.Evidence}
	}
	return c
}

// sealed: that a release is fixed does not tell whether its build seals the
// launcher.
func sealed(f *Facts, d *Daemon) condition {
	c := mesosContainerizer(f, d)
	if c.known && !c.holds {
		return c
	}
	return condition{why: "whether it was built with --enable-launcher-sealing, without which the launcher can still be overwritten, cannot be seen from outside", proof: c.proof}
}
