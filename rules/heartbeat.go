package rules

import (
	"fmt"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// When a source that is asked again and again counts as stopped: when it missed so
// many of its intervals and a little more. Whether any has is looked for now and
// then.
const (
	missedRounds = 3
	stopGrace    = 10 * time.Second
	stopLook     = 10 * time.Second
)

// heartbeat tells sources that stopped from a time in which nobody watched at all,
// as between two recordings: its clock goes on only as far as some source's
// interval explains.
type heartbeat struct {
	last   time.Time
	clock  time.Duration // while somebody watched
	looked time.Duration
}

// beat is the rhythm of one source.
type beat struct {
	every time.Duration // 0: it tells by itself
	heard time.Duration // by the clock of the heartbeat
	at    time.Time
	stale string // why it counts as stopped
}

// see takes a round of the source in.
func (p *heartbeat) see(b *beat, h *mesoswatch.Health) {
	every := time.Duration(h.Interval * float64(time.Second))
	if every <= 0 {
		b.every = 0
		return
	}
	if pause := h.At.Sub(p.last); !p.last.IsZero() && pause > 0 {
		p.clock += min(pause, 2*b.every+stopGrace)
	}
	if h.At.After(p.last) {
		p.last = h.At
	}
	b.every, b.heard, b.at = every, p.clock, h.At
}

// due tells whether it is time to look for sources that stopped.
func (p *heartbeat) due() bool {
	if p.clock-p.looked < stopLook {
		return false
	}
	p.looked = p.clock
	return true
}

// stopped tells whether the source has stopped, when that is new or goes on.
func (p *heartbeat) stopped(b *beat) bool {
	if b.every == 0 || p.clock-b.heard <= missedRounds*b.every+stopGrace {
		return false
	}
	b.stale = fmt.Sprintf("stale: no round since %s, where there was one every %s", b.at.UTC().Format("2006-01-02 15:04:05 UTC"), b.every.Round(time.Second))
	return true
}
