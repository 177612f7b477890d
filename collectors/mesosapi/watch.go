package mesosapi

import (
	"context"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

// watch is one run of the collector: the masters that are asked, each in a
// goroutine of its own, and the sampler of agents.
type watch struct {
	c       *Collector
	client  *ask.Client
	crowd   *ask.Client // for agents
	rates   rates
	login   bool // there is a credential or token
	cluster *cluster
	model   *model
	names   names // of the goroutine of run
	pointed pointed
	masters []*seat

	end  context.CancelFunc
	out  gate
	busy sync.WaitGroup
}

// seat is a master that is asked.
type seat struct {
	target  ask.Target
	named   bool
	address string // ip:port of one that was found
	master  *master
	stop    context.CancelFunc
	done    chan struct{}
}

// gate hands records on until the pipeline has ended once.
type gate struct {
	emit mesoswatch.Emit
	mu   sync.Mutex
	err  error
}

func (g *gate) pass(r mesoswatch.Record) error {
	g.mu.Lock()
	err := g.err
	g.mu.Unlock()
	if err != nil {
		return err
	}
	if err = g.emit(r); err != nil {
		g.mu.Lock()
		g.err = err
		g.mu.Unlock()
	}
	return err
}

func newWatch(c *Collector, client *ask.Client, emit mesoswatch.Emit) *watch {
	w := &watch{
		c: c, client: client, rates: c.rates(), login: c.Access.Credential != (Credential{}) || c.Access.Token.Value != "",
		names: names{lookup: c.lookup}, out: gate{emit: emit}, pointed: pointed{bell: make(chan struct{}, 1)},
	}
	w.model = newModel(w.out.pass)
	w.cluster = &cluster{by: make(map[string]standing), emit: w.out.pass, model: w.model, found: w.point}
	return w
}

// run asks until ctx ends or the pipeline does.
func (w *watch) run(outer context.Context, masters, agents []ask.Target) error {
	ctx, end := context.WithCancel(outer)
	w.end = end
	defer w.end()
	for _, t := range masters {
		w.seat(ctx, &seat{target: t, named: true}, nil)
	}
	if w.c.spread() > 0 {
		s := newSampler(w, agents)
		w.busy.Go(func() { w.failed(s.run(ctx)) })
	}
	w.roster(ctx, len(agents) == 0)
	w.busy.Wait()
	if outer.Err() != nil {
		return nil
	}
	w.out.mu.Lock()
	defer w.out.mu.Unlock()
	return w.out.err
}

// failed ends the run: the pipeline has ended.
func (w *watch) failed(err error) {
	if err != nil {
		w.end()
	}
}

// seat begins to ask a master, if need be after finding out which of several
// targets it is.
func (w *watch) seat(ctx context.Context, s *seat, either []ask.Target) {
	ctx, s.stop = context.WithCancel(ctx)
	s.done = make(chan struct{})
	w.masters = append(w.masters, s)
	if s.named {
		w.cluster.join(s.target.String(), true)
	}
	s.master = newMaster(s.target, s.named, w)
	s.master.either = either
	w.busy.Go(func() {
		defer close(s.done)
		w.failed(s.master.run(ctx))
	})
}

// roster keeps the list of masters until ctx ends: it takes in those that were
// found, lets go of those that are no more, and says when there are none or too
// many.
func (w *watch) roster(ctx context.Context, complain bool) {
	tick := time.NewTicker(w.rates.lists)
	defer tick.Stop()
	said, hidden := "", 0
	for {
		w.dismiss(ctx)
		over := w.admit(ctx)
		if ctx.Err() != nil {
			return
		}
		why := w.trouble(over, hidden, complain)
		if why != "" || said != "" {
			said = why
			w.failed(w.sayRoster(why))
		}
		select {
		case <-ctx.Done():
			return
		case <-w.c.inbox.Bell():
		case <-w.pointed.bell:
		case <-tick.C:
			if hidden++; !w.hidden() {
				hidden = 0
			}
		}
	}
}
