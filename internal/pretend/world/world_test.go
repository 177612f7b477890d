package world

import (
	"slices"
	"testing"
	"time"
)

var at = time.Date(2026, 3, 2, 13, 20, 0, 0, time.UTC)

func applied(t *testing.T, w *World, changes ...Change) {
	t.Helper()
	if err := w.Apply(at, changes...); err != nil {
		t.Fatal(err)
	}
}

// small has an agent, and a framework with a task on it.
func small(t *testing.T) *World {
	t.Helper()
	w := &World{}
	applied(t, w,
		AgentAdded{Agent{ID: "S0", Total: Resources{CPUs: 8, Mem: 1024}, Reserved: map[string]Resources{"web": {CPUs: 2}}}},
		FrameworkAdded{Framework{ID: "F0", Name: "one", Principal: "p", PID: "x@127.0.0.1:1", Roles: []string{"web"}}},
		TaskAdded{Task{ID: "t", Framework: "F0", Agent: "S0", Resources: Resources{CPUs: 1}}},
		TaskUpdated{Framework: "F0", ID: "t", Status: Status{State: "TASK_RUNNING"}})
	return w
}

type seen struct {
	agents, recovered, frameworks, completed, tasks, ended int
	unreachable                                            int
	first                                                  Agent
	framework                                              Framework
	task                                                   Task
	counters                                               map[string]float64
}

func see(w *World) seen {
	var s seen
	w.Read(func(v View) {
		for a := range v.Agents() {
			if s.agents++; s.agents == 1 {
				s.first = *a
			}
		}
		for range v.Recovered() {
			s.recovered++
		}
		for f := range v.Frameworks() {
			s.frameworks++
			s.framework = *f
			for task := range v.Tasks(f.ID) {
				s.tasks++
				s.task = *task
			}
			for range v.EndedTasks(f.ID) {
				s.ended++
			}
		}
		for range v.Completed() {
			s.completed++
		}
		s.unreachable, s.counters = v.Unreachable(), v.Counters()
	})
	return s
}

func TestSums(t *testing.T) {
	w := small(t)
	applied(t, w, Offered{"F0", Offer{ID: "O0", Agent: "S0", Resources: Resources{CPUs: 3}}})
	s := see(w)
	if s.first.Used.CPUs != 1 || s.first.Offered.CPUs != 3 || s.first.Unreserved().CPUs != 6 || s.first.Tasks["TASK_RUNNING"] != 1 || !slices.Equal(s.first.Frameworks, []string{"F0"}) {
		t.Errorf("agent %+v", s.first)
	}
	if s.framework.Used.CPUs != 1 || !slices.Equal(s.framework.Agents, []string{"S0"}) || s.framework.Registered != at || s.counters["frameworks/p/messages_received"] == 0 {
		t.Errorf("framework %+v, counters %v", s.framework, s.counters)
	}
	applied(t, w, OfferEnded{Framework: "F0", Offer: "O0", Declined: true}, TaskUpdated{Framework: "F0", ID: "t", Status: Status{State: "TASK_FINISHED"}})
	if s := see(w); s.first.Used.CPUs != 0 || s.first.Offered.CPUs != 0 || s.tasks != 0 || s.ended != 1 || s.counters["tasks_finished"] != 1 || s.counters["messages_decline_offers"] != 1 {
		t.Errorf("then %+v", s)
	}
}

func TestAgentComesAndGoes(t *testing.T) {
	w := small(t)
	applied(t, w, AgentUnreachable{"S0"})
	if s := see(w); s.agents != 0 || s.unreachable != 1 || s.tasks != 1 || !s.task.Unreachable {
		t.Errorf("unreachable: %+v", s)
	}
	applied(t, w, AgentReturned{"S0"})
	if s := see(w); s.agents != 1 || s.unreachable != 0 || s.task.Unreachable || s.first.Reregistered != at {
		t.Errorf("back: %+v", s)
	}
	applied(t, w, AgentGone{"S0"})
	if s := see(w); s.agents != 0 || s.tasks != 0 || s.ended != 1 || s.counters["task_lost/source_master/reason_slave_removed"] != 1 {
		t.Errorf("gone: %+v", s)
	}
}

