package posture

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// hostChecks are about how hosts are set up: what their settings really come to.
func hostChecks() []Check {
	settings := []string{mesoswatch.SubjectSetting}
	return []Check{
		{
			ID: "host-pending", Title: "A setting is not yet in force", Level: mesoswatch.Medium,
			Rationale:   "The file is newer than the process: Mesos reads its settings once, at its start. A credential that was revoked still logs in, a switch that was turned on is still off.",
			Remediation: "Restart the daemon, masters one after the other and the leader last.",
			References:  []string{docMaster, docAgent}, Runbook: bookConfig, Settle: settleHost, Kinds: settings, Judge: pending,
		},
		{
			ID: "host-setting-trouble", Title: "A setting is given in a wrong way", Level: mesoswatch.Medium,
			Rationale:   "Each file in /etc/mesos-master and its like becomes a flag: an editor's backup is an unknown one and the daemon does not start. A variable that is misspelt (MESOS_AUTHENTICATE_FRAMEWORK=true) is ignored without a word.",
			Remediation: "Take away what is no flag, and correct what is named; compare with what the running daemon tells (/flags).",
			References:  []string{docMaster, docAgent}, Runbook: bookConfig, Settle: settleHost, Kinds: settings, Judge: each(mesoswatch.SubjectSetting, trouble),
		},
		{
			ID: "host-shadowed", Title: "A setting is given twice with different values", Level: mesoswatch.Low,
			Rationale:   "One value hides the other: who reads the file that does not count takes the cluster for something it is not.",
			Remediation: "Keep one place for each setting; files in /etc/mesos-master become the command line, which goes before MESOS_… variables.",
			References:  []string{docMaster, docAgent}, Runbook: bookConfig, Settle: settleHost, Kinds: settings, Judge: each(mesoswatch.SubjectSetting, shadowed),
		},
		{
			ID: "host-user", Title: "A daemon runs as root that need not", Level: mesoswatch.Low,
			Rationale:   "Only agents need root. A master, ZooKeeper or a scheduler that is broken into then has its whole host.",
			Remediation: "Give the daemon a user of its own (User= in its unit) that owns its work and log folders.",
			References:  []string{docMaster}, Runbook: bookConfig, Settle: settleHost, Kinds: []string{mesoswatch.SubjectProcess}, Judge: each(mesoswatch.SubjectProcess, processUser),
		},
		{
			ID: "host-together", Title: "A master and an agent share a host", Level: mesoswatch.Medium,
			Rationale:   "A task that breaks out is then on a master: it reads its credentials and changes the registry. And tasks take the master's processor and disk.",
			Remediation: "Run no agents on the masters' hosts.",
			References:  []string{docHA}, Runbook: bookTask, Settle: settleDaemons, Kinds: append(kindsOf(Master), mesoswatch.SubjectAgentCheck, mesoswatch.SubjectAgent), Judge: together,
		},
	}
}

// pending answers for each daemon of a host.
func pending(f *Facts) []Answer {
	late := make(map[mesoswatch.Subject][]*mesoswatch.Snapshot)
	for _, s := range f.All(mesoswatch.SubjectSetting) {
		subject := mesoswatch.Subject{Kind: s.Setting.Of, Name: "host " + s.Setting.Host}
		if s.Setting.Pending {
			late[subject] = append(late[subject], s)
		} else if _, ok := late[subject]; !ok {
			late[subject] = nil
		}
	}
	var out []Answer
	for subject, settings := range late {
		if len(settings) == 0 {
			host := strings.TrimPrefix(subject.Name, "host ")
			if whole, why := f.settled(host, host); whole {
				out = append(out, Passed(subject, "no file is newer than the process"))
			} else {
				out = append(out, Undecided(subject, "not all of its settings were seen: "+why))
			}
			continue
		}
		var names []string
		var proof []mesoswatch.Evidence
		for _, s := range settings {
			names = append(names, s.Setting.Name)
			proof = append(proof, settingProof(s))
		}
		out = append(out, Failed(subject, "from the next start on: "+someOf(names, len(names)), proof[:min(len(proof), mesoswatch.MaxEvidence)]...))
	}
	slices.SortFunc(out, func(a, b Answer) int { return strings.Compare(a.Subject.String(), b.Subject.String()) })
	return f.gathered(mesoswatch.SubjectSetting, out)
}

// troublesElsewhere are pieces of troubles that checks of their own are about.
var troublesElsewhere = []string{"a secret stands", "a password stands", "a key store stands", "without TLS", " is missing"}

// troubleOf is what is wrong with how a setting is given, without what checks of
// their own tell.
func troubleOf(x *mesoswatch.Setting) string {
	var left []string
	for _, part := range strings.Split(x.Trouble, "; ") {
		if part != "" && !slices.ContainsFunc(troublesElsewhere, func(known string) bool { return strings.Contains(part, known) }) {
			left = append(left, part)
		}
	}
	return strings.Join(left, "; ")
}

