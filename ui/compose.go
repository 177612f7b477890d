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
	a := m.areas(m.at)
	lines := make([]string, 0, m.h)
	lines = append(lines, m.header(a.header)...)
	body, tee := m.body(a)
	if a.ruled {
		lines = append(lines, m.pen.Rule(m.w, tee, m.pen.Marks.TeeDown))
	}
	lines = append(lines, body...)
	if a.floor {
		lines = append(lines, m.pen.Rule(m.w, tee, m.pen.Marks.TeeUp))
	}
	if a.foot.h > 0 {
		lines = append(lines, m.foot())
	}
	return strings.Join(lines[:min(len(lines), m.h)], "\n")
}

// body is exactly as high as its area; tee is where a vertical border runs, -1
// without one.
func (m *Model) body(a areas) (lines []string, tee int) {
	tee = -1
	switch {
	case m.helping:
		lines = m.help.view()
	case m.at == viewOverview:
		lines = m.overview.view()
	case m.at == viewLog:
		lines = m.log.view()
	case a.right.w > 0:
		tee = a.left.w
		lines = beside(m.pen, a, m.findings.viewList(), m.findings.viewDetail())
	case m.findings.reading:
		lines = m.findings.viewDetail()
	default:
		lines = m.findings.viewList()
	}
	return sized(lines, a.body.h), tee
}

// sized cuts or fills lines to h.
func sized(lines []string, h int) []string {
	for len(lines) < h {
		lines = append(lines, "")
	}
	return lines[:h]
}

// beside sets two panes next to each other.
func beside(p *kit.Pen, a areas, left, right []string) []string {
	left, right = sized(left, a.body.h), sized(right, a.body.h)
	bar := p.Border.Paint(p.Marks.Vertical)
	empty := p.Row(a.left.w, p.Text)
	out := make([]string, a.body.h)
	for i := range out {
		l := left[i]
		if l == "" {
			l = empty
		}
		out[i] = l + bar + right[i]
	}
	return out
}

// foot is what to press here, or a notice, or the prompt.
func (m *Model) foot() string {
	if m.prompt != nil {
		return m.prompt.view(m.pen, m.w)
	}
	if m.notice != "" {
		return m.pen.Row(m.w, m.pen.Text, kit.Span{Text: " " + m.pen.Cut(m.notice, m.w-1), Style: m.pen.Accent})
	}
	var spans []kit.Span
	left := m.w
	for _, b := range m.shortHelp() {
		h := b.Help()
		n := kit.Width(h.Key) + kit.Width(h.Desc) + 2
		if n > left {
			break
		}
		left -= n + 2
		spans = append(spans, kit.Span{Text: " " + h.Key, Style: m.pen.Key}, kit.Span{Text: " " + h.Desc + "  ", Style: m.pen.KeyWord})
	}
	return m.pen.Row(m.w, m.pen.Text, spans...)
}

func (m *Model) shortHelp() []key.Binding {
	switch {
	case m.helping:
		return m.help.ShortHelp()
	case m.at == viewFindings:
		return m.findings.ShortHelp()
	case m.at == viewLog:
		return m.log.ShortHelp()
	}
	return m.overview.ShortHelp()
}
