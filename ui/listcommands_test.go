package ui

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// TestThemeAtOnce: after :theme every view looks as it would from the start, where
// one was in it too.
func TestThemeAtOnce(t *testing.T) {
	script := append(append(stage.Cluster(), stage.PostureBad()...), append(stage.Incident(), stage.PortsBad()...)...)
	for _, size := range [][2]int{{80, 24}, {200, 60}} {
		light := liveOptions()
		light.Theme = "light"
		want, r := newRig(t, light, size[0], size[1], script), newRig(t, liveOptions(), size[0], size[1], script)
		views := strings.Split("123456789", "")
		for _, v := range views {
			want.keys(v, "j", "enter")
			r.keys(v, "j", "enter")
		}
		r.keys("1", ":", "'theme light", "enter")
		r.shows("theme light")
		want.keys("1")
		for _, v := range views {
			a, b := strings.Split(want.keys(v).m.frame, "\n"), strings.Split(r.keys(v).m.frame, "\n")
			for i := range a {
				if strings.TrimRight(a[i], " ") != strings.TrimRight(b[i], " ") {
					t.Errorf("%v, view %s, line %d is %q, want %q", size, v, i, b[i], a[i])
					break
				}
			}
		}
	}
	opt := liveOptions()
	opt.NoColor = true
	newRig(t, opt, 80, 24, nil).keys(":", "'theme mono", "enter").shows("NO_COLOR is set")
	r := newRig(t, liveOptions(), 80, 24, nil).keys(":", "'theme pink", "enter")
	r.shows("theme is one of dark, light, mono")
	if r.keys(":", "'theme l", "tab"); r.m.prompt.String() != "theme light" {
		t.Errorf("completed to %q", r.m.prompt.String())
	}
}

func TestFilterCommand(t *testing.T) {
	r := newRig(t, liveOptions(), 120, 36, stage.Cluster())
	r.keys(":", "'filter whom:10", "enter")
	if q := r.m.findings.table.Query().String(); r.m.at != viewFindings || q != "whom:10" {
		t.Errorf("view %d filters by %q", r.m.at, q)
	}
	r.keys("5", ":", "'filter access=open cpu:>20", "enter")
	byColon := newRig(t, liveOptions(), 120, 36, stage.Cluster()).keys("5", "/", "'access:open cpu:>20", "enter")
	if a, b := r.m.agents.table.Size(), byColon.m.agents.table.Size(); a != b || a == 0 || a == r.m.agents.table.Of() {
		t.Errorf("= leaves %d, : leaves %d", a, b)
	}
	r.keys(":", "'filter", "enter")
	if a := r.m.agents.table; a.Size() != a.Of() {
		t.Error("alone it does not show all again")
	}
	r.keys(":", "'filter ~[", "enter")
	r.shows("not a regular expression")
}

func TestSortCommand(t *testing.T) {
	r := newRig(t, liveOptions(), 120, 36, stage.Cluster())
	for view, s := range map[string]sorter{"1": r.m.overview.table, "2": r.m.findings.table, "4": r.m.frameworks.table, "5": r.m.agents.table, "7": r.m.ports.here().table, "8": r.m.posture.families} {
		for _, name := range s.SortNames() {
			r.keys(view, ":", "'sort "+name, "enter")
			r.shows("sorted by " + name)
		}
	}
	r.keys("5", ":", "'sort c", "tab")
	if got := r.m.prompt.String(); !strings.HasPrefix(got, "sort c") {
		t.Errorf("completed to %q", got)
	}
	r.keys("esc", ":", "'sort depth", "enter")
	r.shows("sort by one of")
	r.keys("3", ":", "'sort time", "enter")
	r.shows("there is no list to sort here")
}

func TestReloadCommand(t *testing.T) {
	opt := liveOptions()
	r := newRig(t, opt, 80, 24, nil).keys(":", "'reload", "enter")
	r.shows("reload is for live runs on a cluster")
	var err error
	opt.Reload = func() error { return err }
	r = newRig(t, opt, 80, 24, nil).keys(":", "'reload", "enter")
	r.shows("rules and baseline as they are now hold")
	err = errors.New("rules are not reloaded, the former ones stay")
	r.keys(":", "'reload", "enter")
	r.shows("the former ones stay")
}

func TestExportCommand(t *testing.T) {
	opt := liveOptions()
	opt.Export = func(context.Context, mesoswatch.Incident) (string, string, error) { return "x.zip", "sha256:1", nil }
	r := newRig(t, opt, 120, 36, stage.Incident()).keys(":", "'export", "enter")
	if r.m.at != viewIncident {
		t.Error("it does not lead to the incident")
	}
	r.shows("mesoswatch verify")
}

// TestDeedCommands: what is done with words, on what is chosen.
func TestDeedCommands(t *testing.T) {
	var did []mesoswatch.Action
	opt := liveOptions()
	opt.Act = func(a mesoswatch.Action) error { did = append(did, a); return nil }
	r := newRig(t, opt, 120, 36, stage.Incident()).keys("2")
	chosen := r.m.findings.table.selected()
	r.keys(":", "'ack mine", "enter", ":", "'silence 2h", "enter", ":", "'note seen before", "enter", ":", "'silence never", "enter")
	r.shows("is no time")
	r.keys("3", "g", ":", "'note the switch was rebooted", "enter", ":", "'bookmark it begins", "enter", "j", "b", "'and here", "enter")
	r.keys(":", "'ack x", "enter")
	r.shows("no finding is chosen here")
	first, second := r.m.log.lines.event(0), r.m.log.lines.event(1)
	want := []mesoswatch.Action{
		{What: mesoswatch.Acknowledge, Finding: chosen, Text: "mine"},
		{What: mesoswatch.Silence, Finding: chosen},
		{What: mesoswatch.Note, Finding: chosen, Text: "seen before"},
		{What: mesoswatch.Note, Text: "the switch was rebooted"},
		{What: mesoswatch.Bookmark, Text: "it begins", Of: first.Time},
		{What: mesoswatch.Bookmark, Text: "and here", Of: second.Time},
	}
	if len(did) != len(want) {
		t.Fatalf("did %+v", did)
	}
	for i, w := range want {
		g := did[i]
		if g.What != w.What || g.Finding != w.Finding || g.Text != w.Text || !g.Of.Equal(w.Of) {
			t.Errorf("%d: did %+v, want %+v", i, g, w)
		}
	}
	if left := did[1].Until.Sub(stage.Now()); left.Hours() != 2 {
		t.Errorf("silent for %s", left)
	}
}

// TestBookmarksAreSeen in the log at their line, and on the timeline.
func TestBookmarksAreSeen(t *testing.T) {
	r := newRig(t, liveOptions(), 120, 36, stage.Incident()).keys("3", "g")
	at := r.m.log.selected().Time
	r.board(append(stage.Incident(), mesoswatch.Record{Action: &mesoswatch.Action{ID: "a-1", Who: "alice", What: mesoswatch.Bookmark, At: stage.Now(), Of: at, Text: "it begins\x1b[2J"}}).Board())
	r.keys("G", "g")
	if l := r.row("it begins"); !strings.HasPrefix(l, "◆") || strings.Count(r.frame(), "◆") != 1 {
		t.Errorf("the log shows %q", l)
	}
	r.keys("9", "t", "z", "g")
	if r.m.incident.part != partTimeline {
		r.keys("z", "tab", "z", "g")
	}
	r.shows("it begins")
}
