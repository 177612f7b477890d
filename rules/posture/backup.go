package posture

import (
	"fmt"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// oldestBackup is how old the newest copy may be.
const oldestBackup = 31 * 24 * time.Hour

// backupChecks are about copies of configuration and credentials. Who reads them
// is fileChecks.
func backupChecks() []Check {
	return []Check{{
		ID: "backup-age", Title: "Backups of the configuration are old", Level: mesoswatch.Low,
		Rationale:   "A host that is lost is rebuilt from its backup: what was changed since is forgotten, an ACL that was tightened for example.",
		Remediation: "Copy /etc/mesos*, credentials and ACLs after each change, encrypted, to another host; better, make them by configuration management.",
		References:  []string{docHA}, Runbook: bookRegistry, Settle: "see where copies of the configuration are kept, and try to restore one",
		Kinds: []string{mesoswatch.SubjectFile}, Judge: backupAge,
	}}
}

// backupAge answers for each host. That no copy is seen on the host itself does
// not tell whether there is one elsewhere.
func backupAge(f *Facts) []Answer {
	newest := make(map[string]*mesoswatch.Snapshot)
	for _, s := range f.Files("backup") {
		if old := newest[s.File.Host]; !s.File.Missing && (old == nil || s.File.Modified.After(old.File.Modified)) {
			newest[s.File.Host] = s
		}
	}
	if len(newest) == 0 {
		return []Answer{Undecided(ClusterSubject(), "no copy of the configuration was seen; one may be kept elsewhere")}
	}
	var out []Answer
	for _, host := range sortedKeys(newest) {
		s := newest[host]
		subject := mesoswatch.Subject{Kind: "host", Name: host}
		day := s.File.Modified.UTC().Format(time.DateOnly)
		switch {
		case s.File.Modified.IsZero():
			out = append(out, Undecided(subject, "how old "+s.File.Path+" is was not told"))
		case f.Now().Sub(s.File.Modified) > oldestBackup:
			out = append(out, Failed(subject, fmt.Sprintf("the newest copy, %s, is of %s", s.File.Path, day), fileProof(s, "modified "+day)))
		default:
			out = append(out, Passed(subject, fmt.Sprintf("the newest copy, %s, is of %s", s.File.Path, day), fileProof(s, "modified "+day)))
		}
	}
	return few("host", out)
}
