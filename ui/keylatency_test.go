package ui

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// clocked is the dashboard with a clock at its end: framed gets a word for each frame
// that is handed to the renderer behind a key.
type clocked struct {
	*Model
	keyed  bool
	framed chan struct{}
}

func (m *clocked) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, m.keyed = msg.(tea.KeyPressMsg)
	_, cmd := m.Model.Update(msg)
	return m, cmd
}

func (m *clocked) View() tea.View {
	v := m.Model.View()
	if m.keyed {
		m.keyed = false
		m.framed <- struct{}{}
	}
	return v
}

// seat is a dashboard of 200 by 60 in a real program at which keys are pressed.
type seat struct {
	feed *mesoswatch.Feed
	busy func(context.Context, mesoswatch.Sink) // what goes on meanwhile; nil: nothing
	to   []string                               // leads to where the keys are pressed
	keys []string
}

// press presses keys, twenty a second, and reports how long each took until its frame
// was handed to the renderer, whatever else was in the queue.
func (d seat) press(b *testing.B) {
	ctx, cancel := context.WithCancel(b.Context())
	opt := liveOptions()
	began := time.Now()
	opt.Now = func() time.Time { return stage.Now().Add(time.Since(began)) }
	m := &clocked{Model: New(func() (*mesoswatch.Board, error) { return d.feed.Next(ctx) }, opt), framed: make(chan struct{}, 1)}
	p := tea.NewProgram(m, tea.WithInput(nil), tea.WithOutput(io.Discard), tea.WithWindowSize(200, 60), tea.WithoutSignalHandler(),
		tea.WithEnvironment([]string{"TERM=xterm-256color", "COLORTERM=truecolor"}))
	var all sync.WaitGroup
	all.Go(func() {
		if _, err := p.Run(); err != nil {
			b.Error(err)
		}
	})
	if d.busy != nil {
		all.Go(func() { d.busy(ctx, d.feed) })
	}
	took := func(key string) time.Duration {
		at := time.Now()
		p.Send(press(key))
		<-m.framed
		return time.Since(at)
	}
	for _, k := range d.to {
		took(k)
		time.Sleep(2 * time.Second) // what the view does in the background is done
	}
	var times []time.Duration
	pace := time.NewTicker(50 * time.Millisecond)
	defer pace.Stop()
	b.ResetTimer()
	for i := range b.N {
		<-pace.C
		times = append(times, took(d.keys[i%len(d.keys)]))
	}
	b.StopTimer()
	p.Quit()
	cancel()
	all.Wait()
	slices.Sort(times)
	for name, at := range map[string]int{"p50-ms": len(times) / 2, "p99-ms": len(times) * 99 / 100, "max-ms": len(times) - 1} {
		b.ReportMetric(float64(times[at].Microseconds())/1000, name)
	}
}

// BenchmarkKeyToFrame has a budget of 50 ms. Run it with -benchtime 400x: a key is
// pressed every 50 ms.
func BenchmarkKeyToFrame(b *testing.B) {
	flood := func(perSecond int) func(context.Context, mesoswatch.Sink) {
		return func(ctx context.Context, to mesoswatch.Sink) { stage.Flood(ctx, to, perSecond) }
	}
	filled := func(s stage.Script) *mesoswatch.Feed {
		f := mesoswatch.NewFeed(0)
		s.Play(f)
		return f
	}
	for _, view := range []string{"1", "2", "3", "9"} {
		b.Run("50000 lines a second/view "+view, func(b *testing.B) {
			seat{filled(stage.Incident()), flood(50_000), []string{view}, []string{"j", "j", "k", "G"}}.press(b)
		})
	}
	b.Run("50000 lines a second/all views", func(b *testing.B) {
		seat{filled(stage.Incident()), flood(50_000), nil, []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "?", "?"}}.press(b)
	})
	stir := func(ctx context.Context, to mesoswatch.Sink) { stage.Stir(ctx, to, bigSize()) }
	for name, d := range map[string]seat{
		"frameworks": {to: []string{"4"}, keys: []string{"j", "j", "G", "g", "s"}},
		"agents":     {to: []string{"5"}, keys: []string{"j", "j", "G", "g", "s"}},
		"tasks":      {to: []string{"4", "enter", "tab"}, keys: []string{"j", "j", "G", "g", "s"}},
		"views":      {keys: []string{"1", "4", "5", "4", "enter", "esc", "6", "5", "/", "n", "1", "esc", "esc"}},
	} {
		b.Run("100000 tasks/"+name, func(b *testing.B) {
			d.feed, d.busy = filled(stage.Big(bigSize())), stir
			d.press(b)
		})
	}
	b.Run("1000000 lines", func(b *testing.B) {
		feed := mesoswatch.NewFeed(1_000_000)
		fillLog(feed, 1_000_000)
		seat{feed, flood(10), []string{"3"}, []string{"k", "g", "G", "ctrl+u", "/", "o", "esc", "esc"}}.press(b)
	})
}

// fillLog adds so many lines, of which a thousand differ.
func fillLog(feed *mesoswatch.Feed, lines int) {
	var some []*mesoswatch.Event
	for i := range 1000 {
		some = append(some, &mesoswatch.Event{Time: stage.Now().Add(-time.Hour), Source: "mesos-master.INFO", Severity: "I", File: "master.cpp:8140",
			Message: fmt.Sprintf("Processing ACCEPT call for offers: [ %08x-O%d ] on agent S%d", i, i, i%42)})
	}
	for i := range lines {
		_ = feed.Handle(mesoswatch.Record{Event: some[i%len(some)]})
	}
}
