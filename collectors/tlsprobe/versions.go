package tlsprobe

import (
	"context"
	"errors"
)

// spoken is what is known of the versions of an endpoint.
type spoken struct {
	// accepts and refuses by version; one that is in neither is unknown.
	accepts map[uint16]*flight
	refuses map[uint16]bool
	// tls is set when it said anything in TLS, plain when it said something else.
	tls, plain bool
	// witness is an answer with a certificate, from the highest version if it has
	// one: anonymous suites come without, and nobody is asked for one behind them.
	witness *flight
	err     error // why nothing, or not all, is known
}

// see takes in a flight.
func (s *spoken) see(f *flight) {
	s.tls = true
	if len(f.certificates) > 0 && (s.witness == nil || s.witness.broken != nil && f.broken == nil) {
		s.witness = f
	}
}

// versions offers one version after the other, with all suites it has.
func (p *prober) versions(ctx context.Context) *spoken {
	s := &spoken{accepts: make(map[uint16]*flight), refuses: make(map[uint16]bool)}
	var closed []uint16
	for _, v := range []uint16{tls12, tls13, tls11, tls10, ssl30} {
		if s.accepts[v] != nil {
			continue
		}
		f, err := p.ask(ctx, offer{version: v, suites: offered(v, func(suite) bool { return true })})
		if errors.Is(err, errClosed) {
			closed = append(closed, v)
		} else {
			s.take(v, f, err)
		}
		var away *unreached
		if s.plain || errors.As(err, &away) || p.ended != nil || ctx.Err() != nil {
			break
		}
	}
	for _, v := range closed {
		if len(s.accepts) > 0 {
			s.refuses[v] = true // it spoke when it was offered another
		} else {
			s.fail(errClosed)
		}
	}
	return s
}

// take takes in what came of offering a version.
func (s *spoken) take(v uint16, f *flight, err error) {
	var no *alert
	var other *foreign
	switch {
	case err == nil:
		s.accepts[f.version], s.refuses[v] = f, f.version != v
		s.see(f)
		return
	case errors.As(err, &no):
		s.tls = true
		if s.refuses[v] = no.refuses(); s.refuses[v] {
			return
		}
	case errors.As(err, &other):
		s.plain = true
	}
	s.fail(err)
}

// fail notes the first trouble.
func (s *spoken) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// names are the versions as Endpoint.Versions has them.
func (s *spoken) names() map[string]bool {
	if !s.tls {
		return nil
	}
	all := make(map[string]bool)
	for v, no := range s.refuses {
		if no {
			all[versionName(v)] = false
		}
	}
	for v := range s.accepts {
		all[versionName(v)] = true
	}
	return all
}

// highest is the highest version it accepts below 1.3, lowest the lowest; 0: none.
func (s *spoken) highest() uint16 {
	for _, v := range []uint16{tls12, tls11, tls10, ssl30} {
		if s.accepts[v] != nil {
			return v
		}
	}
	return 0
}

func (s *spoken) lowest() uint16 {
	for _, v := range []uint16{ssl30, tls10, tls11, tls12} {
		if s.accepts[v] != nil {
			return v
		}
	}
	return 0
}
