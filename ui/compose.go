package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"

	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// compose puts the frame together from what the panes have prepared.
func (m *Model) compose() string {
	if m.w <= 0 || m.h <= 0 {
		return ""
	}
	a := m.areas()
	lines := make([]string, 0, m.h)
	lines = append(lines, m.header(a.header)...)
	body, tee := m.body(a)
	if a.ruled {
		lines = append(lines, m.upperRule(tee))
	}
	lines = append(lines, body...)
	if a.floor {
		if p, ok := m.pane().(interface{ endsAbove() bool }); ok && p.endsAbove() {
			tee = -1
		}
		lines = append(lines, m.pen.Rule(m.w, tee, m.pen.Marks.TeeUp))
	}
	if a.transport {
		lines = append(lines, m.transport())
	}
	if a.foot.h > 0 {
		lines = append(lines, m.foot())
	}
	return strings.Join(lines[:min(len(lines), m.h)], "\n")
}

// body is exactly as high as its area; tee is where a vertical border runs, -1
// without one.
func (m *Model) body(a areas) (lines []string, tee int) {
	if m.helping {
		return sized(m.help.view(), a.body.h), -1
	}
	if m.page.open() {
		return sized(m.page.view(), a.body.h), -1
	}
	if m.doctor.open {
		return sized(append([]string{m.doctor.title()}, m.doctor.view(true)...), a.body.h), -1
	}
	lines, tee = m.pane().view()
	lines = sized(lines, a.body.h)
	m.standOut(lines)
	return lines, tee
}

// sized cuts or fills lines to h.
func sized(lines []string, h int) []string {
	for len(lines) < h {
		lines = append(lines, "")
	}
	return lines[:h]
}

// beside sets two panes of h rows next to each other, the left one w cells wide.
func beside(p *kit.Pen, w, h int, left, right []string) []string {
	left, right = sized(left, h), sized(right, h)
	bar := p.Border.Paint(p.Marks.Vertical)
	empty := p.Row(w, p.Text)
	out := make([]string, h)
	for i := range out {
		l := left[i]
		if l == "" {
			l = empty
		}
		out[i] = l + bar + right[i]
	}
	return out
}

func (m *Model) shortHelp() []key.Binding {
	if m.helping {
		return m.help.ShortHelp()
	}
	if m.page.open() {
		return m.page.ShortHelp()
	}
	if m.doctor.open {
		return m.doctor.ShortHelp()
	}
	short := m.pane().ShortHelp()
	if m.searches() {
		return append(m.searchHelp(), short...)
	}
	return short
}
