package share

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

const (
	// silentAfter is how long a machine that watches may say nothing.
	silentAfter = 45 * time.Second
	// goneAfter is when one that says nothing is no longer expected.
	goneAfter = 24 * time.Hour
	maxPeers  = 64
	sayEvery  = 10 * time.Second
)

// peers are the other machines that watch, by what they say of their sources. One
// that says nothing any more leaves all its sources unknown.
type peers struct {
	emit mesoswatch.Emit

	mu  sync.Mutex
	all map[string]*peer
}

type peer struct {
	heard   time.Time // last, by the servers' clock; never in the future
	sources map[string]mesoswatch.Health
	silent  bool
	said    time.Time
}

// hear takes in the word of a source of another machine. Its error is errEnded.
func (p *peers) hear(h *mesoswatch.Health, sent time.Time) error {
	now := time.Now()
	if sent.After(now) {
		sent = now
	}
	if now.Sub(sent) > goneAfter {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	of := p.all[h.Via]
	if of == nil {
		if len(p.all) >= maxPeers {
			return nil
		}
		if p.all == nil {
			p.all = make(map[string]*peer)
		}
		of = &peer{sources: make(map[string]mesoswatch.Health)}
		p.all[h.Via] = of
	}
	if sent.After(of.heard) {
		of.heard = sent
	}
	if _, known := of.sources[h.Source]; !known && len(of.sources) >= maxSources {
		return nil
	}
	of.sources[h.Source] = *h
	if now.Sub(sent) > silentAfter {
		return nil // look tells how that is
	}
	return p.give(*h)
}

func (p *peers) give(h mesoswatch.Health) error {
	if p.emit(mesoswatch.Record{Health: &h, Origin: mesoswatch.Foreign}) != nil {
		return errEnded
	}
	return nil
}

// look says of each machine whether it is heard, and of the sources of one that is
// not that nothing is known. cut says why nothing can be heard at all; empty: it can.
func (p *peers) look(now time.Time, cut string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, name := range slices.Sorted(maps.Keys(p.all)) {
		of := p.all[name]
		silence := now.Sub(of.heard)
		if silence > goneAfter {
			delete(p.all, name)
		}
		why := ""
		if silence > silentAfter {
			why = "nothing was heard from " + name + " since " + of.heard.UTC().Format("2006-01-02 15:04:05 MST")
		}
		if cut != "" && why != "" {
			why = "this machine is cut off from the others: " + cut
		}
		if err := of.tell(p, name, why, now); err != nil {
			return err
		}
	}
	return nil
}

// tell says how the machine is, at once when that changed.
func (of *peer) tell(p *peers, name, why string, now time.Time) error {
	silent := why != ""
	if turned := silent != of.silent; !turned && now.Sub(of.said) < sayEvery {
		return nil
	} else if turned && silent {
		for _, s := range slices.Sorted(maps.Keys(of.sources)) {
			h := of.sources[s]
			h.At, h.OK, h.Silent, h.Lacking, h.Why = now, false, false, nil, why
			if err := p.give(h); err != nil {
				return err
			}
		}
	}
	of.silent, of.said = silent, now
	h := mesoswatch.Health{At: now, Source: watcher + name, Collector: sourceName, OK: !silent, Why: why}
	if p.emit(mesoswatch.Record{Health: &h}) != nil {
		return errEnded
	}
	return nil
}
