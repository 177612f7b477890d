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
		{"dead", stage.PlaneDead(), []string{"6"}},
		{"empty", nil, []string{"6"}},
		{"master", stage.TwoLeaders(), []string{"6", "j", "enter"}},
		{"flags", stage.Plane(), []string{"6", "tab", "enter", "tab", "/", "'http", "enter"}},
		{"server", stage.NoQuorum(), []string{"6", "tab", "tab", "tab", "j", "j", "enter"}},
		{"znode", stage.Plane(), []string{"6", "tab", "tab", "j", "enter"}},
		{"source", stage.PlaneBlind(), []string{"6", "tab", "tab", "tab", "tab", "tab", "tab", "tab", "j", "j", "j", "j", "enter"}},
		{"asked", stage.Plane(), []string{"6", "tab", "tab", "tab", "tab", "tab", "tab", "tab", "tab", "s", "s", "s", "s", "/", "'!ruok", "enter"}},
		{"never", stage.Failover(), []string{"B"}},
	}
}

func planeOptions() Options {
	opt := liveOptions()
	opt.NeverSeen = []mesoswatch.Blindspot{
		{What: "What a scheduler thinks", Why: "it keeps that to itself", Instead: "its own log"},
		{What: "Who looked", Why: "nothing is written of it", Instead: "a proxy that writes"},
	}
	return opt
}

func TestControl(t *testing.T) {
	for _, s := range planes() {
		for _, size := range sizes() {
			t.Run(fmt.Sprintf("%s_%dx%d", s.name, size[0], size[1]), func(t *testing.T) {
				r := newRig(t, planeOptions(), size[0], size[1], s.script)
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
	check("enter", "esc", "B")
	check("G", "esc", "1", "B", "esc")
}

func TestControlAtEverySize(t *testing.T) {
	t.Parallel()
	r := newRig(t, planeOptions(), 80, 24, stage.Plane())
	for _, w := range some([]int{1, 2, 3, 4, 5, 6, 8, 11, 14, 17, 18, 20, 26, 32, 59, 60, 79, 80, 120, 179, 180, 200, 300}) {
		for _, h := range some([]int{1, 2, 3, 4, 5, 6, 7, 9, 11, 12, 13, 14, 18, 24, 36, 60}) {
			sweep(t, r, w, h)
		}
	}
}

func TestControlOfHostileTexts(t *testing.T) {
	t.Parallel()
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
				for range some(n) {
					for _, k := range []string{"enter", "G"} {
						r.keys(k)
						if sound(t, r.m.View().Content, size[0], size[1]); t.Failed() {
							t.Fatalf("%v after %s:\n%s", size, k, r.frame())
						}
					}
					for range 4 {
						if r.m.at != viewControl || r.m.control.reading {
							r.keys("esc")
						}
					}
					r.keys("j")
				}
				r.keys("tab")
			}
		}
	}
}
