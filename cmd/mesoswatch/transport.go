package main

import (
	"time"

	"github.com/mesoswatch/mesoswatch/ui"
)

var _ ui.Player = (*playback)(nil)

// State is where the replay is.
func (p *playback) State() ui.PlayState {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := ui.PlayState{
		Playing: p.playing, Speed: p.speed, At: p.clock, From: p.from, To: p.to, Whole: p.whole,
		Seeking: p.seeking || !p.whole, Target: p.target, Marks: p.marks, Err: p.err,
	}
	if p.shown == nil {
		return s
	}
	switch at := p.shown.state(); {
	case !p.whole:
		s.From, s.To = at.first, at.at
		if !p.hidden {
			s.At = at.at
		}
		if done, total := p.shown.read(); total > 0 {
			s.Progress = float64(done) / float64(total)
		}
	case p.seeking:
		s.Progress = p.way()
	case p.playing && p.speed == ui.MaxSpeed && at.at.After(s.At):
		s.At = at.at
	}
	return s
}

// way is how much of a seek is done.
func (p *playback) way() float64 {
	run, from := p.shown, p.clock
	if p.next != nil {
		run, from = p.next, p.from
	}
	whole := p.target.Sub(from)
	if whole <= 0 {
		return 1
	}
	return min(max(float64(run.state().at.Sub(from))/float64(whole), 0), 1)
}

// Play starts or stops the clock.
func (p *playback) Play(on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if on == p.playing || on && p.whole && !p.seeking && !p.clock.Before(p.to) {
		return
	}
	p.playing, p.moved = on, time.Time{}
	if !on {
		p.hold()
	}
	p.poke()
}

// hold stops a run that plays as fast as can be where it is.
func (p *playback) hold() {
	if p.whole && !p.seeking && p.speed == ui.MaxSpeed {
		p.shown.halt()
		p.clock = p.shown.state().at
	}
}

// Speed sets how fast it plays.
func (p *playback) Speed(times float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.playing {
		p.hold()
	}
	p.speed = max(times, 0)
	p.poke()
}

// Goto sets out for a time.
func (p *playback) Goto(t time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.set(t)
}

func (p *playback) set(t time.Time) {
	if p.whole && p.playing && !p.seeking {
		p.hold()
	}
	p.target, p.asked, p.seeking = t, true, true
	p.poke()
}

// aim is where steps are counted from: where it is going, or is.
func (p *playback) aim() time.Time {
	if p.seeking {
		return p.target
	}
	return p.clock
}

// NextFinding goes to where the next finding opens.
func (p *playback) NextFinding() (ui.Mark, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range p.marks {
		if m.At.After(p.aim()) {
			p.set(m.At)
			return m, true
		}
	}
	return ui.Mark{}, false
}

// PrevFinding goes to where the finding before opened: the gravest, of several.
func (p *playback) PrevFinding() (ui.Mark, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := -1
	for i, m := range p.marks {
		if !m.At.Before(p.aim()) {
			break
		}
		if at < 0 || !m.At.Equal(p.marks[at].At) {
			at = i
		}
	}
	if at < 0 {
		return ui.Mark{}, false
	}
	p.set(p.marks[at].At)
	return p.marks[at], true
}
