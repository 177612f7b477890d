package ui

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// title says what the timeline shows, and of how much.
func (t *timelinePane) title(chosen bool) string {
	p := t.pen
	left := []kit.Span{paneMark(p, chosen), {Text: "Timeline", Style: p.Title}}
	what := "of this incident"
	if t.of.whole {
		what = "everything"
	}
	count := kit.Number(int64(len(t.moments)))
	if len(t.moments) != t.all {
		count += " of " + kit.Number(int64(t.all))
	}
	left = append(left, kit.Span{Text: "  " + what + ", " + count, Style: p.Dim})
	if t.evicted > 0 {
		left = append(left, kit.Span{Text: ", " + kit.Number(t.evicted) + " older ones gone", Style: p.Dim})
	}
	if !t.filter.Empty() {
		left = append(left, kit.Span{Text: "  filter ", Style: p.Dim}, kit.Span{Text: p.Cut(t.filter.String(), 40), Style: p.Accent})
	}
	right := []kit.Span{{Text: " " + t.scene.following() + " ", Style: p.OK}}
	switch below := t.list.Below(); {
	case t.follow:
	case below > 0:
		right = []kit.Span{{Text: " " + kit.Number(int64(below)) + " below ", Style: p.Dim}}
	default:
		right = nil
	}
	return p.Ends(t.w, p.Text, left, right)
}

// paneMark stands before the title of a part of a view: the one with the keys has
// one.
func paneMark(p *kit.Pen, chosen bool) kit.Span {
	if chosen {
		return kit.Span{Text: p.Marks.Here, Style: p.Accent}
	}
	return kit.Plain(" ")
}

func (t *timelinePane) view(focused bool) []string {
	if t.h <= 0 {
		return nil
	}
	p := t.pen
	if len(t.rows) == 0 {
		return []string{p.Row(t.w, p.Text, kit.Span{Text: "   " + p.Cut(t.empty(), t.w-3), Style: p.Dim})}
	}
	from, to := t.list.Window()
	lines := make([]string, 0, t.h)
	cols := kit.Layout(t.w-1, 2, t.columns())
	for i := from; i < to; i++ {
		base := p.Text
		switch here := i == t.list.Index(); {
		case here && focused:
			base = p.Cursor
		case here && !t.follow:
			base = p.Unfocused
		}
		lines = append(lines, t.row(t.rows[i], &cols, base))
	}
	return lines
}

func (t *timelinePane) empty() string {
	switch {
	case !t.filter.Empty() && len(t.moments) > 0:
		return "Nothing of " + kit.Number(int64(len(t.moments))) + " matches " + t.filter.String() + "."
	case t.of.whole:
		return "Nothing has happened yet."
	}
	return "Nothing is kept of this incident; " + t.keys.Whole.Help().Key + " shows everything."
}

// columns are time, who or where, what, and in words.
func (t *timelinePane) columns() []kit.Column {
	at, what := kit.Column{Width: 8}, kit.Column{Width: 14, Drop: 1}
	if t.dated {
		at.Width = 15
	}
	if t.w >= wideTimeline {
		what.Width = 21
	}
	return []kit.Column{at, {Width: 10, Drop: 2}, what, {Width: 20, Grow: 1}}
}

// row draws one moment.
func (t *timelinePane) row(r *mesoswatch.Moment, cols *kit.Columns, base theme.Style) string {
	p := t.pen
	if r.Kind == mesoswatch.MomentGap && !isShort(r) {
		return t.gap(r, base)
	}
	who, what, text := t.cells(r)
	at := "--:--:--"
	if !r.At.IsZero() {
		at = stampWith(t.scene, t.dated, r.At)
	}
	return base.Paint(spaces(min(t.w, 1))) + cols.Row(p, max(t.w-1, 0), base, kit.Cell{Text: at, Style: p.Dim}, who, what, text)
}

