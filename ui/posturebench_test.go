package ui

import (
	"context"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// As many answers as a board holds, of 300 checks.
const (
	manyAnswers = 20_000
	manyChecks  = 300
)

// What keys wait for when a board has come: the same answers, one of them another,
// all of one check; and what a key costs.
func BenchmarkPosture(b *testing.B) {
	boards := func(b *testing.B, change func(i int) mesoswatch.Record) []*mesoswatch.Board {
		feed := mesoswatch.NewFeed(0)
		stage.Answers(manyAnswers, manyChecks).Play(feed)
		var all []*mesoswatch.Board
		for i := range 33 {
			if i > 0 {
				_ = feed.Handle(change(i))
			}
			board, err := feed.Next(context.Background())
			if err != nil {
				b.Fatal(err)
			}
			all = append(all, board)
		}
		return all
	}
	other := func(i int) mesoswatch.Record { return stage.Answer(i*37%manyAnswers, manyChecks, i) }
	for _, c := range []struct {
		name   string
		change func(int) mesoswatch.Record
		keys   []string
	}{
		{"nothing", func(i int) mesoswatch.Record { return lineOf("a line", stage.Now(), int64(i)) }, []string{"8", "enter", "enter"}},
		{"families", other, []string{"8"}},
		{"checks", other, []string{"8", "enter", "G"}},
		{"answers", other, []string{"8", "enter", "enter", "G"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			all := boards(b, c.change)
			m := bigModel(all[0])
			pressed(m, c.keys...)
			taken := stage.Now()
			for i := 1; b.Loop(); i++ {
				taken = taken.Add(time.Second)
				m.Update(boardMsg{board: all[i%len(all)], taken: taken})
			}
		})
	}
	b.Run("key", func(b *testing.B) {
		m := bigModel(boards(b, other)[0])
		pressed(m, "8", "enter")
		for i := 0; b.Loop(); i++ {
			m.Update(press([]string{"j", "k"}[i/200%2]))
		}
	})
}
