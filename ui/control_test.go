package ui

import (
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// planes are the faces of the control plane.
func planes() []struct {
	name   string
	script stage.Script
	keys   []string
} {
	type state = struct {
		name   string
		script stage.Script
		keys   []string
	}
	return []state{
		{"well", stage.Plane(), []string{"6"}},
		{"failover", stage.Failover(), []string{"6"}},
		{"noquorum", stage.NoQuorum(), []string{"6", "tab", "tab", "tab"}},
		{"twoleaders", stage.TwoLeaders(), []string{"6"}},
		{"blind", stage.PlaneBlind(), []string{"6", "tab"}},
		{"empty", nil, []string{"6"}},
	}
}

func TestControl(t *testing.T) {
	for _, s := range planes() {
		for _, size := range sizes() {
			t.Run(fmt.Sprintf("%s_%dx%d", s.name, size[0], size[1]), func(t *testing.T) {
				r := newRig(t, liveOptions(), size[0], size[1], s.script)
				golden.RequireEqual(t, r.keys(s.keys...).frame())
			})
		}
	}
}

// sweep visits every part of the control plane, its details and its prompt.
func sweep(t *testing.T, r *rig, w, h int) {
	t.Helper()
	r.send(tea.WindowSizeMsg{Width: w, Height: h})
	check := func(keys ...string) {
		t.Helper()
		r.keys(keys...)
		if sound(t, r.m.View().Content, w, h); t.Failed() {
			t.Fatalf("at %dx%d after %v:\n%s", w, h, keys, r.frame())
		}
	}
	check("6")
	for range r.m.control.blocks {
		check("j", "s")
		check("G", "S")
		check("enter")
		check("G")
		check("tab", "j")
		check("enter", "G")
		check("esc", "esc", "esc", "esc", "6")
		check("tab")
	}
	check("/", "'a")
	check("enter", "esc", "b")
	check("G", "esc", "1", "b", "esc")
}

func TestControlAtEverySize(t *testing.T) {
	opt := liveOptions()
	opt.NeverSeen = []mesoswatch.Blindspot{{What: "what", Why: "why", Instead: "instead"}}
	r := newRig(t, opt, 80, 24, stage.Plane())
	for _, w := range []int{1, 2, 3, 4, 5, 6, 8, 11, 14, 17, 18, 20, 26, 32, 59, 60, 79, 80, 120, 179, 180, 200, 300} {
		for _, h := range []int{1, 2, 3, 4, 5, 6, 7, 9, 11, 12, 13, 14, 18, 24, 36, 60} {
			sweep(t, r, w, h)
		}
	}
}

func TestControlOfHostileTexts(t *testing.T) {
	opt := liveOptions()
	n := stage.Names()
	opt.NeverSeen = []mesoswatch.Blindspot{{What: n[0], Why: n[1], Instead: n[2]}}
	for _, ascii := range []bool{false, true} {
		opt.ASCII = ascii
		r := newRig(t, opt, 100, 30, stage.HostilePlane())
		sizes := [][2]int{{40, 12}, {200, 60}}
		if sweep(t, r, 1, 1); ascii {
			sizes = [][2]int{{100, 30}}
		}
		for _, size := range sizes {
			sweep(t, r, size[0], size[1])
			r.keys("6")
			for range r.m.control.blocks { // each name gets its turn under the cursor and in detail
				for range n {
					for _, k := range []string{"enter", "G", "esc", "esc", "6", "j"} {
						r.keys(k)
						if sound(t, r.m.View().Content, size[0], size[1]); t.Failed() {
							t.Fatalf("%v after %s:\n%s", size, k, r.frame())
						}
					}
				}
				r.keys("tab")
			}
		}
	}
}
