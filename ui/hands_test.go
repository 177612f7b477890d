package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// everyPane calls what for each pane that Tab reaches in each view, at three sizes.
func everyPane(t *testing.T, what func(t *testing.T, r *rig, n int)) {
	s := slices.Concat(stage.Cluster(), stage.Plane(), stage.PortsBad(), stage.PostureBad(), stage.Incident())
	for _, size := range some([][2]int{{80, 24}, {120, 36}, {200, 60}}) {
		r := newRig(t, liveOptions(), size[0], size[1], s)
		for view := 1; view <= 9; view++ {
			t.Run(fmt.Sprintf("%dx%d/%d", size[0], size[1], view), func(t *testing.T) {
				r.t = t
				r.keys(fmt.Sprint(view))
				if view == 8 {
					r.keys("enter", "enter") // to a check: there are most panes
				}
				for n := range len(r.m.plots()) {
					what(t, r, n)
					if t.Failed() {
						t.Fatalf("in pane %d of %d:\n%s", n+1, len(r.m.plots()), r.frame())
					}
					r.keys("tab")
				}
			})
		}
	}
}

// pane is which of the panes has the keys: always one.
func (r *rig) pane() int {
	r.t.Helper()
	at := -1
	for i, p := range r.m.plots() {
		if p.here && at >= 0 {
			r.t.Errorf("panes %d and %d have the keys", at, i)
		}
		if p.here {
			at = i
		}
	}
	if at < 0 {
		r.t.Error("no pane has the keys")
	}
	return at
}

func TestTabGoesRoundAllPanes(t *testing.T) {
	start, had := 0, 0
	everyPane(t, func(t *testing.T, r *rig, n int) {
		of := len(r.m.plots())
		if n == 0 {
			start, had = r.pane(), of
		}
		if of != had {
			had = 0
			return // what is in a detail depends on the row
		}
		if at := r.pane(); at != (start+n)%of {
			t.Errorf("pane %d has the keys, want %d of %d", at, (start+n)%of, of)
		}
		if r.m.plot().at.h <= 0 {
			t.Error("the pane with the keys is not on the screen")
		}
		before := r.pane()
		r.keys("tab")
		if next := r.pane(); next != (before+1)%len(r.m.plots()) {
			r.keys("S-tab") // one between them has nothing to show
			return
		}
		r.keys("S-tab")
		if r.pane() != before {
			t.Errorf("Tab and S-Tab lead from %d to %d", before, r.pane())
		}
	})
}

func TestMovingKeysInAllPanes(t *testing.T) {
	everyPane(t, func(t *testing.T, r *rig, _ int) {
		where := func() string {
			p := r.m.plot()
			from, to := p.rows.Window()
			if i := p.rows.Index(); p.rows.Size() > 0 && (i < 0 || i >= p.rows.Size()) {
				t.Errorf("the cursor is on %d of %d", i, p.rows.Size())
			}
			return fmt.Sprint(p.rows.Index(), from, to)
		}
		size := r.m.plot().rows.Size()
		r.keys("g")
		first := where()
		from, to := r.m.plot().rows.Window()
		if from != 0 {
			t.Errorf("g: rows from %d on are shown", from)
		}
		r.keys("G")
		if _, to := r.m.plot().rows.Window(); to != size {
			t.Errorf("G: rows up to %d of %d are shown", to, size)
		}
		last := where()
		if size <= to-from {
			return // all are in sight, and some texts have nothing to go to
		}
		if first == last {
			t.Error("G goes nowhere")
		}
		for _, pair := range [][2]string{{"j", "k"}, {"ctrl+d", "ctrl+u"}, {"pgdown", "pgup"}, {"down", "up"}, {"ctrl+f", "ctrl+b"}} {
			r.keys("g", pair[0])
			if where() == first {
				t.Errorf("%s goes nowhere", pair[0])
			}
			if r.keys("g"); where() != first {
				t.Errorf("g after %s: at %s, not %s", pair[0], where(), first)
			}
			r.keys("G", pair[1])
			if where() == last {
				t.Errorf("%s goes nowhere", pair[1])
			}
		}
	})
}

// A click sets the cursor on the row under the pointer, in whichever pane that is.
func TestClickOnEveryRow(t *testing.T) {
	everyPane(t, func(t *testing.T, r *rig, n int) {
		if n > 0 {
			return // from one pane all are clicked on
		}
		r.m.setMouse(true)
		top := r.m.areas().body.y
		for i := 0; i < len(r.m.plots()); i++ {
			for y := 0; y < r.m.h && i < len(r.m.plots()); y++ {
				p := r.m.plots()[i]
				from, _ := p.rows.Window()
				row, ok := p.rowAt(y - p.head)
				if !ok || y >= p.at.h || row >= p.rows.Size() || p.here && row == p.rows.Index() {
					continue
				}
				r.send(tea.MouseClickMsg{X: p.at.x + 2, Y: top + p.at.y + y, Button: tea.MouseLeft})
				if i >= len(r.m.plots()) || !r.m.plots()[i].here {
					t.Fatalf("a click on row %d of pane %d does not give it the keys:\n%s", row, i, r.frame())
				}
				if got := r.m.plots()[i].rows.Index(); got != row {
					t.Fatalf("a click on row %d of pane %d goes to %d:\n%s", row, i, got, r.frame())
				}
				now := r.m.plots()[i]
				first, _ := now.rows.Window()
				if _, is := p.rows.(headed); is && now.at == p.at && first == from { // a list, and it has not made room
					bar := strings.TrimSuffix(r.m.pen.Cursor.Open(), "m")
					if l := strings.Split(r.m.View().Content, "\n")[top+p.at.y+y]; !strings.Contains(l, bar) {
						t.Fatalf("no bar on the row that was clicked: %q", l)
					}
				}
			}
		}
	})
}

