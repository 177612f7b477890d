package mesoslog

import (
	"context"
	"time"
)

// tick gives out last messages that nothing continues. While none is held it sleeps:
// a log in which nothing happens must cost nothing.
func (l *live) tick(ctx context.Context) {
	t := time.NewTicker(settleFor / 2)
	defer t.Stop()
	asleep := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.came:
			if asleep { // else what comes again and again would put the tick off
				asleep = false
				t.Reset(settleFor / 2)
			}
		case now := <-t.C:
			if asleep = !l.settleAll(now); asleep {
				t.Stop()
			}
		}
	}
}

// settleAll tells whether something is still held.
func (l *live) settleAll(now time.Time) (held bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.gens {
		l.keep(l.settle(s, now))
		held = held || s.held() > 0
	}
	return held
}

// wake has tick look again: bytes have come.
func (l *live) wake() {
	select {
	case l.came <- struct{}{}:
	default:
	}
}

// settle gives out what nothing continues, and what has waited long enough.
func (l *live) settle(s *liveSource, now time.Time) (err error) {
	quiet := now.Sub(s.changed)
	switch {
	case s.held() == 0 || s.coming || l.err != nil:
		return nil
	case quiet >= settleFor && s.offset+s.held() >= s.until, quiet >= halfLine,
		now.Sub(s.waits) >= 2*patience && s.offset >= s.until: // a message without end
		err = s.flush(l.giver(s))
	case now.Sub(s.waits) >= patience:
		s.hasty = true
		err = s.advance(l.giver(s))
	}
	s.wait(now)
	return err
}

// finish gives out what is held at the end.
func (l *live) finish() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.gens {
		if s.coming {
			continue // cut off in the middle: these lines come again
		}
		if l.keep(s.flush(l.giver(s))) != nil {
			break // the pipeline has ended: these lines come again
		}
	}
	now := time.Now()
	if l.opt.Kept == nil {
		l.commit(now) // everything was handed over
	} else {
		l.commit(l.settled(now))
	}
	if err := l.pos.Save(); err != nil && l.f.Log != nil {
		l.f.Log.Error("log positions not saved", "err", err)
	}
}
