package main

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui"
)

// playTick is how often the clock of a replay that plays is moved, and longTick the
// most it moves at once: a computer that slept does not skip what was recorded.
const (
	playTick = 40 * time.Millisecond
	longTick = 250 * time.Millisecond
)

// playback plays old data on the screen: it is the ui's Player and where its boards
// come from. There is one run over the data whose board is shown; going on opens
// its gate further, going back starts another from the beginning, which takes its
// place once it is there. What the operator does is done again in each run at its
// time.
//
// All that is judged depends on the data and on those times alone; the wall clock
// only moves the clock of the replay while it plays.
type playback struct {
	reel reel
	who  string // acts, where an action does not say
	at   string // where to begin, as --at takes it
	// when reads at once the data is known.
	when func(text string, from, to time.Time) (time.Time, error)
	wake chan struct{}

	ending sync.WaitGroup // runs that were stopped

	mu     sync.Mutex
	ctx    context.Context // of the runs; ends with Run
	shown  *playRun
	next   *playRun // on its way to take its place
	feed   context.Context
	hide   context.CancelFunc // stops handing out boards of shown
	hidden bool
	turned chan struct{} // closed when hidden changes

	clock   time.Time // of the replay, as it is shown
	moved   time.Time // when it was, by the wall
	playing bool
	speed   float64

	seeking bool
	asked   bool // the target is new
	target  time.Time

	from, to time.Time
	whole    bool
	marks    []ui.Mark
	deeds    []mesoswatch.Action
	err      string
	lost     error // what the first run could not read
}

// errOnTheWay: what is done now would belong to a time that nobody looks at.
var errOnTheWay = errors.New("the replay is on its way to another time: wait until it is there")

func newPlayback(r reel) *playback {
	p := &playback{reel: r, wake: make(chan struct{}, 1), turned: make(chan struct{}), speed: 1, hidden: true}
	p.feed, p.hide = context.WithCancel(context.Background())
	p.hide()
	return p
}

// Run reads all once and then does what is asked for, until ctx ends. All it
// started has ended when it returns.
func (p *playback) Run(ctx context.Context) {
	first := p.reel.run(ctx, nil, p.poke)
	first.open()
	p.mu.Lock()
	p.ctx, p.shown = ctx, first
	if p.at == "" {
		p.reveal() // what is read is seen as it comes
	}
	p.mu.Unlock()
	timer := time.NewTimer(playTick)
	defer timer.Stop()
	for ctx.Err() == nil {
		if p.step(time.Now()) {
			timer.Reset(playTick)
		}
		select {
		case <-p.wake:
		case <-timer.C:
		case <-ctx.Done():
		}
	}
	p.mu.Lock()
	p.hide()
	p.stop(p.shown)
	p.drop()
	p.mu.Unlock()
	p.ending.Wait()
}

// stop ends a run without waiting for it.
func (p *playback) stop(r *playRun) {
	r.cancel()
	p.ending.Go(func() { <-r.done })
}

func (p *playback) poke() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// board is what is shown now.
func (p *playback) board() *mesoswatch.Board {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.shown.feed.Board()
}

// Next is the ui's.
func (p *playback) Next(ctx context.Context) (*mesoswatch.Board, error) {
	for {
		p.mu.Lock()
		run, feed, hidden, turned := p.shown, p.feed, p.hidden, p.turned
		p.mu.Unlock()
		if hidden {
			select {
			case <-turned:
			case <-ctx.Done():
				return nil, ctx.Err()
			}
			continue
		}
		b, err := run.feed.Next(feed)
		if err == nil || ctx.Err() != nil {
			return b, err
		}
	}
}

// reveal hands out boards of the run that is shown, from the one it has now on.
func (p *playback) reveal() {
	if p.hidden {
		p.hidden = false
		p.feed, p.hide = context.WithCancel(p.ctx)
		close(p.turned)
		p.turned = make(chan struct{})
	}
}

// cover keeps the frame that is on the screen.
func (p *playback) cover() {
	if !p.hidden {
		p.hidden = true
		p.hide()
	}
}

