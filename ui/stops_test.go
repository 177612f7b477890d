package ui

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// A runbook that is there stays until it has been broken for the new width, which is done
// in the background.
func TestARunbookIsNeverWiderThanTheScreen(t *testing.T) {
	for _, open := range [][]string{{"i"}, {"enter", "r"}} {
		r := newRig(t, liveOptions(), 120, 36, stage.Incident())
		r.keys("2", "g").keys(open...).shows("Is 10.0.9.9 the real peer?")
		for w := 120; w > 0; w-- {
			r.m.Update(tea.WindowSizeMsg{Width: w, Height: 36}) // what renders it never comes back
			sound(t, r.m.View().Content, w, 36)
		}
	}
}
