package document

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// facts are what a document lists, one line each, for what the decoders say to be
// compared with what encoding/json read.
type facts []string

func (f *facts) add(format string, args ...any) { *f = append(*f, fmt.Sprintf(format, args...)) }

func (f facts) sorted() []string { return slices.Sorted(slices.Values(f)) }

// count is how many lines are of a kind.
func (f facts) count(kind string) int64 {
	var n int64
	for _, line := range f {
		if strings.HasPrefix(line, kind+" ") {
			n++
		}
	}
	return n
}

// take collects what is handed on as facts.
func (f *facts) take() Take {
	return Take{
		Framework: func(v *mesoswatch.Framework) error {
			kind := "framework"
			if v.Completed {
				kind = "completed"
			}
			f.add("%s %s name=%q user=%q principal=%q pid=%q roles=%q", kind, v.ID, v.Name, v.User, v.Principal, v.PID, v.Roles)
			for state, n := range v.Tasks {
				if n > 0 {
					f.add("tally %s %s %d", v.ID, state, n)
				}
			}
			return nil
		},
		Agent: func(v *mesoswatch.Agent) error {
			kind := "agent"
			if v.State == "recovered" {
				kind = "recovered"
			}
			f.add("%s %s host=%q pid=%q version=%q", kind, v.ID, v.Hostname, v.PID, v.Version)
			return nil
		},
		Task: func(v *mesoswatch.Task) error {
			f.add("task %s %s name=%q state=%s agent=%s", v.FrameworkID, v.ID, v.Name, v.State, v.AgentID)
			return nil
		},
		Role: func(v *mesoswatch.Role) error {
			f.add("role %s frameworks=%q", v.Name, v.Frameworks)
			return nil
		},
		Machine: func(v *mesoswatch.Machine) error {
			f.add("machine %s %s %s", v.Hostname, v.IP, v.Mode)
			return nil
		},
		Flag: func(name, value string) error {
			f.add("flag %s=%q", name, value)
			return nil
		},
	}
}

// object, list, text and first look at what encoding/json read.
func object(v any) map[string]any { m, _ := v.(map[string]any); return m }
func list(v any) []any            { l, _ := v.([]any); return l }

func text(v any) string {
	if m, ok := v.(map[string]any); ok {
		v = m["value"]
	}
	s, _ := v.(string)
	return s
}

func first(m map[string]any, keys ...string) any {
	for _, k := range keys {
		if v, ok := m[k]; ok {
			return v
		}
	}
	return nil
}

// merged is an object with what is in another too: people who edit recordings put
// some of it here and some there.
func merged(m map[string]any, inner any) map[string]any {
	all := maps.Clone(m)
	maps.Copy(all, object(inner))
	return all
}

func texts(v any) []string {
	var all []string
	for _, e := range list(v) {
		all = append(all, text(e))
	}
	return all
}

// oracle reads a document of a master or agent that encoding/json has read, in its
// own way.
type oracle struct {
	facts
	tallies map[string]int
	known   map[string]bool // frameworks
}

func factsOf(doc map[string]any) facts {
	o := oracle{tallies: map[string]int{}, known: map[string]bool{}}
	o.answer(doc)
	for key, n := range o.tallies {
		if framework, _, _ := strings.Cut(key, " "); o.known[framework] {
			o.add("tally %s %d", key, n)
		}
	}
	return o.facts
}

func (o *oracle) answer(doc map[string]any) {
	for _, wrap := range []string{"get_state", "get_frameworks", "get_agents", "get_tasks", "get_roles", "get_flags"} {
		if inner, ok := doc[wrap]; ok {
			o.answer(object(inner))
		}
	}
	for _, v := range list(doc["frameworks"]) {
		o.framework("framework", object(v))
	}
	for _, v := range list(doc["completed_frameworks"]) {
		o.framework("completed", object(v))
	}
	for _, v := range list(first(doc, "slaves", "agents")) {
		o.agent("agent", object(v))
	}
	for _, v := range list(first(doc, "recovered_slaves", "recovered_agents")) {
		o.agent("recovered", object(v))
	}
	for _, v := range list(doc["roles"]) {
		o.add("role %s frameworks=%q", object(v)["name"], texts(object(v)["frameworks"]))
	}
	for name, v := range object(doc["flags"]) {
		o.add("flag %s=%q", name, v)
	}
	for _, v := range list(doc["flags"]) {
		o.add("flag %s=%q", object(v)["name"], text(v))
	}
	o.tasks(doc, "")
}

