package ui

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// TestFilterStays: through what is toggled, another size, new boards and other views,
// in every list; the last one is recalled.
func TestFilterStays(t *testing.T) {
	script := append(append(stage.Cluster(), stage.PostureBad()...), append(stage.Incident(), stage.PortsBad()...)...)
	toggles := map[string][]string{"3": {"f", "'auth", "enter", "n"}, "8": {"o", "o", "o", "o", "o"}, "9": {"t", "z", "z", "t"}}
	for _, c := range []struct {
		view string
		list func(*Model) arranged
	}{
		{"2", func(m *Model) arranged { return m.findings.table }},
		{"3", func(m *Model) arranged { return &m.log }},
		{"4", func(m *Model) arranged { return m.frameworks.table }},
		{"5", func(m *Model) arranged { return m.agents.table }},
		{"6", func(m *Model) arranged { return m.control.blocks[m.control.here].table }},
		{"7", func(m *Model) arranged { return m.ports.here().table }},
		{"8", func(m *Model) arranged { return m.posture.families }},
		{"9", func(m *Model) arranged { return &m.incident.timeline }},
	} {
		r := newRig(t, liveOptions(), 120, 36, script).keys(c.view, "/", "'!refus", "enter")
		holds := func(after string) {
			t.Helper()
			if got := c.list(r.m).arrangement().Filter; got != "!refus" {
				t.Errorf("view %s %s filters by %q", c.view, after, got)
			}
		}
		holds("once typed")
		r.keys(toggles[c.view]...)
		holds("after what is toggled")
		r.keys("space", "space", "?", "?", "?", "s", "S")
		holds("after a pause, the help and sorting")
		for _, size := range [][2]int{{80, 24}, {200, 60}, {20, 5}, {1, 1}, {120, 36}} {
			r.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		}
		holds("after other sizes")
		r.board(script.Board())
		r.keys("1", c.view)
		r.board(append(script, stage.Quiet()...).Board())
		holds("after new boards and another view")
		if c.view == "3" {
			r.keys("esc") // the search goes first
		}
		r.keys("/", "esc")
		if got := c.list(r.m).arrangement().Filter; got != "" {
			t.Errorf("view %s: Esc leaves %q", c.view, got)
		}
		r.keys("/", "up", "enter")
		holds("once recalled")
	}
}

// TestInverseFilter: what is left out and what is let in are all there is.
func TestInverseFilter(t *testing.T) {
	r := newRig(t, liveOptions(), 120, 36, stage.Incident()).keys("3")
	all := r.m.log.lines.size()
	in := r.keys("/", "'authenticated", "enter").m.log.lines.size()
	out := r.keys("/", "ctrl+u", "'!authenticated", "enter").m.log.lines.size()
	if in == 0 || out == 0 || in+out != all {
		t.Errorf("%d in, %d out, %d of all", in, out, all)
	}
	f := r.keys("2").m.findings.table
	all = f.Size()
	in = r.keys(":", "'filter level:high", "enter").m.findings.table.Size()
	out = r.keys(":", "'filter !level:high", "enter").m.findings.table.Size()
	if in == 0 || out == 0 || in+out != all {
		t.Errorf("%d in, %d out, %d of all findings", in, out, all)
	}
}
