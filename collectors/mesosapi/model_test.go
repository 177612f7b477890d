package mesosapi

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi/document"
)

const src = "http://m1:5050"

// told is a model that follows src, and what it tells.
func modelOf(t *testing.T) (*model, *mesoswatch.Board, *[]mesoswatch.Snapshot) {
	var b mesoswatch.Board
	var all []mesoswatch.Snapshot
	m := newModel(func(r mesoswatch.Record) error {
		all = append(all, *r.Snapshot)
		return b.Handle(r)
	})
	m.follow(src)
	return m, &b, &all
}

func tell(t *testing.T, m *model) {
	t.Helper()
	if err := m.tell(); err != nil {
		t.Fatal(err)
	}
}

// listing reads one whole look of agents, frameworks and tasks.
func listing(m *model, agents []*mesoswatch.Agent, frameworks []*mesoswatch.Framework, tasks []*mesoswatch.Task) *look {
	l := m.begin(src, true)
	for _, a := range agents {
		l.agent(a)
	}
	for _, f := range frameworks {
		l.framework(f)
	}
	for _, v := range tasks {
		l.task(v)
	}
	return l
}

func agentNo(n int) *mesoswatch.Agent {
	return &mesoswatch.Agent{ID: fmt.Sprintf("S%d", n), PID: fmt.Sprintf("slave(1)@10.0.0.%d:5051", n)}
}

func taskOn(agent, id string) *mesoswatch.Task {
	return &mesoswatch.Task{ID: id, FrameworkID: "F1", AgentID: agent, State: "TASK_RUNNING"}
}

// An answer that was made before an event arrives after it: the event counts.
func TestLookAgainstStream(t *testing.T) {
	m, b, _ := modelOf(t)
	l := listing(m, nil, nil, []*mesoswatch.Task{taskOn("S1", "stays"), taskOn("S1", "ends"), taskOn("S1", "changes")})
	l.end()
	tell(t, m)

	late := m.begin(src, true) // asked for now
	w := now(src)
	m.live(w).Task(taskOn("S1", "new"))
	m.happened(document.Event{Type: "TASK_UPDATED", Update: &document.TaskUpdate{FrameworkID: "F1", TaskID: "ends", State: "TASK_KILLED"}}, w)
	m.happened(document.Event{Type: "TASK_UPDATED", Update: &document.TaskUpdate{FrameworkID: "F1", TaskID: "changes", State: "TASK_KILLING"}}, w)
	tell(t, m)
	for _, id := range []string{"stays", "ends", "changes"} { // as it was when it was asked for
		late.task(taskOn("S1", id))
	}
	late.goneTasks()
	late.end()
	tell(t, m)
	for id, state := range map[string]string{"stays": "TASK_RUNNING", "changes": "TASK_KILLING", "new": "TASK_RUNNING"} {
		if s := b.Subjects("task").Get("F1 " + id); s == nil || s.Task.State != state {
			t.Errorf("%s: %+v", id, s)
		}
	}
	if s := b.Subjects("task").Get("F1 ends"); s != nil {
		t.Errorf("came back: %+v", s.Task)
	}
	if len(m.tasks.ended) != 0 {
		t.Error("what ended is remembered after the look")
	}
}

func TestOnlyChangesAreTold(t *testing.T) {
	m, b, all := modelOf(t)
	read := func(name string) {
		l := listing(m, []*mesoswatch.Agent{agentNo(1)}, []*mesoswatch.Framework{{ID: "F1", Name: name}}, []*mesoswatch.Task{taskOn("S1", "t")})
		l.goneFrameworks()
		l.goneAgents(nil)
		l.goneTasks()
		l.end()
		tell(t, m)
	}
	read("a")
	first := b.Subjects("framework").Get("F1").Framework
	if len(*all) != 3 {
		t.Fatalf("%d snapshots", len(*all))
	}
	read("a")
	if len(*all) != 3 {
		t.Errorf("said again: %+v", (*all)[3:])
	}
	read("b")
	if len(*all) != 4 || first.Name != "a" || b.Subjects("framework").Get("F1").Framework.Name != "b" {
		t.Errorf("%d snapshots, the first is %q by now", len(*all), first.Name)
	}
	l := listing(m, nil, nil, nil)
	l.goneFrameworks()
	l.goneAgents(nil)
	l.goneTasks()
	l.end()
	tell(t, m)
	if b.Subjects("framework").Len()+b.Subjects("agent").Len()+b.Subjects("task").Len() != 0 {
		t.Error("something is left")
	}
	if m.tasks.n+m.agents.n+m.frameworks.n != 0 || len(m.tasks.entries)+len(m.agents.entries)+len(m.frameworks.entries) != 0 {
		t.Error("the model keeps what is gone")
	}
}

