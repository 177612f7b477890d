package ui

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// headline is the first thing that is read: the worst that is open in one
// sentence, or that nothing is known to be wrong, why, and what cannot be seen.
type headline struct {
	mark  string
	style theme.Style
	title string // foreign text, not clean yet
	text  string
	id    string // of the finding it speaks of
}

func newHeadline(p *kit.Pen, s scene) headline {
	all := s.board.Findings()
	for _, unhandled := range []bool{true, false} {
		if f, any := worstHappened(all, unhandled); any {
			title, text := storyOf(s, f)
			if !unhandled {
				text += " All that is bad is acknowledged or silenced."
			}
			return headline{p.Marks.Level(f.Level), p.Level(f.Level), title, text, f.ID}
		}
	}
	h := calmHeadline(p, s)
	if weak, any := setUpWords(p, s, all); any {
		h.text = weak + " " + h.text
	}
	return h
}

// calmHeadline is what is said where nothing bad has happened.
func calmHeadline(p *kit.Pen, s scene) headline {
	blind, sources := blindBriefly(s), s.board.Sources()
	switch {
	case len(sources) == 0 && s.board.Seq == 0:
		return headline{p.Marks.Dot, p.Dim, "Waiting for the first record.", "No source has reported yet: nothing is known, good or bad.", ""}
	case len(sources) == 0:
		return headline{p.Marks.Dot, p.Dim, "Nothing found so far.", "No source has said yet how much it sees: that is no good news.", ""}
	case len(blind) >= len(sources) && !anySeen(s):
		return headline{p.Marks.Level(mesoswatch.High), p.Bad, "Nothing can be seen.", "Blind in: " + strings.Join(blind, "; ") + ".", ""}
	}
	title, mark, style := "Nothing known to be wrong.", p.Marks.Dot, p.OK
	if f, any := worstSetUp(s.board.Findings()); any {
		title, mark, style = "Nothing bad has happened, but the set-up is weak.", p.Marks.Level(f.Level), p.Level(f.Level)
	}
	text := reasons(s)
	if len(blind) == 0 {
		return headline{mark, style, title, text, ""}
	}
	if title = strings.TrimSuffix(title, ".") + ", but not everything is seen."; mark == p.Marks.Dot {
		mark, style = p.Marks.Level(mesoswatch.Medium), p.Level(mesoswatch.Medium)
	}
	return headline{mark, style, title, "Blind in: " + strings.Join(blind, "; ") + ". " + text, ""}
}

// noFindingWords say what it means that there is no finding: nothing, as long as no
// source has told anything.
func noFindingWords(s scene) string {
	if s.board.Seq == 0 {
		return "nothing is known yet, good or bad."
	}
	return "nothing known to be wrong."
}

// worstHappened is the worst of what happened: of what nobody has handled yet, or of
// what somebody has.
func worstHappened(fs []mesoswatch.Finding, unhandled bool) (*mesoswatch.Finding, bool) {
	for i := range fs {
		f := &fs[i]
		if f.Status != mesoswatch.Resolved && (f.Status == mesoswatch.Open) == unhandled && f.Level >= mesoswatch.Medium && happened(f) {
			return f, true
		}
	}
	return nil, false
}

// worstSetUp is the worst that is open about how things are set up.
func worstSetUp(fs []mesoswatch.Finding) (*mesoswatch.Finding, bool) {
	for i := range fs {
		if f := &fs[i]; f.Status == mesoswatch.Open && f.Level >= mesoswatch.Medium && !happened(f) {
			return f, true
		}
	}
	return nil, false
}

// setUpWords count what is weak in the set-up; false when nothing that matters is.
func setUpWords(p *kit.Pen, s scene, fs []mesoswatch.Finding) (string, bool) {
	worst, any := worstSetUp(fs)
	if !any {
		return "", false
	}
	var u setup
	u.update(s)
	return sentenceCase(levelSentence(p, u.count)) + "; first: " + worst.Title + ".", true
}

// anySeen tells whether at least one source is well and speaks.
func anySeen(s scene) bool {
	return slices.ContainsFunc(s.board.Sources(), func(h mesoswatch.Health) bool { return h.OK && !isRetired(h) && !(s.live && isSilent(s, h)) })
}

