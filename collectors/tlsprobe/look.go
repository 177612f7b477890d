package tlsprobe

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

// looker looks at endpoints.
type looker struct {
	roots        *x509.CertPool
	http         *ask.Client
	limit, pause time.Duration
}

// seen is what a look at one endpoint gave.
type seen struct {
	target      Target
	endpoint    *mesoswatch.Endpoint
	connections int
	took        time.Duration
}

// serve looks at what comes until there is no more.
func (l *looker) serve(ctx context.Context, work <-chan Target, done chan<- seen) {
	for t := range work {
		select {
		case done <- l.look(ctx, t):
		case <-ctx.Done():
		}
	}
}

// look tells all there is to be told of one endpoint.
func (l *looker) look(ctx context.Context, t Target) seen {
	began := time.Now()
	host := t.ServerName
	if host == "" {
		host, _, _ = net.SplitHostPort(t.Address)
	}
	p := &prober{address: t.Address, name: host, limit: l.limit, pause: l.pause}
	e := &mesoswatch.Endpoint{Address: t.Address, Service: t.Service}
	whys := l.fill(ctx, p, e, judgement{roots: l.roots, host: host, now: began})
	e.Why = clip(strings.Join(slices.Compact(whys), "; "))
	return seen{target: t, endpoint: e, connections: p.made, took: time.Since(began)}
}

// fill fills in what can be told, and answers why there is not more.
func (l *looker) fill(ctx context.Context, p *prober, e *mesoswatch.Endpoint, j judgement) (whys []string) {
	tell := func(err error) {
		if err != nil {
			whys = append(whys, say(err))
		}
	}
	s := p.versions(ctx)
	if away := new(unreached); errors.As(s.err, &away) && !s.tls {
		tell(s.err)
		return whys
	}
	clear := l.clear(ctx, p, e.Service)
	e.TLS, e.Plain, e.Versions = s.verdict(clear), clear.is(s.tls), s.names()
	if e.Plain == nil && clear.why != "" {
		whys = append(whys, clear.why)
	}
	switch {
	case e.TLS != nil && !*e.TLS:
		return whys
	case len(s.accepts) == 0 && s.err == nil:
		return append(whys, "it speaks TLS, and takes none of the versions and suites that were offered")
	}
	tell(s.err)
	if len(s.accepts) == 0 {
		return whys
	}
	c := p.ciphers(ctx, s)
	tell(c.err)
	e.Ciphers, e.Weak, e.PartialCiphers = c.names(), c.weak(), c.err != nil
	what, chain, err := p.client(ctx, s)
	tell(err)
	e.ClientCertificate = what
	if len(chain) > 0 {
		e.Certificate = j.certificate(chain)
	}
	return whys
}

// clear speaks to it without TLS, also when it has not answered to TLS.
func (l *looker) clear(ctx context.Context, p *prober, service string) plain {
	if p.ended != nil && p.ended != errSpent {
		p.ended, p.late = nil, 0
	}
	if strings.HasPrefix(service, "zookeeper") {
		return p.plainZooKeeper(ctx)
	}
	return p.plainHTTP(ctx, l.http)
}

// verdict tells whether it speaks TLS: not when it answers something else, or
// closes at every ClientHello and answers in clear.
func (s *spoken) verdict(clear plain) *bool {
	if s.tls {
		yes := true
		return &yes
	}
	if s.plain || s.err == errClosed && clear.answers {
		no := false
		return &no
	}
	return nil
}

// say is an error in words for the user.
func say(err error) string {
	text := err.Error()
	if late(err) {
		text = fmt.Sprintf("no answer in time (%s)", strings.Split(text, ": ")[0])
	}
	return mesoswatch.Mask(clip(strings.ReplaceAll(text, "\n", "; ")))
}
