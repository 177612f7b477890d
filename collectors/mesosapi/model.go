package mesosapi

import (
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Bounds of what is remembered, those of the Board.
const (
	mostTasks    = 250_000
	mostAgents   = 50_000
	mostSubjects = 20_000
)

// Bounds of what they may hold beside themselves, in bytes, since each text in them
// is bounded for itself only. A task of a real cluster has about 300.
const (
	roomTasks    = 96 << 20
	roomAgents   = 64 << 20
	roomSubjects = 32 << 20
)

// States of an agent, as in mesoswatch.Agent.
const (
	registered  = "registered"
	recovered   = "recovered"
	unreachable = "unreachable"
)

// model is the cluster as the leading master describes it: what was said of each
// subject, and what of it waits to be told. It takes the word of one master at a
// time.
type model struct {
	mu         sync.Mutex
	source     string // whose word counts
	frameworks table[mesoswatch.Framework]
	agents     table[mesoswatch.Agent]
	tasks      table[mesoswatch.Task]
	roles      table[mesoswatch.Role]
	machines   table[mesoswatch.Machine]
	unreached  unreached
	news       []news
	looks      int // under way
	lastLook   uint64

	telling sync.Mutex // one teller at a time, in order
	emit    mesoswatch.Emit
}

// news is a subject that waits to be told.
type news struct{ kind, key string }

func newModel(emit mesoswatch.Emit) *model {
	return &model{
		emit: emit,
		frameworks: table[mesoswatch.Framework]{kind: mesoswatch.SubjectFramework, most: mostSubjects, room: roomSubjects,
			key:  func(f *mesoswatch.Framework) string { return f.ID },
			wrap: func(f *mesoswatch.Framework) mesoswatch.Snapshot { return mesoswatch.Snapshot{Framework: f} }},
		agents: table[mesoswatch.Agent]{kind: mesoswatch.SubjectAgent, most: mostAgents, room: roomAgents,
			key:  func(a *mesoswatch.Agent) string { return a.ID },
			wrap: func(a *mesoswatch.Agent) mesoswatch.Snapshot { return mesoswatch.Snapshot{Agent: a} }},
		tasks: table[mesoswatch.Task]{kind: mesoswatch.SubjectTask, most: mostTasks, room: roomTasks,
			key:  func(t *mesoswatch.Task) string { return taskKey(t.FrameworkID, t.ID) },
			wrap: func(t *mesoswatch.Task) mesoswatch.Snapshot { return mesoswatch.Snapshot{Task: t} }},
		roles: table[mesoswatch.Role]{kind: mesoswatch.SubjectRole, most: mostSubjects, room: roomSubjects,
			key:  func(r *mesoswatch.Role) string { return r.Name },
			wrap: func(r *mesoswatch.Role) mesoswatch.Snapshot { return mesoswatch.Snapshot{Role: r} }},
		machines: table[mesoswatch.Machine]{kind: mesoswatch.SubjectMachine, most: mostSubjects, room: roomSubjects,
			key:  func(m *mesoswatch.Machine) string { return m.Hostname + " " + m.IP },
			wrap: func(m *mesoswatch.Machine) mesoswatch.Snapshot { return mesoswatch.Snapshot{Machine: m} }},
	}
}

func taskKey(framework, task string) string { return framework + " " + task }

// follow makes source the master whose word counts; what others still say is
// dropped.
func (m *model) follow(source string) {
	m.mu.Lock()
	m.source = source
	m.mu.Unlock()
}

// update runs with the tables if source is the one whose word counts.
func (m *model) update(source string, with func()) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.source != source {
		return false
	}
	with()
	return true
}

// queue notes what put, change or remove of a table answered.
func (m *model) queue(kind, key string, is bool) {
	if is {
		m.news = append(m.news, news{kind, key})
	}
}

// tell emits all that waits, in order, and answers when it is told: what is
// reported complete after that has been told before.
func (m *model) tell() error {
	m.telling.Lock()
	defer m.telling.Unlock()
	for {
		s, more := m.next()
		if !more {
			return nil
		}
		if s == nil {
			continue
		}
		if err := m.emit(mesoswatch.Record{Snapshot: s}); err != nil {
			return err
		}
	}
}

func (m *model) next() (*mesoswatch.Snapshot, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.news) == 0 {
		m.news = nil
		return nil, false
	}
	n := m.news[0]
	m.news = m.news[1:]
	switch n.kind {
	case mesoswatch.SubjectFramework:
		return m.frameworks.take(n.key), true
	case mesoswatch.SubjectAgent:
		return m.agents.take(n.key), true
	case mesoswatch.SubjectTask:
		return m.tasks.take(n.key), true
	case mesoswatch.SubjectRole:
		return m.roles.take(n.key), true
	}
	return m.machines.take(n.key), true
}

// refused counts what had no room in the tables, by kind.
func (m *model) refused() map[string]int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := make(map[string]int64)
	for kind, n := range map[string]*int64{
		mesoswatch.SubjectFramework: &m.frameworks.refused, mesoswatch.SubjectAgent: &m.agents.refused, mesoswatch.SubjectTask: &m.tasks.refused,
		mesoswatch.SubjectRole: &m.roles.refused, mesoswatch.SubjectMachine: &m.machines.refused,
	} {
		if *n > 0 {
			all[kind] = *n
		}
	}
	return all
}

// listing are the agents as they are now, for the sampler and for sums.
func (m *model) listing() []*mesoswatch.Agent {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := make([]*mesoswatch.Agent, 0, len(m.agents.entries))
	for _, e := range m.agents.entries {
		if !e.gone {
			all = append(all, e.value)
		}
	}
	return all
}

// counts are how many subjects the model holds, and sums over them.
type counts struct {
	frameworks, agents, tasks, others int64
	total, used                       *mesoswatch.Resources
}

// counts counts frameworks that have not ended and agents that are there.
func (m *model) counts() counts {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := counts{tasks: int64(m.tasks.n), others: int64(m.roles.n + m.machines.n)}
	for _, e := range m.frameworks.entries {
		if !e.gone && !e.value.Completed {
			c.frameworks++
		}
	}
	for _, e := range m.agents.entries {
		if e.gone || e.value.State != registered {
			continue
		}
		c.agents++
		c.total = plus(c.total, e.value.Total)
		c.used = plus(c.used, e.value.Used)
	}
	return c
}

// running counts the tasks that run.
func (m *model) running() (n int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range m.tasks.entries {
		if !e.gone && e.value.State == "TASK_RUNNING" {
			n++
		}
	}
	return n
}

// plus adds scalars; nil where nothing was told.
func plus(sum, r *mesoswatch.Resources) *mesoswatch.Resources {
	if r == nil {
		return sum
	}
	if sum == nil {
		sum = &mesoswatch.Resources{}
	}
	sum.CPUs += r.CPUs
	sum.GPUs += r.GPUs
	sum.Mem += r.Mem
	sum.Disk += r.Disk
	return sum
}

// now is the time of a word of the event stream.
func now(source string) word { return word{source: source, at: time.Now()} }
