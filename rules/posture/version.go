package posture

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// versionKinds are what tells of versions.
var versionKinds = append(kindsOf(Master), mesoswatch.SubjectAgentCheck, mesoswatch.SubjectAgent)

// versionChecks are about releases as such; known holes are holeChecks.
func versionChecks() []Check {
	return []Check{
		{
			ID: "version-retired", Title: "Apache Mesos is retired", Level: mesoswatch.Low,
			Rationale:   "The project went to the Apache Attic: no release after 1.11.0 fixes anything, whatever is found in any version.",
			Remediation: "Plan the move to something that is maintained; until then keep the cluster's network closed and watch it.",
			References:  []string{docAttic}, Runbook: bookHole, Settle: settleVersion, Kinds: versionKinds, Judge: retired,
		},
		{
			ID: "version-masters-mixed", Title: "Masters of several versions", Level: mesoswatch.Low,
			Rationale:   "A change of leader then changes what the cluster can do, which defaults hold and which holes are open.",
			Remediation: "Bring all masters to one release.",
			References:  []string{"https://mesos.apache.org/documentation/latest/upgrades/"}, Runbook: bookVersion, Settle: settleVersion, Finding: "master-version-mixed",
			Kinds: versionKinds, Judge: mixedMasters,
		},
		{
			ID: "version-agents-mixed", Title: "Agents of another version than the masters", Level: mesoswatch.Low,
			Rationale:   "Agents newer than the masters are not supported, and old ones keep holes open and flags unknown after an upgrade that was thought to be done.",
			Remediation: "Upgrade masters first, then all agents.",
			References:  []string{"https://mesos.apache.org/documentation/latest/upgrades/"}, Runbook: bookVersion, Settle: settleVersion, Kinds: versionKinds, Judge: mixedAgents,
		},
		{
			ID: "version-prerelease", Title: "A build that is no release", Level: mesoswatch.Low,
			Rationale:   "A candidate or development build was never meant for use; which fixes are in it its number does not tell.",
			Remediation: "Install a release.",
			References:  []string{"https://mesos.apache.org/documentation/latest/versioning/"}, Runbook: bookVersion, Settle: settleVersion, Kinds: versionKinds, Judge: eachInstall(prerelease),
		},
	}
}

// installs are daemons for questions about versions: for agents also those that
// were not sampled, as the leading master lists them.
func (f *Facts) installs(kind string) []*Daemon {
	if kind != Agent {
		return f.Daemons(kind)
	}
	const cached = "agent installs"
	if ds, ok := f.daemons[cached]; ok {
		return ds
	}
	ds := slices.Clone(f.Daemons(Agent))
	sampled := make(map[string]bool)
	for s := range f.board.Subjects(mesoswatch.SubjectAgentCheck).All() {
		sampled[s.AgentCheck.ID] = true
	}
	byVersion := make(map[string]*Daemon)
	for s := range f.board.Subjects(mesoswatch.SubjectAgent).All() {
		a := s.Agent
		if sampled[a.ID] {
			continue
		}
		d := byVersion[a.Version]
		if d == nil {
			d = &Daemon{Kind: Agent, Grouped: true, Subject: mesoswatch.Subject{Kind: "agent", Name: a.ID}, from: s, why: "it was not sampled"}
			d.Release, _ = mesoswatch.ParseRelease(a.Version)
			byVersion[a.Version] = d
		}
		d.Members = append(d.Members, cmpName(a))
	}
	for _, v := range sortedKeys(byVersion) {
		slices.Sort(byVersion[v].Members)
		ds = append(ds, byVersion[v])
	}
	f.daemons[cached] = ds
	return ds
}

func cmpName(a *mesoswatch.Agent) string {
	if a.Hostname == "" {
		return a.ID
	}
	return a.Hostname
}

// eachInstall is anyDaemon with agents that were not sampled.
func eachInstall(judge func(*Facts, *Daemon) Answer) func(*Facts) []Answer {
	return func(f *Facts) []Answer {
		var out []Answer
		for _, kind := range []string{Master, Agent} {
			ds := f.installs(kind)
			answers := make([]Answer, 0, len(ds))
			for _, d := range ds {
				answers = append(answers, judge(f, d))
			}
			out = append(out, grouped(ds, answers)...)
		}
		if len(out) == 0 {
			return []Answer{Undecided(ClusterSubject(), "neither a master nor an agent was seen")}
		}
		return out
	}
}

