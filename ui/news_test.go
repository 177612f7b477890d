package ui

import (
	"bytes"
	"context"
	"io"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/teatest/v2"
	"go.uber.org/goleak"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// wire counts what is written to the terminal, and how often.
type wire struct{ bytes, writes atomic.Int64 }

func (w *wire) Write(p []byte) (int, error) {
	w.bytes.Add(int64(len(p)))
	w.writes.Add(1)
	return len(p), nil
}

// second is what one cost.
type second struct{ bytes, writes int64 }

// quietly runs the dashboard in a bubble of fake time on what feed holds and
// answers how many bytes each of the given seconds cost.
func quietly(t *testing.T, feed *mesoswatch.Feed, opt Options, seconds int, keys ...string) []int64 {
	t.Helper()
	var bytes []int64
	for _, s := range watched(t, feed, opt, seconds, keys...) {
		bytes = append(bytes, s.bytes)
	}
	return bytes
}

// watched is quietly with the writes, too.
func watched(t *testing.T, feed *mesoswatch.Feed, opt Options, seconds int, keys ...string) []second {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out := &wire{}
	p := tea.NewProgram(New(func() (*mesoswatch.Board, error) { return feed.Next(ctx) }, opt), tea.WithInput(nil), tea.WithOutput(out),
		tea.WithWindowSize(120, 40), tea.WithoutSignalHandler(), tea.WithEnvironment([]string{"TERM=xterm-256color", "COLORTERM=truecolor"}))
	var done sync.WaitGroup
	done.Go(func() {
		if _, err := p.Run(); err != nil {
			t.Error(err)
		}
	})
	time.Sleep(3 * time.Second) // of the bubble: the first frames are out
	for _, k := range keys {
		p.Send(press(k))
	}
	time.Sleep(time.Second)
	if out.bytes.Load() < 2000 {
		t.Errorf("the first frame has %d bytes only", out.bytes.Load())
	}
	var costs []second
	for range seconds {
		bytes, writes := out.bytes.Load(), out.writes.Load()
		time.Sleep(time.Second)
		costs = append(costs, second{out.bytes.Load() - bytes, out.writes.Load() - writes})
	}
	p.Quit()
	cancel()
	done.Wait()
	time.Sleep(2 * time.Second) // the last tick runs out
	return costs
}

// Old data at its end: no view sends anything.
func TestNothingChangesNothingIsWritten(t *testing.T) {
	for _, view := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "?"} {
		t.Run(view, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				feed := mesoswatch.NewFeed(0)
				stage.Cluster().Play(feed)
				feed.End()
				for i, n := range watched(t, feed, Options{Cluster: "prod-eu1", Runbook: stage.Runbook}, 60, view) {
					if n != (second{}) {
						t.Errorf("second %d: %+v", i, n)
					}
				}
			})
		})
	}
}

// A live clock that moves, and the ages with it: a frame a second, and a short one. A
// minute ends for many ages at once.
func TestOnlyTheClockMoves(t *testing.T) {
	for _, view := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "?"} {
		t.Run(view, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				feed := mesoswatch.NewFeed(0)
				stage.Cluster().Play(feed)
				opt := liveOptions()
				began := time.Now()
				opt.Now = func() time.Time { return stage.Now().Add(time.Since(began)) }
				var sum int64
				costs := watched(t, feed, opt, 2*len(some(make([]bool, 60))), view)
				for i, n := range costs {
					if n.bytes > 2500 || n.writes > 1 {
						t.Errorf("second %d: %+v", i, n)
					}
					sum += n.bytes
				}
				if sum /= int64(len(costs)); sum == 0 || sum > 500 {
					t.Errorf("%d bytes a second", sum)
				}
				t.Logf("%d bytes a second", sum)
			})
		})
	}
}

// Ten frames a second at most, whatever comes.
func TestFramesUnderLoad(t *testing.T) {
	for _, view := range []string{"1", "2", "3", "6", "9"} {
		t.Run(view, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				feed := mesoswatch.NewFeed(0)
				stage.Incident().Play(feed)
				var flood sync.WaitGroup
				flood.Go(func() { stage.Flood(ctx, feed, 1000) })
				opt := liveOptions()
				began := time.Now()
				opt.Now = func() time.Time { return stage.Now().Add(time.Since(began)) }
				for i, n := range watched(t, feed, opt, 5, view) {
					if n.writes > 11 { // the clock's may be one more
						t.Errorf("second %d: %d frames", i, n.writes)
					}
				}
				cancel()
				flood.Wait()
			})
		})
	}
}

