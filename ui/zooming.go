package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// zoomable is a view of which the pane with the keys can have all the room. It
// answers whether it has, to be set too; nil: there is one pane now.
type zoomable interface{ zoom() *bool }

// unless is a split that puts nothing beside anything while a pane has all the room.
func (s split) unless(zoomed bool) split {
	if zoomed {
		return split{}
	}
	return s
}

// fits tells whether there is room for two.
func (s split) fits(w int) bool {
	_, right := s.of(w)
	return right > 0
}

// zoom gives the pane with the keys all the room, or takes it away again.
func (m *Model) zoom() tea.Cmd {
	p, ok := m.pane().(zoomable)
	if !ok || p.zoom() == nil || m.rows() == nil {
		m.notice = "there is no other pane here"
		return nil
	}
	on := p.zoom()
	seen := 0
	for _, one := range m.plots() {
		seen += int(bit(one.at.h > 0))
	}
	if !*on && seen < 2 {
		m.notice = "the screen has room for one pane at a time: " + m.keys.NextPane.Help().Key + " leads to the next"
		return nil
	}
	*on = !*on
	m.notice = "all panes"
	if *on {
		m.notice = "one pane: " + m.keys.Zoom.Help().Key + " shows all, " + m.keys.NextPane.Help().Key + " the next"
	}
	body := m.areas().body
	m.pane().setSize(body.w, body.h)
	return m.refresh()
}

// zoomedViews are the names of those where one pane has all the room.
func (m *Model) zoomedViews() []string {
	var names []string
	for _, v := range m.views {
		if p, ok := v.pane.(zoomable); ok && p.zoom() != nil && *p.zoom() {
			names = append(names, strings.ToLower(v.name))
		}
	}
	return names
}

// zoomAs gives one pane all the room in the views that are named.
func (m *Model) zoomAs(names []string) {
	for _, v := range m.views {
		for _, name := range names {
			if p, ok := v.pane.(zoomable); ok && p.zoom() != nil && strings.ToLower(v.name) == name {
				*p.zoom() = true
			}
		}
	}
}

func (f *findingsPane) zoom() *bool { return &f.zoomed }
func (s *subjectPane) zoom() *bool  { return &s.zoomed }
func (s *portsPane) zoom() *bool    { return &s.zoomed }
func (c *controlPane) zoom() *bool  { return &c.zoomed }
func (s *posturePane) zoom() *bool  { return &s.zoomed }

// zoom of an incident is none while findings are chosen to be linked.
func (n *incidentPane) zoom() *bool {
	if n.link.open {
		return nil
	}
	return &n.zoomed
}

// zoom of the log is that of the lines around one.
func (l *logPane) zoom() *bool { return &l.near.zoomed }