// step does what is due; it answers whether time goes on by itself.
func (p *playback) step(now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.whole {
		p.learn()
	}
	if p.whole && p.asked {
		p.asked = false
		p.seek()
	}
	p.arrive()
	if p.whole && p.playing && !p.seeking {
		p.advance(now)
	}
	return p.playing && !p.seeking
}

// learn takes in what the first run has found out once it is through.
func (p *playback) learn() {
	s := p.shown.state()
	p.from, p.to, p.clock = s.first, s.at, s.at
	if !s.rest || !s.ended {
		return
	}
	p.whole, p.lost, p.marks = true, s.err, p.shown.settled.openings()
	p.shown.to(s.at)
	if p.at != "" && !p.asked {
		t, err := p.when(p.at, p.from, p.to)
		if err != nil {
			p.err = err.Error()
		} else {
			p.target, p.asked, p.seeking = t, true, true
		}
	}
	if !p.asked {
		p.reveal()
	}
}

// seek sets out for the target: with the run that is nearest before it, or a new
// one.
func (p *playback) seek() {
	p.seeking = true
	if p.target.Before(p.from) {
		p.target = p.from
	}
	if p.target.After(p.to) {
		p.target = p.to
	}
	p.cover()
	if p.shown.to(p.target) {
		p.drop()
		return
	}
	p.shown.halt()
	if p.next != nil && p.next.to(p.target) {
		return
	}
	p.drop()
	deeds, target := slices.Clone(p.deeds), p.target // none comes in while the frame is covered
	p.mu.Unlock()
	run := p.reel.run(p.ctx, deeds, p.poke)
	run.to(target)
	p.mu.Lock()
	p.next = run
}

// drop ends a run that is not wanted any more.
func (p *playback) drop() {
	if p.next != nil {
		p.stop(p.next)
		p.next = nil
	}
}

// arrive shows the board of the target once it is there.
func (p *playback) arrive() {
	if !p.seeking || !p.whole {
		return
	}
	run := p.shown
	if p.next != nil {
		run = p.next
	}
	s := run.state()
	if !s.rest {
		return
	}
	p.err = ""
	if s.ended && s.err != nil && (p.lost == nil || s.err.Error() != p.lost.Error()) {
		p.err = "reading again: " + mesoswatch.Mask(s.err.Error())
	}
	if p.next != nil {
		p.stop(p.shown)
		p.shown, p.next = p.next, nil
	}
	p.seeking, p.clock, p.moved = false, p.target, time.Time{}
	p.reveal()
}

// advance moves the clock while it plays: by the wall, but not before what it
// passed last was judged.
func (p *playback) advance(now time.Time) {
	s := p.shown.state()
	if p.speed == ui.MaxSpeed {
		if p.clock = s.at; s.rest && s.ended {
			p.clock, p.playing = p.to, false
			p.shown.to(p.to)
		} else if s.rest {
			p.shown.open()
		}
		return
	}
	since := min(now.Sub(p.moved), longTick)
	switch {
	case p.moved.IsZero():
		p.moved = now
		return
	case !s.rest || since < playTick:
		return
	}
	p.moved = now
	p.clock = p.clock.Add(time.Duration(float64(since) * p.speed))
	if !p.clock.Before(p.to) {
		p.clock, p.playing = p.to, false
	}
	p.shown.to(p.clock)
}

// act does in the replay what the operator did on the screen.
func (p *playback) act(a mesoswatch.Action) error {
	if a.What == mesoswatch.AcceptBaseline {
		return errors.New("a replay does not change the baseline: do it in a live run, or with mesoswatch baseline")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.seeking || p.hidden || p.shown == nil || p.clock.IsZero() {
		return errOnTheWay
	}
	a.Replay = true
	if a.ID == "" {
		a.ID = mesoswatch.ActionID()
	}
	if a.Who == "" {
		a.Who = p.who
	}
	p.deeds = insertDeed(p.deeds, p.shown.do(a))
	return nil
}

// done are the actions made so far, by time.
func (p *playback) done() []mesoswatch.Action {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.deeds)
}
