package tlsprobe

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
	"github.com/mesoswatch/mesoswatch/collectors/internal/found"
)

// Name of the collector in records, and the source of all it says.
const Name = "tlsprobe"

// Collector looks at TLS ports. It is also a Sink: fed with the records of others,
// it learns where the cluster has some.
type Collector struct {
	// Endpoints are those the user named. They come first, whatever is found.
	Endpoints []Target
	// CACert is a PEM file that certificates are verified by; empty: the CAs of this
	// host.
	CACert string
	// Version of this program, for the User-Agent of the request in clear.
	Version string
	// Interval is the rest after a look at all endpoints; 0: one look, and Run
	// returns. Endpoints that are found in between are looked at when they are found.
	Interval time.Duration
	// Linger is how long Run waits for more to be found where Interval is 0.
	Linger time.Duration
	// Timeout bounds one connection; 0: 5 s. Pause is the rest between two to the
	// same endpoint; 0: 200 ms.
	Timeout, Pause time.Duration
	// Most bounds how many endpoints are looked at; 0: 500.
	Most int

	inbox found.Inbox[claim]
}

// Target is an endpoint to look at.
type Target struct {
	// Address is host:port.
	Address string
	// Service is what is there: master, agent, marathon …; one that begins with
	// zookeeper is spoken to in ZooKeeper's protocol, others in HTTP.
	Service string
	// ServerName is the host that its certificate has to name; empty: the host of Address.
	ServerName string
}

func (t Target) check() error {
	if _, ok := found.FromAddress(t.Address); !ok {
		return fmt.Errorf("endpoint %q whose TLS is looked at: expected host:port", t.Address)
	}
	if _, ok := found.Host(t.ServerName); t.ServerName != "" && !ok {
		return fmt.Errorf("server name %q of endpoint %q: not a host name", t.ServerName, t.Address)
	}
	return nil
}

// Name implements mesoswatch.Collector.
func (c *Collector) Name() string { return Name }

// Run looks until ctx is cancelled, or once. A Permanent error: a file of CAs that
// cannot be read, a named endpoint that is no address.
func (c *Collector) Run(ctx context.Context, emit mesoswatch.Emit) error {
	roots, err := c.roots()
	if err != nil {
		return mesoswatch.Permanent(err)
	}
	for _, t := range c.Endpoints {
		if err := t.check(); err != nil {
			return mesoswatch.Permanent(err)
		}
	}
	limit := or(c.Timeout, 5*time.Second)
	http, err := ask.Open(ask.Options{Version: c.Version, Timeout: limit})
	if err != nil {
		return mesoswatch.Permanent(err)
	}
	defer http.Close()
	r := &round{
		c: c, emit: emit, unknown: make(map[string]string),
		looker: &looker{roots: roots, http: http, limit: limit, pause: or(c.Pause, 200*time.Millisecond)},
	}
	return found.Looks{Interval: c.Interval, Linger: c.Linger, Bell: c.inbox.Bell()}.Run(ctx, r.look)
}

func or(d, standard time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return standard
}

// roots reads the user's CAs; nil: those of this host.
func (c *Collector) roots() (*x509.CertPool, error) {
	if c.CACert == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(c.CACert)
	if err != nil {
		return nil, fmt.Errorf("reading CA certificates: %w", err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, errors.New("reading CA certificates " + c.CACert + ": no certificate in PEM form in it")
	}
	return roots, nil
}
