package ui

import (
	"fmt"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// TestLogFrames are the faces of the log beside those every dashboard has.
func TestLogFrames(t *testing.T) {
	for _, s := range []struct {
		name   string
		script stage.Script
		keys   []string
	}{
		{"context", stage.Logs(), []string{"3", "/", "'unsuccessful", "enter", "C", "C", "g", "e", "e", "j"}},
		{"days", stage.Logs(), []string{"3", ":", "'goto 13:55:10", "enter", "k", "k"}},
		{"evidence", stage.Logs(), []string{"3", "E", "E"}},
		{"fields", stage.Logs(), []string{"3", "/", "'principal=aurora !source:agent", "enter"}},
		{"blind", stage.LogsBlind(), []string{"3"}},
		{"waiting", stage.LogsWaiting(), []string{"3"}},
		{"none", stage.LogsNone(), []string{"3"}},
		{"no_match", stage.Logs(), []string{"3", "/", "'zzz", "enter"}},
		{"line", stage.Logs(), []string{"3", "E", "enter", "tab"}},
		{"line_zoomed", stage.Logs(), []string{"3", "E", "enter", "tab", "z"}},
	} {
		for _, size := range sizes() {
			t.Run(fmt.Sprintf("%s_%dx%d", s.name, size[0], size[1]), func(t *testing.T) {
				golden.RequireEqual(t, newRig(t, liveOptions(), size[0], size[1], s.script).keys(s.keys...).frame())
			})
		}
	}
	opt := liveOptions()
	opt.ASCII = true
	t.Run("ascii", func(t *testing.T) {
		r := newRig(t, opt, 100, 30, stage.Logs()).keys("3", "/", "'unsuccessful", "enter", "C", "E")
		for _, c := range r.frame() {
			if c > 0x7e {
				t.Errorf("%q in ASCII", c)
			}
		}
		golden.RequireEqual(t, r.frame())
	})
}
