package pretend

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
)

// Play lets the scenario happen, at the speed of the cluster, and returns when it
// is over: nil, the error of ctx when that ended before, or what kept a file from
// being written. One scenario is played once on one cluster.
func (c *Cluster) Play(ctx context.Context, s Scenario) error {
	began := time.Now()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for i, step := range s.Steps {
		if err := c.await(ctx, timer, began, step.At); err != nil {
			return fmt.Errorf("playing step %d of %d: %w", i+1, len(s.Steps), err)
		}
		if err := c.take(step); err != nil {
			return fmt.Errorf("playing step %d of %d: %w", i+1, len(s.Steps), err)
		}
	}
	return nil
}

// await returns when it is time for what happens at this time of the log.
func (c *Cluster) await(ctx context.Context, timer *time.Timer, began time.Time, at time.Duration) error {
	if c.speed <= 0 {
		return ctx.Err()
	}
	left := time.Until(began.Add(time.Duration(float64(at) / c.speed)))
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

func (c *Cluster) take(s Step) error {
	at := c.start.Add(s.At)
	if s.Line.Text != "" {
		line := s.Line
		if strings.Contains(line.Text, forgedStamp) {
			stamp := string(masterlog.AppendStamp(nil, at))
			line.Text = strings.ReplaceAll(line.Text, forgedStamp, stamp)
		}
		if err := c.log.write(line, at, s.Thread); err != nil {
			return err
		}
	}
	switch s.Does {
	case MasterDies:
		c.http.stop()
	case MasterStarts:
		return c.begin(s.Process, at)
	case ZooKeeperDies:
		c.zk.down.Store(true)
	case ZooKeeperReturns:
		c.zk.down.Store(false)
	}
	return nil
}

// forgedStamp stands for the time of a line that a name forges.
const forgedStamp = "{stamp}"
