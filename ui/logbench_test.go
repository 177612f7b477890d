package ui

import (
	"context"
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// loaded is a feed with a million lines.
func loaded() *mesoswatch.Feed {
	const n = 1_000_000
	feed := mesoswatch.NewFeed(n)
	ctx, cancel := context.WithCancel(context.Background())
	left := n
	stage.Flood(ctx, mesoswatch.SinkFunc(func(r mesoswatch.Record) error {
		if left--; left == 0 {
			cancel()
		}
		return feed.Handle(r)
	}), 0)
	return feed
}

// What a key costs in a log of a million lines while 50,000 come in a second: from
// the key to its frame, with boards and what is under way between the keys: a key may
// have to wait for one of those.
func BenchmarkLogKey(b *testing.B) {
	feed := loaded()
	for _, c := range []struct {
		name string
		set  []string
		keys []string
	}{
		{"all", nil, []string{"k", "j", "ctrl+u", "ctrl+d", "g", "G"}},
		{"filter", []string{"/", "'unsuccessful", "enter", "C", "C", "C"}, []string{"k", "j", "ctrl+u", "g", "G", "C"}},
		{"regexp", []string{"/", "'~10.0.9.1[0-9].*success", "enter", "C"}, []string{"k", "j", "ctrl+u", "g", "G", "C"}},
		{"field", []string{"/", "'kind:auth 10.0.9.1", "enter", "C"}, []string{"k", "j", "g", "G", "e", "E"}},
		{"evidence", nil, []string{"g", "e", "G", "E", "[", "]", "{", "}"}},
		{"typing", []string{"/"}, []string{"u", "n", "s", "u", "backspace", "backspace", "backspace", "backspace"}},
		{"search", []string{"f", "'nowhere", "enter"}, []string{"n", "k", "N", "j"}},
	} {
		b.Run(c.name, func(b *testing.B) { keysUnderLoad(b, feed, c.set, c.keys) })
	}
}

func keysUnderLoad(b *testing.B, feed *mesoswatch.Feed, set, keys []string) {
	ctx, cancel := context.WithCancel(b.Context())
	flooded := make(chan struct{})
	go func() { stage.Flood(ctx, feed, 50_000); close(flooded) }()
	defer func() { cancel(); <-flooded }()
	m := benchModel(120, 40)
	var todo []tea.Cmd
	took := map[string][]time.Duration{}
	take := func(what string, msg tea.Msg) {
		began := time.Now()
		_, cmd := m.Update(msg)
		took[what] = append(took[what], time.Since(began))
		todo = append(todo, cmd)
	}
	work := func(most int) { // what commands answer comes back, as in a program
		for n := 0; len(todo) > 0 && n < most; n++ {
			cmd := todo[0]
			if todo = todo[1:]; cmd == nil {
				continue
			}
			switch msg := cmd().(type) {
			case tea.BatchMsg:
				todo = append(todo, msg...)
			case moreMsg, seekMsg, searchMsg:
				take("step", msg)
			}
		}
	}
	board := func() {
		take("board", boardMsg{board: feed.Board(), taken: time.Now()})
	}
	board()
	m.Update(press("3"))
	for _, k := range set {
		if k[0] == '\'' {
			for _, c := range k[1:] {
				take("set", press(string(c)))
			}
			continue
		}
		take("set", press(k))
	}
	work(10_000)
	for n := 0; b.Loop(); n++ {
		if n%3 == 0 {
			board()
		}
		take("key", press(keys[n%len(keys)]))
		work(2)
	}
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	for _, what := range []string{"board", "key", "step"} {
		if all := took[what]; len(all) > 0 {
			slices.Sort(all)
			b.ReportMetric(ms(all[len(all)*99/100]), what+"-p99-ms")
			b.ReportMetric(ms(all[len(all)-1]), what+"-max-ms")
		}
	}
}
