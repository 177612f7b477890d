package ui

import (
	"slices"
	"strconv"
	"strings"

	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// trailed is a pane that tells what is open in it, from the outside in, in foreign
// words. lent: Esc leads from there to where it was opened, and not to the list of
// the view.
type trailed interface {
	trail() (open []string, lent bool)
}

// trail is where one is in the view that is seen: its name, and what is open in it.
func (m *Model) trail() []string {
	name := m.views[m.at].name
	p, ok := m.pane().(trailed)
	if !ok {
		return []string{name}
	}
	open, lent := p.trail()
	if lent && len(open) > 0 {
		return open
	}
	return slices.Concat([]string{name}, open)
}

// crumbs are the places that Esc leads back through, and the last of them, where one
// is.
func (m *Model) crumbs() []string {
	var all []string
	for _, s := range m.back {
		all = append(all, s.trail...)
	}
	all = append(all, m.trail()...)
	switch {
	case m.helping:
		all = append(all, m.help.page.name())
	case m.doctor.open:
		all = append(all, "Doctor")
	}
	return all
}

// Cells that one name, and all of them, may take in the rule.
const (
	crumbMost  = 40
	crumbFrame = 6 // the line before them, and blanks
)

// upperRule is the border above the body; where one has come from somewhere, it says
// from where.
func (m *Model) upperRule(tee int) string {
	p := m.pen
	all := m.crumbs()
	if len(all) < 2 || m.w < 2*crumbFrame {
		return p.Rule(m.w, tee, p.Marks.TeeDown)
	}
	line := strings.Repeat(p.Marks.Horizontal, 2)
	spans := append([]kit.Span{{Text: line, Style: p.Border}, kit.Plain(" ")}, crumbSpans(p, all, m.w-crumbFrame)...)
	spans = append(spans, kit.Plain(" "))
	used := kit.SpanWidth(spans)
	return p.Row(used, p.Text, spans...) + p.Rule(m.w-used, tee-used, p.Marks.TeeDown)
}

// crumbSpans are names with marks between them in at most w cells: the middle gives
// way first, where one came from at the beginning and where one is stay.
func crumbSpans(p *kit.Pen, names []string, w int) []kit.Span {
	between := " " + p.Marks.Crumb + " "
	texts := make([]string, len(names))
	for i, n := range names {
		texts[i] = p.Cut(n, crumbMost)
	}
	whole := func() int { return kit.Width(strings.Join(texts, between)) }
	for whole() > w && len(texts) > 2 {
		cut := 1
		if texts[1] == p.Marks.Ellipsis {
			if len(texts) == 3 {
				break
			}
			cut = 2
		}
		texts = slices.Replace(texts, 1, cut+1, p.Marks.Ellipsis)
	}
	if whole() > w { // where one is, is the last to go
		texts = []string{p.Cut(names[len(names)-1], w)}
	}
	var spans []kit.Span
	for i, t := range texts {
		if i > 0 {
			spans = append(spans, kit.Span{Text: between, Style: p.Border})
		}
		look := p.Dim
		if i == len(texts)-1 {
			look = p.Title
		}
		spans = append(spans, kit.Span{Text: t, Style: look})
	}
	return spans
}

func (f *findingsPane) trail() (open []string, lent bool) {
	if !f.reading {
		return nil, false
	}
	return []string{f.detail.finding.Title}, f.lent
}

func (l *logPane) trail() (open []string, lent bool) {
	if !l.near.open {
		return nil, false
	}
	line := "line"
	if n := l.near.of.Line; n > 0 {
		line += " " + strconv.FormatInt(n, 10)
	}
	if l.near.leave {
		line = "log " + line
	}
	return []string{line}, l.near.leave
}

func (s *subjectPane) trail() (open []string, lent bool) {
	of, linked := s.shown()
	if of.Name == "" {
		return nil, false
	}
	name := of.Name
	if row := s.detail.row; row != nil && row.Subject() == of && s.spec.name(row) != "" {
		name = s.spec.name(row)
	}
	if linked {
		name = of.Kind + " " + name
	}
	open = []string{name}
	if s.detail.taskID != "" {
		open = append(open, "task "+s.detail.taskID)
	}
	return open, linked
}

func (c *controlPane) trail() (open []string, lent bool) {
	of, linked := c.shown()
	if of.Name == "" {
		return nil, false
	}
	name := of.Name
	switch {
	case of.Kind == neverSeen:
		name = "What is not seen"
	case linked:
		name = of.String()
	}
	open = []string{name}
	if c.detail.open != "" {
		open = append(open, c.detail.open)
	}
	return open, linked
}

func (s *portsPane) trail() (open []string, lent bool) {
	of, linked := s.shown()
	if of.Name == "" {
		return nil, false
	}
	return []string{of.Name}, linked
}

func (n *incidentPane) trail() (open []string, lent bool) {
	switch {
	case n.link.open:
		return []string{"Link a finding"}, false
	case n.page.open():
		return []string{"To be copied"}, false
	}
	return nil, false
}

func (s *posturePane) trail() (open []string, lent bool) {
	if s.depth >= amongChecks {
		open = append(open, s.family)
	}
	if s.depth >= amongAnswers {
		open = append(open, s.check)
	}
	if s.depth == inAnswer {
		name := s.answer
		if v := s.around.board.Judged().Get(s.answer); v != nil {
			name = v.Subject.Name
		}
		open = append(open, name)
	}
	return open, false
}
