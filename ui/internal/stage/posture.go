package stage

import (
	"context"
	"fmt"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// check is one of the pretend checks.
type check struct {
	id, family, title string
	level             mesoswatch.Level
}

func checks() []check {
	return []check{
		{"authn-frameworks", "authn", "Frameworks need not authenticate", mesoswatch.High},
		{"authn-http", "authn", "HTTP frameworks need not authenticate", mesoswatch.High},
		{"authz-acls", "authz", "There are no ACLs", mesoswatch.High},
		{"authz-permissive", "authz", "What no ACL decides is allowed", mesoswatch.Medium},
		{"credentials-exposed", "credentials", "Others may read the credentials", mesoswatch.Critical},
		{"credentials-weak", "credentials", "A secret can be guessed", mesoswatch.High},
		{"http-readonly", "http", "Read endpoints are open", mesoswatch.Medium},
		{"http-agent-readwrite", "http", "Anybody may run commands on the agent", mesoswatch.Critical},
		{"tls-old", "tls", "Outdated versions of TLS are accepted", mesoswatch.Medium},
		{"tls-expired", "tls", "Certificate has expired", mesoswatch.High},
		{"ports-wide", "ports", "Bound wider than needed", mesoswatch.Low},
		{"zookeeper-acl", "zookeeper", "Anybody may write the masters' znodes", mesoswatch.High},
		{"version-end-of-life", "version", "The release is no longer maintained", mesoswatch.Medium},
		{"quota-none", "quota", "A role has no quota", mesoswatch.Low},
		{"backup-open", "backup", "Backups can be read by others", mesoswatch.High},
	}
}

func (c check) of(ago time.Duration, s mesoswatch.Subject, r mesoswatch.Result, reason string) mesoswatch.Verdict {
	return mesoswatch.Verdict{
		At: at(ago), Check: c.id, Subject: s, Result: r, Reason: reason, Title: c.title, Family: c.family, Level: c.level, Runbook: "weak-configuration",
		Rationale:   "Whoever reaches the port gets what the check is about; nothing else stands between.",
		Remediation: "Start the masters with --" + c.id + " once every client has a credential, and look at the log for those that are refused.",
		References:  []string{"https://mesos.apache.org/documentation/latest/authentication/"},
	}
}

func said(v mesoswatch.Verdict) mesoswatch.Record { return mesoswatch.Record{Verdict: &v} }

func masterSubject(url string) mesoswatch.Subject {
	return mesoswatch.Subject{Kind: mesoswatch.SubjectMaster, Name: url}
}

// PostureWell is the cluster with every check passed, or not applicable.
func PostureWell() Script {
	s := append(Quiet(), controlPlane()...)
	for i, c := range checks() {
		r, why := mesoswatch.Pass, "--"+c.id+" is true"
		if i%7 == 5 {
			r, why = mesoswatch.NotApplicable, "nothing of the sort is there"
		}
		s = append(s, said(c.of(50*time.Hour, masterSubject(Leader), r, why)))
	}
	return s
}

// PostureBad is a cluster with fails of all levels, waivers, answers that are not
// known, and some that changed in the last hour.
func PostureBad() Script {
	s := append(Incident(), PostureWell()...)
	by := make(map[string]check)
	for _, c := range checks() {
		by[c.id] = c
	}
	add := func(id string, ago time.Duration, subject mesoswatch.Subject, r mesoswatch.Result, reason string, change ...func(*mesoswatch.Verdict)) {
		v := by[id].of(ago, subject, r, reason)
		for _, f := range change {
			f(&v)
		}
		s = append(s, said(v))
		if v.Result == mesoswatch.Fail && v.Waiver == nil {
			f := found(v.Check, v.Title, v.Level, v.Subject)
			f.Finding.Runbook, f.Finding.Evidence = v.Runbook, v.Evidence
			s = append(s, f)
		}
	}
	proof := func(source string, line int64, path, text string) func(*mesoswatch.Verdict) {
		return func(v *mesoswatch.Verdict) {
			v.Evidence = append(v.Evidence, mesoswatch.Evidence{Source: source, Line: line, JSONPath: path, Text: text, Time: at(3 * time.Minute)})
		}
	}
	waived := func(expired bool) func(*mesoswatch.Verdict) {
		return func(v *mesoswatch.Verdict) {
			v.Waiver = &mesoswatch.Waiver{ID: "w-7", Owner: "platform team", Reason: "moves to Kubernetes in March", Expires: at(-41 * 24 * time.Hour), Expired: expired}
			if expired {
				v.Waiver.Expires = at(30 * time.Hour)
			}
		}
	}
	file := mesoswatch.Subject{Kind: mesoswatch.SubjectFile, Name: "master-1 /etc/mesos/credentials"}
	add("credentials-exposed", 20*time.Minute, file, mesoswatch.Fail, "read by others: mode -rw-r--r--", proof("/etc/mesos/credentials", 0, "", "-rw-r--r-- root root"))
	add("authn-frameworks", 50*time.Hour, masterSubject(Leader), mesoswatch.Fail, "--authenticate_frameworks is false", proof(Leader+"/flags", 0, "$.flags.authenticate_frameworks", "false"))
	add("authn-frameworks", 50*time.Hour, masterSubject(Master), mesoswatch.Unknown, "/flags answered 401; to settle it: read the flags with a credential for the realm mesos-master-readonly, or the files of the master (--root)")
	add("authz-acls", 50*time.Hour, masterSubject(Leader), mesoswatch.Fail, "--acls is not given", waived(false))
	add("authz-permissive", 40*time.Minute, masterSubject(Leader), mesoswatch.Fail, "permissive is true", waived(true), proof("/etc/mesos/acls.json", 4, "", `"permissive": true`))
	for i := 1; i <= 42; i++ {
		agent := mesoswatch.Subject{Kind: mesoswatch.SubjectAgent, Name: AgentID(i)}
		switch {
		case i%6 == 0:
			add("http-agent-readwrite", 50*time.Hour, agent, mesoswatch.Unknown, "the agent gave no answer; to settle it: ask it itself")
		case i%5 == 0:
			add("http-agent-readwrite", 50*time.Hour, agent, mesoswatch.Fail, "the realm mesos-agent-readwrite is open", proof(fmt.Sprintf("http://10.0.3.%d:5051", i), 0, "GET /monitor/statistics", "200"))
		default:
			add("http-agent-readwrite", 50*time.Hour, agent, mesoswatch.Pass, "the realm mesos-agent-readwrite is closed")
		}
	}
	// One that was mended, and one that broke, both not long ago.
	add("http-agent-readwrite", 12*time.Minute, mesoswatch.Subject{Kind: mesoswatch.SubjectAgent, Name: AgentID(5)}, mesoswatch.Pass, "the realm mesos-agent-readwrite is closed")
	add("tls-old", 5*time.Minute, mesoswatch.Subject{Kind: mesoswatch.SubjectEndpoint, Name: "10.0.0.12:5050"}, mesoswatch.Fail, "SSLv3, TLS 1.0 and TLS 1.1 are accepted")
	add("tls-expired", 2*time.Minute, masterSubject(Leader), mesoswatch.Unknown, "no handshake was made; to settle it: name the endpoint")
	add("ports-wide", 50*time.Hour, mesoswatch.Subject{Kind: mesoswatch.SubjectSocket, Name: "master-1 tcp 0.0.0.0 5051"}, mesoswatch.Fail, "bound to all addresses")
	return s
}

// PostureBlind is a cluster of which nothing could be told.
func PostureBlind() Script {
	s := Blind()
	for _, c := range checks() {
		s = append(s, said(c.of(4*time.Minute, masterSubject(Leader), mesoswatch.Unknown, "the flags are not known: 401, realm mesos-master-readonly; to settle it: give --credential")))
	}
	return s
}

// Answers are n answers of so many checks, as a big cluster gives them.
func Answers(n, of int) Script {
	s := Quiet()
	for i := range n {
		s = append(s, Answer(i, of, 0))
	}
	return s
}

// Answer is one of them; turn makes another of it.
func Answer(i, of, turn int) mesoswatch.Record {
	all := checks()
	c := all[i%of%len(all)]
	c.id = fmt.Sprintf("%s-%03d", c.id, i%of)
	r := []mesoswatch.Result{mesoswatch.Pass, mesoswatch.Fail, mesoswatch.Unknown, mesoswatch.Pass, mesoswatch.NotApplicable}[(i/of+turn)%5]
	return said(c.of(50*time.Hour, mesoswatch.Subject{Kind: mesoswatch.SubjectAgent, Name: AgentID(i / of)}, r, fmt.Sprint("as it was found at look ", turn)))
}

// Waver changes ten of n answers each tenth of a second until ctx ends.
func Waver(ctx context.Context, to mesoswatch.Sink, n, of int) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for turn := 1; ; turn++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for k := range 10 {
			if to.Handle(Answer((turn*10+k)*37%n, of, turn)) != nil {
				return
			}
		}
	}
}
