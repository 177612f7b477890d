package ui

import (
	"slices"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// Every key is told of where it is active, in some view as it is in some state; those
// for typing stand among all keys.
func TestEveryKeyIsActiveSomewhere(t *testing.T) {
	told := map[string]bool{}
	take := func(groups []group) {
		for _, g := range groups {
			for _, b := range g.keys {
				told[strings.Join(b.Keys(), " ")] = true
			}
		}
	}
	script := append(slices.Concat(stage.Worked(), stage.PortsBad()), stage.PostureBad()...)
	for _, keys := range [][]string{nil, {"2"}, {"2", "enter"}, {"3"}, {"3", "enter"}, {"4"}, {"5"}, {"6"}, {"7"}, {"8"}, {"9"}, {"9", "tab"}, {"9", "S-tab"}, {"9", "L"}} {
		r := newRig(t, liveOptions(), 120, 40, script).keys(keys...)
		take(r.m.hereGroups())
	}
	r := newRig(t, playOptions(newDeck()), 120, 40, script)
	take(r.m.hereGroups())
	for _, a := range r.m.keys.actions() {
		if a.at == inTyping {
			continue
		}
		if !told[strings.Join(a.key.Keys(), " ")] {
			t.Errorf("%s, %q, is active nowhere", a.name, a.key.Keys())
		}
	}
	var all []key.Binding
	for _, g := range r.m.keys.groups() {
		all = append(all, g.keys...)
	}
	for _, a := range r.m.keys.actions() {
		if !slices.ContainsFunc(all, func(b key.Binding) bool { return slices.Equal(b.Keys(), a.key.Keys()) }) {
			t.Errorf("%s is not among all keys", a.name)
		}
	}
}

// A key means one thing in a place, and is told of once.
func TestHelpTellsAKeyOnce(t *testing.T) {
	for _, keys := range [][]string{nil, {"2"}, {"3"}, {"4", "enter"}, {"6"}, {"8", "enter"}, {"9"}, {"9", "tab"}, {"9", "L"}} {
		r := newRig(t, playOptions(newDeck()), 120, 40, stage.Worked()).keys(keys...)
		seen := map[string]string{}
		for _, g := range r.m.hereGroups() {
			for _, b := range g.keys {
				for _, k := range b.Keys() {
					if was, again := seen[k]; again && !slices.Contains([]string{"enter", "space"}, k) {
						t.Errorf("after %v %s is %q and %q", keys, k, was, b.Help().Desc)
					}
					seen[k] = b.Help().Desc
				}
			}
		}
	}
}

func TestHelpOfWhatIsActive(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, stage.Incident()).keys("2", "?")
	r.shows("Here: findings")
	r.shows("open the finding")
	r.hides("tick")
	r.hides("which results")
	for range 40 {
		if r.row("more below") == "" {
			break
		}
		r.keys("ctrl+d")
	}
	r.hides("more below")
	r.shows("mesoswatch 1.0")
	r.send(tea.WindowSizeMsg{Width: 120, Height: 60})
	r.keys("tab").shows("export evidence")
	r.keys("tab").shows("Here: findings")
	r.keys("?").shows("export evidence")
	r.keys("?").hides("export evidence")
	r.keys("?", "esc").shows("Login after failures")
	if r.m.at != viewFindings {
		t.Error("Esc left the view behind the help")
	}
}

// At each size the help says that there is more, or shows its end.
func TestHelpIsNeverCutInSilence(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, stage.Incident()).keys("?")
	for _, size := range [][2]int{{30, 8}, {80, 24}, {120, 36}, {200, 60}, {300, 100}} {
		r.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		if r.row("more below") == "" && r.row("mesoswatch 1.0") == "" {
			t.Errorf("%v:\n%s", size, r.frame())
		}
	}
}

func TestFootHasHelpOnEveryScreen(t *testing.T) {
	for _, keys := range [][]string{nil, {"2"}, {"2", "enter"}, {"3"}, {"4"}, {"5"}, {"6"}, {"7"}, {"8"}, {"9"}, {"9", "tab"}, {"l"}} {
		r := newRig(t, liveOptions(), 80, 24, stage.Incident()).keys(keys...)
		foot := strings.TrimRight(lastRows(r, 1), "\n")
		if !strings.HasSuffix(foot, "  ? help") {
			t.Errorf("after %v: %q", keys, foot)
		}
	}
}
