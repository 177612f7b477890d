package ui

import (
	"bytes"
	"testing"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"

	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// terminal counts what each frame costs, by the renderer that Bubble Tea sends
// frames with.
type terminal struct {
	out    bytes.Buffer
	render *uv.TerminalRenderer
	screen uv.ScreenBuffer
}

func newTerminal(w, h int) *terminal {
	t := &terminal{screen: uv.NewScreenBuffer(w, h)}
	t.render = uv.NewTerminalRenderer(&t.out, []string{"TERM=xterm-256color"})
	t.render.SetColorProfile(colorprofile.TrueColor)
	t.render.SetTabStops(w)
	t.render.SetScrollOptim(true)
	t.render.SetRelativeCursor(false)
	t.render.SetFullscreen(true)
	t.render.Erase()
	return t
}

// show draws a frame and answers what that sends.
func (t *terminal) show(frame string) string {
	t.out.Reset()
	t.screen.Clear()
	uv.NewStyledString(frame).Draw(t.screen, t.screen.Bounds())
	t.render.Render(t.screen.RenderBuffer)
	_ = t.render.Flush() // a buffer takes all
	return t.out.String()
}

// Keys in the order somebody may press them: those that move a cursor or tick a step,
// and those that lead to another page.
var costly = []struct{ moves, pages []string }{
	{pages: []string{"2"}, moves: []string{"j", "j"}}, {pages: []string{"enter"}, moves: []string{"j"}}, {pages: []string{"esc", "3"}, moves: []string{"k", "k"}},
	{pages: []string{"9", "tab"}, moves: []string{"j", "space"}}, {pages: []string{"1", "4", "5"}, moves: []string{"j"}}, {pages: []string{"6", "7", "8", "?", "esc"}},
}

// TestCostOfKeys holds what keys send below a bound, at 80 by 24: on a line of 960
// bytes a second a page takes little more than two seconds, and a cursor a third of one.
func TestCostOfKeys(t *testing.T) {
	for _, bound := range []struct {
		low         bool
		page, moves int
	}{{false, 3000, 400}, {true, 2200, 320}} {
		opt := liveOptions()
		opt.LowBandwidth = bound.low
		r := newRig(t, opt, 80, 24, stage.Cluster())
		term := newTerminal(80, 24)
		sum := len(term.show(r.m.View().Content))
		t.Logf("low bandwidth %v: first frame %d bytes", bound.low, sum)
		press := func(keys []string, most int) {
			for _, k := range keys {
				n := len(term.show(r.keys(k).m.View().Content))
				t.Logf("%-6s %5d bytes", k, n)
				if n > most {
					t.Errorf("low bandwidth %v: %s sends %d bytes, at most %d", bound.low, k, n, most)
				}
				sum += n
			}
		}
		for _, c := range costly {
			press(c.pages, bound.page)
			press(c.moves, bound.moves)
		}
		t.Logf("low bandwidth %v: %d bytes in all", bound.low, sum)
	}
}
