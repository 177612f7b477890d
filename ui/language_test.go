package ui

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// sheet is what a rig shows now.
func (r *rig) sheet(w, h int) sheet {
	f := asSheet(r.frame(), w, h)
	for _, wide := range []int{w + 12, 2 * w} {
		r.send(tea.WindowSizeMsg{Width: wide, Height: h})
		f.wider = append(f.wider, asSheet(r.frame(), wide, h).body()...)
	}
	return f
}

// Every face of every view follows docs/ui.md as far as that can be read from its
// text.
func TestLanguage(t *testing.T) {
	for _, s := range some(slices.Concat(states(), planes(), overviews())) {
		for _, size := range sizes() {
			f := newRig(t, planeOptions(), size[0], size[1], s.script).keys(s.keys...).sheet(size[0], size[1])
			for _, law := range laws() {
				for _, l := range law.broken(f) {
					t.Errorf("%s at %dx%d: %s:\n%s", s.name, size[0], size[1], law.name, l)
				}
			}
		}
	}
}

// A frame that breaks a law is told, by that law only.
func TestLanguageIsHeld(t *testing.T) {
	const w = 60
	rule := strings.Repeat("─", w)
	frame := func(body ...string) string {
		return strings.Join(append(append([]string{" head", " tabs", rule}, body...), rule, " foot"), "\n") + "\n"
	}
	well := []string{" Agents  2                                         2 s ago", "    claimed host    state        tasks  access", " ▲  n01             registered       -  open", "    n02             registered      10  open"}
	for _, l := range laws() {
		if bad := l.broken(asSheet(frame(well...), w, 24)); len(bad) > 0 {
			t.Errorf("%s: a sound frame breaks it: %q", l.name, bad)
		}
	}
	for name, body := range map[string][]string{
		"fits its size": {well[0], strings.Repeat(" x", w)},
		"one cell stays free on the left, but for a mark":                   {well[0], "n01"},
		"nothing runs into the edge: what was cut says so":                  {well[0], " " + strings.Repeat("half words ", 5) + "agai"},
		"a view begins with a title":                                        {"", well[0]},
		"one way to say how fresh":                                          {" Agents  2                                        just now"},
		"none is - in a column of counts":                                   {well[0], well[1], "    n01             registered       0  open"},
		"no scheme in the columns of a list":                                {well[0], well[1], "    http://n01      registered       -  open"},
		"no blank row between parts of a small screen, one on a taller one": {" ▲ Leader        x", "", "   Masters       3", "   Elections     3"},
	} {
		var told []string
		for _, l := range laws() {
			if len(l.broken(asSheet(frame(body...), w, 24))) > 0 {
				told = append(told, l.name)
			}
		}
		if !slices.Equal(told, []string{name}) {
			t.Errorf("%s: told by %q", name, told)
		}
	}
}
