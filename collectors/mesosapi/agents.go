package mesosapi

import (
	"container/heap"
	"context"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

// list compares the agents that the leader lists with those that are sampled.
func (s *sampler) list(ctx context.Context) error {
	wanted := make(map[string]string) // key, id
	for _, a := range s.w.model.listing() {
		at := upidAddress(a.PID)
		if at == "" {
			continue
		}
		if _, known := wanted[at]; !known || a.State == registered {
			wanted[at] = a.ID
		}
	}
	named := make(map[string]ask.Target)
	for _, t := range s.named {
		key := s.listedAs(ctx, t, wanted)
		named[key] = t
		wanted[key] += "" // also when nobody lists it
	}
	likely := s.scheme()
	for _, key := range sortedKeys(wanted) {
		a := s.agents[key]
		if a == nil {
			either := foundAt(key, likely)
			if t, is := named[key]; is {
				either = []ask.Target{t}
			}
			if len(either) == 0 {
				continue
			}
			s.admit(&agent{key: key, either: either}, len(wanted))
			a = s.agents[key]
		}
		a.id = wanted[key]
	}
	return s.dismiss(wanted)
}

// listedAs is ip:port at which a named agent is listed, or its own host:port.
func (s *sampler) listedAs(ctx context.Context, t ask.Target, listed map[string]string) string {
	_, own, _ := strings.Cut(t.String(), "://")
	if _, is := listed[own]; is {
		return own
	}
	host, port, ok := hostPort(t)
	if !ok {
		return own
	}
	for _, ip := range s.names.addresses(ctx, host) {
		at := netip.AddrPortFrom(ip, port).String()
		if _, is := listed[at]; is && s.names.same(ctx, t, at) {
			return at
		}
	}
	return own
}

// admit gives a new agent its first turn, spread like the others', but soon where
// they are few.
func (s *sampler) admit(a *agent, of int) {
	s.unasked++
	now := time.Now()
	if s.slot.Before(now) {
		s.slot = now
	}
	a.next = s.slot
	s.slot = s.slot.Add(min(s.spread/time.Duration(max(of, 1)), firstGap))
	s.agents[a.key] = a
	heap.Push(&s.queue, a)
}

// dismiss lets go of agents that nobody lists any more.
func (s *sampler) dismiss(wanted map[string]string) error {
	for key, a := range s.agents {
		if _, still := wanted[key]; still {
			continue
		}
		delete(s.agents, key)
		a.gone = true
		if !a.asked {
			s.unasked--
		}
		if a.index < 0 {
			continue // it is asked just now
		}
		heap.Remove(&s.queue, a.index)
		if err := s.tellGone(a); err != nil {
			return err
		}
	}
	return nil
}

// scheme is what the leader is asked by: its agents speak the same.
func (s *sampler) scheme() string {
	scheme, _, ok := strings.Cut(s.w.cluster.leaderURL(), "://")
	if !ok {
		return "http"
	}
	return scheme
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
