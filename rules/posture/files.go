package posture

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// guarded is a check about who besides its owner reads or replaces a file.
type guarded struct {
	id, title string
	what      []string // File.What
	// read and replaced are the levels when everybody can; a group counts one less.
	// Informational: that does not matter.
	read, replaced                  mesoswatch.Level
	rationale, remediation, runbook string
	finding                         string
}

// guardedFiles does not change.
var guardedFiles = []guarded{
	{
		id: "credentials-exposed", title: "Credentials are readable by others", what: []string{"credentials", "credential", "http-credentials"},
		read: mesoswatch.High, replaced: mesoswatch.Critical, runbook: bookCredentials, finding: "credentials-file-open",
		rationale:   "They hold secrets in plain text: whoever reads them is any scheduler, agent or operator. Mesos warns only where all users can, not of groups, owners or folders above.",
		remediation: "chown root and chmod 600 the file, take away write rights on the folders above, and change the secrets in it if others have been on the host.",
	},
	{
		id: "secrets-key-exposed", title: "Keys are readable by others", what: []string{"key", "jwt-key", "zookeeper-jaas", "zk-url"},
		read: mesoswatch.High, replaced: mesoswatch.High, runbook: bookCredentials, finding: "credentials-file-open",
		rationale:   "With a TLS key somebody in between reads everything, with the key of executors' tokens he is any executor, with ZooKeeper's login he makes a false leader. Mesos does not warn of it.",
		remediation: "chown root and chmod 600 the file, and make a new key or password if others have been on the host.",
	},
	{
		id: "authz-acl-file", title: "ACLs can be replaced by others", what: []string{"acls"},
		read: mesoswatch.Informational, replaced: mesoswatch.High, runbook: bookConfig,
		rationale:   "Whoever replaces the file decides who may do what, from the next start of the daemon on.",
		remediation: "chown root and chmod 644 the file, and take away write rights on the folders above.",
	},
	{
		id: "tls-certificate-file", title: "Certificates can be replaced by others", what: []string{"certificate"},
		read: mesoswatch.Informational, replaced: mesoswatch.High, runbook: bookTLS,
		rationale:   "Whoever replaces the certificate of the authority makes certificates that are believed.",
		remediation: "chown root and chmod 644 the file, and take away write rights on the folders above.",
	},
	{
		id: "host-unit-file", title: "Units and environments can be replaced by others", what: []string{"unit", "environment"},
		read: mesoswatch.Informational, replaced: mesoswatch.Critical, runbook: bookConfig,
		rationale:   "They are run or read as root at the next start: whoever replaces them is root.",
		remediation: "chown root and chmod 644 the file, and take away write rights on the folders above.",
	},
	{
		id: "host-work-dir-open", title: "The work folder is open to other users", what: []string{"work-dir"},
		read: mesoswatch.Medium, replaced: mesoswatch.High, runbook: bookConfig,
		rationale:   "It holds the registry of masters and the sandboxes of tasks, with their output and secrets.",
		remediation: "chown root and chmod 711 the agents' work_dir (tasks pass through it), 700 the masters'.",
	},
	{
		id: "logging-files-open", title: "Logs can be read or changed by other users", what: []string{"log-dir", "log"},
		read: mesoswatch.Low, replaced: mesoswatch.Medium, runbook: bookLog,
		rationale:   "Who can change logs takes the traces away; who can read them learns flags, principals and addresses.",
		remediation: "chown root and chmod 750 the log folder, 640 the files; ship the logs to another host.",
	},
	{
		id: "backup-exposed", title: "Backups are readable by others", what: []string{"backup"},
		read: mesoswatch.High, replaced: mesoswatch.Medium, runbook: bookCredentials,
		rationale:   "Copies of configuration and credentials hold the same secrets as the files they were made of, and are forgotten.",
		remediation: "chmod 600 the copies or delete them; keep backups encrypted on another host.",
	},
}

func fileChecks() []Check {
	var checks []Check
	for _, g := range guardedFiles {
		checks = append(checks, Check{
			ID: g.id, Title: g.title, Level: max(g.read, g.replaced), Rationale: g.rationale, Remediation: g.remediation, References: []string{docMaster, docAgent}, Runbook: g.runbook,
			Settle: settleHost, Finding: g.finding, Kinds: []string{mesoswatch.SubjectFile}, Judge: each(mesoswatch.SubjectFile, g.judge),
		})
	}
	return append(checks, Check{
		ID: "host-missing-file", Title: "A file that is named is not there", Level: mesoswatch.Medium,
		Rationale:   "A daemon whose credentials, ACLs or key are not there does not come back after its next start, or comes back open.",
		Remediation: "Put the file back from a backup, or take away the flag that names it.",
		References:  []string{docMaster, docAgent}, Runbook: bookConfig, Settle: settleHost, Kinds: []string{mesoswatch.SubjectFile},
		Judge: each(mesoswatch.SubjectFile, missingFile),
	})
}

// judge reads what the collector says of the whole path: "read by others",
// "written by user x", "replaced by group adm through /etc/mesos".
func (g guarded) judge(_ *Facts, s *mesoswatch.Snapshot) (Answer, bool) {
	x := s.File
	if !slices.Contains(g.what, x.What) || x.Missing {
		return Answer{}, false
	}
	subject := s.Subject()
	if x.What == "zk-url" && len(x.Principals) == 0 && x.Unreadable == "" {
		return Passed(subject, "there is no password in it", fileProof(s, "a URL without a login")), true
	}
	var bad []string
	level := mesoswatch.Informational
	for _, e := range x.Exposed {
		l := g.replaced
		if strings.HasPrefix(e, "read ") {
			l = g.read
		}
		if l == mesoswatch.Informational {
			continue
		}
		if !strings.Contains(e, " others") {
			l--
		}
		level = max(level, l)
		bad = append(bad, e)
	}
	switch {
	case len(bad) > 0:
		return Failed(subject, strings.Join(bad, "; "), fileProof(s, strings.Join(bad, "; "))).At(level), true
	case x.Mode == "" && x.Unreadable != "":
		return Undecided(subject, x.Unreadable), true
	case x.Mode == "":
		return Undecided(subject, "its rights were not told"), true
	}
	return Passed(subject, "nobody but its owner and root can", fileProof(s, "rights")), true
}

func missingFile(_ *Facts, s *mesoswatch.Snapshot) (Answer, bool) {
	x := s.File
	switch {
	case x.Missing && len(x.Exposed) > 0:
		return Failed(s.Subject(), fmt.Sprintf("%s (%s) is named and is not there, and can be %s", x.Path, x.What, strings.Join(x.Exposed, ", ")), fileProof(s, "missing")).At(mesoswatch.High), true
	case x.Missing && (x.What == "work-dir" || x.What == "log-dir" || x.What == "log"): // made at the start, and no part of a copy of /etc
		return Failed(s.Subject(), fmt.Sprintf("%s (%s) is named and is not there", x.Path, x.What), fileProof(s, "missing")).At(mesoswatch.Low), true
	case x.Missing:
		return Failed(s.Subject(), fmt.Sprintf("%s (%s) is named and is not there", x.Path, x.What), fileProof(s, "missing")), true
	case x.Unreadable != "" && x.Mode == "":
		return Undecided(s.Subject(), x.Unreadable), true
	}
	return Passed(s.Subject(), "it is there", fileProof(s, "there")), true
}
