package ui

import (
	"cmp"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// taskTable lists tasks, the latest first, with the column that says where the
// list is looked at: on which host, or of which framework.
func taskTable(p *kit.Pen, where subjectField) table.Spec[*around, snapshot] {
	dim := func(snapshot) theme.Style { return p.Dim }
	state := func(s snapshot) theme.Style { return taskStyle(p, s.Task) }
	image := word("image", kit.Column{Head: "image", Width: 16, Grow: 2, Most: 60, Drop: 4}, func(_ *around, s snapshot) string { return cmp.Or(s.Task.Image, strings.ToLower(s.Task.Container)) })
	fields := []subjectField{
		painted(word("state", kit.Column{Head: "state", Width: 9}, func(_ *around, s snapshot) string { return taskState(s.Task) }), state),
		word("name", kit.Column{Head: "task", Width: 16, Grow: 3, Most: 60}, func(_ *around, s snapshot) string { return cmp.Or(s.Task.Name, s.Task.ID) }),
		where,
		joined(word("user", kit.Column{Head: "user", Width: 6, Grow: 1, Most: 12, Drop: 3}, taskUser)),
		tailed(image),
		number("cpu", kit.Column{Head: "cpu", Width: 5, Drop: 5}, func(_ *around, s snapshot) (float64, bool) { return cpus(s.Task.Resources) }, orNone(amount)),
		number("mem", kit.Column{Head: "mem MB", Width: 7, Drop: 6}, func(_ *around, s snapshot) (float64, bool) { return mem(s.Task.Resources) }, orNone(megabytes)),
		painted(moment("started", kit.Column{Head: "started", Width: 8, Drop: 2}, func(_ *around, s snapshot) time.Time { return s.Task.Started }, whenever), dim),
		painted(word("role", kit.Column{Head: "role", Width: 6, Grow: 1, Most: 12, Drop: 7}, func(_ *around, s snapshot) string { return s.Task.Role }), dim),
		word("id", kit.Column{}, func(_ *around, s snapshot) string { return s.Task.ID }),
		word("volume", kit.Column{}, func(_ *around, s snapshot) string { return hostPaths(s.Task) }),
		word("privileged", kit.Column{}, func(_ *around, s snapshot) string { return yesNo(s.Task.Privileged) }),
	}
	const started = 7
	return table.Spec[*around, snapshot]{Fields: fields, Order: table.Order{Field: started, Down: true}}
}

// tasksOfFramework lists them with the hosts they run on.
func tasksOfFramework(p *kit.Pen) table.Spec[*around, snapshot] {
	host := word("host", kit.Column{Head: "on claimed host", Width: 15, Grow: 1, Most: 30, Drop: 1}, func(a *around, s snapshot) string { return hostOf(a, s.Task.AgentID) })
	return taskTable(p, joined(painted(host, func(snapshot) theme.Style { return p.Link })))
}

// tasksOnAgent lists them with the frameworks they are of.
func tasksOnAgent(p *kit.Pen) table.Spec[*around, snapshot] {
	of := word("framework", kit.Column{Head: "framework", Width: 12, Grow: 1, Most: 30, Drop: 1}, func(a *around, s snapshot) string { return frameworkName(a, s.Task.FrameworkID) })
	return taskTable(p, joined(painted(of, func(snapshot) theme.Style { return p.Link })))
}

// hostOf is the host name an agent claims, its id while that is not known.
func hostOf(a *around, agentID string) string {
	if agent := a.agent(agentID); agent != nil && agent.Hostname != "" {
		return agent.Hostname
	}
	return agentID
}

// frameworkName is the name of a framework, its id while that is not known.
func frameworkName(a *around, id string) string {
	if f := a.framework(id); f != nil && f.Name != "" {
		return f.Name
	}
	return id
}

// taskUser is as whom a task runs.
func taskUser(a *around, s snapshot) string {
	if s.Task.User == "" {
		if f := a.framework(s.Task.FrameworkID); f != nil {
			return f.User
		}
	}
	return s.Task.User
}

// taskState is TASK_RUNNING as "running".
func taskState(t *mesoswatch.Task) string { return stateOf(t.State) }

func stateOf(state string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(state, "TASK_")), "_", " ")
}

func taskStyle(p *kit.Pen, t *mesoswatch.Task) theme.Style {
	switch t.State {
	case "TASK_RUNNING":
		if t.Healthy != nil && !*t.Healthy {
			return p.Level(mesoswatch.Medium)
		}
		return p.Text
	case "TASK_LOST", "TASK_UNREACHABLE", "TASK_FAILED", "TASK_ERROR", "TASK_DROPPED", "TASK_GONE":
		return p.Bad
	}
	return p.Dim
}

func hostPaths(t *mesoswatch.Task) string {
	var paths []string
	for _, v := range t.Volumes {
		if v.Host != "" {
			paths = append(paths, v.Host)
		}
	}
	return strings.Join(paths, " ")
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// taskFacts are everything of a task.
func taskFacts(d *document, a *around, row snapshot) {
	t := row.Task
	d.fact("name", t.Name)
	d.fact("id", t.ID)
	d.fact("state", taskState(t)+healthWord(t.Healthy))
	d.link("framework", frameworkName(a, t.FrameworkID), mesoswatch.Subject{Kind: mesoswatch.SubjectFramework, Name: t.FrameworkID})
	d.link("agent", hostOf(a, t.AgentID), mesoswatch.Subject{Kind: mesoswatch.SubjectAgent, Name: t.AgentID})
	d.fact("executor", t.ExecutorID)
	switch user := taskUser(a, row); {
	case t.User != "":
		d.fact("user", t.User)
	case user != "":
		d.fact("user", user+", as its framework says")
	}
	d.fact("role", t.Role)
	d.fact("started", fullTime(a, t.Started))
	d.add(nil)
	d.section("Container", "")
	d.fact("kind", cmp.Or(strings.ToLower(t.Container), "none is told"))
	d.fact("image", t.Image)
	d.fact("network", strings.ToLower(t.Network))
	if t.Privileged {
		d.factIn("privileged", "yes: it has all of the host's rights", d.pen.Level(mesoswatch.High))
	}
	for _, v := range t.Volumes {
		d.fact("volume", volumeWords(v))
	}
	d.fact("command", t.Command)
	d.fact("labels", strings.Join(t.Labels, ", "))
	d.add(nil)
	d.section("Resources", "")
	d.resources("has", t.Resources)
	d.told(a, row)
}

func healthWord(healthy *bool) string {
	switch {
	case healthy == nil:
		return ""
	case *healthy:
		return ", healthy"
	}
	return ", not healthy by its own check"
}

func volumeWords(v mesoswatch.Volume) string {
	from := v.Source
	if v.Host != "" {
		from = "host path " + v.Host
	}
	return strings.TrimSpace(from + " at " + cmp.Or(v.Container, "?") + " " + v.Mode)
}
