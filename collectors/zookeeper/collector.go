package zookeeper

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/pace"
)

// Name of the collector in records.
const Name = "zookeeper"

// Collector watches one ensemble.
type Collector struct {
	// Ensemble is what to watch; see ParseURL. Its String, without the login, is
	// the source of the tree's records; host:port that of a server's.
	Ensemble Ensemble
	// Interval between two rounds; 0 means 10 s.
	Interval time.Duration
	// Timeout bounds one word and all the calls of one look at the tree; 0 means 5 s.
	Timeout time.Duration
	// AllowPlaintext lets the login travel in clear beyond loopback, as Mesos
	// itself sends it. Without it the tree is read without login, which is enough
	// where Mesos made the znodes (it lets the world read them).
	AllowPlaintext bool
}

// Name implements mesoswatch.Collector.
func (c *Collector) Name() string { return Name }

// Words lists the four-letter words that can leave the program.
func Words() []string {
	var all []string
	for _, w := range words() {
		all = append(all, w.text)
	}
	return all
}

// Run watches until ctx is cancelled. Servers and tree are looked at side by
// side, each at its own pace, so that a dead one delays nobody.
func (c *Collector) Run(ctx context.Context, emit mesoswatch.Emit) error {
	if len(c.Ensemble.Servers) == 0 {
		return mesoswatch.Permanent(errors.New("no ZooKeeper server to ask"))
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p := pace.Pace{Interval: c.Interval}
	if p.Interval <= 0 {
		p.Interval = 10 * time.Second
	}
	var rounds []func(context.Context) (pace.Round, error)
	for _, address := range c.Ensemble.Servers {
		s := &server{address: address, limit: c.timeout(), emit: emit}
		rounds = append(rounds, s.round)
	}
	if c.Ensemble.Path != "" {
		t := &tree{ensemble: c.Ensemble, limit: c.timeout(), allowPlaintext: c.AllowPlaintext, emit: emit}
		defer t.close()
		rounds = append(rounds, t.round)
	}
	var watching sync.WaitGroup
	errs := make([]error, len(rounds))
	for i, round := range rounds {
		watching.Go(func() {
			if errs[i] = p.Run(ctx, round); errs[i] != nil {
				cancel() // the pipeline has ended: so do the others
			}
		})
	}
	watching.Wait()
	return errors.Join(errs...)
}

func (c *Collector) timeout() time.Duration {
	if c.Timeout <= 0 {
		return 5 * time.Second
	}
	return c.Timeout
}
