package mesosapi

import (
	"context"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

// pointed are addresses at which masters that the user named say the leader is.
type pointed struct {
	mu   sync.Mutex
	at   map[string]ask.Target // host:port, by whom
	bell chan struct{}         // rings when there is something new
}

// point notes such an address; it never blocks.
func (w *watch) point(address string, by ask.Target) {
	p := &w.pointed
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.at == nil {
		p.at = make(map[string]ask.Target)
	}
	if _, known := p.at[address]; !known && len(p.at) < mostFound {
		p.at[address] = by
		select {
		case p.bell <- struct{}{}:
		default:
		}
	}
}

func (p *pointed) take() map[string]ask.Target {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.at
	p.at = nil
	return at
}

// admit begins to ask masters that were found, and answers how many had no room.
func (w *watch) admit(ctx context.Context) (over int) {
	addresses, over := w.c.candidates()
	wanted := make(map[string]string) // address, scheme
	for a := range addresses {
		wanted[a] = w.likely()
	}
	for a, by := range w.pointed.take() {
		if at := w.names.address(ctx, a); at != "" && wanted[at] == "" {
			wanted[at] = schemeOf(by)
		}
	}
	for _, address := range slices.Sorted(maps.Keys(wanted)) {
		if at, err := netip.ParseAddrPort(address); err != nil || at.Port() == 0 || w.known(ctx, address) {
			continue
		}
		if ctx.Err() != nil {
			return over
		}
		if w.foundCount() >= mostFound {
			over++
			continue
		}
		either := foundAt(address, wanted[address])
		w.seat(ctx, &seat{target: either[0], address: address}, either)
	}
	return over
}

// likely is the scheme that most of the named masters speak.
func (w *watch) likely() string {
	n := 0
	for _, s := range w.masters {
		if s.named && schemeOf(s.target) == "https" {
			n++
		} else if s.named {
			n--
		}
	}
	if n > 0 {
		return "https"
	}
	return "http"
}

func (w *watch) foundCount() int {
	n := 0
	for _, s := range w.masters {
		if !s.named {
			n++
		}
	}
	return n
}

// known tells whether the process at ip:port is asked already.
func (w *watch) known(ctx context.Context, address string) bool {
	for _, s := range w.masters {
		if s.named && w.same(ctx, s, address) || !s.named && s.address == address {
			return true
		}
	}
	return false
}

// same tells whether a master the user named is the process at ip:port: by its
// own address, or by its own word.
func (w *watch) same(ctx context.Context, s *seat, address string) bool {
	return w.names.same(ctx, s.target, address) || w.cluster.is(s.target.String(), address)
}

// dismiss stops asking masters that were found and turn out to be one that the
// user named, or that are candidates no more and have long been silent.
func (w *watch) dismiss(ctx context.Context) {
	candidates, _ := w.c.candidates()
	w.masters = slices.DeleteFunc(w.masters, func(s *seat) bool {
		if s.named {
			return false
		}
		twice := slices.ContainsFunc(w.masters, func(o *seat) bool { return o.named && w.same(ctx, o, s.address) })
		if !twice && (candidates[s.address] || !w.cluster.forgotten(s.address, 20*w.rates.lists)) {
			return false
		}
		s.stop()
		<-s.done
		why := "it is a master that the user named"
		if !twice {
			why = "it is no candidate any more and does not answer"
		}
		w.failed(s.master.farewell(why))
		return true
	})
}

// trouble is what is wrong with the list of masters; nothing when it is well.
func (w *watch) trouble(over, hidden int, complain bool) string {
	why, _ := w.cluster.vacant()
	switch {
	case over > 0:
		return fmt.Sprintf("at least %d masters that nobody named were found beyond the %d that are asked: they are not asked", over, mostFound)
	case complain && len(w.masters) == 0:
		return "no master is known: none was named, and ZooKeeper lists none"
	case hidden >= mostHidden && why != "":
		return why
	}
	return ""
}

// mostHidden is how many intervals in a row a leader may be out of sight before
// it is said: a failover takes less.
const mostHidden = 2

func (w *watch) hidden() bool {
	_, hidden := w.cluster.vacant()
	return hidden
}

// sayRoster says how the list of masters is.
func (w *watch) sayRoster(why string) error {
	h := &mesoswatch.Health{
		At: time.Now(), Source: SourceMasters, Collector: Name, OK: why == "", Why: why,
		Asked: []mesoswatch.Exchange{{What: "masters to ask", Outcome: fmt.Sprintf("%d", len(w.masters))}}, Interval: w.rates.lists.Seconds(),
	}
	if len(w.masters) == 0 {
		h.Lacking = make(map[string]string)
		for _, kind := range append(clusterKinds(), mesoswatch.SubjectMaster) {
			h.Lacking[kind] = why
		}
	}
	return w.out.pass(mesoswatch.Record{Health: h})
}
