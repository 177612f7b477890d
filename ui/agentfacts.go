package ui

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// agentFacts are everything of an agent.
func agentFacts(d *document, a *around, row snapshot, tasks *taskSum) {
	agent := row.Agent
	state := agentState(a, agent)
	d.factIn("state", state, agentStyle(d.pen, state))
	d.fact("claimed host", agent.Hostname)
	d.fact("id", agent.ID)
	d.address(agent.PID)
	d.fact("version", agent.Version)
	d.fact("zone", agent.Zone)
	d.fact("attributes", pairs(agent.Attributes))
	d.maintenance(a, agent)
	d.add(nil)
	found := a.findings(mesoswatch.SubjectAgent, agent.ID, agent.Hostname, agent.PID)
	d.happened(a, found)
	d.sampled(a, agent)
	d.runs(tasks)
	d.section("Resources", "")
	d.gauge("cpus", agent, cpuOf, plainPair)
	d.gauge("memory", agent, memOf, memoryPair)
	d.gauge("disk", agent, func(r *mesoswatch.Resources) float64 { return r.Disk }, memoryPair)
	if agent.Total != nil && agent.Total.GPUs > 0 {
		d.gauge("gpus", agent, func(r *mesoswatch.Resources) float64 { return r.GPUs }, plainPair)
	}
	if agent.Total != nil {
		d.fact("ports", agent.Total.Ports)
	}
	if agent.Reserved != nil && *agent.Reserved != (mesoswatch.Resources{}) {
		d.resources("reserved", agent.Reserved)
	}
	if agent.Offered != nil && *agent.Offered != (mesoswatch.Resources{}) {
		d.resources("offered", agent.Offered)
	}
	d.taskStates(agent.Tasks)
	d.add(nil)
	d.frameworks(a, agent, tasks)
	d.section("Life", "")
	d.fact("registered", fullTime(a, agent.Registered))
	d.fact("again", fullTime(a, agent.Reregistered))
	d.weaknesses(a, found)
	d.ownFlags(a, agent)
	d.told(a, row)
}

// maintenance is what the master's schedule says of the host.
func (d *document) maintenance(a *around, agent *mesoswatch.Agent) {
	m := a.machine(agent)
	if m == nil {
		return
	}
	text := m.Mode
	if !m.Start.IsZero() {
		text += " from " + a.in(m.Start).Format("2006-01-02 15:04 MST")
	}
	if m.Duration > 0 {
		text += " for " + kit.Short(time.Duration(m.Duration*float64(time.Second)))
	}
	d.fact("maintenance", text)
}

// gauge is one resource: used of total, and a bar.
func (d *document) gauge(name string, agent *mesoswatch.Agent, get func(*mesoswatch.Resources) float64, write func(used, total float64) string) {
	p := d.pen
	spans := []kit.Span{{Text: p.Fit(name, nameRoom), Style: p.Dim}, kit.Plain(p.Cut(usedOf(agent.Used, agent.Total, get, write), 30))}
	if share, known := fraction(agent.Used, agent.Total, get); known {
		spans = append(spans, kit.Span{Text: "  " + p.Bar(share, 10) + "  " + kit.Percent(share), Style: p.Dim})
	}
	d.add(nil, spans...)
}

// frameworks lists those that are on an agent: as the master says, or as far as
// its tasks tell.
func (d *document) frameworks(a *around, agent *mesoswatch.Agent, tasks *taskSum) {
	ids, from := agent.Frameworks, "by the master's word"
	if ids == nil {
		from = "by the tasks that are listed"
		all, _ := tasks.frameworks.most(maxNames)
		for _, c := range all {
			ids = append(ids, c.word)
		}
	}
	if len(ids) == 0 {
		return
	}
	const most = 20
	d.section("Frameworks on it", from)
	for i, id := range ids {
		if i == most {
			d.add(nil, kit.Span{Text: "and " + kit.Digits(int64(len(ids)-most)) + " more", Style: d.pen.Dim})
			break
		}
		d.link(shortID(id, d.pen.Marks.Ellipsis), frameworkName(a, id), mesoswatch.Subject{Kind: mesoswatch.SubjectFramework, Name: id})
	}
	d.add(nil)
}

// sampled is what the agent answered when it was asked itself.
func (d *document) sampled(a *around, agent *mesoswatch.Agent) {
	row := a.checks[agent.ID]
	if row == nil {
		d.section("Asked itself", "it has not been asked yet")
		d.samples(a)
		d.add(nil)
		return
	}
	c := row.AgentCheck
	d.section("Asked itself", c.URL)
	d.fact("so since", fullTime(a, row.At))
	d.samples(a)
	if c.Why != "" {
		d.factIn("no answer", c.Why, d.pen.Bad)
	}
	if c.Healthy != nil {
		d.fact("healthy", yesNo(*c.Healthy))
	}
	if c.Registered != nil {
		d.fact("registered", yesNo(*c.Registered)+", by its own word")
	}
	d.fact("version", c.Version)
	for _, name := range slices.Sorted(maps.Keys(c.Realms)) {
		realm := strings.TrimPrefix(name, "mesos-agent-")
		if c.Realms[name] {
			d.fact("realm "+realm, "enforced: who has no credential is refused")
		} else {
			d.factIn("realm "+realm, "open: "+openRealm(realm), d.pen.Bad)
		}
	}
	if len(c.Realms) == 0 {
		d.fact("realms", "not known whether any is enforced")
	}
	d.add(nil)
}

// openRealm says what anyone may do who reaches an agent that does not enforce a
// realm.
func openRealm(realm string) string {
	switch realm {
	case "readonly":
		return "anyone who reaches it may read its state and the files of tasks"
	case "readwrite":
		return "anyone who reaches it may start processes on it"
	}
	return "anyone who reaches it may use it"
}

// ownFlags lists the flags that the agent told of itself.
func (d *document) ownFlags(a *around, agent *mesoswatch.Agent) {
	row := a.checks[agent.ID]
	switch {
	case row == nil:
		return
	case row.AgentCheck.Flags == nil:
		d.apart()
		d.section("Flags", "unknown: it does not show them to us")
		return
	}
	flags := row.AgentCheck.Flags
	d.apart()
	d.section("Flags", kit.Number(int64(len(flags)))+", by its own word")
	var names []string
	for _, name := range slices.Sorted(maps.Keys(flags)) {
		names = append(names, "--"+name)
	}
	d.aligned(names, func(name string) string { return flags[strings.TrimPrefix(name, "--")] })
}

// samples says how well agents are asked in turn.
func (d *document) samples(a *around) {
	g := sightingOf(a.scene, mesoswatch.SubjectAgentCheck)
	if g.why != "" {
		d.factIn("agents in turn", g.why, g.style(d.pen))
		return
	}
	d.fact("agents in turn", "all asked, the last "+g.fresh)
}
