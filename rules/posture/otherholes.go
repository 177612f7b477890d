package posture

import (
	"fmt"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// otherHoles are known vulnerabilities of what runs beside Mesos, whose versions
// it hardly tells.
func otherHoles() []Check {
	return []Check{
		{
			ID: "version-cve-2019-5736", Title: "CVE-2019-5736: a container overwrites runc", Level: mesoswatch.High,
			Rationale:   "A container that runs as root replaces runc and is root on the host (runc up to 1.0-rc6, Docker below 18.09.2).",
			Remediation: "Upgrade Docker to 18.09.2 or later, or runc to 1.0-rc7 or later, on all agents.",
			References:  []string{"https://www.cve.org/CVERecord?id=CVE-2019-5736"}, Runbook: bookHole, Settle: "run docker version and runc --version on the agents",
			Kinds: kindsOf(Agent), Judge: eachDaemon(Agent, runc),
		},
		{
			ID: "version-cve-2018-11770", Title: "CVE-2018-11770: Spark takes submissions from anybody", Level: mesoswatch.High,
			Rationale:   "The REST server of a Spark dispatcher has no login. The record says fixed in 2.4.0, which turns it off for the standalone master only: for the dispatcher the port is all there is.",
			Remediation: "Let only those who submit reach the dispatcher's ports; upgrade Spark.",
			References:  []string{"https://www.cve.org/CVERecord?id=CVE-2018-11770", docSpark}, Runbook: bookTask, Settle: "see from where the dispatcher's port can be reached",
			Kinds: []string{mesoswatch.SubjectFramework, mesoswatch.SubjectScheduler}, Judge: sparkSubmission,
		},
		{
			ID: "version-cve-2018-1000420", Title: "CVE-2018-1000420, -1000421: Jenkins gives its Mesos credentials away", Level: mesoswatch.Medium,
			Rationale:   "With the Mesos plugin up to 0.17.1 a user who may only read lists credentials and makes Jenkins send them to a master of his own. Mesos does not tell the plugin's version.",
			Remediation: "Upgrade the plugin to 0.18 or later; change the credential that Jenkins has.",
			References:  []string{"https://www.cve.org/CVERecord?id=CVE-2018-1000420", "https://www.jenkins.io/security/advisory/2018-09-25/"}, Runbook: bookHole,
			Settle: "see the version of the Mesos plugin in Jenkins", Kinds: []string{mesoswatch.SubjectFramework}, Judge: jenkins,
		},
	}
}

func runc(f *Facts, d *Daemon) Answer {
	text, known, v := d.Text("mesos", "containerizers")
	switch {
	case !known:
		return Undecided(d.Subject, "which containerizers it uses is not told")
	case !strings.Contains(text, "docker"):
		return Inapplicable(d.Subject, "it does not use Docker")
	}
	proof := proofOf(v)
	fixed, _ := mesoswatch.ParseRelease("18.09.2")
	for _, name := range []string{"docker-ce", "docker-engine", "docker.io", "docker"} {
		s := f.Get(mesoswatch.SubjectPackage, d.Host+" "+name)
		if s == nil {
			continue
		}
		number := s.Package.Version
		if _, rest, ok := strings.Cut(number, ":"); ok { // Debian's epoch
			number = rest
		}
		r, ok := mesoswatch.ParseRelease(number)
		proof = append(proof, mesoswatch.Evidence{Source: s.Package.From, Time: s.At, Text: name + " " + s.Package.Version})
		switch {
		case ok && r.Compare(fixed) >= 0:
			return Passed(d.Subject, fmt.Sprintf("%s %s is not affected", name, s.Package.Version), proof...)
		case ok && (name == "docker-ce" || name == "docker-engine"):
			return Failed(d.Subject, fmt.Sprintf("%s %s is affected", name, s.Package.Version), proof...)
		}
		return Undecided(d.Subject, fmt.Sprintf("%s %s: a distribution may have put the fix into an older number", name, s.Package.Version), proof...)
	}
	return Undecided(d.Subject, "it uses Docker, whose version Mesos does not tell", proof...)
}

func sparkSubmission(f *Facts) []Answer {
	var out []Answer
	from, _ := mesoswatch.ParseRelease("1.3.0")
	fixed, _ := mesoswatch.ParseRelease("2.4.0")
	for _, s := range f.All(mesoswatch.SubjectScheduler) {
		if s.Scheduler.Kind != "spark" {
			continue
		}
		r, ok := mesoswatch.ParseRelease(s.Scheduler.Version)
		proof := Proof(s, "$.version", "Spark "+s.Scheduler.Version)
		switch {
		case !ok:
			out = append(out, Undecided(s.Subject(), "the version of Spark is not known"))
		case r.Compare(from) < 0:
			out = append(out, Inapplicable(s.Subject(), r.String()+" has no REST server"))
		case r.Compare(fixed) < 0:
			out = append(out, Failed(s.Subject(), r.String()+" is affected", proof))
		default:
			out = append(out, Undecided(s.Subject(), r.String()+" counts as fixed, but its dispatcher still takes submissions without a login", proof))
		}
	}
	if len(out) > 0 {
		return out
	}
	return f.named("spark", "it looks like Spark; its version is not told by Mesos")
}

func jenkins(f *Facts) []Answer {
	return f.named("jenkins", "it looks like Jenkins; the version of its plugin is not told by Mesos")
}

// named answers unknown for frameworks with a word in their name.
func (f *Facts) named(word, why string) []Answer {
	var out []Answer
	for _, s := range f.All(mesoswatch.SubjectFramework) {
		if w := s.Framework; !w.Completed && strings.Contains(strings.ToLower(w.Name), word) {
			out = append(out, Undecided(s.Subject(), why, Proof(s, "$.frameworks", fmt.Sprintf("name %q", w.Name))))
		}
	}
	return f.gathered(mesoswatch.SubjectFramework, out)
}
