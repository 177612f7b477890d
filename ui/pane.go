package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
)

// pane is what all views can do. Only the pane that is seen gets boards and keys.
type pane interface {
	// setSize gives it w cells and h rows.
	setSize(w, h int)
	// setBoard shows a scene; the command goes on with what takes long.
	setBoard(scene) tea.Cmd
	update(tea.KeyPressMsg) intent
	// view is at most as many lines as the pane is high; tee is the column of a
	// border that runs through all of them, -1 without one.
	view() (lines []string, tee int)
	ShortHelp() []key.Binding
	// visited tells it that it was asked for by its number.
	visited()
}

// typist is a pane that takes what is typed at the foot.
type typist interface {
	prompt(promptFor) *prompt
	// typed takes the text after each key, and how it ended.
	typed(what promptFor, text string, o outcome) (cmd tea.Cmd, notice string)
}

// claimer is a pane to which some keys that mean something everywhere mean something
// else.
type claimer interface {
	claims(tea.KeyPressMsg) bool
}

// chooser is a pane with a finding under its cursor; empty: there is none.
type chooser interface {
	chosen() string
}

// holder is a pane that shows subjects, one of them in detail.
type holder interface {
	holds(kind string) bool
	// has tells whether it could show one.
	has(s scene, of mesoswatch.Subject) bool
	// open shows one in detail, led to from elsewhere; false when it is not known.
	open(s scene, of mesoswatch.Subject) (cmd tea.Cmd, known bool)
	// shown is the one in detail, the zero Subject when none is; linked: Esc leads
	// from it to where it was opened.
	shown() (of mesoswatch.Subject, linked bool)
	// link sets that.
	link(linked bool)
}

// view is a pane and how it is reached. Its index is its viewID.
type view struct {
	key  key.Binding
	name string
	pane pane
}

// views lists all there are, in the order of viewID.
func (m *Model) allViews() []view {
	k := &m.keys
	return []view{
		{k.Overview, "Overview", &m.overview},
		{k.Findings, "Findings", &m.findings},
		{k.Log, "Log", &m.log},
		{k.Frameworks, "Frameworks", &m.frameworks},
		{k.Agents, "Agents", &m.agents},
		{k.Control, "Control", &m.control},
		{k.Ports, "Ports", &m.ports},
		{k.Posture, "Posture", &m.posture},
		{k.Incident, "Incident", &m.incident},
	}
}

// pane that is seen.
func (m *Model) pane() pane { return m.views[m.at].pane }

// split says how a pane divides its width between a list and what is beside it.
type split struct {
	from  int // least width for two panes beside each other; 0: never
	share int // of the left pane, in percent
}

// of gives the widths of both parts; right is 0 where there is no room for two.
// Between them stands a border.
func (s split) of(w int) (left, right int) {
	if s.from == 0 || w < s.from {
		return w, 0
	}
	left = w * s.share / 100
	return left, w - left - 1
}
