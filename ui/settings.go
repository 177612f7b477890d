package ui

import (
	"reflect"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// Settings are what the user has arranged on the screen, to be kept between runs.
// The zero value is the screen as it comes. Whatever they name that is not there
// is left out.
type Settings struct {
	// Theme that was chosen on the screen; empty: none was. Options.Theme says which is
	// shown at first.
	Theme string `json:"theme,omitempty"`
	// View is the name of the one that is seen, in small letters; empty: the overview.
	View string `json:"view,omitempty"`
	// Lists are those that are not sorted and filtered as they come, by name.
	Lists map[string]Arrangement `json:"lists,omitempty"`
	// WholeTimeline is a toggle of the incident view.
	WholeTimeline bool `json:"whole_timeline,omitempty"`
	// Zoomed are the names of the views in which one pane has all the room.
	Zoomed []string `json:"zoomed,omitempty"`
	// Mouse is on.
	Mouse bool `json:"mouse,omitempty"`
	// LogContext is how many lines of the log are shown around each that its filter lets
	// pass.
	LogContext int `json:"log_context,omitempty"`
}

// Arrangement is how one list is sorted and filtered.
type Arrangement struct {
	// Sort is the name of a column, or "own-order"; empty: as the list comes.
	Sort    string `json:"sort,omitempty"`
	Reverse bool   `json:"reverse,omitempty"`
	// Filter as it was typed.
	Filter string `json:"filter,omitempty"`
}

// OfAnyData is what holds for other data as well: not the view, and no filters.
func (s Settings) OfAnyData() Settings {
	s.View = ""
	var lists map[string]Arrangement
	for name, a := range s.Lists {
		if a.Filter = ""; a != (Arrangement{}) {
			if lists == nil {
				lists = map[string]Arrangement{}
			}
			lists[name] = a
		}
	}
	s.Lists = lists
	return s
}

// ownOrder is the order of a list that no column gives.
const ownOrder = "own-order"

// arranged is a list that can be sorted and filtered.
type arranged interface {
	arrangement() Arrangement
	// restore takes one that was kept; what it cannot be is left out.
	restore(Arrangement) tea.Cmd
}

// keptList is such a list under its name in Settings.
type keptList struct {
	name string
	list arranged
}

// keptLists are all there are.
func (m *Model) keptLists() []keptList {
	lists := []keptList{
		{"overview", m.overview.table}, {"findings", m.findings.table}, {"log", &m.log},
		{"frameworks", m.frameworks.table}, {"framework tasks", m.frameworks.detail.tasks},
		{"agents", m.agents.table}, {"agent tasks", m.agents.detail.tasks},
		{"control values", m.control.detail.values}, {"timeline", &m.incident.timeline},
		{"families", m.posture.families}, {"checks", m.posture.checks}, {"answers", m.posture.answers},
	}
	for _, b := range m.control.blocks {
		lists = append(lists, keptList{"control " + strings.ToLower(b.title), b.table})
	}
	for i := range m.ports.blocks {
		b := &m.ports.blocks[i]
		lists = append(lists, keptList{strings.ToLower(b.spec.title), b.table})
	}
	return lists
}

// Settings are what the user has arranged by now.
func (m *Model) Settings() Settings {
	s := Settings{Theme: m.chosenTheme, WholeTimeline: m.incident.timeline.whole, Zoomed: m.zoomedViews(), Mouse: m.mouse, LogContext: m.log.lines.around}
	if m.at != viewOverview {
		s.View = strings.ToLower(m.views[m.at].name)
	}
	for _, l := range m.keptLists() {
		if a := l.list.arrangement(); a != (Arrangement{}) {
			if s.Lists == nil {
				s.Lists = map[string]Arrangement{}
			}
			s.Lists[l.name] = a
		}
	}
	return s
}

// restore arranges the screen as it was left, and says which lists do not show all.
func (m *Model) restore() tea.Cmd {
	s := m.opt.Settings
	m.chosenTheme = s.Theme
	m.incident.timeline.whole, m.mouse = s.WholeTimeline, s.Mouse
	m.zoomAs(s.Zoomed)
	m.log.lines.around = min(max(s.LogContext, 0), mostAround)
	for i, v := range m.views {
		if strings.ToLower(v.name) == s.View {
			m.at = viewID(i)
		}
	}
	var cmds []tea.Cmd
	var filtered []string
	for _, l := range m.keptLists() {
		if a, ok := s.Lists[l.name]; ok {
			a.Filter = string([]rune(a.Filter)[:min(len([]rune(a.Filter)), maxPrompt)])
			cmds = append(cmds, l.list.restore(a))
			if l.list.arrangement().Filter != "" {
				filtered = append(filtered, l.name)
			}
		}
	}
	if m.notice = m.opt.Notice; m.notice == "" && len(filtered) > 0 {
		m.notice = "still filtered, as you left it: " + strings.Join(filtered, ", ")
	}
	m.kept = m.Settings()
	return tea.Batch(cmds...)
}

// rememberedMsg tells that settings are kept, or why not.
type rememberedMsg struct{ err error }

// remember keeps what was changed since it was last kept: one at a time, and not
// while something is being typed.
func (m *Model) remember() tea.Cmd {
	if m.opt.Remember == nil || m.remembering || m.prompt != nil {
		return nil
	}
	s := m.Settings()
	if reflect.DeepEqual(s, m.kept) {
		return nil
	}
	m.kept, m.remembering = s, true
	keep := m.opt.Remember
	return func() tea.Msg { return rememberedMsg{keep(s)} }
}

// remembered goes on with what was changed meanwhile. That nothing can be kept is
// told once.
func (m *Model) remembered(msg rememberedMsg) tea.Cmd {
	m.remembering = false
	if msg.err != nil && !m.forgets {
		m.forgets = true
		m.notice = "settings are not kept: " + m.pen.Clean(reasonFirst(msg.err))
		m.failIf(msg.err)
	}
	return m.remember()
}