// tasks of a document, or of a framework or an executor of its.
func (o *oracle) tasks(in map[string]any, of string) {
	for _, key := range []string{"tasks", "unreachable_tasks", "pending_tasks", "launched_tasks", "queued_tasks", "orphan_tasks", "completed_tasks", "terminated_tasks"} {
		for _, v := range list(in[key]) {
			t := object(v)
			framework, state := text(t["framework_id"]), text(t["state"])
			if of == "" {
				o.tallies[framework+" "+state]++
			} else {
				o.tallies[of+" "+state]++
			}
			over := slices.Contains([]string{"TASK_FINISHED", "TASK_FAILED", "TASK_KILLED", "TASK_ERROR", "TASK_LOST", "TASK_DROPPED", "TASK_GONE", "TASK_GONE_BY_OPERATOR"}, state)
			if key == "completed_tasks" || key == "terminated_tasks" || over {
				o.add("ended %s %s", framework, text(first(t, "id", "task_id")))
				continue
			}
			o.add("task %s %s name=%q state=%s agent=%s", framework, text(first(t, "id", "task_id")), text(t["name"]), state, text(first(t, "slave_id", "agent_id")))
		}
	}
}

func (o *oracle) framework(kind string, f map[string]any) {
	info := merged(f, f["framework_info"])
	id := text(info["id"])
	roles := texts(info["roles"])
	if role := text(info["role"]); roles == nil && role != "" {
		roles = []string{role}
	}
	o.known[id] = true
	o.add("%s %s name=%q user=%q principal=%q pid=%q roles=%q", kind, id, text(info["name"]), text(info["user"]), text(info["principal"]), text(f["pid"]), roles)
	o.tasks(f, id)
	for _, e := range list(f["executors"]) {
		o.tasks(object(e), id)
	}
	for key, v := range f { // of the summary
		if n, ok := v.(float64); ok && n > 0 && strings.HasPrefix(key, "TASK_") {
			o.tallies[id+" "+key] += int(n)
		}
	}
}

func (o *oracle) agent(kind string, a map[string]any) {
	info := merged(a, a["agent_info"])
	o.add("%s %s host=%q pid=%q version=%q", kind, text(info["id"]), text(info["hostname"]), text(a["pid"]), text(a["version"]))
}

// compare tells where the decoders and the oracle differ.
func compare(t *testing.T, name string, got, want facts, head Head) {
	t.Helper()
	var listed facts
	for _, f := range want {
		if !strings.HasPrefix(f, "ended ") {
			listed = append(listed, f)
		}
	}
	g, w := got.sorted(), listed.sorted()
	for _, line := range g {
		if !slices.Contains(w, line) {
			t.Errorf("%s: decoded, but not there: %s", name, line)
		}
	}
	for _, line := range w {
		if !slices.Contains(g, line) {
			t.Errorf("%s: there, but not decoded: %s", name, line)
		}
	}
	if len(g) != len(w) {
		t.Errorf("%s: %d facts decoded, %d are there", name, len(g), len(w))
	}
	for kind, n := range map[string]*int64{
		"framework": head.Listed.Frameworks, "completed": head.Listed.CompletedFrameworks, "agent": head.Listed.Agents, "recovered": head.Listed.RecoveredAgents,
		"task": head.Listed.Tasks, "ended": head.Listed.EndedTasks, "role": head.Listed.Roles, "flag": head.Listed.Flags,
	} {
		if n == nil {
			n = new(int64)
		}
		if c := want.count(kind); c != *n {
			t.Errorf("%s: the head counts %d of %s, there are %d", name, *n, kind, c)
		}
	}
	for _, odd := range head.Odd {
		t.Logf("%s: odd: %+v", name, odd) // not as Mesos writes it: edited by people
	}
}
