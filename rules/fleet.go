package rules

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// fleet keeps what the leading master lists of agents, and who left when.
type fleet struct {
	agents    table[member]
	addresses table[string] // by host:port: the id of the agent that is there
	machines  table[bool]   // by host name or address: in the maintenance schedule
	leads     leadership
	there     int // agents that are listed
}

// member is one agent, there or not.
type member struct {
	last    *mesoswatch.Snapshot // the last one with what is known of it
	there   bool
	left    time.Time
	excused bool // that it left means nothing: somebody meant it to, it has another id now, or it was told
	why     string
	since   time.Time // of why
	lost    bool      // it is one of many that were lost, or one the master counts unreachable
}

// begin makes a fleet ready; forgotten is called for a lost member that there was
// no room for any more.
func (f *fleet) begin(forgotten func()) {
	f.agents.max, f.addresses.max, f.machines.max = maxAgents, maxAgents, maxAgents
	f.agents.gone = func(m *member) {
		if m.there {
			f.there--
		}
		if m.lost {
			forgotten()
		}
	}
}

func (f *fleet) evicted() int64 {
	return f.agents.evicted + f.addresses.evicted + f.machines.evicted
}

// see takes in what changes the picture. For an agent it answers its entry, and
// the one of another id that was at its address before and is lost.
func (f *fleet) see(s *mesoswatch.Snapshot) (m, before *member) {
	switch {
	case s.Agent != nil && s.Agent.ID != "":
		return f.agent(s)
	case s.Machine != nil:
		for _, name := range []string{s.Machine.Hostname, s.Machine.IP} {
			switch name = cut(name, maxSubjectText); {
			case name == "":
			case s.Gone || s.Machine.Mode == "up":
				f.machines.remove(name)
			default:
				*f.machines.put(name) = true
			}
		}
	case s.Cluster != nil, s.Master != nil:
		f.leads.see(s)
	}
	return nil, nil
}

func (f *fleet) agent(s *mesoswatch.Snapshot) (m, before *member) {
	id, address := cut(s.Agent.ID, maxSubjectText), addressOf(s.Agent)
	if s.Gone {
		m = f.agents.get(id)
		if m == nil || !m.there {
			return m, nil
		}
		m.there, m.left = false, s.At
		m.excused = f.planned(m.last.Agent) || f.replaced(m.last.Agent)
		f.there--
		return m, nil
	}
	if address != "" {
		holder := f.addresses.put(address)
		if *holder != "" && *holder != id {
			before = f.agents.get(*holder)
		}
		*holder = id
	}
	m = f.agents.put(id)
	if !m.there {
		m.there, m.left, m.excused = true, time.Time{}, false
		f.there++
	}
	m.last = s
	if before != nil && before.there {
		before = nil
	}
	return m, before
}

// planned tells whether somebody meant an agent to go.
func (f *fleet) planned(a *mesoswatch.Agent) bool {
	if a.Drain != "" || is(a.Deactivated) {
		return true
	}
	for _, name := range []string{a.Hostname, ipOf(a.PID)} {
		if name != "" && f.machines.peek(cut(name, maxSubjectText)) != nil {
			return true
		}
	}
	return false
}

// replaced tells whether another id is at the agent's address now.
func (f *fleet) replaced(a *mesoswatch.Agent) bool {
	holder := f.addresses.peek(addressOf(a))
	return holder != nil && *holder != cut(a.ID, maxSubjectText)
}

// addressOf is where an agent is by its own word; empty when it does not say.
func addressOf(a *mesoswatch.Agent) string {
	u, ok := mesoswatch.ParseUPID(a.PID)
	if !ok {
		return ""
	}
	return u.IP + ":" + u.Port
}

func agentOf(a *mesoswatch.Agent) mesoswatch.Subject {
	return mesoswatch.Subject{Kind: "agent", Name: a.ID}
}

// series are the latest values of a number that a master tells.
type series struct{ points []point }

type point struct {
	at    time.Time
	value float64
}

// maxPoints bounds a series; the oldest go first.
const maxPoints = 64

// add notes a value. A counter that is lower than before began anew: what it was
// says nothing now.
func (s *series) add(at time.Time, v float64, counter bool) {
	n := len(s.points)
	if n > 0 && (s.points[n-1].at.After(at) || counter && v < s.points[n-1].value) {
		s.points = s.points[:0]
	} else if n > 0 && s.points[n-1].value == v {
		return
	}
	s.points = append(s.points, point{at, v})
	if len(s.points) > maxPoints {
		s.points = append(s.points[:0], s.points[1:]...)
	}
}

// change is by how much the last value differs from the value at that time, or
// from the first one when that is later; false before there are two.
func (s *series) change(since time.Time) (float64, bool) {
	n := len(s.points)
	if n < 2 {
		return 0, false
	}
	i := n - 1
	for i > 0 && s.points[i].at.After(since) {
		i--
	}
	return s.points[n-1].value - s.points[i].value, true
}
