package tlsprobe

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/found"
)

// atOnce is how many endpoints are looked at side by side.
const atOnce = 4

// round looks at endpoints and tells what it saw.
type round struct {
	c       *Collector
	emit    mesoswatch.Emit
	looker  *looker
	told    found.Told
	unknown map[string]string // endpoints of which it is not known whether they speak TLS, and why
}

// look looks at all endpoints, or only at those that nobody has looked at yet.
func (r *round) look(ctx context.Context, all bool) error {
	began := time.Now()
	targets, over := r.c.targets()
	current := make(map[mesoswatch.Subject]bool)
	var todo []Target
	for _, t := range targets {
		of := mesoswatch.Subject{Kind: mesoswatch.SubjectEndpoint, Name: t.Address}
		current[of] = true
		if all || !r.told.Knows(of) {
			todo = append(todo, t)
		}
	}
	still := func(of mesoswatch.Subject) bool { return current[of] }
	if err := r.told.Gone(r.emit, began, still); err != nil {
		return err
	}
	maps.DeleteFunc(r.unknown, func(address, _ string) bool {
		return !still(mesoswatch.Subject{Kind: mesoswatch.SubjectEndpoint, Name: address})
	})
	if !all && len(todo) == 0 {
		return nil
	}
	asked, err := r.side(ctx, todo)
	if err != nil {
		return err
	}
	return r.emit(mesoswatch.Record{Health: r.health(began, asked, len(targets), over)})
}

// side looks at endpoints side by side, and tells of each when it is done.
func (r *round) side(ctx context.Context, todo []Target) (asked []mesoswatch.Exchange, err error) {
	ctx, cancel := context.WithCancel(ctx)
	work, done := make(chan Target), make(chan seen)
	var workers sync.WaitGroup
	defer workers.Wait()
	defer cancel()
	for range min(atOnce, len(todo)) {
		workers.Go(func() { r.looker.serve(ctx, work, done) })
	}
	defer close(work)
	for busy := 0; busy > 0 || len(todo) > 0; {
		var out chan<- Target
		var next Target
		if len(todo) > 0 {
			out, next = work, todo[0]
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case out <- next:
			busy++
			todo = todo[1:]
		case s := <-done:
			busy--
			if ctx.Err() != nil {
				return nil, ctx.Err() // half a look says nothing
			}
			if err := r.tell(s); err != nil {
				return nil, err
			}
			asked = append(asked, s.exchange())
		}
	}
	return asked, nil
}

func (r *round) tell(s seen) error {
	delete(r.unknown, s.endpoint.Address)
	if s.endpoint.TLS == nil {
		r.unknown[s.endpoint.Address] = s.endpoint.Why
	}
	return r.told.Tell(r.emit, mesoswatch.Snapshot{At: time.Now(), Source: Name, Endpoint: s.endpoint})
}

// exchange is what was done with an endpoint and what came of it.
func (s seen) exchange() mesoswatch.Exchange {
	e := s.endpoint
	outcome := "unknown"
	switch {
	case e.TLS == nil:
	case !*e.TLS:
		outcome = "no TLS"
	default:
		var some []string
		for _, v := range slices.Sorted(maps.Keys(e.Versions)) {
			if e.Versions[v] {
				some = append(some, v)
			}
		}
		outcome = strings.Join(some, ", ")
	}
	return mesoswatch.Exchange{What: fmt.Sprintf("%d handshakes and requests", s.connections), Of: e.Address, Outcome: outcome, Seconds: s.took.Seconds()}
}

// Bounds of how many endpoints and reasons a Health lists.
const (
	maxAsked   = 100
	maxReasons = 4
)

// health of a look: in trouble only when nothing could be told at all.
func (r *round) health(began time.Time, asked []mesoswatch.Exchange, targets, over int) *mesoswatch.Health {
	now := time.Now()
	slices.SortFunc(asked, func(a, b mesoswatch.Exchange) int { return strings.Compare(a.Of, b.Of) })
	h := &mesoswatch.Health{
		At: now, Source: Name, Collector: Name, Seconds: now.Sub(began).Seconds(), OK: true, Subjects: targets,
		Asked:    append([]mesoswatch.Exchange{{What: "endpoints", Outcome: fmt.Sprintf("%d", targets)}}, asked[:min(len(asked), maxAsked)]...),
		Interval: r.c.Interval.Seconds(), Pace: fmt.Sprintf("%d endpoints at a time, %s between two connections to one", atOnce, r.looker.pause),
	}
	why := r.lacking(targets, over)
	switch {
	case why != "":
		h.Lacking = map[string]string{mesoswatch.SubjectEndpoint: why}
	case targets > 0:
		h.Complete = []string{mesoswatch.SubjectEndpoint}
	}
	if targets > 0 && len(r.unknown) == targets {
		h.OK, h.Why = false, why
	}
	return h
}

// lacking says which endpoints could not be looked at.
func (r *round) lacking(targets, over int) string {
	var all []string
	if over > 0 {
		all = append(all, fmt.Sprintf("%d endpoints beyond the %d that are looked at", over, r.c.most()))
	}
	by := make(map[string][]string) // why
	for address, why := range r.unknown {
		by[why] = append(by[why], address)
	}
	for i, why := range slices.SortedFunc(maps.Keys(by), func(a, b string) int {
		return cmp.Or(len(by[b])-len(by[a]), strings.Compare(a, b))
	}) {
		if i == maxReasons {
			all = append(all, fmt.Sprintf("and %d more reasons", len(by)-i))
			break
		}
		slices.Sort(by[why])
		all = append(all, fmt.Sprintf("%d of %d endpoints (%s …): %s", len(by[why]), targets, by[why][0], why))
	}
	return strings.Join(all, "; ")
}
