package ui

import (
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
	bookDocument
	scene   scene
	finding mesoswatch.Finding
	life    life
}

func newDetail(p *kit.Pen, k *keyMap, f runbookFunc) detailPane {
	return detailPane{bookDocument: newBookDocument(p, k, f)}
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

func (d *detailPane) takeRunbook(m runbookMsg) { d.bookDocument.takeRunbook(m, d.build) }

func (d *detailPane) update(msg tea.KeyPressMsg) intent {
	k := d.keys
	if in, ok := d.document.update(msg); ok || !key.Matches(msg, k.Enter, k.ToLog) {
		return in
	}
	es := d.finding.Evidence
	if l := d.here(); l.does != nil {
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
		kit.Span{Text: "  " + p.Cut(statusWords(d.scene, f), max(d.w/2, 12)) + "  ", Style: p.Dim}, kit.Span{Text: p.Cut(f.ID+" "+f.Rule, d.w-24), Style: p.Dim})
	d.text(f.Title, 3, p.Title)
	d.text(sentence(*f, d.scene.now), 6, theme.Style{})
	d.add(nil)
	d.facts()
	beside := kit.Count(int64(len(f.Evidence)), "line")
	if f.Count > len(f.Evidence) && len(f.Evidence) == mesoswatch.MaxEvidence {
		beside = "the first and the last of " + kit.Number(int64(f.Count))
	}
	d.evidence(d.scene, f.Evidence, beside)
	d.history(d.scene, f, &d.life)
	d.remedy(f.Remediation)
	d.references(f.References, f.Tags)
	d.runbook(f)
	d.done()
}

// facts are subject, times and fields, names aligned.
func (d *detailPane) facts() {
	f := &d.finding
	d.fact(strings.ReplaceAll(f.Subject.Kind, "_", " "), f.Subject.Name)
	d.fact("first seen", kit.Full(d.scene.in(f.FirstSeen)))
	d.fact("last seen", kit.Full(d.scene.in(f.LastSeen)))
	d.fact("times", kit.Number(int64(f.Count)))
	d.handled(d.scene, f)
	for _, name := range slices.Sorted(maps.Keys(f.Fields)) {
		if f.Fields[name] != f.Subject.Name || name == "claimed_ip" {
			d.fact(strings.ReplaceAll(name, "_", " "), f.Fields[name])
		}
	}
	d.add(nil)
}