// releases counts what is known of the versions of one kind of daemons.
func (f *Facts) releases(kind string) (count map[string]int, unknown int) {
	count = make(map[string]int)
	for _, d := range f.installs(kind) {
		n := max(1, len(d.Members))
		if d.Release.Known() {
			count[versionText(d.Release)] += n
		} else {
			unknown += n
		}
	}
	return count, unknown
}

func versionText(r mesoswatch.Release) string {
	if r.Before {
		return r.String() + " (before the release)"
	}
	return r.String()
}

func countsText(counts map[string]int) string {
	var parts []string
	for _, v := range sortedKeys(counts) {
		parts = append(parts, fmt.Sprintf("%s (%d)", v, counts[v]))
	}
	return someOf(parts, len(parts))
}

func retired(f *Facts) []Answer {
	all := make(map[string]int)
	n := 0
	for _, kind := range []string{Master, Agent} {
		counts, unknown := f.releases(kind)
		maps.Copy(all, counts)
		n += unknown
		for _, c := range counts {
			n += c
		}
	}
	if n == 0 {
		return []Answer{Undecided(ClusterSubject(), "neither a master nor an agent was seen")}
	}
	versions := "of unknown version"
	if len(all) > 0 {
		versions = strings.Join(sortedKeys(all), ", ")
	}
	return []Answer{Failed(ClusterSubject(), "Mesos "+versions+" runs here, and nobody maintains any version", append(f.versionProofs(Master), f.versionProofs(Agent)...)...)}
}

func mixedMasters(f *Facts) []Answer {
	counts, unknown := f.releases(Master)
	var proof []mesoswatch.Evidence
	for _, s := range f.All(mesoswatch.SubjectMaster) {
		proof = append(proof, Proof(s, "$.version", s.Master.Version))
	}
	switch {
	case len(counts) > 1:
		return []Answer{Failed(ClusterSubject(), "masters run "+countsText(counts), proof...)}
	case len(counts) == 0 || unknown > 0:
		return []Answer{Undecided(ClusterSubject(), "the versions of the masters are not all known")}
	}
	return []Answer{Passed(ClusterSubject(), "all masters run "+sortedKeys(counts)[0], proof...)}
}

func mixedAgents(f *Facts) []Answer {
	masters, _ := f.releases(Master)
	agents, unknown := f.releases(Agent)
	if len(masters) == 0 || len(agents) == 0 {
		return []Answer{Undecided(ClusterSubject(), "the versions of masters and agents are not both known")}
	}
	text := fmt.Sprintf("masters run %s, agents %s", countsText(masters), countsText(agents))
	newer := false
	for _, m := range f.installs(Master) {
		for _, a := range f.installs(Agent) {
			newer = newer || m.Release.Known() && a.Release.Compare(m.Release) > 0
		}
	}
	subject := mesoswatch.Subject{Kind: "agents", Name: "all agents"}
	same := slices.Equal(sortedKeys(masters), sortedKeys(agents))
	switch {
	case newer && !same:
		return []Answer{Failed(subject, text+": agents are newer than a master", f.versionProofs(Agent)...).At(mesoswatch.Medium)}
	case !same:
		return []Answer{Failed(subject, text, f.versionProofs(Agent)...)}
	case unknown > 0:
		return []Answer{Undecided(subject, fmt.Sprintf("%s; of %d agents it is not known", text, unknown))}
	}
	return []Answer{Passed(subject, text, f.versionProofs(Agent)...)}
}

// versionProofs are where the versions of the first daemons were told.
func (f *Facts) versionProofs(kind string) []mesoswatch.Evidence {
	ds := f.installs(kind)
	var proof []mesoswatch.Evidence
	for _, d := range ds[:min(len(ds), joinedNames)] {
		proof = append(proof, d.versionProof())
	}
	return proof
}

func prerelease(_ *Facts, d *Daemon) Answer {
	switch {
	case !d.Release.Known():
		return Undecided(d.Subject, "its version is not known")
	case d.Release.Before:
		return Failed(d.Subject, "it runs what came before "+d.Release.String(), d.versionProof())
	case d.Release.AtLeast(1, 12):
		return Failed(d.Subject, d.Release.String()+" was never released: the last release is 1.11.0", d.versionProof())
	}
	return Passed(d.Subject, "it runs the release "+d.Release.String(), d.versionProof())
}
