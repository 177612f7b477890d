package ui

import (
	"context"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// bigSize is the cluster that everything has to be quick on.
func bigSize() stage.Size { return stage.Size{Agents: 10_000, Frameworks: 500, Tasks: 100_000} }

// bigBoards are copies of the board of a big cluster, each one change after the
// last.
func bigBoards(b *testing.B, n int, change func(i int) mesoswatch.Record) []*mesoswatch.Board {
	b.Helper()
	feed := mesoswatch.NewFeed(0)
	stage.Big(bigSize()).Play(feed)
	var all []*mesoswatch.Board
	for i := range n + 1 {
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

// pressed runs what keys start, all of it, as the program would.
func pressed(m *Model, names ...string) {
	for _, n := range names {
		settle(m, press(n))
	}
}

func settle(m *Model, msg tea.Msg) {
	_, cmd := m.Update(msg)
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			if c != nil {
				settle(m, c())
			}
		}
	default:
		settle(m, msg)
	}
}

func bigModel(board *mesoswatch.Board) *Model {
	m := benchModel(200, 60)
	settle(m, boardMsg{board: board, taken: stage.Now()})
	return m
}

// From the board to the first frame of a view; "held" is how long keys wait for
// it, the rest is done in the background.
func BenchmarkClusterFirstPaint(b *testing.B) {
	board := bigBoards(b, 0, nil)[0]
	for _, c := range []struct{ name, keys string }{{"frameworks", "4"}, {"agents", "5"}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				m := benchModel(200, 60)
				m.at = viewID(c.keys[0] - '1')
				settle(m, boardMsg{board: board, taken: stage.Now()})
			}
		})
		b.Run(c.name+"/held", func(b *testing.B) {
			for b.Loop() {
				m := benchModel(200, 60)
				m.at = viewID(c.keys[0] - '1')
				m.Update(boardMsg{board: board, taken: stage.Now()})
			}
		})
	}
	b.Run("tasks", func(b *testing.B) { // of the framework that has half of them
		for b.Loop() {
			m := bigModel(board)
			pressed(m, "4", "enter")
			if m.frameworks.detail.tasks.Of() < 50_000 {
				b.Fatal("not all tasks")
			}
		}
	})
}

func BenchmarkClusterScroll(b *testing.B) {
	board := bigBoards(b, 0, nil)[0]
	for _, c := range []struct {
		name string
		keys []string
	}{{"agents", []string{"5"}}, {"frameworks", []string{"4"}}, {"tasks", []string{"4", "enter", "tab"}}} {
		b.Run(c.name, func(b *testing.B) {
			m := bigModel(board)
			pressed(m, c.keys...)
			for b.Loop() {
				m.Update(press("j"))
			}
		})
	}
}

// What keys wait for when a new board has come in which one subject is another.
func BenchmarkClusterRefresh(b *testing.B) {
	agent := func(i int) mesoswatch.Record { return stage.BigAgent(i*37%10_000, float64(i)) }
	task := func(i int) mesoswatch.Record {
		r := stage.BigTask(i*74, bigSize())
		r.Snapshot.Task.State = "TASK_FINISHED"
		return r
	}
	for _, c := range []struct {
		name   string
		change func(int) mesoswatch.Record
		keys   []string
	}{
		{"agents", agent, []string{"5", "G"}},
		{"agents/bystate", agent, []string{"5", "s", "s", "s", "s"}},
		{"agents/filtered", agent, []string{"5", "/", "r", "a", "c", "k", "enter"}},
		{"tasks", task, []string{"4", "enter", "tab", "G"}},
		{"overview", agent, []string{"1"}},
		{"log", agent, []string{"3"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			boards := bigBoards(b, 64, c.change)
			m := bigModel(boards[0])
			pressed(m, c.keys...)
			taken := stage.Now()
			for i := 1; b.Loop(); i++ {
				taken = taken.Add(time.Second)
				m.Update(boardMsg{board: boards[i%len(boards)], taken: taken})
			}
		})
	}
}

// What the pipeline pays for the copy that the screen keeps.
func BenchmarkClusterCopy(b *testing.B) {
	feed := mesoswatch.NewFeed(0)
	stage.Big(bigSize()).Play(feed)
	for i := 0; b.Loop(); i++ {
		_ = feed.Handle(stage.BigAgent(i%10_000, float64(i)))
		if _, err := feed.Next(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}
