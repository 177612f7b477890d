package ui

import (
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// The filter by command is that of the list that is seen, in all views.
func TestFilterByCommandInEveryView(t *testing.T) {
	script := append(append(stage.Cluster(), stage.PortsBad()...), stage.PostureBad()...)
	for view, list := range map[string]func(*Model) arranged{
		"1": func(m *Model) arranged { return m.findings.table }, "2": func(m *Model) arranged { return m.findings.table },
		"3": func(m *Model) arranged { return &m.log }, "4": func(m *Model) arranged { return m.frameworks.table },
		"5": func(m *Model) arranged { return m.agents.table }, "6": func(m *Model) arranged { return m.control.blocks[m.control.here].table },
		"7": func(m *Model) arranged { return m.ports.here().table }, "8": func(m *Model) arranged { return m.posture.families },
		"9": func(m *Model) arranged { return &m.incident.timeline },
	} {
		r := newRig(t, liveOptions(), 120, 36, script).keys(view, "?", ":", "'filter principal=ops", "enter")
		if got := list(r.m).arrangement().Filter; got != "principal=ops" || r.m.helping {
			t.Errorf("view %s filters by %q", view, got)
		}
	}
}

// What Tab adds stands behind what was typed, and Tab adds just that.
func TestCompletionIsSeenBeforeItIsMade(t *testing.T) {
	for _, c := range []struct{ view, typed, foot, tab string }{
		{"1", "go", ": goto TIME   14:05, ", ": goto TIME "},
		{"1", "goto st", ": goto start", ": goto start"},
		{"1", "goto 14:05:2", "14:05:21, 14:05:20", ": goto 14:05:2 "},
		{"1", "theme l", ": theme light", ": theme light"},
		{"2", "sort wh", "what, whom", ": sort wh "},
		{"4", "filter pri", ": filter principal:", ": filter principal:"},
		{"4", "filter x !pri", ": filter x !principal:", ": filter x !principal:"},
		{"3", "filter prin", ": filter principal:", ": filter principal:"},
		{"2", "wri", ": write [FILE]", ": write "},
		{"2", "write ", ": write mesoswatch-findings-20261120-140710.txt", ": write mesoswatch-findings-20261120-140710.txt"},
		{"1", "zzz", "no command zzz", ": zzz"},
		{"1", "findigns", "is it findings?", ": findigns"},
	} {
		r := newRig(t, liveOptions(), 120, 36, stage.Cluster()).keys(c.view, ":", "'"+c.typed)
		if got := lastRows(r, 1); !strings.Contains(got, c.foot) {
			t.Errorf("%q: %q, want %q", c.typed, got, c.foot)
		}
		if got := lastRows(r.keys("tab"), 1); !strings.Contains(got, c.tab) {
			t.Errorf("%q and Tab: %q, want %q", c.typed, got, c.tab)
		}
	}
	r := newRig(t, liveOptions(), 120, 36, stage.Cluster()).keys(":", "'theme ligth", "enter")
	r.shows("no theme ligth: is it light?")
	r.keys("4", ":", "'sort naem", "enter").shows("no column naem: is it name?")
}