func trouble(_ *Facts, s *mesoswatch.Snapshot) (Answer, bool) {
	x := s.Setting
	switch text := troubleOf(x); {
	case text == "":
		return Passed(s.Subject(), "it is given as it should be", settingProof(s)), true
	case strings.Contains(text, "not evaluated"):
		return Undecided(s.Subject(), text, settingProof(s)), true
	case strings.Contains(text, "ignore") && meantForSecurity(x.Name):
		return Failed(s.Subject(), text, settingProof(s)).At(mesoswatch.High), true
	default:
		return Failed(s.Subject(), text, settingProof(s)), true
	}
}

// meantForSecurity tells whether somebody meant to switch on a protection with a
// setting of that name.
func meantForSecurity(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"auth", "acl", "credential", "ssl"}, func(word string) bool { return strings.Contains(name, word) })
}

func shadowed(_ *Facts, s *mesoswatch.Snapshot) (Answer, bool) {
	x := s.Setting
	var others []string
	proof := []mesoswatch.Evidence{settingProof(s)}
	for _, h := range x.Shadowed {
		if h.Value != x.Value {
			others = append(others, fmt.Sprintf("%q at %s", h.Value, h.At))
			proof = append(proof, mesoswatch.Evidence{Source: h.At, Line: h.Line, Time: s.At, Text: fmt.Sprintf("%s = %q (%s), hidden", x.Name, h.Value, h.From)})
		}
	}
	if len(others) == 0 {
		return Passed(s.Subject(), "no other value is given", settingProof(s)), true
	}
	return Failed(s.Subject(), fmt.Sprintf("%q at %s counts, and hides %s", x.Value, x.At, someOf(others, len(others))), proof...), true
}

func processUser(_ *Facts, s *mesoswatch.Snapshot) (Answer, bool) {
	p := s.Process
	proof := Proof(s, "", fmt.Sprintf("pid %d, user %s", p.PID, p.User))
	switch {
	case p.Of == Agent:
		return Answer{}, false // it needs root to run tasks as their users
	case p.User == "":
		return Undecided(s.Subject(), "its user is not known: "+p.Hidden), true
	case p.User == "root", p.User == "0":
		return Failed(s.Subject(), p.Of+" runs as root", proof), true
	}
	return Passed(s.Subject(), fmt.Sprintf("%s runs as %q", p.Of, p.User), proof), true
}

func together(f *Facts) []Answer {
	masters := f.masterHosts()
	agents := f.agentHosts()
	if len(masters) == 0 || len(agents) == 0 {
		return []Answer{Undecided(ClusterSubject(), "the hosts of masters and agents are not both known")}
	}
	short := make(map[string]bool) // comparing each with each would cost too much
	for a := range agents {
		short[shortName(a)] = true
	}
	var both []string
	var proof []mesoswatch.Evidence
	for _, m := range masters {
		if !short[shortName(m)] || slices.Contains(both, m) {
			continue
		}
		for _, a := range sortedKeys(agents) {
			if sameHost(a, m) {
				both, proof = append(both, m), append(proof, agents[a])
				break
			}
		}
	}
	listed, _ := f.Known(mesoswatch.SubjectAgent)
	sampled, _ := f.Known(mesoswatch.SubjectAgentCheck)
	if len(both) == 0 && !listed && !sampled {
		return []Answer{Undecided(ClusterSubject(), fmt.Sprintf("none of the %d agents that were seen is on a master's host; there may be others", len(agents)))}
	}
	if len(both) == 0 {
		return []Answer{Passed(ClusterSubject(), fmt.Sprintf("none of %d agents is on a master's host, by name and address", len(agents)))}
	}
	return []Answer{Failed(ClusterSubject(), "a master and an agent run on "+someOf(both, len(both)), proof...)}
}

// agentHosts are names and addresses of agents' hosts, and who says so.
func (f *Facts) agentHosts() map[string]mesoswatch.Evidence {
	out := make(map[string]mesoswatch.Evidence)
	for _, d := range f.Daemons(Agent) {
		out[d.Host] = mesoswatch.Evidence{Source: d.Host, Text: "an agent is set up there"}
		for _, m := range d.Members {
			out[hostOf(m)] = mesoswatch.Evidence{Source: m, Text: "an agent"}
		}
	}
	for s := range f.board.Subjects(mesoswatch.SubjectAgent).All() {
		out[s.Agent.Hostname] = mesoswatch.Evidence{Source: s.Source, Time: s.At, Text: s.Agent.Hostname}
	}
	delete(out, "")
	return out
}

// shortName is a host name without its domain; an address is whole.
func shortName(h string) string {
	if strings.Contains(h, ":") || strings.Count(h, ".") == 3 && strings.Trim(h, "0123456789.") == "" {
		return h
	}
	name, _, _ := strings.Cut(strings.ToLower(h), ".")
	return name
}