// After a failover agents are known from the registry, frameworks when an agent
// with a task of theirs returns, and neither before.
func TestFailover(t *testing.T) {
	w := small(t)
	applied(t, w, Login{}, Failover{})
	if s := see(w); s.agents != 0 || s.recovered != 1 || s.frameworks != 0 || len(s.counters) != 0 {
		t.Errorf("after it: %+v", s)
	}
	applied(t, w, AgentReturned{"S0"})
	if s := see(w); s.agents != 1 || s.frameworks != 1 || !s.framework.Recovered || s.framework.PID != "" || s.tasks != 1 || !s.first.Reregistered.IsZero() {
		t.Errorf("with the agent: %+v", s)
	}
	applied(t, w, FrameworkReturned{ID: "F0"})
	if s := see(w); s.framework.Recovered || s.framework.PID != "x@127.0.0.1:1" || s.framework.Inactive {
		t.Errorf("with the framework: %+v", s.framework)
	}
	applied(t, w, Failover{}, Returned{})
	if s := see(w); s.agents != 1 || s.frameworks != 1 || s.framework.Recovered || s.recovered != 0 {
		t.Errorf("with everybody: %+v", s)
	}
}

func TestWhatCannotHappen(t *testing.T) {
	for _, c := range []Change{
		AgentAdded{Agent{ID: "S0"}}, AgentReturned{"S0"}, AgentUnreachable{"S9"}, AgentGone{"S9"}, FrameworkAdded{Framework{ID: "F0"}}, FrameworkReturned{ID: "F9"},
		FrameworkLost{"F9"}, FrameworkRemoved{"F9"}, Offered{Framework: "F9"}, OfferEnded{Framework: "F9"}, TaskAdded{Task{Framework: "F0", Agent: "S9"}},
		TaskAdded{Task{Framework: "F9", Agent: "S0"}}, TaskUpdated{Framework: "F0", ID: "x"},
	} {
		if err := small(t).Apply(at, c); err == nil {
			t.Errorf("%#v: no error", c)
		}
	}
}

func TestBounded(t *testing.T) {
	w := small(t)
	for i := range completedFrameworks + 5 {
		id := string(rune('a'+i%26)) + string(rune('a'+i/26))
		applied(t, w, FrameworkAdded{Framework{ID: id}}, TaskAdded{Task{ID: "t", Framework: id, Agent: "S0"}}, FrameworkRemoved{id})
	}
	for range completedTasks + 5 {
		applied(t, w, TaskAdded{Task{ID: "n", Framework: "F0", Agent: "S0"}}, TaskUpdated{Framework: "F0", ID: "n", Status: Status{State: "TASK_FAILED"}})
	}
	if s := see(w); s.completed != completedFrameworks || s.ended != completedTasks || len(w.ended) > completedFrameworks+1 {
		t.Errorf("%d completed frameworks, %d tasks, of %d frameworks", s.completed, s.ended, len(w.ended))
	}
}

func TestEvents(t *testing.T) {
	w := small(t)
	agents := 0
	sub := w.Subscribe(func(v View) {
		for range v.Agents() {
			agents++
		}
	})
	applied(t, w, AgentAdded{Agent{ID: "S1"}}, FrameworkRemoved{"F0"}, AgentUnreachable{"S1"})
	var got []string
	for len(got) < 3 {
		got = append(got, (<-sub.Events()).Type)
	}
	if want := []string{"AGENT_ADDED", "TASK_UPDATED", "FRAMEWORK_REMOVED"}; !slices.Equal(got, want) || agents != 1 {
		t.Errorf("%v with %d agents before, want %v", got, agents, want)
	}
	sub.End()
	sub.End()
	applied(t, w, AgentReturned{"S1"})
	if e, more := <-sub.Events(); more {
		t.Errorf("after the end: %+v", e)
	}
}

func TestRolesAndMachines(t *testing.T) {
	w := small(t)
	applied(t, w, QuotaSet{"batch", &Quota{Guarantee: Resources{CPUs: 1}}}, WeightSet{"web", 2}, Scheduled{[]Machine{{Hostname: "h", Down: true}}})
	w.Read(func(v View) {
		roles := v.Roles()
		if len(roles) != 2 || roles[0].Name != "batch" || roles[0].Quota == nil || roles[1].Weight != 2 || roles[1].Used.CPUs != 1 || len(roles[1].Frameworks) != 1 {
			t.Errorf("roles %+v", roles)
		}
		if len(v.Machines()) != 1 {
			t.Error("no machine")
		}
	})
	applied(t, w, QuotaSet{"batch", nil})
	w.Read(func(v View) {
		if n := len(v.Roles()); n != 1 {
			t.Errorf("%d roles", n)
		}
	})
}