// cells are who or where, what, and the words of a moment.
func (t *timelinePane) cells(r *mesoswatch.Moment) (who, what, text kit.Cell) {
	p := t.pen
	what.Text = strings.ReplaceAll(r.What, "-", " ")
	text.Text = r.Text
	switch r.Kind {
	case mesoswatch.MomentFinding:
		who = kit.Cell{Text: p.Marks.Level(r.Level) + " " + levelWord(r.Level), Style: p.Level(r.Level)}
		what.Style, text.Style = p.Strong, p.Strong
		if f, known := t.scene.board.Finding(r.Finding); known {
			text.Text = f.Title + ": " + aboutWhom(p, &f)
		}
	case mesoswatch.MomentAction:
		who = kit.Cell{Text: whoOf(r), Style: p.Accent}
		what.Style = p.Accent
		if r.Action != nil {
			what.Text, text.Text = t.deed(r.Action)
		}
	case mesoswatch.MomentChange:
		who = kit.Cell{Text: shortOf(r), Style: p.Dim}
		what.Style = p.Changed
		text.Text = strings.ReplaceAll(strings.TrimPrefix(r.Text, r.What+" "), "http://", "")
		if t.w >= wideTimeline {
			what.Text += " changed"
		}
	case mesoswatch.MomentGap:
		who, what = kit.Cell{Text: shortOf(r), Style: p.Dim}, kit.Cell{Text: "not seen", Style: p.Dim}
		text = kit.Cell{Text: gapWords(t.scene, r), Style: p.Dim}
	default:
		who = kit.Cell{Text: shortOf(r), Style: p.Dim}
		t.event(r, &what, &text)
	}
	return who, what, text
}

// event says what a log told: the words that what stands for already are not said
// twice where there is little room.
func (t *timelinePane) event(r *mesoswatch.Moment, what, text *kit.Cell) {
	p := t.pen
	if alarming(r.What) {
		what.Style = p.Bad
	}
	if r.Event != nil {
		text.Text = brief(r.Event)
	}
	if _, short, is := strings.Cut(what.Text, "framework "); is && t.w < wideTimeline {
		what.Text = short
	}
	if r.Count > 1 {
		text.Text = p.Marks.Times + kit.Number(int64(r.Count)) + " until " + stampWith(t.scene, t.dated, r.Last) + "  " + text.Text
	}
	if r.Event != nil && len(r.Event.Suspect) > 0 {
		*text = kit.Cell{Text: p.Marks.Suspect + " " + text.Text, Style: p.Suspect}
	}
}

// shortOf names the source of a moment in a few cells.
func shortOf(m *mesoswatch.Moment) string {
	if m.Event != nil {
		return shortSource(m.Event)
	}
	return hostOfURL(m.Source)
}

// deed is what an operator did, and on what.
func (t *timelinePane) deed(a *mesoswatch.Action) (what, on string) {
	f, known := t.scene.board.Finding(a.Finding)
	what = deedWord(a)
	if known {
		on = f.Title + " " + f.Subject.Name
	}
	switch {
	case a.What == mesoswatch.Silence:
		on = "until " + stamped(t.scene, a.Until) + ": " + on
	case a.Other != "":
		if o, ok := t.scene.board.Finding(a.Other); ok {
			on = o.Title + " " + o.Subject.Name
		}
	}
	if a.Text != "" {
		on = plainStep(a.Text)
	}
	if a.Hash != "" {
		on = strings.TrimPrefix(on+", ", ", ") + a.Hash
	}
	if a.Replay {
		on += " (in a replay)"
	}
	return what, on
}

// deedWord is an action in one word or two.
func deedWord(a *mesoswatch.Action) string {
	switch a.What {
	case mesoswatch.Silence:
		return "silenced"
	case mesoswatch.Step:
		if a.Undo {
			return "step undone"
		}
		return "step done"
	case mesoswatch.Unlink:
		return "unlinked"
	}
	return mesoswatch.Action{What: a.What}.Words()
}

// wideTimeline is from which width on there is room to say more than one word.
const wideTimeline = 100
