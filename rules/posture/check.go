package posture

import "github.com/mesoswatch/mesoswatch"

// Families of checks, as in ids and in reports.
const (
	Authn      = "authn"
	Authz      = "authz"
	Creds      = "credentials"
	HTTP       = "http"
	TLS        = "tls"
	Ports      = "ports"
	ZooKeeper  = "zookeeper"
	Isolation  = "isolation"
	Host       = "host"
	Logging    = "logging"
	Version    = "version"
	Frameworks = "frameworks"
	Quota      = "quota"
	Secrets    = "secrets"
	Backup     = "backup"
)

// Families lists all families, in the order of reports.
func Families() []string {
	return []string{Authn, Authz, Creds, HTTP, TLS, Ports, ZooKeeper, Isolation, Host, Logging, Version, Frameworks, Quota, Secrets, Backup}
}

// Check is one thing that is looked at.
type Check struct {
	ID     string // family and words: authn-frameworks
	Family string
	Title  string
	Level  mesoswatch.Level // of a fail
	// Rationale says what an attacker, or an accident, makes of it.
	Rationale string
	// Remediation names the flag or file; an Answer can name those of its version.
	Remediation string
	References  []string
	Runbook     string
	// Settle says what would have to be seen where it is unknown.
	Settle string
	// Finding names a rule that finds the same, in a log or in what the cluster
	// says. While it has a finding open about the subject, or one about the whole
	// cluster, a fail of this check is a verdict only: see Engine.
	Finding string
	// File it was read from, for checks that are data.
	File string
	// Kinds of subjects (mesoswatch.SubjectFlag …) that it looks at.
	Kinds []string
	// Judge answers for each subject it is about: at least once, be it that there is
	// nothing of the sort (not applicable) or that this is not known.
	Judge func(*Facts) []Answer
}

// Answer is what a check says of one subject.
type Answer struct {
	Subject  mesoswatch.Subject
	Result   mesoswatch.Result
	Reason   string
	Evidence []mesoswatch.Evidence
	// Level, where it is not the check's own.
	Level *mesoswatch.Level
	// Remediation, where the subject's version needs other words than the check's.
	Remediation string
}

// Passed, Failed, Undecided and Inapplicable make answers.
func Passed(s mesoswatch.Subject, reason string, ev ...mesoswatch.Evidence) Answer {
	return Answer{Subject: s, Result: mesoswatch.Pass, Reason: reason, Evidence: ev}
}

// Failed is an answer that something is wrong.
func Failed(s mesoswatch.Subject, reason string, ev ...mesoswatch.Evidence) Answer {
	return Answer{Subject: s, Result: mesoswatch.Fail, Reason: reason, Evidence: ev}
}

// Undecided is an answer that it cannot be told, and why not.
func Undecided(s mesoswatch.Subject, reason string, ev ...mesoswatch.Evidence) Answer {
	return Answer{Subject: s, Result: mesoswatch.Unknown, Reason: reason, Evidence: ev}
}

// Inapplicable is an answer that the question does not arise.
func Inapplicable(s mesoswatch.Subject, reason string) Answer {
	return Answer{Subject: s, Result: mesoswatch.NotApplicable, Reason: reason}
}

// At grades an answer.
func (a Answer) At(l mesoswatch.Level) Answer {
	a.Level = &l
	return a
}

// Fix gives an answer a remediation of its own; none leaves it the check's.
func (a Answer) Fix(text string) Answer {
	a.Remediation = text
	return a
}

// Proof is a piece of evidence: a value at a place of a source.
func Proof(s *mesoswatch.Snapshot, path, text string) mesoswatch.Evidence {
	return mesoswatch.Evidence{Source: s.Source, Time: s.At, JSONPath: path, Text: text}
}

// ClusterSubject is the cluster as a whole.
func ClusterSubject() mesoswatch.Subject { return mesoswatch.Subject{Kind: "cluster", Name: "cluster"} }
