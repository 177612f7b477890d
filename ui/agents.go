package ui

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// agentsSpec is the view of agents.
func agentsSpec() subjectSpec {
	return subjectSpec{
		kind: mesoswatch.SubjectAgent, title: "Agents", noun: "agent",
		table: agentTable,
		tally: func(a *around, s snapshot, count func(string)) {
			count(agentState(a, s.Agent))
			if accessOf(a, s) == "open" {
				count(openToAll)
			}
		},
		loud: func(word string) bool {
			return word == openToAll || word == "unreachable" || word == "no answer"
		},
		name:   func(s snapshot) string { return cmp.Or(s.Agent.Hostname, s.Agent.ID) },
		facts:  agentFacts,
		search: func(s snapshot) string { return literally(s.Agent.ID) },
		tasks: func(s snapshot) func(*mesoswatch.Task) bool {
			id := s.Agent.ID
			return func(t *mesoswatch.Task) bool { return t.AgentID == id }
		},
		taskTable: tasksOnAgent,
		empty:     "No agent is registered.",
	}
}

// openToAll is what agents are counted under that answer anyone.
const openToAll = "readable by anyone"

// agentState is what can be said of an agent in a word, the worst first.
func agentState(a *around, agent *mesoswatch.Agent) string {
	m := a.machine(agent)
	check := a.checks[agent.ID]
	switch {
	case agent.State == "unreachable":
		return "unreachable"
	case m != nil && m.Mode == "down":
		return "maintenance"
	case agent.State == "recovered":
		return "recovered"
	case agent.Drain != "":
		return strings.ToLower(agent.Drain)
	case m != nil && m.Mode == "draining":
		return "draining"
	case agent.Deactivated != nil && *agent.Deactivated:
		return "deactivated"
	case agent.Active != nil && !*agent.Active:
		return "inactive"
	case check != nil && check.AgentCheck.Why != "":
		return "no answer"
	case agent.State != "":
		return agent.State
	case agent.Active != nil:
		return "registered"
	}
	return "unknown"
}

func agentStyle(p *kit.Pen, state string) theme.Style {
	switch state {
	case "registered":
		return p.Text
	case "unreachable":
		return p.Bad
	}
	return p.Level(mesoswatch.Medium)
}

// accessOf tells whether anyone may read of an agent what it answers: open, closed
// or unknown.
func accessOf(a *around, s snapshot) string {
	check := a.checks[s.Agent.ID]
	if check == nil || len(check.AgentCheck.Realms) == 0 {
		return "?"
	}
	for _, refused := range check.AgentCheck.Realms {
		if !refused {
			return "open"
		}
	}
	return "closed"
}

// agentTable are the columns; on narrow screens they go in this order: attributes,
// findings, zone, version, address, the bars, whether anyone may
// read it, tasks, memory, cpus. The mark of findings, host and state stay.
func agentTable(p *kit.Pen) table.Spec[*around, snapshot] {
	about := func(a *around, s snapshot) []*mesoswatch.Finding {
		return a.findings(mesoswatch.SubjectAgent, s.Agent.ID, s.Agent.Hostname, s.Agent.PID)
	}
	mark, found := aboutFields(p, about, 11)
	cpu, cpuBar := gauge{"cpu", "cpu", 9, [2]int{1, 5}, cpuOf, plainPair, 1}.columns(p)
	memory, memBar := gauge{"mem", "mem GB", 10, [2]int{2, 6}, memOf, gigabytePair, megabyte}.columns(p)
	dim := func(snapshot) theme.Style { return p.Dim }
	return table.Spec[*around, snapshot]{Rank: byHost, Order: table.Order{Field: -1}, Fields: []subjectField{
		mark,
		word("host", kit.Column{Head: "claimed host", Width: 20, Grow: 3, Most: 45}, func(_ *around, s snapshot) string { return s.Agent.Hostname }),
		painted(word("address", kit.Column{Head: "claimed address", Width: 16, Grow: 3, Most: 21, Drop: 7}, func(_ *around, s snapshot) string { return agentAddress(s.Agent) }), dim),
		word("version", kit.Column{Head: "version", Width: 8, Drop: 8}, func(_ *around, s snapshot) string { return orUnknown(s.Agent.Version) }),
		{Column: kit.Column{Head: "state", Width: 11}, Name: "state", Joined: true, Text: func(a *around, s snapshot) string { return agentState(a, s.Agent) },
			Cell: func(a *around, s snapshot) kit.Cell {
				state := agentState(a, s.Agent)
				return kit.Cell{Text: state, Style: agentStyle(p, state)}
			}},
		cpu, cpuBar, memory, memBar,
		number("tasks", kit.Column{Head: "tasks", Width: 5, Drop: 3}, func(_ *around, s snapshot) (float64, bool) {
			return tasksIn(s.Agent.Tasks, "TASK_RUNNING", "TASK_STAGING", "TASK_STARTING", "TASK_KILLING")
		}, orNone(whole)),
		{Column: kit.Column{Head: "access", Width: 6, Drop: 4}, Name: "access", Joined: true, Text: accessOf,
			Cell: func(a *around, s snapshot) kit.Cell {
				word := accessOf(a, s)
				return kit.Cell{Text: word, Style: accessStyle(p, word)}
			}},
		word("zone", kit.Column{Head: "zone", Width: 10, Grow: 1, Most: 24, Drop: 9}, func(_ *around, s snapshot) string { return s.Agent.Zone }),
		painted(word("attribute", kit.Column{Head: "attributes", Width: 12, Grow: 2, Most: 50, Drop: 12}, func(_ *around, s snapshot) string { return pairs(s.Agent.Attributes) }), dim),
		found,
		word("id", kit.Column{}, func(_ *around, s snapshot) string { return s.Agent.ID }),
	}}
}

func accessStyle(p *kit.Pen, word string) theme.Style {
	switch word {
	case "open":
		return p.Bad
	case "closed":
		return p.Text
	}
	return p.Dim
}

func byHost(a, b snapshot) int { return table.Natural(a.Agent.Hostname, b.Agent.Hostname) }

// agentAddress is ip:port of its UPID, the whole of it where it is none.
func agentAddress(agent *mesoswatch.Agent) string {
	if u, ok := mesoswatch.ParseUPID(agent.PID); ok {
		return u.IP + ":" + u.Port
	}
	return agent.PID
}

// pairs writes names and values, by name.
func pairs(m map[string]string) string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(m)) {
		all = append(all, name+":"+m[name])
	}
	return strings.Join(all, " ")
}
