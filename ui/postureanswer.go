package ui

import (
	"cmp"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// answerDocument is one answer of a check in full: for what, since when, why, with
// what proof, who answers for it, what to do, and the finding it became.
type answerDocument struct {
	bookDocument
	leads  func(mesoswatch.Subject) bool // whether a view shows a subject
	around *around
	s      standing // nil: none
}

func newAnswerDocument(p *kit.Pen, k *keyMap, book runbookFunc, leads func(mesoswatch.Subject) bool) answerDocument {
	return answerDocument{bookDocument: newBookDocument(p, k, book), leads: leads}
}

// show prepares an answer; the command renders its runbook if that is not there
// yet.
func (d *answerDocument) show(a *around, s standing) tea.Cmd {
	if d.s == nil || s == nil || d.s.Name() != s.Name() {
		d.top()
		d.toBook = false
	}
	d.around, d.s = a, s
	var cmd tea.Cmd
	if s != nil {
		cmd = d.book.want(d.finding(), d.w-2)
	}
	d.build()
	return cmd
}

// finding is the one that the answer became; where it is none, what would be in it,
// for the runbook.
func (d *answerDocument) finding() mesoswatch.Finding {
	id := mesoswatch.FindingID(d.s.Check, d.s.Subject)
	if f, known := d.around.board.Finding(id); known {
		return f
	}
	return mesoswatch.Finding{
		ID: id, Rule: d.s.Check, Title: d.s.Title, Level: d.s.Level, Subject: d.s.Subject, FirstSeen: d.s.Since, LastSeen: d.s.At,
		Fields: map[string]string{"reason": d.s.Reason}, Evidence: d.s.Evidence, Runbook: d.s.Runbook,
	}
}

// found is the finding that the answer became; false when it is none.
func (d *answerDocument) found() (mesoswatch.Finding, bool) {
	if d.s == nil {
		return mesoswatch.Finding{}, false
	}
	return d.around.board.Finding(mesoswatch.FindingID(d.s.Check, d.s.Subject))
}

// toLog asks for the last line of a log that is evidence.
func (d *answerDocument) toLog() intent {
	if d.s == nil {
		return intent{}
	}
	if l := d.here(); l.does != nil && l.does.evidence != nil {
		return *l.does
	}
	for i := len(d.s.Evidence) - 1; i >= 0; i-- {
		if e := &d.s.Evidence[i]; isFromLog(d.around.board, *e) {
			return intent{evidence: e}
		}
	}
	return intent{notice: "this answer does not rest on a line in a log"}
}

func (d *answerDocument) update(msg tea.KeyPressMsg) intent {
	in, ok := d.document.update(msg)
	if !ok && key.Matches(msg, d.keys.Enter) {
		return intent{notice: "nothing to open in this line"}
	}
	return in
}

// build writes the document.
func (d *answerDocument) build() {
	d.clear()
	if d.s == nil {
		d.done()
		return
	}
	s, p := d.s, d.pen
	r := resultOf(s.Verdict)
	since := "  since " + kit.Clock(d.around.now, d.around.in(s.Since)) + ", " + kit.Since(d.around.now, s.Since)
	if was := wasWord(s); was != "" {
		since += ", " + was + " before"
	}
	d.add(nil, kit.Span{Text: p.Cut(standingWords(s), max(d.w-2, 0)), Style: resultStyle(p, r, s.Level)}, kit.Span{Text: since, Style: p.Dim})
	d.subject()
	d.become()
	d.add(nil)
	if s.Reason != "" {
		d.section(reasonHead(r), "")
		d.text(mesoswatch.Printable(s.Reason), 12, theme.Style{})
		d.add(nil)
	}
	d.waiver()
	if len(s.Evidence) > 0 {
		d.evidence(d.around.scene, s.Evidence, kit.Count(int64(len(s.Evidence)), "piece"))
	} else {
		d.section("Evidence", "none is given")
		d.add(nil)
	}
	d.remedy(s.Remediation)
	if s.Rationale != "" {
		d.section("Why it matters", "")
		d.text(s.Rationale, 12, theme.Style{})
		d.add(nil)
	}
	d.others()
	d.references(s.References, nil)
	f := d.finding()
	d.runbook(d.around.scene, &f)
	d.done()
}

// standingWords are the result in words, with the level of a fail.
func standingWords(s standing) string {
	switch r := resultOf(s.Verdict); {
	case s.Waiver != nil && s.Waiver.Expired && r == isFail:
		return s.Level.String() + " fail, its waiver is over"
	case r == isFail:
		return s.Level.String() + " fail"
	case r == isWaived:
		return "waived " + s.Level.String() + " fail"
	case r == isNone:
		return "does not apply"
	default:
		return r.String()
	}
}

// reasonHead heads the reason; that of an unknown says what would settle it.
func reasonHead(r result) string {
	switch r {
	case isUnknown:
		return "Why it is not known"
	case isFail, isWaived:
		return "Why it fails"
	case isPass:
		return "Why it passes"
	}
	return "Why not"
}

// subject is what the answer is about, with a way there.
func (d *answerDocument) subject() {
	s := d.s
	kind, name := cmp.Or(s.Subject.Kind, "subject"), cmp.Or(subjectWord(d.around, s), "?")
	if d.leads != nil && d.leads(s.Subject) {
		d.link(kind, name, s.Subject)
	} else {
		d.fact(kind, name)
	}
	if name != s.Subject.Name {
		d.fact("id", s.Subject.Name)
	}
	if s.At.After(s.Since) {
		d.fact("last answered", fullTime(d.around, s.At))
	}
}

// become leads to the finding that the answer became.
func (d *answerDocument) become() {
	f, known := d.found()
	p := d.pen
	switch {
	case known:
		style := p.Level(f.Level)
		if f.Status != mesoswatch.Open {
			style = p.Dim
		}
		d.add(&intent{finding: f.ID}, kit.Span{Text: p.Fit("finding", nameRoom), Style: p.Dim},
			kit.Span{Text: p.Marks.Level(f.Level) + " " + string(f.Status), Style: style}, kit.Span{Text: "  " + f.ID, Style: p.Link})
	case resultOf(d.s.Verdict) == isFail:
		d.fact("finding", "none of its own")
	}
}

// others lead to what else was found about the subject, the gravest first.
func (d *answerDocument) others() {
	p, own := d.pen, mesoswatch.FindingID(d.s.Check, d.s.Subject)
	all := slices.DeleteFunc(slices.Clone(d.around.about[d.s.Subject]), func(o *mesoswatch.Finding) bool { return o.ID == own })
	if len(all) == 0 {
		return
	}
	const most = 5
	d.section("Also found about it", kit.Number(int64(len(all))))
	for _, o := range all[:min(len(all), most)] {
		d.add(&intent{finding: o.ID}, kit.Span{Text: p.Fit(p.Marks.Level(o.Level), p.Marks.Width) + " ", Style: p.Level(o.Level)},
			kit.Span{Text: p.Cut(o.Title, max(d.w-p.Marks.Width-3, 1)), Style: p.Link})
	}
	if more := len(all) - most; more > 0 {
		d.add(nil, kit.Span{Text: "and " + kit.Number(int64(more)) + " more", Style: p.Dim})
	}
	d.add(nil)
}

// waiver is who answers for a fail, why and until when.
func (d *answerDocument) waiver() {
	w := d.s.Waiver
	if w == nil {
		return
	}
	p := d.pen
	if w.Expired {
		d.add(nil, kit.Span{Text: "Waiver", Style: p.Accent}, kit.Span{Text: "  over: the fail counts again", Style: p.Bad})
	} else {
		d.section("Waiver", "the fail is answered for")
	}
	d.fact("id", w.ID)
	d.fact("owner", cmp.Or(w.Owner, "nobody is named"))
	d.fact("reason", cmp.Or(w.Reason, "none is given"))
	until := "without end"
	if !w.Expires.IsZero() {
		until = d.around.in(w.Expires).Format("2006-01-02 15:04 MST")
	}
	d.fact("until", until)
	d.add(nil)
}
