package ui

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// slowLine is a terminal behind a line of so many bytes a second; it answers what it
// is asked when all before has arrived. 0 is one that never answers.
type slowLine struct {
	speed int
	send  func(tea.Msg)

	mu     sync.Mutex
	busy   time.Time // until then it draws
	writes []time.Time
	asked  int
}

func (l *slowLine) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if string(p) == "\x1b[5n" {
		l.asked++
	} else {
		l.writes = append(l.writes, time.Now())
	}
	if l.speed > 0 {
		if now := time.Now(); l.busy.Before(now) {
			l.busy = now
		}
		l.busy = l.busy.Add(time.Duration(len(p)) * time.Second / time.Duration(l.speed))
		if bytes.Contains(p, []byte("\x1b[5n")) {
			time.AfterFunc(time.Until(l.busy), func() { l.send(statusReport) })
		}
	}
	return len(p), nil
}

func (l *slowLine) count() (writes, asked int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.writes), l.asked
}

// late is how far the terminal is behind what was sent.
func (l *slowLine) late() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return max(time.Until(l.busy), 0)
}

// onLine runs the dashboard on a slow line in a bubble of fake time, past a flood of
// so many lines a second.
func onLine(t *testing.T, speed, flood int, do func(p *tea.Program, l *slowLine)) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		feed := mesoswatch.NewFeed(0)
		stage.Incident().Play(feed)
		var all sync.WaitGroup
		if flood > 0 {
			all.Go(func() { stage.Flood(ctx, feed, flood) })
		}
		opt := liveOptions()
		began := time.Now()
		opt.Now = func() time.Time { return stage.Now().Add(time.Since(began)) }
		opt.LowBandwidth = true
		l := &slowLine{speed: speed}
		p := tea.NewProgram(New(func() (*mesoswatch.Board, error) { return feed.Next(ctx) }, opt), tea.WithInput(nil), tea.WithOutput(l),
			tea.WithWindowSize(80, 24), tea.WithoutSignalHandler(), tea.WithEnvironment([]string{"TERM=xterm-256color"}))
		l.send = p.Send
		all.Go(func() {
			if _, err := p.Run(); err != nil {
				t.Error(err)
			}
		})
		time.Sleep(10 * time.Second)
		do(p, l)
		p.Quit()
		cancel()
		all.Wait()
		time.Sleep(time.Minute) // the last timers run out
	})
}

// Two frames a second at most, whatever comes; on a line that is slower than that, one
// at a time, so that the terminal is never far behind.
func TestLowBandwidthFrames(t *testing.T) {
	for _, view := range []string{"1", "3", "9"} {
		for _, speed := range []int{960, 100_000} {
			t.Run(fmt.Sprintf("view %s at %d", view, speed), func(t *testing.T) {
				onLine(t, speed, 500, func(p *tea.Program, l *slowLine) {
					p.Send(press(view))
					time.Sleep(5 * time.Second)
					before, _ := l.count()
					for range 20 {
						time.Sleep(time.Second)
						if late := l.late(); late > 3*time.Second {
							t.Errorf("the terminal is %v behind", late)
						}
					}
					after, _ := l.count()
					if n := after - before; n > 40 || n == 0 && view == "3" {
						t.Errorf("%d frames in 20 seconds", n)
					}
				})
			})
		}
	}
}

// A key is answered at once where the line is free. Keys that come while a frame is on
// its way make one frame together.
func TestLowBandwidthKeys(t *testing.T) {
	onLine(t, 960, 0, func(p *tea.Program, l *slowLine) {
		before, _ := l.count()
		p.Send(press("2"))
		time.Sleep(50 * time.Millisecond)
		if after, _ := l.count(); after != before+1 {
			t.Fatalf("%d frames after a key", after-before)
		}
		if l.late() == 0 {
			t.Fatal("the line is free: there is nothing to be seen here")
		}
		for range 10 {
			p.Send(press("j"))
			p.Send(press("k"))
		}
		p.Send(press("j"))
		time.Sleep(5 * time.Second)
		if after, _ := l.count(); after != before+2 {
			t.Errorf("%d frames for twenty keys while the line was busy", after-before-1)
		}
	})
}

// Only the clock moves: its minutes, and ages in steps.
func TestLowBandwidthClock(t *testing.T) {
	onLine(t, 960, 0, func(p *tea.Program, l *slowLine) {
		before, _ := l.count()
		time.Sleep(5 * time.Minute)
		if after, _ := l.count(); after-before > 35 || after == before {
			t.Errorf("%d frames in five minutes", after-before)
		}
	})
}

// A terminal that does not answer gets every key's frame all the same, and is left in
// peace after a while.
func TestLowBandwidthDeaf(t *testing.T) {
	onLine(t, 0, 0, func(p *tea.Program, l *slowLine) {
		time.Sleep(22 * time.Second)
		before, asked := l.count()
		for i := range 6 {
			p.Send(press([]string{"2", "3"}[i%2]))
			time.Sleep(100 * time.Millisecond)
		}
		after, again := l.count()
		if after-before != 6 {
			t.Errorf("%d frames for six keys", after-before)
		}
		if asked == 0 || again != asked {
			t.Errorf("asked %d times, and %d more", asked, again-asked)
		}
	})
}

func TestBandwidthCommand(t *testing.T) {
	opt := liveOptions()
	r := newRig(t, opt, 80, 24, stage.Incident())
	r.shows("14:07:10")
	r.m.command("bandwidth low")
	r.run(r.m.draw(nil))
	r.hides("14:07:10")
	r.m.command("bandwidth full")
	r.m.draw(nil)
	r.shows("14:07:10")
	if _, said := r.m.command("bandwidth"); said != "bandwidth is low or full" {
		t.Error(said)
	}
}
