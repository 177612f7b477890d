package schedulers

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
	"github.com/mesoswatch/mesoswatch/collectors/internal/found"
)

// Name of the collector in records.
const Name = "schedulers"

// Access says how to ask: time-out, certificates, credential or token.
type Access = ask.Options

// Token is a bearer or DC/OS token; it prints without its value.
type Token = ask.Token

// Credential is a principal and its secret; it prints without the secret.
type Credential = ask.Credential

// Endpoint is where a scheduler answers.
type Endpoint struct {
	// URL is http or https with a host; without a port it is the usual one of the
	// Kind. A path is accepted only where DC/OS's Admin Router has the scheduler:
	// /service/marathon, /marathon, /service/metronome, /service/chronos,
	// /service/spark.
	URL string
	// Kind is marathon, chronos, metronome, spark or dcos, which is the Admin Router
	// itself with its access control.
	Kind string
	// Named: the user named it, so that it may get the user's credential. Others get
	// it only if TLS proves them by a CA that the user gave.
	Named bool
}

// Collector asks schedulers. Whether one wants authentication is asked first,
// without any credential.
type Collector struct {
	Endpoints []Endpoint
	// Access is how to ask all of them; its zero value needs nothing.
	Access Access
	// Interval is the rest after a look; 0: there is only one, and Run returns.
	Interval time.Duration
}

// Name implements mesoswatch.Collector.
func (c *Collector) Name() string { return Name }

// Run looks until ctx is cancelled, or once. A URL, kind or certificate file that
// cannot serve is a Permanent error.
func (c *Collector) Run(ctx context.Context, emit mesoswatch.Emit) error {
	client, err := ask.Open(c.Access)
	if err != nil {
		return mesoswatch.Permanent(err)
	}
	defer client.Close()
	var visits []*visit
	for i, e := range c.Endpoints {
		v, err := e.visit(i, len(c.Endpoints))
		if err != nil {
			return mesoswatch.Permanent(err)
		}
		v.client, v.emit = client, emit
		v.login = c.Access.Token.Value != "" || c.Access.Credential != (Credential{})
		visits = append(visits, v)
	}
	return c.run(ctx, visits)
}

// run looks at all of them side by side; what ends one ends all.
func (c *Collector) run(ctx context.Context, visits []*visit) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var looking sync.WaitGroup
	errs := make([]error, len(visits))
	for i, v := range visits {
		looking.Go(func() {
			errs[i] = found.Looks{Interval: c.Interval}.Run(ctx, func(ctx context.Context, _ bool) error { return v.look(ctx) })
			if errs[i] != nil {
				cancel() // the pipeline has ended
			}
		})
	}
	looking.Wait()
	return errors.Join(errs...)
}
