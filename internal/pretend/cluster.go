package pretend

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/keeper"
	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// Cluster is a pretend cluster that runs: its masters, agents and ZooKeepers
// answer, the first master has begun its log, and nothing else happens before
// Play, but in a Settled one.
type Cluster struct {
	// Dir is the log folder of the first master.
	Dir string

	opt          Options
	journal      Journal
	certificates *authority
	world        world.World
	ensemble     *keeper.Ensemble
	clock        clock

	mu       sync.RWMutex // of the election, and of what masters and agents are
	dice     masterlog.Dice
	masters  []*master
	agents   []*agent
	fronts   []*front
	starts   int // processes of masters so far
	sequence int // of the next candidate
	elected  []func(Master)
	timers   []*time.Timer // of what is still to come
	closed   bool

	closeOnce sync.Once
	closeErr  error
}

// Start binds ports of loopback addresses and opens the log of the first master.
// ctx bounds the start only; what was started runs until Close.
func Start(ctx context.Context, o Options) (*Cluster, error) {
	if o.Dir == "" {
		return nil, errors.New("starting the pretend cluster: no folder for its log")
	}
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return nil, fmt.Errorf("creating the log folder of the pretend master: %w", err)
	}
	o = o.withDefaults()
	c := &Cluster{Dir: o.Dir, opt: o, dice: masterlog.NewDice(demoSeed + 1), sequence: 7}
	c.clock.set(o.Start, o.staged())
	if err := c.populate(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	if !o.staged() {
		if err := c.settle(); err != nil {
			return nil, errors.Join(err, c.Close())
		}
	}
	return c, nil
}

// populate starts everybody.
func (c *Cluster) populate(ctx context.Context) error {
	var err error
	if c.certificates, err = newAuthority(c.addresses(), c.opt.ClientCertificates); err != nil {
		return err
	}
	if c.ensemble, err = keeper.Start(ctx, c.opt.ZooKeepers, func(i int) string { return loopback(21 + i) }); err != nil {
		return err
	}
	for i := range c.opt.Masters {
		m, err := c.newMaster(i)
		if err != nil {
			return err
		}
		c.masters = append(c.masters, m)
		if err := m.open(ctx, loopback(11+i)); err != nil {
			return err
		}
	}
	for i := range c.opt.Agents {
		a, err := c.newAgent(i)
		if err != nil {
			return err
		}
		c.agents = append(c.agents, a)
		if err := a.open(ctx, loopback(51+i)); err != nil {
			return err
		}
	}
	if c.opt.Fronts {
		if err := c.openFronts(ctx); err != nil {
			return err
		}
	}
	return c.beginAll()
}

// beginAll starts the processes, when all addresses are known.
func (c *Cluster) beginAll() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, m := range c.masters {
		p := m.newProcess()
		if m.log.dir = ""; i == 0 {
			m.log.dir = c.Dir
			if c.opt.staged() {
				p = c.resolved(firstMaster())
			}
		}
		if err := m.begin(p, c.opt.Start); err != nil {
			return err
		}
	}
	for _, a := range c.agents {
		a.begin(c.opt.Start)
	}
	c.candidates()
	return nil
}

// Credential is a principal and its secret that masters and agents accept; empty
// when none were given.
func (c *Cluster) Credential() (principal, secret string) {
	principal, secret = defaultCredential()
	if c.opt.Credentials[principal] == secret {
		return principal, secret
	}
	for principal, secret = range c.opt.Credentials {
		return principal, secret
	}
	return "", ""
}

// CA is the certificate of the authority that signed those of the servers, PEM.
func (c *Cluster) CA() []byte { return c.certificates.pem() }

// ClientCertificate is one that servers accept, with its key, PEM.
func (c *Cluster) ClientCertificate() (certificate, key []byte, err error) {
	return c.certificates.clientPEM()
}

// World is what happens in the cluster; tests may change it.
func (c *Cluster) World() *world.World { return &c.world }

// Now is the time of the log, at which a Change belongs.
func (c *Cluster) Now() time.Time { return c.clock.now() }

// Journal is who was asked what.
func (c *Cluster) Journal() *Journal { return &c.journal }

// Close ends the cluster and waits for what it started; its files stay. It may be
// called more than once, and must not be called while Play runs.
func (c *Cluster) Close() error {
	c.closeOnce.Do(func() {
		c.mu.Lock()
		c.closed = true
		for _, timer := range c.timers {
			timer.Stop()
		}
		c.mu.Unlock()
		var all []error
		for _, m := range c.masters {
			all = append(all, m.door.shut())
			m.logins.Close()
		}
		for _, a := range c.agents {
			all = append(all, a.door.shut())
		}
		for _, f := range c.fronts {
			all = append(all, f.door.shut())
		}
		if c.ensemble != nil {
			all = append(all, c.ensemble.Close())
		}
		for _, m := range c.masters {
			all = append(all, m.log.close())
		}
		c.closeErr = errors.Join(all...)
	})
	return c.closeErr
}
