package tlsprobe

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Bounds of how many suites of a group are counted; each costs a connection.
const (
	maxBroken = 24
	maxSound  = 48
	maxOld    = 8 // that are only found in the lowest version
)

// ciphers is what is known of the suites of an endpoint.
type ciphers struct {
	spoken  *spoken
	accepts []uint16
	group   int // the smallest Diffie-Hellman group seen, in bits; 0: none
	err     error
}

// add takes in a flight.
func (c *ciphers) add(f *flight) {
	if !slices.Contains(c.accepts, f.suite) {
		c.accepts = append(c.accepts, f.suite)
	}
	c.spoken.see(f)
	if f.group > 0 && (c.group == 0 || f.group < c.group) {
		c.group = f.group
	}
}

// ciphers finds the suites that are accepted: those that are broken first, then
// the others, by offering what is left until nothing is taken. What the server
// chooses when all are offered stands first: it is its favourite, or the best
// of ours.
func (p *prober) ciphers(ctx context.Context, s *spoken) *ciphers {
	c := &ciphers{spoken: s}
	if f := s.accepts[tls13]; f != nil {
		c.add(f)
		p.count(ctx, c, tls13, maxSound, func(suite) bool { return true })
	}
	v := s.highest()
	if v == 0 {
		return c
	}
	bad := &ciphers{spoken: s, accepts: slices.Clone(c.accepts)}
	first := s.accepts[v]
	if s, _ := suiteOf(first.suite); s.broken() {
		bad.add(first)
	} else {
		c.add(first)
	}
	p.count(ctx, bad, v, maxBroken, suite.broken)
	p.count(ctx, c, v, maxSound, func(s suite) bool { return !s.broken() })
	if low := s.lowest(); low != v {
		bad.add(s.accepts[low])
		p.count(ctx, bad, low, maxOld, suite.broken)
	}
	return c.join(bad)
}

// join puts the suites of o behind those of c.
func (c *ciphers) join(o *ciphers) *ciphers {
	for _, id := range o.accepts {
		if !slices.Contains(c.accepts, id) {
			c.accepts = append(c.accepts, id)
		}
	}
	if o.group > 0 && (c.group == 0 || o.group < c.group) {
		c.group = o.group
	}
	c.err = errors.Join(c.err, o.err)
	return c
}

// count finds suites among those of a version that want takes and that are not yet
// known, at most so many.
func (p *prober) count(ctx context.Context, c *ciphers, version uint16, most int, want func(suite) bool) {
	left := offered(version, func(s suite) bool { return want(s) && !slices.Contains(c.accepts, s.id) })
	for n := 0; len(left) > 0; n++ {
		if n == most {
			c.err = fmt.Errorf("not all cipher suites of %s were counted, they are many", versionName(version))
			p.sample(ctx, c, version, left)
			return
		}
		f, err := p.ask(ctx, offer{version: version, suites: left})
		var no *alert
		switch {
		case err == nil:
			c.add(f)
			left = slices.DeleteFunc(left, func(id uint16) bool { return id == f.suite })
		case errors.Is(err, errClosed), errors.As(err, &no) && no.refuses():
			return
		default:
			c.err = fmt.Errorf("not all cipher suites of %s were counted: %w", versionName(version), err)
			return
		}
	}
}

// sample looks for one suite of each kind of weakness that none was found of yet,
// where there are too many to count them all.
func (p *prober) sample(ctx context.Context, c *ciphers, version uint16, left []uint16) {
	for _, word := range weaknesses() {
		if slices.Contains(c.weak(), word) {
			continue
		}
		some := slices.DeleteFunc(slices.Clone(left), func(id uint16) bool {
			s, _ := suiteOf(id)
			return !slices.Contains(s.weak(), word)
		})
		if len(some) == 0 {
			continue
		}
		if f, err := p.ask(ctx, offer{version: version, suites: some}); err == nil {
			c.add(f)
		}
	}
}

// names lists the suites by name.
func (c *ciphers) names() []string {
	var all []string
	for _, id := range c.accepts {
		if s, known := suiteOf(id); known {
			all = append(all, s.name)
		}
	}
	return all
}

// smallGroup is the size of a Diffie-Hellman group that is none too few bits.
const smallGroup = 2048

// weak lists in words what is weak of them, worst first.
func (c *ciphers) weak() []string {
	is := make(map[string]bool)
	for _, id := range c.accepts {
		s, _ := suiteOf(id)
		for _, word := range s.weak() {
			is[word] = true
		}
	}
	var all []string
	for _, word := range weaknesses() {
		if is[word] {
			all = append(all, word)
		}
	}
	if c.group > 0 && c.group < smallGroup {
		all = append(all, fmt.Sprintf("%s %d bits", WeakDHE, c.group))
	}
	return all
}