func TestWheelScrollsWhatIsUnderIt(t *testing.T) {
	everyPane(t, func(t *testing.T, r *rig, _ int) {
		r.m.setMouse(true)
		top := r.m.areas().body.y
		had := r.pane()
		for i, p := range r.m.plots() {
			if p.at.h <= p.head || p.rows.Size() == 0 {
				continue
			}
			wheel := func(b tea.MouseButton) (from, to int) {
				for range 400 {
					r.send(tea.MouseWheelMsg{X: p.at.x + 2, Y: top + p.at.y + p.at.h - 1, Button: b})
					f, t := r.m.plots()[i].rows.Window()
					if f == from && t == to {
						break // it has come to its end, or does not scroll
					}
					from, to = f, t
				}
				return from, to
			}
			if _, to := wheel(tea.MouseWheelDown); to != r.m.plots()[i].rows.Size() {
				t.Errorf("pane %d, down: up to %d of %d", i, to, p.rows.Size())
			}
			if from, _ := wheel(tea.MouseWheelUp); from != 0 {
				t.Errorf("pane %d, up: from %d", i, from)
			}
			if r.pane() != had {
				t.Errorf("the wheel gave pane %d the keys", i)
			}
		}
	})
}

func TestZoomInAllPanes(t *testing.T) {
	everyPane(t, func(t *testing.T, r *rig, n int) {
		seen := func() (all []int) {
			for i, p := range r.m.plots() {
				if p.at.h > 0 {
					all = append(all, i)
				}
			}
			return all
		}
		before, at, frame, of := seen(), r.pane(), r.frame(), len(r.m.plots())
		r.keys("z")
		if len(before) < 2 {
			if now := r.frame(); strings.Count(now, "\n") != strings.Count(frame, "\n") || r.m.notice == "" {
				t.Errorf("nothing to zoom, and nothing is said:\n%s", now)
			}
			return
		}
		one := r.m.plot().at
		if body := r.m.areas().body; len(seen()) != 1 || r.pane() != at || one.w != body.w || one.y+one.h != body.h || one.y != 0 {
			t.Errorf("panes %v are seen, %d has the keys and %+v", seen(), r.pane(), one)
		}
		if got := r.m.Settings().Zoomed; !slices.Contains(got, strings.ToLower(r.m.views[r.m.at].name)) {
			t.Errorf("kept: %v", got)
		}
		r.keys("tab")
		if r.m.plot().at.w != r.m.w {
			t.Errorf("the next pane has %d of %d cells", r.m.plot().at.w, r.m.w)
		}
		r.keys("S-tab", "z")
		if r.pane() == at && len(r.m.plots()) == of && !slices.Equal(seen(), before) && r.m.at != viewIncident { // which shows the last one it was in
			t.Errorf("after z again: %v, before %v", seen(), before)
		}
	})
}

// Esc goes out one level at a time: the search, the filter, the detail, the view; a
// filter does not go unsaid.
func TestEscInAllViews(t *testing.T) {
	s := slices.Concat(stage.Cluster(), stage.PortsBad(), stage.PostureBad(), stage.Incident())
	for _, size := range [][2]int{{80, 24}, {200, 60}} {
		for _, view := range []string{"2", "3", "4", "5", "6", "7", "8", "9"} {
			t.Run(fmt.Sprintf("%dx%d/%s", size[0], size[1], view), func(t *testing.T) {
				r := newRig(t, liveOptions(), size[0], size[1], s).keys(view)
				if view == "9" {
					r.keys("S-tab", "S-tab") // to the timeline
				}
				deep := view != "9"
				r.keys("/", "'e", "enter")
				if r.m.filterText() != "e" {
					t.Fatalf("filtered by %q:\n%s", r.m.filterText(), r.frame())
				}
				if deep {
					r.keys("enter")
				}
				at := r.m.at
				open := r.frame()
				r.keys("f", "'a", "enter")
				r.shows(" find a ")
				r.keys("esc")
				r.hides(" find a ")
				if r.m.at != at {
					t.Fatalf("Esc left the view with the search")
				}
				if deep {
					_ = open
					r.keys("esc")
					if r.m.filterText() != "e" {
						t.Fatalf("Esc out of a detail lost the filter:\n%s", r.frame())
					}
				}
				r.keys("esc")
				if r.m.filterText() != "" || r.m.at != at {
					t.Fatalf("filter %q, view %d:\n%s", r.m.filterText(), r.m.at, r.frame())
				}
				r.shows("filter e taken away")
				r.keys("/", "up")
				r.shows(" e ")
				r.keys("esc")
				if r.keys("esc"); r.m.at != viewOverview {
					t.Fatalf("still in view %d:\n%s", r.m.at, r.frame())
				}
			})
		}
	}
}
