package ui

import tea "charm.land/bubbletea/v2"

// stepOut goes out one level; a filter that goes is told.
func (m *Model) stepOut(msg tea.KeyPressMsg) tea.Cmd {
	was, at := m.filterText(), m.at
	cmd := m.follow(m.pane().update(msg))
	if was != "" && m.at == at && m.filterText() == "" && m.notice == "" {
		m.notice = "filter " + m.pen.Cut(was, 40) + " taken away: " + m.keys.Filter.Help().Key + " and " + m.keys.Recall.Help().Key + " bring it back"
	}
	return cmd
}

// sparing opens something; a filter that must go because it hid that is told.
func (m *Model) sparing(open func() tea.Cmd) tea.Cmd {
	was := make(map[string]string)
	for _, l := range m.keptLists() {
		was[l.name] = l.list.arrangement().Filter
	}
	cmd := open()
	for _, l := range m.keptLists() {
		if was[l.name] != "" && l.list.arrangement().Filter == "" {
			m.notice = "the filter " + m.pen.Cut(was[l.name], 40) + " of " + l.name + " was taken away: it hid this"
		}
	}
	return cmd
}
