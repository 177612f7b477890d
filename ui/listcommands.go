package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// runFilter filters what is seen as typing it would.
func (m *Model) runFilter(text string) (tea.Cmd, string) {
	m.helping = false
	var cmd tea.Cmd
	if m.at == viewOverview {
		m.enter(viewFindings)
		cmd = m.refresh()
	}
	by, ok := m.pane().(typist)
	if !ok || by.prompt(forFilter) == nil {
		return cmd, "there is nothing to filter here"
	}
	filtered, notice := by.typed(forFilter, text, accepted)
	return tea.Batch(cmd, filtered), notice
}

// sorter is a list that can be sorted by name.
type sorter interface {
	SortNames() []string
	sortBy(name string) intent
}

// sorting is a pane with such lists: the one that has the keys, nil when none has.
type sorting interface{ sorter() sorter }

// sorter is the list that has the keys; nil: none has.
func (m *Model) sorter() sorter {
	if p, ok := m.pane().(sorting); ok {
		return p.sorter()
	}
	return nil
}

func sortWords(m *Model) []string {
	if s := m.sorter(); s != nil {
		return s.SortNames()
	}
	return nil
}

func (m *Model) runSort(name string) (tea.Cmd, string) {
	s := m.sorter()
	if s == nil {
		return nil, "there is no list to sort here"
	}
	names := s.SortNames()
	fits := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !strings.HasPrefix(n, strings.ToLower(name)) })
	switch {
	case slices.Contains(fits, name):
		fits = []string{name}
	case len(fits) == 0 && nearest(name, names) != "":
		return nil, "no column " + m.pen.Cut(name, 20) + ": is it " + nearest(name, names) + "?"
	case name == "" || len(fits) == 0:
		return nil, "sort by one of " + strings.Join(names, ", ")
	case len(fits) > 1:
		return nil, m.pen.Cut(name, 20) + " could be " + strings.Join(fits, ", ")
	}
	in := s.sortBy(fits[0])
	return tea.Batch(in.cmd, m.refresh()), in.notice
}

// sortBy sorts by a column as it begins.
func (t *sortable[C, R]) sortBy(name string) intent {
	o, ok := t.OrderBy(name)
	if !ok {
		return intent{}
	}
	return t.sort(o)
}

func (o *overviewPane) sorter() sorter { return o.table }
func (f *findingsPane) sorter() sorter { return f.table }
func (s *portsPane) sorter() sorter    { return s.here().table }

func (s *subjectPane) sorter() sorter {
	switch {
	case !s.reading:
		return s.table
	case s.detail.onTasks():
		return s.detail.tasks
	}
	return nil
}

func (c *controlPane) sorter() sorter {
	switch {
	case !c.reading:
		return c.blocks[c.here].table
	case c.detail.onValues():
		return c.detail.values
	}
	return nil
}

func (s *posturePane) sorter() sorter {
	switch s.depth {
	case amongFamilies:
		return s.families
	case amongChecks:
		return s.checks
	case amongAnswers:
		return s.answers
	}
	return nil
}

func (n *incidentPane) sorter() sorter {
	if n.link.open {
		return n.link.table
	}
	return nil
}

func themeWords(*Model) []string { return theme.Names() }

// runTheme changes the colours at once.
func (m *Model) runTheme(name string) (tea.Cmd, string) {
	if !slices.Contains(theme.Names(), name) {
		if near := nearest(name, theme.Names()); near != "" {
			return nil, "no theme " + m.pen.Cut(name, 20) + ": is it " + near + "?"
		}
		return nil, "theme is one of " + strings.Join(theme.Names(), ", ")
	}
	m.opt.Theme, m.chosenTheme = name, name
	if m.opt.NoColor {
		return nil, "NO_COLOR is set: there are no colours to change"
	}
	return m.repaint(), "theme " + name
}

// runExport writes the evidence of the incident that is open, or of the finding
// that is chosen.
func (m *Model) runExport(string) (tea.Cmd, string) {
	var cmd tea.Cmd
	if m.at != viewIncident {
		cmd = m.workOn()
	}
	in := m.incident.write()
	return tea.Batch(cmd, in.cmd), in.notice
}

func noReload(m *Model) string {
	if m.opt.Reload == nil {
		return "is for live runs on a cluster"
	}
	return ""
}

// reloadedMsg is how reading the rules again went.
type reloadedMsg struct{ err error }

func (m *Model) runReload(string) (tea.Cmd, string) {
	reload := m.opt.Reload
	return func() tea.Msg { return reloadedMsg{reload()} }, "reading rules and baseline" + m.pen.Marks.Ellipsis
}

func (m *Model) reloaded(msg reloadedMsg) string {
	if msg.err != nil {
		return m.pen.Clean(msg.err.Error())
	}
	return "rules and baseline as they are now hold for what comes"
}
