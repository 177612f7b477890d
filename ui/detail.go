package ui

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// detailPane is one finding as a document: what it means, when, its fields, its
// evidence line by line, what to do. A line cursor walks it; on evidence, Enter
// opens the line in the log.
type detailPane struct {
	pen     *kit.Pen
	keys    *keyMap
	w, h    int
	scene   scene
	finding mesoswatch.Finding
	lines   []docLine
	list    kit.List[int]
	book    book
	bookAt  int  // where the runbook begins in lines
	toBook  bool // go there once it has come
}

// docLine is a prepared line: spans, or a painted line of a runbook.
type docLine struct {
	spans    []kit.Span
	painted  string
	evidence int // index of the evidence it belongs to, -1
}

func newDetail(p *kit.Pen, k *keyMap, f runbookFunc) detailPane {
	return detailPane{pen: p, keys: k, book: book{ask: f, pen: p}}
}

func (d *detailPane) setSize(w, h int) {
	d.w, d.h = w, h
	d.list.SetHeight(h)
}

// top sets the cursor back to the first line.
func (d *detailPane) top() { d.list.Put(0, line) }

// line is the identity of a line: its number.
func line(i int) int { return i }

// show prepares a finding; the command renders its runbook if that is not there
// yet.
func (d *detailPane) show(s scene, f mesoswatch.Finding) tea.Cmd {
	if f.ID != d.finding.ID {
		d.top()
		d.toBook = false
	}
	d.scene, d.finding = s, f
	cmd := d.book.want(f, d.w-2)
	d.build()
	return cmd
}

func (d *detailPane) takeRunbook(m runbookMsg) {
	if d.book.take(m) {
		d.build()
		if d.toBook {
			d.toRunbook()
		}
	}
}

// toRunbook puts the first line of the runbook at the top; one that is on its
// way, when it has come.
func (d *detailPane) toRunbook() {
	d.toBook = d.book.waiting
	d.list.Put(len(d.lines)-1, line)
	d.list.Put(d.bookAt, line)
}

func (d *detailPane) update(msg tea.KeyPressMsg) intent {
	k := d.keys
	if n, ok := k.step(msg, d.list.Height()); ok {
		d.list.Move(n, line)
		return intent{}
	}
	if !key.Matches(msg, k.Enter, k.ToLog) {
		return intent{}
	}
	es := d.finding.Evidence
	if i := d.list.Index(); i >= 0 && d.lines[i].evidence >= 0 && d.lines[i].evidence < len(es) {
		return intent{evidence: &es[d.lines[i].evidence]}
	}
	if key.Matches(msg, k.ToLog) && len(es) > 0 {
		return intent{evidence: &es[len(es)-1]}
	}
	if len(es) == 0 {
		return intent{notice: "this finding has no line in a log"}
	}
	return intent{notice: "move to a line of evidence, or press " + k.ToLog.Help().Key + " for the last one"}
}

// build writes the document.
func (d *detailPane) build() {
	d.lines = d.lines[:0]
	f, p := &d.finding, d.pen
	d.add(-1, kit.Span{Text: p.Marks.Level(f.Level) + " " + f.Level.String(), Style: p.Level(f.Level)},
		kit.Span{Text: "  " + string(f.Status) + "  ", Style: p.Dim}, kit.Span{Text: p.Cut(f.ID+" "+f.Rule, d.w-24), Style: p.Dim})
	for _, l := range p.Wrap(f.Title, d.w-2, 3) {
		d.add(-1, kit.Span{Text: l, Style: p.Title})
	}
	for _, l := range p.Wrap(sentence(*f, d.scene.now), d.w-2, 6) {
		d.add(-1, kit.Plain(l))
	}
	d.add(-1)
	d.facts()
	d.evidence()
	d.advice()
	d.bookAt = len(d.lines)
	d.runbook()
	d.list.Sync(len(d.lines), line, func(i int) (int, bool) { return i, i < len(d.lines) })
}

func (d *detailPane) add(evidence int, spans ...kit.Span) {
	d.lines = append(d.lines, docLine{spans: spans, evidence: evidence})
}

// section is a heading with what can be said beside it.
func (d *detailPane) section(title, beside string) {
	d.add(-1, kit.Span{Text: title, Style: d.pen.Accent}, kit.Span{Text: "  " + beside, Style: d.pen.Dim})
}

// facts are subject, times and fields, names aligned.
func (d *detailPane) facts() {
	f, p := &d.finding, d.pen
	type fact struct{ name, value string }
	facts := []fact{
		{strings.ReplaceAll(f.Subject.Kind, "_", " "), f.Subject.Name},
		{"first seen", kit.Full(d.scene.in(f.FirstSeen))},
		{"last seen", kit.Full(d.scene.in(f.LastSeen))},
		{"times", kit.Number(int64(f.Count))},
	}
	for _, name := range slices.Sorted(maps.Keys(f.Fields)) {
		if f.Fields[name] != f.Subject.Name || name == "claimed_ip" {
			facts = append(facts, fact{strings.ReplaceAll(name, "_", " "), f.Fields[name]})
		}
	}
	const room = 18
	for _, fa := range facts {
		for i, l := range p.Wrap(fa.value, d.w-2-room, 4) {
			name := fa.name
			if i > 0 {
				name = ""
			}
			d.add(-1, kit.Span{Text: p.Fit(name, room), Style: p.Dim}, kit.Plain(l))
		}
	}
	d.add(-1)
}

// advice is what the rule says to do, and where to read more.
func (d *detailPane) advice() {
	f, p := &d.finding, d.pen
	if f.Remediation != "" {
		d.section("What to do", "")
		for _, l := range p.Wrap(f.Remediation, d.w-2, 12) {
			d.add(-1, kit.Plain(l))
		}
		d.add(-1)
	}
	if len(f.References)+len(f.Tags) > 0 {
		d.section("References", "")
		for _, r := range f.References {
			d.add(-1, kit.Span{Text: p.Cut(r, d.w-2), Style: p.Link})
		}
		if len(f.Tags) > 0 {
			d.add(-1, kit.Span{Text: p.Cut(strings.Join(f.Tags, "  "), d.w-2), Style: p.Dim})
		}
		d.add(-1)
	}
}

func (d *detailPane) runbook() {
	title := cmp.Or(d.book.title, d.finding.Runbook)
	switch {
	case d.book.none:
		d.section("Runbook", "none for "+d.pen.Cut(d.finding.Rule, 40))
		return
	case len(d.book.lines) == 0:
		d.section("Runbook", "opening "+d.pen.Cut(title, 40)+" "+d.pen.Marks.Ellipsis)
		return
	}
	d.section("Runbook", d.pen.Cut(title, max(d.w-12, 0)))
	for _, l := range d.book.lines {
		d.lines = append(d.lines, docLine{painted: l, evidence: -1})
	}
}

func (d *detailPane) view(focused bool) []string {
	p := d.pen
	from, to := d.list.Window()
	lines := make([]string, 0, d.h)
	for i := from; i < to; i++ {
		l := &d.lines[i]
		switch here := focused && i == d.list.Index(); {
		case here && l.painted != "":
			lines = append(lines, p.Row(d.w, p.Cursor, kit.Plain(" "+ansi.Strip(l.painted))))
		case l.painted != "":
			lines = append(lines, " "+l.painted)
		case here:
			lines = append(lines, p.Row(d.w, p.Cursor, append([]kit.Span{kit.Plain(" ")}, l.spans...)...))
		default:
			lines = append(lines, p.Row(d.w, p.Text, append([]kit.Span{kit.Plain(" ")}, l.spans...)...))
		}
	}
	return lines
}
