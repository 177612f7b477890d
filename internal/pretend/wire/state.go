package wire

import (
	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// State is /state.
func (m Master) State(e *Encoder, v world.View) {
	t := teller{e, e.release}
	e.object(func() {
		t.build(m.Build, false)
		e.seconds("start_time", m.Started)
		if !m.Elected.IsZero() {
			e.seconds("elected_time", m.Elected)
		}
		e.string("id", m.ID)
		e.string("pid", m.UPID())
		e.string("hostname", m.Host)
		if t.r.Since(1, 5) {
			e.strings("capabilities", t.r.masterCapabilities())
		}
		t.agentCounts(v)
		t.election(m)
		if !m.Cut.Flags {
			e.optional("cluster", m.Flag("cluster"))
			e.optional("log_dir", m.Flag("log_dir"))
			flagsAt(e, m.Flags)
		}
		e.listAt("slaves", func() { t.agents(v, false) })
		t.recovered(v)
		t.frameworkLists(m, v)
		e.listAt("orphan_tasks", func() {})
		e.listAt("unregistered_frameworks", func() {})
	})
}

func (t teller) agentCounts(v world.View) {
	var active, inactive float64
	for a := range v.Agents() {
		if a.Inactive {
			inactive++
		} else {
			active++
		}
	}
	t.num("activated_slaves", active)
	t.num("deactivated_slaves", inactive)
	if t.r.Since(1, 2) {
		t.num("unreachable_slaves", float64(v.Unreachable()))
	}
}

func (t teller) election(m Master) {
	if m.Leader == nil {
		return
	}
	t.string("leader", m.Leader.PID)
	if !t.r.Since(1, 0) {
		return
	}
	t.objectAt("leader_info", func() {
		t.string("id", m.Leader.ID)
		t.string("pid", m.Leader.PID)
		t.int("port", int64(m.Leader.Port))
		t.string("hostname", m.Leader.Hostname)
	})
}

// frameworkLists is the end of /state, and all of /frameworks.
func (t teller) frameworkLists(m Master, v world.View) {
	t.listAt("frameworks", func() {
		for f := range v.Frameworks() {
			if !m.Cut.hides(f) {
				t.object(func() { t.framework(f, v, m.Cut, false) })
			}
		}
	})
	t.listAt("completed_frameworks", func() {
		for f := range v.Completed() {
			if !m.Cut.hides(f) {
				t.object(func() { t.framework(f, v, m.Cut, true) })
			}
		}
	})
}

// Frameworks is /frameworks.
func (m Master) Frameworks(e *Encoder, v world.View) {
	e.object(func() {
		teller{e, e.release}.frameworkLists(m, v)
		e.listAt("unregistered_frameworks", func() {})
	})
}

// Slaves is /slaves.
func (m Master) Slaves(e *Encoder, v world.View) {
	t := teller{e, e.release}
	e.object(func() {
		e.listAt("slaves", func() { t.agents(v, true) })
		t.recovered(v)
	})
}

// Summary is /state-summary.
func (m Master) Summary(e *Encoder, v world.View) {
	t := teller{e, e.release}
	e.object(func() {
		e.string("hostname", m.Host)
		if !m.Cut.Flags {
			e.optional("cluster", m.Flag("cluster"))
		}
		e.listAt("slaves", func() {
			for a := range v.Agents() {
				e.object(func() {
					t.agent(a)
					t.taskCounts(a.Tasks)
					e.strings("framework_ids", a.Frameworks)
				})
			}
		})
		e.listAt("frameworks", func() {
			for f := range v.Frameworks() {
				if !m.Cut.hides(f) {
					e.object(func() {
						t.frameworkSummary(f, false)
						t.taskCounts(f.Tasks)
						e.strings("slave_ids", f.Agents)
					})
				}
			}
		})
	})
}

func (t teller) taskCounts(by map[string]int) {
	for _, state := range []string{"STAGING", "STARTING", "RUNNING", "KILLING", "FINISHED", "KILLED", "FAILED", "LOST", "ERROR", "UNREACHABLE"} {
		if state != "UNREACHABLE" || t.r.Since(1, 2) {
			t.int("TASK_"+state, int64(by["TASK_"+state]))
		}
	}
}