// 20,000 lines a second past the log pane, and past the overview.
func TestBurstOnTheWire(t *testing.T) {
	for _, rate := range some([]int{20, 80, 200, 1000, 20_000}) {
		view := "3"
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			feed := mesoswatch.NewFeed(0)
			stage.Incident().Play(feed)
			var flood sync.WaitGroup
			flood.Go(func() { stage.Flood(ctx, feed, rate) })
			opt := liveOptions()
			began := time.Now()
			opt.Now = func() time.Time { return stage.Now().Add(time.Since(began)) }
			var sum int64
			costs := quietly(t, feed, opt, 5, view)
			for _, n := range costs {
				sum += n
			}
			cancel()
			flood.Wait()
			if sum /= int64(len(costs)); sum > 20_000 {
				t.Errorf("view %s at %d: %d bytes a second", view, rate, sum)
			}
			t.Logf("view %s at %d: %d bytes a second", view, rate, sum)
		})
	}
}

// counting wraps the model to see what comes between a key and its frame.
type counting struct {
	*Model
	updates, boards atomic.Int64
	atKey           chan [2]int64
}

func (c *counting) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	c.updates.Add(1)
	switch msg.(type) {
	case boardMsg:
		c.boards.Add(1)
	case tea.KeyPressMsg:
		c.atKey <- [2]int64{c.updates.Load(), c.boards.Load()}
	}
	_, cmd := c.Model.Update(msg)
	return c, cmd
}

// A burst that knows no pause must not stand between a key and its frame: boards
// are paced, so that at most two are handled while a key waits.
func TestBurstDoesNotDelayKeys(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent(),
		// A tick of Bubble Tea's ends by itself, up to its second after the program.
		goleak.IgnoreAnyFunction("charm.land/bubbletea/v2.Tick.func1"),
		goleak.IgnoreAnyFunction("charm.land/bubbletea/v2.(*Program).execBatchMsg"))
	ctx, cancel := context.WithCancel(t.Context())
	feed := mesoswatch.NewFeed(0)
	var flood sync.WaitGroup
	flood.Go(func() { stage.Flood(ctx, feed, 0) })
	opt := liveOptions()
	opt.Pace = 20 * time.Millisecond
	opt.Now = nil // a tick that is under way would outlive the program by up to a second
	c := &counting{Model: New(func() (*mesoswatch.Board, error) { return feed.Next(ctx) }, opt), atKey: make(chan [2]int64, 1)}
	p := tea.NewProgram(c, tea.WithInput(nil), tea.WithOutput(io.Discard), tea.WithWindowSize(120, 40), tea.WithoutSignalHandler())
	var done sync.WaitGroup
	done.Go(func() {
		if _, err := p.Run(); err != nil {
			t.Error(err)
		}
	})
	for i := range 30 {
		before := c.boards.Load()
		p.Send(press([]string{"3", "k", "G", "2", "j", "1"}[i%6]))
		select {
		case at := <-c.atKey:
			if at[1]-before > 2 {
				t.Errorf("key %d waited for %d boards", i, at[1]-before)
			}
		case <-time.After(20 * time.Second):
			t.Fatal("the key was never handled")
		}
	}
	cancel()
	p.Quit()
	done.Wait()
	flood.Wait()
}

func TestProgram(t *testing.T) {
	feed := mesoswatch.NewFeed(0)
	stage.Incident().Play(feed)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	opt := liveOptions()
	tm := teatest.NewTestModel(t, New(func() (*mesoswatch.Board, error) { return feed.Next(ctx) }, opt), teatest.WithInitialTermSize(80, 24))
	sees := func(text string) {
		t.Helper()
		teatest.WaitFor(t, tm.Output(), func(b []byte) bool { return bytes.Contains(b, []byte(text)) }, teatest.WithDuration(20*time.Second))
	}
	sees("logged in as aurora")
	tm.Send(press("2"))
	tm.Send(press("enter"))
	sees("how often")
	tm.Send(press("q"))
	tm.WaitFinished(t, teatest.WithFinalTimeout(20*time.Second))
}
