package posture

import (
	"fmt"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// weakness is a check about one thing that can be wrong with the content of a
// credentials file (mesoswatch.Weakness.ID).
type weakness struct {
	id, title              string
	level                  mesoswatch.Level
	rationale, remediation string
}

// weaknesses does not change.
var weaknesses = []weakness{
	{"empty-secret", "An empty secret", mesoswatch.Critical,
		"Whoever knows the name logs in.",
		"Give the principal a random secret of at least 20 characters and restart the masters."},
	{"default-secret", "A secret from a manual", mesoswatch.Critical,
		"The secret stands in documentation, packages or examples: it is the first that is tried.",
		"Give the principal a random secret of at least 20 characters and restart masters and client."},
	{"guessable-secret", "A secret that is easily guessed", mesoswatch.High,
		"Mesos neither locks nor delays logins, and failed ones over HTTP leave no trace at all: words and names are guessed in minutes.",
		"Give the principal a random secret of at least 20 characters and restart masters and client."},
	{"short-secret", "A short secret", mesoswatch.Medium,
		"Mesos neither locks nor delays logins, so short secrets are found by trying; and a recorded CRAM-MD5 login can be tried against offline.",
		"Give the principal a random secret of at least 20 characters and restart masters and client."},
	{"same-secret", "Principals share a secret", mesoswatch.Medium,
		"Who has the secret of one has that of all, and none can be changed alone.",
		"Give every principal a secret of its own."},
	{"duplicate", "A principal stands there twice", mesoswatch.Medium,
		"The last entry counts: who was locked out by changing the first still logs in by the other one.",
		"Keep one entry a principal."},
	{"no-credential", "The file reads as no credential at all", mesoswatch.High,
		"JSON without a list of credentials parses as zero credentials, without a word: nobody can log in.",
		"Write {\"credentials\": [{\"principal\": \"…\", \"secret\": \"…\"}]}."},
	{"two-credentials", "An agent's credential file holds several", mesoswatch.Medium,
		"An agent up to 1.10 takes exactly one line and does not start with more.",
		"Keep one credential in the file."},
	{"text-format", "Credentials in the text format", mesoswatch.Low,
		"From 1.11 on only JSON is read: after the upgrade the daemon does not start.",
		"Rewrite the file as JSON (0.20 and later read it); mind that a secret that was right in text is taken as it stands."},
	{"unreadable", "The daemon does not read its credentials", mesoswatch.High,
		"The daemon does not start with such a file; JSON that does not fit is tried as text up to 1.10, so the error that is reported is about the wrong format.",
		"Correct what is named."},
	{"trailing-newline", "A secret ends in a line break", mesoswatch.Medium,
		"In JSON, and in a scheduler's secret file, the line break is part of the secret: one side has it, the other not, and the login fails.",
		"Write the file without it: printf %s instead of echo, no \\n in JSON."},
	{"carriage-return", "A secret ends in a carriage return", mesoswatch.Medium,
		"A file that was edited on Windows keeps the carriage return in the secret: logins fail for no reason that can be seen.",
		"Take it out: sed -i 's/\\r$//' FILE."},
	{"tab", "A tab where a blank belongs", mesoswatch.Medium,
		"Only blanks divide principal and secret: with a tab the line has one word, and the daemon does not start.",
		"Replace the tab by a blank."},
	{"colon", "A colon in principal or secret", mesoswatch.Medium,
		"From 0.27 on such a credential never logs in over HTTP, though it does by CRAM-MD5.",
		"Choose a name and secret without colons."},
	{"comment", "A comment that is no comment", mesoswatch.Medium,
		"There are no comments: a line of two words is a principal called # with the second word as its secret.",
		"Delete the line."},
	{"base64", "A secret that this release reads as base64", mesoswatch.Medium,
		"0.24.0, 0.24.1 and 0.25.0 take secrets in JSON as base64; every other release takes them as they stand. After an upgrade logins fail.",
		"Encode it for these releases, or use the text format there; plain from 0.24.2 and 0.25.1 on."},
}

func weaknessChecks() []Check {
	var checks []Check
	for _, w := range weaknesses {
		checks = append(checks, Check{
			ID: "credentials-" + w.id, Title: w.title, Level: w.level, Rationale: w.rationale, Remediation: w.remediation, References: []string{docAuthn}, Runbook: bookCredentials,
			Settle: settleHost, Kinds: []string{mesoswatch.SubjectFile, mesoswatch.SubjectPackage}, Judge: each(mesoswatch.SubjectFile, w.judge),
		})
	}
	return checks
}

// credentialFile tells whether a file is there for its secrets; others, an
// environment for example, may hold some by mistake.
func credentialFile(x *mesoswatch.File) bool {
	return x.What == "credentials" || x.What == "credential" || x.What == "http-credentials"
}

func (w weakness) judge(f *Facts, s *mesoswatch.Snapshot) (Answer, bool) {
	x := s.File
	subject := s.Subject()
	var said []string
	var proof []mesoswatch.Evidence
	for _, weak := range x.Weak {
		if weak.ID == w.id {
			said = append(said, weak.Text)
			proof = append(proof, mesoswatch.Evidence{Source: x.Path, Line: weak.Line, Time: s.At, Text: weak.Text})
		}
	}
	switch {
	case x.Unreadable != "" && (credentialFile(x) || len(said) > 0):
		return Undecided(subject, x.Unreadable), true
	case len(said) > 0:
		a := Failed(subject, someOf(said, len(said)), proof[:min(len(proof), mesoswatch.MaxEvidence)]...)
		if r := f.installed(x.Host, Master); w.id == "text-format" && r.AtLeast(1, 11) {
			a.Reason += fmt.Sprintf("; %s does not read it", r)
			a = a.At(mesoswatch.High)
		}
		return a, true
	case !credentialFile(x):
		return Answer{}, false
	case x.Missing:
		return Inapplicable(subject, "it is not there: see host-missing-file"), true
	}
	return Passed(subject, "nothing of the kind in it", fileProof(s, strings.TrimSpace(x.Format+" credentials"))), true
}
