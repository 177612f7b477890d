package pretend

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// castAgents is how many agents appear in a scenario.
const castAgents = 4

// Play lets the scenario happen, at the speed of the cluster, and returns when it
// is over: nil, the error of ctx when that ended before, or what kept a file from
// being written. One scenario is played once on one cluster, which must not be
// Settled and have the agents that appear in it.
func (c *Cluster) Play(ctx context.Context, s Scenario) error {
	if !c.opt.staged() || len(c.agents) < castAgents {
		return fmt.Errorf("playing a scenario on a cluster of %d agents, Settled %v, Bare %v: it needs %d, and nothing that happened before", len(c.agents), c.opt.Settled, c.opt.Bare, castAgents)
	}
	began := time.Now()
	timer := time.NewTimer(0)
	defer timer.Stop()
	c.clock.play(c.opt.Speed)
	defer c.clock.play(1) // from there on it is as late as on the wall
	names := c.names()
	for i, step := range s.Steps {
		if err := c.await(ctx, timer, began, step.At); err != nil {
			return fmt.Errorf("playing step %d of %d: %w", i+1, len(s.Steps), err)
		}
		if err := c.take(ctx, step, names); err != nil {
			return fmt.Errorf("playing step %d of %d: %w", i+1, len(s.Steps), err)
		}
	}
	return nil
}

// await returns when it is time for what happens at this time of the log.
func (c *Cluster) await(ctx context.Context, timer *time.Timer, began time.Time, at time.Duration) error {
	if c.opt.Speed <= 0 {
		return ctx.Err()
	}
	left := time.Until(began.Add(time.Duration(float64(at) / c.opt.Speed)))
	if left <= 0 {
		return ctx.Err()
	}
	timer.Reset(left)
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *Cluster) take(ctx context.Context, s Step, names *strings.Replacer) error {
	at := c.opt.Start.Add(s.At)
	c.clock.reach(at)
	if s.Line.Text != "" {
		line := s.Line
		if strings.Contains(line.Text, "{") {
			line.Text = names.Replace(line.Text)
			line.Text = strings.ReplaceAll(line.Text, forgedStamp, string(masterlog.AppendStamp(nil, at)))
		}
		if err := c.masters[0].log.write(line, at, s.Thread); err != nil {
			return err
		}
	}
	if err := c.happen(ctx, s, at); err != nil {
		return err
	}
	for _, change := range s.Changes {
		if err := c.world.Apply(at, placed(change, names)); err != nil {
			return err
		}
	}
	return nil
}

func (c *Cluster) happen(ctx context.Context, s Step, at time.Time) error {
	switch s.Does {
	case MasterDies:
		err := c.Kill(0)
		c.NoLeader()
		return err
	case MasterStarts:
		return c.restart(ctx, c.resolved(s.Process), at)
	case MasterElected:
		return c.lead(0, at)
	case ZooKeeperDies:
		c.ensemble.Down()
	case ZooKeeperReturns:
		c.ensemble.Up()
		c.mu.Lock()
		defer c.mu.Unlock()
		c.candidates()
	}
	return nil
}

// restart begins a process of the first master that the scenario wrote.
func (c *Cluster) restart(ctx context.Context, p masterlog.Process, at time.Time) error {
	m := c.masters[0]
	c.mu.Lock()
	err := m.begin(p, at)
	m.believes = nobody
	c.mu.Unlock()
	return errors.Join(err, m.fail(ctx, Trouble{}))
}

// placed is a change with the addresses of this cluster.
func placed(change world.Change, names *strings.Replacer) world.Change {
	switch c := change.(type) {
	case world.AgentAdded:
		c.Agent.PID = names.Replace(c.Agent.PID)
		_, address, _ := strings.Cut(c.Agent.PID, "@")
		if _, port, err := net.SplitHostPort(address); err == nil {
			c.Agent.Port, _ = strconv.Atoi(port)
		}
		return c
	case world.TaskUpdated:
		c.Status.IP = names.Replace(c.Status.IP)
		return c
	}
	return change
}

// forgedStamp stands for the time of a line that a name forges.
const forgedStamp = "{stamp}"
