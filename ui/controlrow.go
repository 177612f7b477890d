package ui

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// planeRow is one row of any list of the control plane. One of its parts is set.
type planeRow struct {
	id    string
	place int // in their own order, where they have one
	// to is what Enter opens, and the first name by which findings know it; known
	// are the others.
	to    mesoswatch.Subject
	known []string

	says    *statement
	master  *masterSeen
	server  *serverSeen
	node    *mesoswatch.Znode
	machine *mesoswatch.Machine
	role    *mesoswatch.Role
	source  *sourceSeen
	asked   *asked
	value   *named
}

type (
	planeField = table.Field[*plane, *planeRow]
	planeSpec  = table.Spec[*plane, *planeRow]
	planeTable = sortable[*plane, *planeRow]
)

// findings about the row, worst first.
func (r *planeRow) findings(p *plane) []*mesoswatch.Finding {
	if r.to.Name == "" {
		return nil
	}
	return p.findings(r.to.Kind, append([]string{r.to.Name}, r.known...)...)
}

// seenAs is a column of text that depends on more than the row, in its own look;
// nil: the terminal's.
func seenAs(name string, at kit.Column, text func(*plane, *planeRow) string, look func(*plane, *planeRow) theme.Style) planeField {
	f := joined(word(name, at, text))
	if look != nil {
		f = inLook(f, look)
	}
	return f
}

// markOf is the mark of what is wrong with a row; nothing where nothing is known to
// be, or only what is told by a word and not by a mark alone.
func markOf(pen *kit.Pen, wrong func(*plane, *planeRow) (mesoswatch.Level, bool)) planeField {
	return markFrom(pen, mesoswatch.Medium, wrong)
}

// markFrom is that mark from a level on.
func markFrom(pen *kit.Pen, least mesoswatch.Level, wrong func(*plane, *planeRow) (mesoswatch.Level, bool)) planeField {
	return planeField{Column: kit.Column{Width: pen.Marks.Width}, Joined: true, Cell: func(p *plane, r *planeRow) kit.Cell {
		level, loud := wrong(p, r)
		if !loud || level < least {
			return kit.Cell{}
		}
		return kit.Cell{Text: pen.Marks.Level(level), Style: pen.Level(level)}
	}}
}

// accused is the level of the worst open finding about what happened to a row: how
// it is set up is told in the posture and in its detail.
func accused(p *plane, r *planeRow) (worst mesoswatch.Level, is bool) {
	for _, f := range r.findings(p) {
		if f.Status == mesoswatch.Open && !f.Posture() {
			worst, is = max(worst, f.Level), true
		}
	}
	return worst, is
}

// worse is the higher of the levels of what is loud.
func worse(a mesoswatch.Level, loudA bool, b mesoswatch.Level, loudB bool) (mesoswatch.Level, bool) {
	switch {
	case loudA && loudB:
		return max(a, b), true
	case loudB:
		return b, true
	}
	return a, loudA
}

// whenSeen is a column of how long ago something was last heard.
func whenSeen(pen *kit.Pen, sight func(*planeRow) sighting, at func(*planeRow) time.Time) planeField {
	f := joined(moment("seen", kit.Column{Head: "seen", Width: 6}, func(_ *plane, r *planeRow) time.Time { return at(r) }, nil))
	f.Cell = func(p *plane, r *planeRow) kit.Cell {
		text := "never"
		if t := at(r); !t.IsZero() {
			text = kit.When(p.now, p.in(t))
		}
		return kit.Cell{Text: text, Style: sight(r).style(pen)}
	}
	return f
}

// planeMoment is a column of a time of a row.
func planeMoment(name string, at kit.Column, when func(*planeRow) time.Time) planeField {
	f := joined(moment(name, at, func(_ *plane, r *planeRow) time.Time { return when(r) }, nil))
	f.Cell = func(p *plane, r *planeRow) kit.Cell { return kit.Cell{Text: whenever(p.around, when(r))} }
	return f
}

// planeNumber is a column of a number of a row, with a question mark where it is
// not told.
func planeNumber(name string, at kit.Column, value func(*planeRow) (float64, bool), text func(float64) string) planeField {
	return number(name, at, func(_ *plane, r *planeRow) (float64, bool) { return value(r) }, text)
}

// inLook gives a column a look of its own.
func inLook(f planeField, look func(*plane, *planeRow) theme.Style) planeField {
	cell := f.Cell
	f.Cell = func(p *plane, r *planeRow) kit.Cell {
		drawn := cell(p, r)
		drawn.Style = look(p, r)
		return drawn
	}
	return f
}

// blankUnless leaves the cells of rows blank that have nothing to be known there.
func blankUnless(f planeField, has func(*planeRow) bool) planeField {
	cell := f.Cell
	f.Cell = func(p *plane, r *planeRow) kit.Cell {
		if !has(r) {
			return kit.Cell{}
		}
		return cell(p, r)
	}
	return f
}

// yes tells whether something is told and so.
func yes(b *bool) bool { return b != nil && *b }

// no tells whether something is told and not so.
func no(b *bool) bool { return b != nil && !*b }

// told is a word for yes, one for no, and a question mark where it is not told.
func told(b *bool, yes, no string) string {
	switch {
	case b == nil:
		return "?"
	case *b:
		return yes
	}
	return no
}
