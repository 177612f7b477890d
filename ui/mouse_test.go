package ui

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// Off, which it is at start, nothing is asked of the terminal; it is kept.
func TestMouseIsOffAtStart(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, stage.Incident())
	r.send(tea.MouseClickMsg{X: 20, Y: 1, Button: tea.MouseLeft})
	if r.m.View().MouseMode != tea.MouseModeNone || r.m.at != viewOverview {
		t.Error("the mouse is heard")
	}
	r.keys("m")
	if r.m.View().MouseMode != tea.MouseModeCellMotion || !r.m.Settings().Mouse {
		t.Error("the mouse is not on, or not kept")
	}
	r.shows("hold Shift")
	r.send(tea.MouseClickMsg{X: strings.Index(r.row("2 Findings"), "2 Find"), Y: 1, Button: tea.MouseLeft})
	if r.m.at != viewFindings {
		t.Errorf("in view %d", r.m.at)
	}
	head := strings.Index(r.row(" whom "), "last")
	y := slices.IndexFunc(strings.Split(r.frame(), "\n"), func(l string) bool { return strings.Contains(l, " whom ") })
	r.send(tea.MouseClickMsg{X: head + 1, Y: y, Button: tea.MouseLeft})
	r.shows("sorted by last, largest first")
	r.send(tea.MouseClickMsg{X: head + 1, Y: y, Button: tea.MouseLeft})
	r.shows("sorted by last, smallest first")
	row := tea.MouseClickMsg{X: 9, Y: y + 2, Button: tea.MouseLeft}
	r.send(row)
	r.send(row)
	if !r.m.findings.reading {
		t.Errorf("the second click does not open:\n%s", r.frame())
	}
	r.keys(":", "'mouse off", "enter")
	if r.m.View().MouseMode != tea.MouseModeNone {
		t.Error("the mouse is still on")
	}
}
