package ui

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// around is what subjects are seen together with: the scene, and what other
// subjects and findings say of them. It does not change once it is made: tables
// read it in the background.
type around struct {
	scene
	stamp stamp
	// about lists the findings that are not resolved by what they are about.
	about map[mesoswatch.Subject][]*mesoswatch.Finding
	// checks are what agents answered themselves, by their ids.
	checks map[string]*mesoswatch.Snapshot
	// machines are in the maintenance schedule, by host name and by address.
	machines map[string]*mesoswatch.Machine
	cluster  *mesoswatch.Cluster // nil: nobody has told
	// proven tells whether frameworks must log in, those with a driver and those
	// that speak HTTP; nil: unknown.
	proven [2]*bool
}

// stamp tells two arounds apart: as long as it is equal, what depends on more than
// a row says the same.
type stamp struct {
	finding                                               *mesoswatch.Finding
	findings                                              int
	checks, machines, clusters, flags, frameworks, agents int64
}

func stampOf(b *mesoswatch.Board) stamp {
	s := stamp{
		checks: b.Subjects(mesoswatch.SubjectAgentCheck).Version(), machines: b.Subjects(mesoswatch.SubjectMachine).Version(),
		clusters: b.Subjects(mesoswatch.SubjectCluster).Version(), flags: b.Subjects(mesoswatch.SubjectFlag).Version(),
		frameworks: b.Subjects(mesoswatch.SubjectFramework).Version(), agents: b.Subjects(mesoswatch.SubjectAgent).Version(),
	}
	if fs := b.Findings(); len(fs) > 0 { // copies share them as long as none changes
		s.finding, s.findings = &fs[0], len(fs)
	}
	return s
}

// newAround looks around in a scene, and takes over from an earlier look what has
// not changed since.
func newAround(s scene, earlier *around) *around {
	a := &around{scene: s, stamp: stampOf(s.board)}
	var was stamp
	if earlier != nil {
		was = earlier.stamp
		a.about, a.checks, a.machines, a.proven = earlier.about, earlier.checks, earlier.machines, earlier.proven
	}
	a.cluster = clusterOf(s.board)
	if a.stamp.finding != was.finding || a.stamp.findings != was.findings {
		a.about = findingsAbout(s.board.Findings())
	}
	if a.stamp.checks != was.checks {
		a.checks = checksByAgent(s.board.Subjects(mesoswatch.SubjectAgentCheck))
	}
	if a.stamp.machines != was.machines {
		a.machines = machinesByName(s.board.Subjects(mesoswatch.SubjectMachine))
	}
	if a.stamp.flags != was.flags || a.stamp.clusters != was.clusters {
		a.proven = [2]*bool{
			flagIs(s.board, a.cluster, "authenticate_frameworks", "authenticate"), // the latter up to 0.28
			flagIs(s.board, a.cluster, "authenticate_http_frameworks"),
		}
	}
	return a
}

// findingsAbout sorts findings by the frameworks and agents they are about, worst
// first.
func findingsAbout(findings []mesoswatch.Finding) map[mesoswatch.Subject][]*mesoswatch.Finding {
	about := make(map[mesoswatch.Subject][]*mesoswatch.Finding)
	for i := range findings {
		f := &findings[i]
		if f.Status == mesoswatch.Resolved {
			continue
		}
		keys := []mesoswatch.Subject{
			f.Subject, {Kind: mesoswatch.SubjectFramework, Name: f.Fields["framework_id"]}, {Kind: mesoswatch.SubjectAgent, Name: f.Fields["agent_id"]},
		}
		for k, key := range keys {
			if key.Name != "" && (k == 0 || key != f.Subject) {
				about[key] = append(about[key], f)
			}
		}
	}
	return about
}

// findings that are about any of the names of a subject, worst first, each once.
func (a *around) findings(kind string, names ...string) []*mesoswatch.Finding {
	var all []*mesoswatch.Finding
	for _, name := range names {
		for _, f := range a.about[mesoswatch.Subject{Kind: kind, Name: name}] {
			if !contains(all, f) {
				all = append(all, f)
			}
		}
	}
	return all
}

func contains(all []*mesoswatch.Finding, f *mesoswatch.Finding) bool {
	for _, have := range all {
		if have == f {
			return true
		}
	}
	return false
}

func checksByAgent(checks *mesoswatch.Subjects) map[string]*mesoswatch.Snapshot {
	by := make(map[string]*mesoswatch.Snapshot, checks.Len())
	for s := range checks.All() {
		if id := s.AgentCheck.ID; id != "" {
			if other := by[id]; other == nil || s.At.After(other.At) {
				by[id] = s
			}
		}
	}
	return by
}

func machinesByName(machines *mesoswatch.Subjects) map[string]*mesoswatch.Machine {
	by := make(map[string]*mesoswatch.Machine)
	for s := range machines.All() {
		for _, name := range []string{s.Machine.Hostname, s.Machine.IP} {
			if name != "" {
				by[strings.ToLower(name)] = s.Machine
			}
		}
	}
	return by
}

// machine is the maintenance of an agent; nil when none is scheduled. The master
// compares host names without regard to case.
func (a *around) machine(agent *mesoswatch.Agent) *mesoswatch.Machine {
	if len(a.machines) == 0 {
		return nil
	}
	if m := a.machines[strings.ToLower(agent.Hostname)]; m != nil {
		return m
	}
	upid, _ := mesoswatch.ParseUPID(agent.PID)
	return a.machines[strings.ToLower(upid.IP)]
}

// flagIs tells whether a flag is true on the leader, or on every master while none
// is known to lead; nil when it is not known. The flag may have had other names.
func flagIs(b *mesoswatch.Board, c *mesoswatch.Cluster, names ...string) *bool {
	if c == nil {
		return nil
	}
	masters := c.Masters
	if c.Leader != "" {
		masters = []string{c.Leader}
	}
	all := len(masters) > 0
	for _, url := range masters {
		said := ""
		for _, name := range names {
			if s := b.Subjects(mesoswatch.SubjectFlag).Get(url + " " + name); s != nil && said == "" {
				said = s.Flag.Value
			}
		}
		if said == "" {
			return nil
		}
		all = all && said == "true"
	}
	return &all
}

// proof tells whether the principal of a framework had to be proven; nil: unknown.
func (a *around) proof(f *mesoswatch.Framework) *bool {
	if f.PID == "" {
		return a.proven[1]
	}
	return a.proven[0]
}

// framework and agent are what is known of an id; nil when nothing is.
func (a *around) framework(id string) *mesoswatch.Framework {
	if s := a.board.Subjects(mesoswatch.SubjectFramework).Get(id); s != nil {
		return s.Framework
	}
	return nil
}

func (a *around) agent(id string) *mesoswatch.Agent {
	if s := a.board.Subjects(mesoswatch.SubjectAgent).Get(id); s != nil {
		return s.Agent
	}
	return nil
}
