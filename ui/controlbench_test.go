package ui

import (
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// manyNodes is a control plane with as many candidates and roles as are kept, each
// with a znode that anybody could have made.
func manyNodes() stage.Script {
	s := stage.Plane()
	for i := range 20_000 {
		s = append(s, mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: stage.Now(), Source: stage.Leader, Role: &mesoswatch.Role{Name: fmt.Sprint("role-", i)}}})
		if i < 512 {
			s = append(s, stage.Candidate(i%3, 100+i, false, 0))
		}
	}
	return s
}

// What a round of a source costs while the control plane is looked at.
func BenchmarkControlRound(b *testing.B) {
	for name, script := range map[string]stage.Script{"plain": stage.Plane(), "crowded": manyNodes()} {
		b.Run(name, func(b *testing.B) {
			m := New(nil, liveOptions())
			m.Update(tea.WindowSizeMsg{Width: 200, Height: 60})
			feed := mesoswatch.NewFeed(0)
			script.Play(feed)
			m.at = viewControl
			for b.Loop() {
				stage.Rounds(0).Play(feed)
				board, err := feed.Next(b.Context())
				if err != nil {
					b.Fatal(err)
				}
				m.Update(boardMsg{board: board})
			}
		})
	}
}
