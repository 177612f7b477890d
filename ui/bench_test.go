package ui

import (
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// crowded is a board as a bad day leaves it: a full log and many findings.
func crowded(findings int) *mesoswatch.Board {
	b := &mesoswatch.Board{}
	stage.Incident().Play(b)
	many(30_000, "Processing ACCEPT call for offers: [ 5fdb8d57-11ce-4a0a-9d3e-2f6e8c1d7b90-O118 ] on agent 10.0.3.4").Play(b)
	for i := range findings {
		_ = b.Handle(extra(fmt.Sprint("n", i), mesoswatch.Level(i%5)))
	}
	return b
}

func benchModel(w, h int) *Model {
	m := New(nil, liveOptions())
	m.every = func(time.Duration, func(time.Time) tea.Msg) tea.Cmd { return nil }
	m.Init()
	m.Update(tea.WindowSizeMsg{Width: w, Height: h})
	return m
}

// What one board costs in each view: Update and the frame.
func BenchmarkBoard(b *testing.B) {
	board := crowded(1000)
	for _, view := range []string{"1", "2", "3"} {
		for _, size := range [][2]int{{120, 40}, {300, 100}} {
			b.Run(fmt.Sprintf("view%s/%dx%d", view, size[0], size[1]), func(b *testing.B) {
				m := benchModel(size[0], size[1])
				m.Update(boardMsg{board: board})
				m.Update(press(view))
				taken := stage.Now()
				for b.Loop() {
					taken = taken.Add(time.Second)
					m.Update(boardMsg{board: board, taken: taken})
				}
			})
		}
	}
}

func BenchmarkKey(b *testing.B) {
	m := benchModel(120, 40)
	m.Update(press("3"))
	m.Update(boardMsg{board: crowded(1000), taken: stage.Now()})
	for b.Loop() {
		m.Update(press("k"))
	}
}

// One more letter in a filter over 20,000 lines; and the same letter again, which
// matches them all anew.
func BenchmarkFilter(b *testing.B) {
	for _, text := range []string{"offers", "10.0.9.9", "!offers", "zzz"} {
		b.Run(text, func(b *testing.B) {
			m := benchModel(120, 40)
			m.Update(press("3"))
			m.Update(boardMsg{board: crowded(10), taken: stage.Now()})
			for b.Loop() {
				m.log.filter("")
				m.log.filter(text)
			}
		})
	}
}

func BenchmarkRunbook(b *testing.B) {
	m := benchModel(120, 40)
	book, _ := stage.Runbook(mesoswatch.Finding{Runbook: "x"})
	for b.Loop() {
		cutBook(m.pen, book, 70)
	}
}

// What it costs to save bytes, a frame.
func BenchmarkThrift(b *testing.B) {
	m := benchModel(200, 60)
	m.Update(boardMsg{board: crowded(1000), taken: stage.Now()})
	frame := m.compose()
	for b.Loop() {
		kit.Thrift(frame)
	}
	b.ReportMetric(float64(len(frame)), "bytes")
}
