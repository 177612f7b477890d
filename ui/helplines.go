package ui

import (
	"math/bits"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// helpLines write a page of the help, w cells wide.
func (m *Model) helpLines(page helpPage, w int) []string {
	switch page {
	case helpMessages:
		return m.messageLines(w)
	case helpAll:
		return slices.Concat(m.inColumns(m.keys.groups(), w), m.commandHelp(w, true), m.legend(w))
	}
	return slices.Concat(m.inColumns(m.hereGroups(), w), m.commandHelp(w, false), m.legend(w))
}

// whereKeys is where one is, for the keys.
func (m *Model) whereKeys() keyPlace {
	at := keyPlace(0)
	if m.opt.Player != nil {
		at = inReplay
	}
	switch m.at {
	case viewLog:
		return at | inLog
	case viewFrameworks, viewAgents:
		return at | inCluster
	case viewControl:
		return at | inControl
	case viewPorts:
		return at | inPorts
	case viewPosture:
		return at | inPosture
	case viewIncident:
		if m.incident.link.open {
			return at | inLinking
		}
		return at | inIncident
	}
	return at | inLists
}

// fewPlaces is in how many places a key may work to be one of this place.
const fewPlaces = 6

// hereGroups are the keys that work where one is: first those of the view as it is
// now, in the words of the pane, then those that work everywhere. A key that means
// something here is not told of twice.
func (m *Model) hereGroups() []group {
	k, at := &m.keys, m.whereKeys()
	var here []key.Binding
	told := map[string]bool{}
	add := func(to []key.Binding, b key.Binding) []key.Binding {
		if !slices.ContainsFunc(b.Keys(), func(k string) bool { return !told[k] }) {
			return to
		}
		for _, k := range b.Keys() {
			told[k] = true
		}
		return append(to, b)
	}
	actions := k.actions()
	wide := func(b key.Binding) bool {
		i := slices.IndexFunc(actions, func(a keyAction) bool { return sameBinding(*a.key, b) })
		return i >= 0 && actions[i].at&at != 0 && bits.OnesCount(uint(actions[i].at&everywhere)) > fewPlaces
	}
	var words []key.Binding
	if p, ok := m.pane().(worded); ok {
		words = p.words()
	}
	for _, b := range slices.Concat(words, m.pane().ShortHelp()) {
		if i := slices.IndexFunc(words, func(w key.Binding) bool { return slices.Equal(w.Keys(), b.Keys()) }); i >= 0 || !wide(b) {
			here = add(here, b)
		}
	}
	if p, ok := m.pane().(wholly); !ok || !p.wholly() {
		for _, a := range actions {
			if a.at&at&^inReplay != 0 && !wide(*a.key) && a.at&inTyping == 0 {
				here = add(here, *a.key)
			}
		}
	}
	groups := []group{{"Here: " + strings.ToLower(m.views[m.at].name), here}}
	if m.opt.Player != nil {
		g := group{title: "The replay"}
		for _, b := range m.transportWords() {
			g.keys = add(g.keys, b)
		}
		groups = append(groups, g)
	}
	for _, g := range k.groups() {
		of := group{title: g.title}
		for _, b := range g.keys {
			if wide(b) {
				of.keys = add(of.keys, b)
			}
		}
		groups = append(groups, of)
	}
	return groups
}

// transportWords are the keys of a replay as they are called there.
func (m *Model) transportWords() []key.Binding {
	k := &m.keys
	return []key.Binding{
		k.PlayOrStop, k.Faster, k.Slower, k.NextFound, k.PrevFound, called(k.Earlier, "a minute back"), called(k.Later, "a minute on"),
		called(k.TenEarlier, "ten minutes back"), called(k.TenLater, "ten minutes on"),
	}
}

// sameBinding tells whether two bindings are the same action.
func sameBinding(a, b key.Binding) bool {
	return a.Help() == b.Help() && slices.Equal(a.Keys(), b.Keys())
}

// legend is what marks, colours and filters mean.
func (m *Model) legend(w int) []string {
	p := m.pen
	var lines []string
	row := func(name string, spans ...kit.Span) {
		lines = append(lines, p.Row(w, p.Text, append([]kit.Span{{Text: " " + p.Fit(name, 9), Style: p.Title}}, spans...)...))
	}
	var levels []kit.Span
	all := mesoswatch.Levels()
	for i := len(all) - 1; i >= 0; i-- {
		l := all[i]
		levels = append(levels, kit.Span{Text: p.Marks.Level(l) + " " + l.String(), Style: p.Level(l)}, kit.Plain("  "))
	}
	row("Levels", levels...)
	row("Marks", kit.Span{Text: p.Marks.Suspect, Style: p.Suspect}, kit.Plain(" may be forged   "),
		kit.Span{Text: "name?", Style: p.Suspect}, kit.Plain(" nobody had to prove it   "), kit.Span{Text: "?", Style: p.Dim}, kit.Plain(" nobody told"))
	row("", kit.Plain(p.Marks.Knob+" a bookmark   "), kit.Span{Text: p.Marks.Here, Style: p.Accent}, kit.Plain(" here   [x] done   "),
		kit.Span{Text: p.Marks.Gap + p.Marks.Gap, Style: p.Dim}, kit.Plain(" not seen from here to there"))
	row("Colours", kit.Span{Text: "changed, stale, paused", Style: p.Changed}, kit.Plain("  "), kit.Span{Text: "ok", Style: p.OK}, kit.Plain("  "),
		kit.Span{Text: "blind, failed, lost", Style: p.Bad}, kit.Plain("  "), kit.Span{Text: "leads on", Style: p.Link}, kit.Plain("  "), kit.Span{Text: "context", Style: p.Dim})
	row("Filters", kit.Plain("text   !text all but   ~regular expression   capitals count if typed"))
	row("", kit.Plain("in lists: several words, column:start of a word, column=all of it,"))
	row("", kit.Plain(`cpu:>8, mem:<2G, "two words"`))
	return append(lines, p.Row(w, p.Text, kit.Span{Text: p.Cut(" mesoswatch "+m.opt.Version, w), Style: p.Dim}))
}
