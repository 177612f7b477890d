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
	blind := blindIn(s)
	if f, any := worst(s.board.Findings()); any {
		return headline{p.Marks.Level(f.Level), p.Level(f.Level), f.Title, sentence(f, s.now) + aftermath(s.board, &f), f.ID}
	}
	sources := s.board.Sources()
	switch {
	case len(sources) == 0 && s.board.Seq == 0:
		return headline{p.Marks.Dot, p.Dim, "Waiting for the first record.", "No source has reported yet: nothing is known, good or bad.", ""}
	case len(sources) == 0:
		return headline{p.Marks.Dot, p.Dim, "Nothing found so far.", "No source has said yet how much it sees: that is no good news.", ""}
	case len(blind) >= len(sources) && !anySeen(s):
		return headline{p.Marks.Level(mesoswatch.High), p.Bad, "Nothing can be seen.", "Blind in: " + strings.Join(blind, "; ") + ".", ""}
	}
	text := reasons(s)
	if len(blind) > 0 {
		return headline{p.Marks.Level(mesoswatch.Medium), p.Level(mesoswatch.Medium), "Nothing known to be wrong, but not everything is seen.",
			"Blind in: " + strings.Join(blind, "; ") + ". " + text, ""}
	}
	return headline{p.Marks.Dot, p.OK, "Nothing known to be wrong.", text, ""}
}

// worst is the finding to begin with: the worst of what happened, and where
// nothing bad did, the worst of how things are set up.
func worst(fs []mesoswatch.Finding) (f mesoswatch.Finding, any bool) {
	for _, posture := range []bool{false, true} {
		for i := range fs {
			if fs[i].Status == mesoswatch.Open && fs[i].Level >= mesoswatch.Medium && fs[i].Posture() == posture {
				return fs[i], true
			}
		}
	}
	return f, false
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
	case "log", "master":
		return word
	}
	return word + " source"
}

// blindIn lists what cannot be seen and why. Never green when blind: a source
// that has been silent for long is one of them.
func blindIn(s scene) []string {
	var out []string
	for _, h := range s.board.Sources() {
		switch {
		case isRetired(h):
		case !h.OK:
			why := h.Why
			if why == "" {
				why = "no reason given"
			}
			out = append(out, h.Source+": "+why)
		case s.live && isSilent(s, h):
			out = append(out, h.Source+": silent for "+kit.Age(s.now, h.At))
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

// view draws the headline into r: a title, the sentence below it, a blank row.
func (h *headline) view(p *kit.Pen, r rect, hint key.Binding) []string {
	if r.h <= 0 {
		return nil
	}
	mark := kit.Span{Text: " " + h.mark + " ", Style: h.style}
	indent := kit.Width(h.mark) + 2
	lines := []string{p.Row(r.w, p.Text, mark, kit.Span{Text: p.Cut(h.title, r.w-indent-1), Style: h.style.With(p.Strong)})}
	text := p.Wrap(h.text, r.w-indent-1, max(r.h-2, 1))
	for i, l := range text {
		left := []kit.Span{kit.Plain(strings.Repeat(" ", indent) + l)}
		var right []kit.Span
		hint := hint.Help()
		if i == len(text)-1 && h.id != "" && hint.Desc != "" && kit.Width(l)+indent+kit.Width(hint.Key+hint.Desc)+4 < r.w {
			right = []kit.Span{{Text: hint.Key, Style: p.Key}, {Text: "  " + hint.Desc + " ", Style: p.KeyWord}}
		}
		lines = append(lines, p.Ends(r.w, p.Text, left, right))
	}
	return sized(lines, r.h)
}
