package bundle

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// touched is something that findings or events of the incident name.
type touched struct {
	Kind, Name string
	// How it is known.
	How string
}

// meaning is what a runbook says that a finding of its kind can lead to.
type meaning struct{ Title, Text string }

// naming says which field names what, and what its word is worth.
type naming struct {
	field, kind, how string
	get              func(*mesoswatch.Event) string
}

const (
	byPeer   = "a claim of the peer, not verified"
	byMaster = "as the log of the cluster names it"
)

// namings are the fields that tell what an incident touches.
func namings() []naming {
	type event = mesoswatch.Event
	return []naming{
		{"framework_id", "framework", byMaster, func(e *event) string { return e.FrameworkID }},
		{"framework_name", "framework name", byPeer, func(e *event) string { return e.FrameworkName }},
		{"agent_id", "agent", byMaster, func(e *event) string { return e.AgentID }},
		{"hostname", "host name", byPeer, func(e *event) string { return e.Hostname }},
		{"task_id", "task", byMaster, func(e *event) string { return e.TaskID }},
		{"executor_id", "executor", byMaster, func(e *event) string { return e.ExecutorID }},
		{"container_id", "container", byMaster, func(e *event) string { return e.ContainerID }},
		{"principal", "principal", byMaster, func(e *event) string { return e.Principal }},
		{"claimed_principal", "principal", byPeer, func(e *event) string { return e.ClaimedPrincipal }},
		{"user", "system user", byMaster, func(e *event) string { return e.User }},
		{"roles", "role", byMaster, func(e *event) string { return e.Roles }},
		{"claimed_ip", "address", byPeer, func(e *event) string { return e.ClaimedIP }},
		{"remote_ip", "address", "the other end of a connection", func(e *event) string { return e.RemoteIP }},
	}
}

// maxTouched is how many of one kind are listed.
const maxTouched = 40

// touched lists what findings, events of the timeline and tasks of touched
// frameworks name.
func (c Content) touched() []touched {
	var out []touched
	for _, n := range namings() {
		names := make(map[string]bool)
		for _, f := range c.Findings {
			names[f.Fields[n.field]] = true
			if f.Subject.Kind == n.kind && n.how == byMaster {
				names[f.Subject.Name] = true
			}
		}
		for _, m := range c.Moments {
			if m.Event != nil {
				names[n.get(m.Event)] = true
			}
		}
		how := n.how
		if n.kind == "task" {
			c.tasks(out, names)
		}
		out = appendTouched(out, n.kind, how, names)
	}
	return out
}

// tasks adds those of the frameworks that are touched.
func (c Content) tasks(known []touched, names map[string]bool) {
	for _, s := range c.Snapshots {
		if s.Task != nil && slices.ContainsFunc(known, func(t touched) bool { return t.Kind == "framework" && t.Name == s.Task.FrameworkID }) {
			names[s.Task.ID] = true
		}
	}
}

func appendTouched(out []touched, kind, how string, names map[string]bool) []touched {
	delete(names, "")
	sorted := make([]string, 0, len(names))
	for name := range names {
		sorted = append(sorted, name)
	}
	slices.Sort(sorted)
	for i, name := range sorted {
		if i == maxTouched {
			return append(out, touched{kind, fmt.Sprintf("and %d more", len(sorted)-i), how})
		}
		out = append(out, touched{kind, curt(name), how})
	}
	return out
}

// impact says what is known of what was reached, and what is not.
func (c Content) impact(known []touched) []string {
	out := []string{c.logins()}
	for _, k := range []string{"framework", "agent", "task"} {
		n := 0
		for _, t := range known {
			if t.Kind == k {
				n++
			}
		}
		if n == 0 {
			out = append(out, fmt.Sprintf("No %s is named by the findings and events of this incident. Whether one was touched is unknown.", k))
		} else {
			out = append(out, fmt.Sprintf("%s named by the findings and events of this incident: see the table.", number(n, k)))
		}
	}
	return append(out, "What of it was read or changed is unknown to this program: it sees logs and states, not what ran inside a task.")
}

// logins says whether somebody got in, as far as the events tell.
func (c Content) logins() string {
	ok, failed, as := 0, 0, []string(nil)
	for _, m := range c.Moments {
		switch {
		case m.Event == nil:
		case m.Event.Kind == mesoswatch.KindAuthOK:
			ok += max(m.Count, 1)
			if who := "“" + curt(orUnknown(m.Event.Principal)) + "”"; !slices.Contains(as, who) && len(as) < 10 {
				as = append(as, who)
			}
		case mesoswatch.IsFailedLogin(m.Event):
			failed += max(m.Count, 1)
		}
	}
	switch {
	case ok > 0:
		return fmt.Sprintf("%s succeeded (as %s) and %d failed among the events of this incident.", number(ok, "login"), strings.Join(as, ", "), failed)
	case failed > 0:
		return fmt.Sprintf("%s failed, and none that succeeded is among the events of this incident. Where logs have gaps, or were not read, that proves nothing.", number(failed, "login"))
	}
	return "Whether somebody logged in is unknown: no login is among the events of this incident."
}

// meanings are the Impact sections of the runbooks.
func (c Content) meanings() []meaning {
	var out []meaning
	for _, r := range c.Runbooks {
		_, rest, ok := strings.Cut("\n"+r.Markdown, "\n## Impact\n")
		if !ok {
			continue
		}
		text, _, _ := strings.Cut(rest, "\n## ")
		if text = plainLines(strings.Split(strings.TrimSpace(text), "\n")); text != "" {
			out = append(out, meaning{r.Title, text})
		}
	}
	return out
}
