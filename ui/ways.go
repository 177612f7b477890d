package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
)

// leads tells whether a key goes to a view.
func (m *Model) leads(msg tea.KeyPressMsg) bool {
	for _, v := range m.views {
		if key.Matches(msg, v.key) {
			return true
		}
	}
	return key.Matches(msg, m.keys.WorkOn)
}

// visit goes to a view by its number: nothing is left to go back to.
func (m *Model) visit(v viewID) tea.Cmd {
	m.doctor.open = false
	m.back = nil
	m.at = v
	m.pane().visited()
	return m.refresh()
}

// step is where Esc leads back to: a view, and in it the subject that was open.
type step struct {
	view    viewID
	subject mesoswatch.Subject
	linked  bool     // and that was led to in turn
	trail   []string // where that is, in names
	// incident that was open.
	incident string
}

// enter goes to a view from another, or from one subject to another; Esc leads
// back.
func (m *Model) enter(v viewID) {
	s := step{view: m.at, trail: m.trail()}
	if p, ok := m.pane().(holder); ok {
		s.subject, s.linked = p.shown()
	}
	if m.at == viewIncident {
		s.incident = m.incident.id
	}
	if m.at != v || s.subject.Name != "" || s.incident != "" {
		m.back = append(m.back, s)
		m.at = v
	}
}

// leave goes back to where the view was entered from, at last to the overview.
func (m *Model) leave() tea.Cmd {
	var s step
	if n := len(m.back); n > 0 {
		s, m.back = m.back[n-1], m.back[:n-1]
	}
	m.at = s.view
	if s.incident != "" {
		m.incident.goTo(s.incident)
	}
	if p, ok := m.pane().(holder); ok && s.subject.Name != "" {
		if at, _ := p.shown(); at == s.subject {
			return m.refresh()
		}
		if cmd, known := p.open(m.scene, s.subject); known {
			p.link(s.linked)
			return cmd
		}
	}
	return m.refresh()
}

// workOn goes to the incident of the finding under the cursor; without one, to the
// incident that was open last.
func (m *Model) workOn() tea.Cmd {
	if p, ok := m.pane().(chooser); ok {
		if id := p.chosen(); id != "" {
			return m.openIncident(id)
		}
	}
	return m.openIncident("")
}

// openIncident goes to the incident of a finding; Esc leads back.
func (m *Model) openIncident(id string) tea.Cmd {
	if m.at == viewIncident && (id == "" || id == m.incident.id) {
		m.notice = "this is its incident"
		return nil
	}
	m.helping, m.doctor.open = false, false
	m.enter(viewIncident)
	if id != "" {
		m.incident.work(id)
	}
	return m.refresh()
}

// openSubject goes to a subject in the view that shows its kind.
func (m *Model) openSubject(s mesoswatch.Subject) tea.Cmd {
	for i, v := range m.views {
		p, ok := v.pane.(holder)
		if !ok || !p.holds(s.Kind) {
			continue
		}
		at, _ := p.shown()
		if viewID(i) == m.at && at == s {
			return nil // it is open
		}
		if !p.has(m.scene, s) {
			m.notice = "nothing is known of " + m.pen.Cut(s.String(), 60)
			return nil
		}
		inside := viewID(i) == m.at && at.Name == ""
		m.enter(viewID(i))
		cmd := m.sparing(func() tea.Cmd {
			cmd, _ := p.open(m.scene, s)
			return cmd
		})
		p.link(!inside) // else Esc leads to the list
		return cmd
	}
	m.notice = "no view shows " + m.pen.Cut(s.String(), 60)
	return nil
}

// leadsTo tells whether there is a view that shows a subject.
func (m *Model) leadsTo(s mesoswatch.Subject) bool {
	for _, v := range m.views {
		if p, ok := v.pane.(holder); ok && p.holds(s.Kind) {
			return p.has(m.scene, s)
		}
	}
	return false
}
