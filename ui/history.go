package ui

import (
	"slices"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// maxHistory is how many entries of the life of a finding its detail shows.
const maxHistory = 30

// handled is what an operator last decided, and until when it holds.
func (d *document) handled(s scene, f *mesoswatch.Finding) {
	h := f.Handled
	if h == nil {
		return
	}
	text := deedWord(&mesoswatch.Action{What: h.What})
	if h.Who != "" {
		text += " by " + h.Who
	}
	text += " at " + stamped(s, h.At)
	if !h.Until.IsZero() {
		text += ", until " + untilWords(s, h.Until)
	}
	d.factIn("state", text, d.pen.Accent)
	d.fact("note", h.Note)
}

// life is what the timeline kept of one finding: its turns and what was done on it,
// the latest first.
type life struct {
	id      string
	version int64
	moments []*mesoswatch.Moment
}

func (l *life) of(s scene, id string) []*mesoswatch.Moment {
	line := &s.board.Timeline
	if l.id == id && l.version == line.Version() {
		return l.moments
	}
	*l = life{id: id, version: line.Version()}
	for m := range line.Moments() {
		if m.Finding == id && (m.Kind == mesoswatch.MomentFinding || m.Kind == mesoswatch.MomentAction) {
			l.moments = append(l.moments, m)
		}
	}
	slices.Reverse(l.moments)
	l.moments = l.moments[:min(len(l.moments), maxHistory)]
	return l.moments
}

// history writes the life of a finding.
func (d *document) history(s scene, f *mesoswatch.Finding, l *life) {
	p := d.pen
	of := l.of(s, f.ID)
	if len(of) == 0 {
		return
	}
	beside := "the latest first"
	if len(of) == maxHistory {
		beside = "the latest " + kit.Number(maxHistory)
	}
	d.section("History", beside)
	for _, m := range of {
		what, look := m.What, theme.Style{}
		if m.Action != nil {
			what, look = deedWord(m.Action)+" by "+m.Action.Who, p.Accent
		}
		head := []kit.Span{{Text: stamped(s, m.At) + "  ", Style: p.Dim}, {Text: p.Cut(what, max(d.w-20, 8)), Style: look}}
		d.add(nil, head...)
		if m.Action != nil && m.Action.Text != "" {
			for _, l := range p.Wrap(plainStep(m.Action.Text), max(d.w-12, 1), 4) {
				d.add(nil, kit.Plain(spaces(10)+l))
			}
		}
	}
	d.add(nil)
}