// reasons say what the good word rests on.
func reasons(s scene) string {
	var parts []string
	for _, g := range sourceGroups(s) {
		parts = append(parts, kit.Count(int64(g.ok), sourceNoun(g.name)))
	}
	text := "Watching nothing that reports"
	if len(parts) > 0 {
		text = "Watching " + strings.Join(parts, ", ")
	}
	if at := s.board.Logins.LastFailed; at.IsZero() {
		text += "; no failed login seen"
	} else {
		text += "; last failed login " + kit.Ago(s.now, at)
	}
	text += "."
	lesser, handled := 0, 0
	for _, f := range s.board.Findings() {
		switch {
		case !happened(&f):
		case f.Status == mesoswatch.Open:
			lesser++
		case f.Status != mesoswatch.Resolved:
			handled++
		}
	}
	if lesser > 0 {
		text += " " + kit.Count(int64(lesser), "finding") + " of low level."
	}
	if handled > 0 {
		text += " " + kit.Count(int64(handled), "finding") + " acknowledged or silenced."
	}
	return text
}

func sourceNoun(word string) string {
	switch word {
	case "zk":
		return "ZooKeeper"
	case "log", "master", "agent":
		return word
	}
	return word + " source"
}

// blindIn lists what cannot be seen and why. Never green when blind: a source
// that has been silent for long is one of them.
func blindIn(s scene) []string { return blindBy(s, func(source string) string { return source }) }

// blindBriefly is the same with the names of files and hosts alone.
func blindBriefly(s scene) []string { return blindBy(s, nameOfSource) }

func blindBy(s scene, name func(source string) string) []string {
	var out []string
	for _, h := range s.board.Sources() {
		switch {
		case isRetired(h):
		case !h.OK:
			why := h.Why
			if why == "" {
				why = "no reason given"
			}
			out = append(out, name(h.Source)+": "+why)
		case s.live && isSilent(s, h):
			out = append(out, name(h.Source)+": silent for "+silentFor(s.now, h.At))
		}
	}
	return append(out, staleKinds(s)...)
}

// staleKinds are what no source has seen for long although all say they are well.
func staleKinds(s scene) []string {
	var out []string
	for _, kind := range []string{mesoswatch.SubjectFramework, mesoswatch.SubjectAgent, mesoswatch.SubjectTask} {
		at := s.board.Sight(kind)
		if last, known := s.board.Source(at.Source); known && (!last.OK || s.live && isSilent(s, last)) {
			continue // told above
		}
		if g := sightingOf(s, kind); g.old() {
			out = append(out, kind+"s: "+g.why)
		}
	}
	return out
}

// mostHeadline is how many lines of text the headline takes on a screen of some
// height, and on a small one.
const (
	mostHeadline      = 4
	mostHeadlineSmall = 3
)

// rows is how high the headline is in a body.
func (h *headline) rows(p *kit.Pen, b rect) int {
	most := mostHeadlineSmall
	if b.h >= blanksFrom {
		most = mostHeadline
	}
	return 1 + len(h.lines(p, b.w, most))
}

func (h *headline) lines(p *kit.Pen, w, most int) []string {
	return p.Wrap(h.text, w-kit.Width(h.mark)-3, most)
}

// view draws the headline into r: a title, the sentences below it. What to press
// stands behind the last of them, or behind the title where there is no room.
func (h *headline) view(p *kit.Pen, r rect, hint key.Binding) []string {
	if r.h <= 0 {
		return nil
	}
	var right []kit.Span
	if hint := hint.Help(); h.id != "" && hint.Desc != "" {
		right = []kit.Span{{Text: " " + hint.Key, Style: p.Key}, {Text: "  " + hint.Desc + " ", Style: p.KeyWord}}
	}
	ends := func(left kit.Span, lead kit.Span, last bool) string {
		if last && kit.Width(lead.Text)+kit.Width(left.Text)+kit.SpanWidth(right) < r.w {
			return p.Ends(r.w, p.Text, []kit.Span{lead, left}, right)
		}
		return p.Row(r.w, p.Text, lead, left)
	}
	indent := kit.Width(h.mark) + 2
	text := h.lines(p, r.w, r.h-1)
	title := kit.Span{Text: p.Cut(h.title, r.w-indent-1), Style: h.style.With(p.Strong)}
	lines := []string{ends(title, kit.Span{Text: " " + h.mark + " ", Style: h.style}, true)}
	for _, l := range text {
		lines = append(lines, ends(kit.Plain(l), kit.Plain(strings.Repeat(" ", indent)), false))
	}
	return sized(lines, r.h)
}