// What one endpoint does not tell is kept from the other.
func TestMerge(t *testing.T) {
	m, b, _ := modelOf(t)
	at := time.Unix(1795151190, 194915000).UTC()
	l := listing(m, nil, []*mesoswatch.Framework{{ID: "F1", Name: "web", PID: "scheduler-1@10.0.0.9:31000", User: "root", Principal: "p", Registered: at}}, nil)
	l.end()
	m.live(now(src)).Framework(&mesoswatch.Framework{ID: "F1", Name: "web", User: "root", Principal: "q", Registered: at.Add(72 * time.Nanosecond)}) // no pid, finer time
	s := m.begin(src, false)
	s.framework(&mesoswatch.Framework{ID: "F1", Name: "web", Tasks: map[string]int64{"TASK_RUNNING": 3}}) // no user, no principal
	s.framework(&mesoswatch.Framework{ID: "F2", Name: "unknown"})
	s.end()
	tell(t, m)
	f := b.Subjects("framework").Get("F1").Framework
	if f.PID == "" || f.User != "root" || f.Principal != "q" || f.Tasks["TASK_RUNNING"] != 3 || !f.Registered.Equal(at) {
		t.Errorf("%+v", f)
	}
	if b.Subjects("framework").Get("F2") != nil || len(s.leftover) != 1 {
		t.Error("a framework of which only the summary tells is told without user and principal")
	}
	// The whole word of the state takes back what is no more.
	l = listing(m, nil, []*mesoswatch.Framework{{ID: "F1", Name: "web", User: "root"}}, nil)
	l.end()
	tell(t, m)
	if f := b.Subjects("framework").Get("F1").Framework; f.PID != "" || f.Principal != "" || f.Tasks["TASK_RUNNING"] != 3 {
		t.Errorf("%+v", f)
	}
}

// An agent that is only in the registry keeps what was known of it, and its tasks.
func TestRecoveredAgents(t *testing.T) {
	m, b, _ := modelOf(t)
	yes := true
	a := agentNo(1)
	a.Active = &yes
	listing(m, []*mesoswatch.Agent{a, agentNo(2)}, nil, []*mesoswatch.Task{taskOn("S1", "t1"), taskOn("S2", "t2")}).end()
	l := listing(m, []*mesoswatch.Agent{{ID: "S1", State: recovered}, agentNo(2)}, nil, nil)
	l.goneAgents(nil)
	kept := l.goneTasks()
	l.end()
	tell(t, m)
	got := b.Subjects("agent").Get("S1").Agent
	if got.State != recovered || got.PID == "" || got.Active != nil || kept != 1 {
		t.Errorf("%+v, %d tasks kept", got, kept)
	}
	if b.Subjects("task").Get("F1 t1") == nil || b.Subjects("task").Get("F1 t2") != nil {
		t.Error("tasks")
	}
}

func TestBounds(t *testing.T) {
	m, b, _ := modelOf(t)
	m.agents.most = 3
	for range 2 { // counted for each look, not added up
		l := listing(m, []*mesoswatch.Agent{agentNo(1), agentNo(2), agentNo(3), agentNo(4), agentNo(5)}, nil, nil)
		l.goneAgents(nil)
		l.end()
	}
	tell(t, m)
	if n := m.refused()[mesoswatch.SubjectAgent]; b.Subjects("agent").Len() != 3 || n != 2 {
		t.Errorf("%d agents, %d refused", b.Subjects("agent").Len(), n)
	}
	l := listing(m, []*mesoswatch.Agent{agentNo(4)}, nil, nil)
	l.goneAgents(nil)
	l.end()
	tell(t, m)
	if len(m.refused()) != 1 { // there was no room yet when it was listed
		t.Errorf("refused %v", m.refused())
	}
	listing(m, []*mesoswatch.Agent{agentNo(4)}, nil, nil).end()
	tell(t, m)
	if len(m.refused()) != 0 || b.Subjects("agent").Get("S4") == nil {
		t.Errorf("refused %v", m.refused())
	}
}

// What a master says that does not lead any more is not heard.
func TestOtherVoices(t *testing.T) {
	m, b, _ := modelOf(t)
	l := m.begin("http://other:5050", true)
	l.agent(agentNo(1))
	m.live(now("http://other:5050")).Task(taskOn("S1", "t"))
	l.end()
	tell(t, m)
	if len(b.Snapshots()) != 0 {
		t.Errorf("%+v", b.Snapshots())
	}
}

// Texts that are each within their bound do not add up without one; what goes
// makes room again.
func TestRoom(t *testing.T) {
	m, b, _ := modelOf(t)
	m.tasks.room = 10_000
	big := func(id string) *mesoswatch.Task {
		task := taskOn("S1", id)
		task.Name = strings.Repeat("x", 1000)
		return task
	}
	for i := range 100 {
		m.live(now(src)).Task(big(fmt.Sprint("t", i)))
	}
	tell(t, m)
	kept, refused := b.Subjects(mesoswatch.SubjectTask).Len(), m.refused()[mesoswatch.SubjectTask]
	if kept < 5 || kept > 10 || int64(kept)+refused != 100 || m.tasks.weight > m.tasks.room {
		t.Errorf("%d kept, %d refused, %d bytes", kept, refused, m.tasks.weight)
	}
	grown := big("t0")
	grown.Labels = []string{strings.Repeat("y", 20_000)}
	m.live(now(src)).Task(grown)
	if m.tasks.weight > m.tasks.room {
		t.Errorf("%d bytes after one has grown", m.tasks.weight)
	}
	m.update(src, func() {
		for key := range m.tasks.entries {
			m.dropTask(key, now(src))
		}
	})
	tell(t, m)
	if m.tasks.weight != 0 || len(m.tasks.entries) != 0 {
		t.Errorf("%d bytes of %d tasks are left", m.tasks.weight, len(m.tasks.entries))
	}
}
