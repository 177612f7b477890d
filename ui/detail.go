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

// build writes the document: who, as whom, when, how often, how it stands; what it
// rests on; what to do.
func (d *detailPane) build() {
	d.clear()
	f, p := &d.finding, d.pen
	d.lines = append(d.lines, docLine{stopLine: stopLine{
		spans: []kit.Span{{Text: p.Marks.Level(f.Level) + " " + f.Level.String(), Style: p.Level(f.Level)}, {Text: "  " + p.Cut(f.Rule, max(d.w/2, 8)), Style: p.Dim}},
		right: []kit.Span{{Text: " " + p.Cut(statusWords(d.scene, f), max(d.w/3, 12)) + " ", Style: p.Changed}},
	}})
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
	d.runbook(d.scene, f)
	d.apart()
	d.references(f.References, f.Tags)
	d.done()
}

// facts are who, when, how often and how it stands, then what else is told, names
// aligned.
func (d *detailPane) facts() {
	f, p := &d.finding, d.pen
	d.factIn(whoName(f), aboutWhom(p, f), p.Strong)
	d.factIn("as", f.Fields["principal"], p.Strong)
	d.fact("when", d.when())
	d.fact("how often", times(f.Count))
	if f.Handled == nil {
		d.fact("state", statusWords(d.scene, f)+", nobody has taken it")
	}
	d.handled(d.scene, f)
	d.fact("linked", d.linked())
	for _, name := range slices.Sorted(maps.Keys(f.Fields)) {
		if v := f.Fields[name]; name != "principal" && (v != f.Subject.Name || name == "remote_ip") {
			d.fact(strings.ReplaceAll(name, "_", " "), v)
		}
	}
	if !strings.HasSuffix(aboutWhom(p, f), f.Subject.Name) {
		d.fact(strings.ReplaceAll(f.Subject.Kind, "_", " "), f.Subject.Name)
	}
	d.fact("id", f.ID)
	d.add(nil)
}

// whoName asks for the subject of a finding: who, where that is somebody.
func whoName(f *mesoswatch.Finding) string {
	if f.Subject.Kind == "address" {
		return "who"
	}
	return "about"
}

// when is the span of a finding with its zone, and how long ago its end was.
func (d *detailPane) when() string {
	f, s := &d.finding, d.scene
	first, last := s.in(f.FirstSeen), s.in(f.LastSeen)
	text := kit.Full(last)
	switch {
	case first.Equal(last):
	case sameDay(first, last):
		text = first.Format("2006-01-02 15:04:05.000") + " to " + last.Format("15:04:05.000 MST")
	default:
		text = kit.Full(first) + " to " + text
	}
	return text + ", " + kit.Since(s.now, f.LastSeen)
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return kit.Count(int64(n), "time")
}

// linked is how many findings are of the same incident.
func (d *detailPane) linked() string {
	in, known := d.scene.board.Incident(d.finding.ID)
	if !known || len(in.Findings) < 2 {
		return ""
	}
	return kit.Count(int64(len(in.Findings)-1), "other finding") + "; " + d.keys.WorkOn.Help().Key + " opens their incident"
}
