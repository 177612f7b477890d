package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

func TestBreadcrumbs(t *testing.T) {
	crumbs := func(r *rig) string { return strings.Split(r.frame(), "\n")[2] }
	r := newRig(t, liveOptions(), 80, 24, stage.Incident())
	if got := crumbs(r); strings.Trim(got, "─") != "" {
		t.Errorf("at the start: %s", got)
	}
	for _, c := range []struct{ key, want string }{
		{"2", ""}, {"enter", "── Findings › Login after failures ──"}, {"l", "── Findings › Login after failures › log line 1413 ──"},
		{"?", "log line 1413 › Help ──"}, {"?", "log line 1413 › All keys ──"}, {"?", "› log line 1413 ──"},
		{"esc", "── Findings › Login after failures ──"}, {"i", "── Findings › Login after failures › Incident ──"},
		{"esc", "── Findings › Login after failures ──"}, {"esc", ""}, {"3", ""}, {"1", ""},
	} {
		r.keys(c.key)
		got := crumbs(r)
		if c.want == "" && strings.Trim(got, "─") != "" || !strings.Contains(got, c.want) {
			t.Errorf("after %s: %s, want %s", c.key, got, c.want)
		}
	}
	r.keys("2", "enter", "l")
	for w := 12; w < 80; w++ {
		r.send(tea.WindowSizeMsg{Width: w, Height: 24})
		if got := crumbs(r); !strings.Contains(got, "lo") {
			t.Errorf("%d wide: %s", w, got)
		}
	}
	r.send(tea.WindowSizeMsg{Width: 46, Height: 24})
	if got := crumbs(r); got != "── Findings › … › log line 1413 ──────────────" {
		t.Errorf("cut to %s", got)
	}
}
