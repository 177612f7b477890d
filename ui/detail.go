package ui

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// detailPane is one finding as a document: what it means, when, its fields, its
// evidence line by line, what to do. On evidence, Enter opens the line in the log.
type detailPane struct {
	document
	scene   scene
	finding mesoswatch.Finding
	book    book
	bookAt  int  // where the runbook begins in lines
	toBook  bool // go there once it has come
}

func newDetail(p *kit.Pen, k *keyMap, f runbookFunc) detailPane {
	return detailPane{document: document{pen: p, keys: k}, book: book{ask: f, pen: p}}
}

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
	d.put(len(d.lines) - 1)
	d.put(d.bookAt)
}

func (d *detailPane) update(msg tea.KeyPressMsg) intent {
	k := d.keys
	if in, ok := d.document.update(msg); ok || !key.Matches(msg, k.Enter, k.ToLog) {
		return in
	}
	es := d.finding.Evidence
	if l := d.here(); l != nil && l.does != nil {
		return *l.does
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
	d.clear()
	f, p := &d.finding, d.pen
	d.add(nil, kit.Span{Text: p.Marks.Level(f.Level) + " " + f.Level.String(), Style: p.Level(f.Level)},
		kit.Span{Text: "  " + string(f.Status) + "  ", Style: p.Dim}, kit.Span{Text: p.Cut(f.ID+" "+f.Rule, d.w-24), Style: p.Dim})
	d.text(f.Title, 3, p.Title)
	d.text(sentence(*f, d.scene.now), 6, theme.Style{})
	d.add(nil)
	d.facts()
	d.evidence()
	d.advice()
	d.bookAt = len(d.lines)
	d.runbook()
	d.done()
}

// facts are subject, times and fields, names aligned.
func (d *detailPane) facts() {
	f := &d.finding
	d.fact(strings.ReplaceAll(f.Subject.Kind, "_", " "), f.Subject.Name)
	d.fact("first seen", kit.Full(d.scene.in(f.FirstSeen)))
	d.fact("last seen", kit.Full(d.scene.in(f.LastSeen)))
	d.fact("times", kit.Number(int64(f.Count)))
	for _, name := range slices.Sorted(maps.Keys(f.Fields)) {
		if f.Fields[name] != f.Subject.Name || name == "claimed_ip" {
			d.fact(strings.ReplaceAll(name, "_", " "), f.Fields[name])
		}
	}
	d.add(nil)
}

// advice is what the rule says to do, and where to read more.
func (d *detailPane) advice() {
	f, p := &d.finding, d.pen
	if f.Remediation != "" {
		d.section("What to do", "")
		d.text(f.Remediation, 12, theme.Style{})
		d.add(nil)
	}
	if len(f.References)+len(f.Tags) > 0 {
		d.section("References", "")
		for _, r := range f.References {
			d.add(nil, kit.Span{Text: p.Cut(r, d.w-2), Style: p.Link})
		}
		if len(f.Tags) > 0 {
			d.add(nil, kit.Span{Text: p.Cut(strings.Join(f.Tags, "  "), d.w-2), Style: p.Dim})
		}
		d.add(nil)
	}
}

func (d *detailPane) runbook() {
	title := cmp.Or(d.book.title, d.finding.Runbook)
	switch {
	case d.book.none:
		d.section("Runbook", "none for "+d.finding.Rule)
		return
	case len(d.book.lines) == 0:
		d.section("Runbook", "opening "+d.pen.Cut(title, 40)+" "+d.pen.Marks.Ellipsis)
		return
	}
	d.section("Runbook", title)
	for _, l := range d.book.lines {
		d.lines = append(d.lines, docLine{painted: l})
	}
}
