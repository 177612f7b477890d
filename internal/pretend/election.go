package pretend

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/keeper"
	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// OnElected is called whenever a master begins to lead, after it does, by whoever
// made it so; several may be given, and none is ever forgotten.
func (c *Cluster) OnElected(then func(Master)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.elected = append(c.elected, then)
}

// Masters are all, as they are now.
func (c *Cluster) Masters() []Master {
	c.mu.RLock()
	defer c.mu.RUnlock()
	all := make([]Master, len(c.masters))
	for i, m := range c.masters {
		all[i] = m.public()
	}
	return all
}

// Master is the i-th, as it is now.
func (c *Cluster) Master(i int) Master {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.masters[i].public()
}

// Elect makes a running master lead: all who run know it, the one before is a
// candidate like the others, agents and frameworks are back at once and registered
// anew, and candidates that are dead leave ZooKeeper.
func (c *Cluster) Elect(i int) error {
	if err := c.lead(i, c.clock.now()); err != nil {
		return err
	}
	if c.opt.State != nil {
		return nil
	}
	return c.world.Apply(c.clock.now(), world.Failover{}, world.Returned{})
}

// lead makes a master lead, and does nothing to the world.
func (c *Cluster) lead(i int, at time.Time) error {
	c.mu.Lock()
	m := c.masters[i]
	if !m.running {
		c.mu.Unlock()
		return fmt.Errorf("electing %s: it does not run", m.name)
	}
	for j, other := range c.masters {
		if other.running {
			other.follow(i)
		}
		if j != i && other.running && other.sequence < m.sequence {
			other.sequence = c.nextSequence() // it has joined again, behind the leader
		}
	}
	m.elected = at
	if c.opt.Recovery > 0 && !c.closed {
		m.empty = true
		c.timers = append(c.timers, time.AfterFunc(c.opt.Recovery, func() { c.Empty(i, false) }))
	}
	c.candidates()
	then, elected := slices.Clone(c.elected), m.public()
	c.mu.Unlock()
	for _, tell := range then {
		tell(elected)
	}
	return nil
}

// follow makes a master believe that another leads, or nobody. Streams end with
// the reign. The caller holds the lock.
func (m *master) follow(leader int) {
	m.believes = leader
	if !m.elected.IsZero() {
		m.elected, m.empty = time.Time{}, false
		m.endStreams()
	}
}

// NoLeader makes all masters know that nobody is elected; the one that led is a
// candidate.
func (c *Cluster) NoLeader() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.masters {
		m.follow(nobody)
	}
	c.candidates()
}

// Believe makes one master believe that another leads, whatever the others do:
// itself, for two that lead; or -1 for nobody.
func (c *Cluster) Believe(i, leader int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	m := c.masters[i]
	m.follow(leader)
	if leader == i {
		m.elected = c.clock.now()
	}
}

// Empty makes a master that leads answer as one that has not read its registry:
// elected, with nothing in its state; or lets it know everything again.
func (c *Cluster) Empty(i int, empty bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.masters[i].empty = empty
}

// Kill ends a master as SIGKILL does: its port is closed, the others point at it
// until another is elected, and its candidate stays in ZooKeeper until then.
func (c *Cluster) Kill(i int) error {
	c.mu.Lock()
	m := c.masters[i]
	led := m.running && !m.elected.IsZero()
	m.running, m.elected = false, time.Time{}
	m.endStreams()
	if led && c.opt.Failover > 0 && !c.closed {
		c.timers = append(c.timers, time.AfterFunc(c.opt.Failover, c.succeed))
	}
	c.mu.Unlock()
	m.resume() // what waits must end
	return m.door.shut()
}

// succeed elects the first candidate that runs, or nobody.
func (c *Cluster) succeed() {
	c.mu.Lock()
	next := nobody
	for i, m := range c.masters {
		if m.running && (next == nobody || m.sequence < c.masters[next].sequence) {
			next = i
		}
	}
	closed := c.closed
	c.mu.Unlock()
	switch {
	case closed:
	case next == nobody:
		c.NoLeader()
	default:
		_ = c.Elect(next) // it has been killed since: then the next Kill or Start counts
	}
}

// Start begins a new process of a master that was killed: at its old address, with
// a new id and a log of its own, as a candidate that knows who leads.
func (c *Cluster) Start(ctx context.Context, i int) error {
	m := c.masters[i]
	c.mu.Lock()
	if m.running {
		c.mu.Unlock()
		return fmt.Errorf("starting %s: it runs", m.name)
	}
	leader := nobody
	for j, other := range c.masters {
		if other.running && !other.elected.IsZero() {
			leader = j
		}
	}
	err := m.begin(m.newProcess(), c.clock.now())
	m.believes = leader
	c.candidates()
	c.mu.Unlock()
	if err != nil {
		return err
	}
	return m.fail(ctx, Trouble{})
}

// Pause stops a master as SIGSTOP does: connections are taken, and nothing is
// answered. Resume lets it go on.
func (c *Cluster) Pause(i int) { c.masters[i].pause() }

// Resume lets a paused master answer what waits.
func (c *Cluster) Resume(i int) { c.masters[i].resume() }

// Fail puts a running master into trouble; the zero Trouble ends it.
func (c *Cluster) Fail(ctx context.Context, i int, t Trouble) error {
	m := c.masters[i]
	c.mu.RLock()
	running := m.running
	c.mu.RUnlock()
	if !running {
		return fmt.Errorf("troubling %s: it does not run", m.name)
	}
	return m.fail(ctx, t)
}

// FailAgent is Fail for an agent; the zero Trouble also starts one that was killed.
func (c *Cluster) FailAgent(ctx context.Context, i int, t Trouble) error {
	return c.agents[i].fail(ctx, t)
}

// nextSequence of a candidate; the caller holds the lock.
func (c *Cluster) nextSequence() int {
	n := c.sequence
	c.sequence++
	return n
}

// candidates puts those who run into ZooKeeper; the caller holds the lock.
func (c *Cluster) candidates() {
	var nodes []keeper.Candidate
	for _, m := range c.masters {
		if m.running {
			p := m.public()
			nodes = append(nodes, keeper.Candidate{Node: p.Node(), Data: p.Info(), Replica: "log-replica(1)@" + m.process.Address()})
		}
	}
	c.ensemble.Set(nodes)
}
