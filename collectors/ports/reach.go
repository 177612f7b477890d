package ports

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/found"
)

// reach looks at what can be reached from here.
type reach struct {
	c        *Collector
	emit     mesoswatch.Emit
	interval time.Duration
	told     found.Told
	unknown  map[mesoswatch.Subject]string // ports that are, and why
}

// reach makes ready; it refuses named hosts that are none.
func (c *Collector) reach(emit mesoswatch.Emit) (*reach, error) {
	for _, n := range c.Named {
		if _, ok := found.Host(n.Address); !ok {
			return nil, fmt.Errorf("host %q whose ports are looked at: neither a name nor the address of one host", n.Address)
		}
	}
	return &reach{c: c, emit: emit, interval: c.round(), unknown: make(map[mesoswatch.Subject]string)}, nil
}

// look tries the ports of all hosts, or only those that nobody has tried yet.
func (r *reach) look(ctx context.Context, all bool) error {
	t := &tally{began: time.Now(), by: make(map[int]map[string]int)}
	hosts, over := r.c.hosts()
	t.over, t.beyond = over, max(0, len(hosts)-maxHosts)
	hosts = r.resolve(ctx, hosts[:len(hosts)-t.beyond])
	if ctx.Err() != nil {
		return ctx.Err()
	}
	t.hosts = len(hosts)
	todo, current := r.plan(hosts, all)
	if err := r.told.Gone(r.emit, t.began, func(of mesoswatch.Subject) bool { return current[of] }); err != nil {
		return err
	}
	maps.DeleteFunc(r.unknown, func(of mesoswatch.Subject, _ string) bool { return !current[of] })
	if !all && len(todo) == 0 {
		return nil
	}
	work := &round{
		queue: todo, gap: time.Second / time.Duration(r.c.rate()), try: r.try, take: func(j job) error { return r.take(t, j) },
	}
	if err := work.run(ctx); err != nil {
		return err
	}
	t.ports = len(current)
	return r.emit(mesoswatch.Record{Health: r.health(t)})
}

// plan says what is to be tried, and lists all ports there are.
func (r *reach) plan(hosts []*host, all bool) (todo visits, current map[mesoswatch.Subject]bool) {
	current = make(map[mesoswatch.Subject]bool)
	for _, h := range hosts {
		r.c.choose(h)
		v := &visit{host: h}
		for _, port := range slices.Sorted(maps.Keys(h.ports)) {
			of := subject(h, port)
			current[of] = true
			if all || !r.told.Knows(of) {
				v.ports = append(v.ports, port)
			}
		}
		if len(v.ports) > 0 {
			todo = append(todo, v)
		}
	}
	return todo, current
}

func subject(h *host, port int) mesoswatch.Subject {
	s := mesoswatch.Snapshot{Port: &mesoswatch.Port{Host: h.name, Port: port}}
	return s.Subject()
}

// try answers for one port of a host.
func (r *reach) try(ctx context.Context, h *host, port int) (state, why string) {
	if len(h.addresses) == 0 {
		return Unknown, h.why
	}
	try := r.c.try
	if try == nil {
		try = connect
	}
	return tryAll(ctx, try, h.addresses, port)
}

// take tells what came of it.
func (r *reach) take(t *tally, j job) error {
	t.add(j)
	if of := subject(j.host, j.port); j.state == Unknown {
		r.unknown[of] = j.why
	} else {
		delete(r.unknown, of)
	}
	p := &mesoswatch.Port{Host: j.host.name, Port: j.port, Service: j.host.ports[j.port], State: j.state, Why: j.why, NamedBy: j.host.by}
	if r.c.Expected != nil {
		p.Expected = r.c.Expected(j.host.public(), p.Port, p.Service)
	}
	return r.told.Tell(r.emit, mesoswatch.Snapshot{At: time.Now(), Source: SourceReach, Port: p})
}
