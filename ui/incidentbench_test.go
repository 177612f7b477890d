package ui

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// What a board and a key cost in the view of an incident with as many moments as a
// timeline holds, and 500 findings.
func BenchmarkIncident(b *testing.B) {
	feed := mesoswatch.NewFeed(0)
	stage.Worked().Play(feed)
	for i := range 500 {
		_ = feed.Handle(extra(fmt.Sprint("n", i), mesoswatch.Level(i%4)))
	}
	moment := func(i int) {
		ip := fmt.Sprintf("10.%d.%d.%d", i>>16&255, i>>8&255, i&255)
		_ = feed.Handle(mesoswatch.Record{Event: &mesoswatch.Event{Time: stage.Now().Add(time.Duration(i-20_000) * 10 * time.Millisecond), Source: "/log/m", Service: "master",
			Kind: mesoswatch.KindAuthFailed, UPID: "scheduler@" + ip + ":1", ClaimedIP: ip, Offset: int64(i), Message: "Authentication was unsuccessful"}})
	}
	for i := range 20_000 {
		moment(i)
	}
	var boards []*mesoswatch.Board
	for i := range 17 {
		moment(20_000 + i)
		board, err := feed.Next(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		boards = append(boards, board)
	}
	b.Logf("%d moments, %d findings", boards[0].Timeline.Len(), len(boards[0].Findings()))
	for _, c := range []struct {
		name string
		keys []string
	}{{"incident", []string{"9"}}, {"everything", []string{"9", "t"}}} {
		b.Run(c.name, func(b *testing.B) {
			m := bigModel(boards[0])
			pressed(m, c.keys...)
			taken := stage.Now()
			for i := 1; b.Loop(); i++ {
				taken = taken.Add(time.Second)
				m.Update(boardMsg{board: boards[i%len(boards)], taken: taken})
			}
		})
	}
	b.Run("key", func(b *testing.B) {
		m := bigModel(boards[0])
		pressed(m, "9", "t", "tab")
		for i := 0; b.Loop(); i++ {
			m.Update(press([]string{"k", "j"}[i/200%2]))
		}
	})
}
