package zookeeper

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
	"github.com/mesoswatch/mesoswatch/collectors/internal/pace"
)

// Name of the collector in records.
const Name = "zookeeper"

// Collector watches one ensemble.
type Collector struct {
	// Ensemble is what to watch; see ParseURL. Its String, without the login, is
	// the source of the tree's records; host:port that of a server's.
	Ensemble Ensemble
	// Interval between two rounds; 0 means 10 s. What happens to a watched znode is
	// seen at once, whatever the interval.
	Interval time.Duration
	// Timeout bounds one word, one request to an AdminServer, and all the calls of
	// one look at the tree; 0 means 5 s.
	Timeout time.Duration
	// TLS is set where the ports of Ensemble speak TLS; nil asks in clear, which is
	// all that Mesos itself can.
	TLS *TLS
	// AdminPort is where the servers' hosts have their AdminServer, asked where the
	// words do not tell; 0 means 8080, less than 0 that it is never asked.
	AdminPort int
	// AllowPlaintext lets the login travel in clear beyond loopback, as Mesos
	// itself sends it. Without it the tree is read without login, which is enough
	// where Mesos made the znodes (it lets the world read them).
	AllowPlaintext bool
	// Version of this program, for the User-Agent.
	Version string
}

// Name implements mesoswatch.Collector.
func (c *Collector) Name() string { return Name }

// Run watches until ctx is cancelled. Servers and tree are looked at side by
// side, so that a dead one delays nobody.
func (c *Collector) Run(ctx context.Context, emit mesoswatch.Emit) error {
	if len(c.Ensemble.Servers) == 0 {
		return mesoswatch.Permanent(errors.New("no ZooKeeper server to ask"))
	}
	how := &dialing{}
	if c.TLS != nil {
		var err error
		if how.tls, err = c.TLS.config(); err != nil {
			return mesoswatch.Permanent(err)
		}
	}
	http, err := ask.Open(ask.Options{Version: c.Version, Timeout: c.timeout()})
	if err != nil {
		return mesoswatch.Permanent(err)
	}
	defer http.Close()
	all := []interface{ run(context.Context) error }{c.rounds(how, http, emit)}
	if c.Ensemble.Path != "" {
		all = append(all, c.tree(how, emit))
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var watching sync.WaitGroup
	errs := make([]error, len(all))
	for i, one := range all {
		watching.Go(func() {
			if errs[i] = one.run(ctx); errs[i] != nil {
				cancel() // the pipeline has ended: so do the others
			}
		})
	}
	watching.Wait()
	return errors.Join(errs...)
}

func (c *Collector) rounds(how *dialing, http *ask.Client, emit mesoswatch.Emit) *rounds {
	e := &rounds{pace: c.pace()}
	port := c.AdminPort
	switch {
	case port == 0:
		port = defaultAdminPort
	case port < 0:
		http = nil
	}
	for _, address := range c.Ensemble.Servers {
		e.servers = append(e.servers, &server{
			address: address, dialing: how, limit: c.timeout(), rhythm: pace.Rhythm{Pace: c.pace()}, emit: emit, admin: newAdmin(http, address, port),
		})
	}
	return e
}

func (c *Collector) tree(how *dialing, emit mesoswatch.Emit) *tree {
	return &tree{
		ensemble: c.Ensemble, dialing: how, limit: c.timeout(), rhythm: pace.Rhythm{Pace: c.pace()}, allowPlaintext: c.AllowPlaintext, emit: emit,
	}
}

func (c *Collector) pace() pace.Pace {
	p := pace.Pace{Interval: c.Interval, Factor: 10}
	if p.Interval <= 0 {
		p.Interval = 10 * time.Second
	}
	return p
}

func (c *Collector) timeout() time.Duration {
	if c.Timeout <= 0 {
		return 5 * time.Second
	}
	return c.Timeout
}
