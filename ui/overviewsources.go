package ui

import (
	"slices"
	"strconv"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// troubled is a source that cannot be seen, or not as it should be.
type troubled struct{ name, what, why string }

// troubles lists them: blind ones first, then those that are silent or behind.
func troubles(s scene) []troubled {
	var blind, late []troubled
	for _, h := range s.board.Sources() {
		t := troubled{sourceWord(h), nameOfSource(h.Source), sourceState(s, h)}
		switch {
		case isRetired(h):
		case !h.OK:
			blind = append(blind, t)
		case s.live && isSilent(s, h), h.Log != nil && h.Log.Behind > muchBehind:
			late = append(late, t)
		}
	}
	return slices.Concat(blind, late)
}

// sourceRows is how many rows the sources would like to have.
func (o *overviewPane) sourceRows() int {
	switch n := len(o.scene.board.Sources()); {
	case o.body.h >= 40:
		most := 10
		if o.body.w >= besideFrom { // what a short list leaves below it
			most = max(most, o.body.h-20-o.table.Size())
		}
		return min(n+1, most)
	case o.body.h >= blanksFrom:
		return min(len(o.trouble), 3) + 1
	}
	return 1
}

// sources are summed up by kind in one row; below it, as far as there is room, those
// in trouble in words, then the others.
func (o *overviewPane) sources() []string {
	r, p := o.at.sources, o.pen
	lines := []string{o.sourceLine()}
	if r.h == 1 {
		return lines
	}
	type row struct {
		troubled
		age   string
		style theme.Style
	}
	var rows []row
	for _, t := range o.trouble {
		rows = append(rows, row{t, "", p.Bad})
	}
	for _, h := range o.scene.board.Sources() {
		t := troubled{sourceWord(h), nameOfSource(h.Source), sourceState(o.scene, h)}
		if !slices.Contains(o.trouble, t) {
			rows = append(rows, row{t, o.age(h), p.Dim})
		}
	}
	if o.body.h < 40 {
		rows = rows[:len(o.trouble)]
	}
	cols := kit.Layout(r.w-3, 2, []kit.Column{{Width: 8}, {Width: 20, Grow: 1, Most: 60}, {Width: 5, Drop: 1, Right: true}, {Width: 24, Grow: 2}})
	for i, t := range rows {
		if len(lines) == r.h-1 && i < len(rows)-1 {
			lines = append(lines, p.Row(r.w, p.Text, kit.Span{Text: "   and " + strconv.Itoa(len(rows)-i) + " more", Style: p.Dim}))
			break
		}
		lines = append(lines, strings.Repeat(" ", min(r.w, 3))+cols.Row(p, r.w-3, p.Text,
			kit.Cell{Text: t.name, Style: p.Dim}, kit.Cell{Text: t.what, Tail: true}, kit.Cell{Text: t.age, Style: p.Dim}, kit.Cell{Text: t.why, Style: t.style}))
	}
	return lines
}

func (o *overviewPane) age(h mesoswatch.Health) string {
	if !o.scene.live {
		return ""
	}
	return kit.Age(o.scene.now, h.At)
}

// sourceLine sums the sources up by kind, with how many are in trouble; where there is
// this row only, it says what cannot be seen.
func (o *overviewPane) sourceLine() string {
	p, w, s := o.pen, o.at.sources.w, o.scene
	lead := kit.Span{Text: " Sources    ", Style: p.Title}
	blind := blindBriefly(s)
	groups := sourceGroups(s)
	if len(groups) == 0 {
		return p.Row(w, p.Text, lead, kit.Span{Text: "none has reported yet", Style: p.Dim})
	}
	h := o.keys.Never.Help()
	more := []kit.Span{{Text: " " + h.Key, Style: p.Key}, {Text: " " + h.Desc + " ", Style: p.KeyWord}}
	if w < 100 {
		more[1].Text = " more "
	}
	sum := kit.Span{Text: sumSources(p, s, groups, w-kit.Width(lead.Text)-kit.SpanWidth(more)-1), Style: p.Dim}
	if len(blind) == 0 {
		return p.Row(w, p.Text, lead, sum)
	}
	if o.at.sources.h > 1 {
		return p.Ends(w, p.Text, []kit.Span{lead, sum}, more)
	}
	return p.Ends(w, p.Text, []kit.Span{{Text: " Blind in   ", Style: p.Bad}, kit.Plain(fitted(p, blind, "; ", w-13-kit.SpanWidth(more)))}, more)
}

// sumSources are the kinds of sources in w cells, those in trouble first; what has no
// room is counted.
func sumSources(p *kit.Pen, s scene, groups []sourceGroup, w int) string {
	rank := func(g sourceGroup) int {
		at := slices.Index([]string{"master", "log", "zk"}, g.name)
		switch {
		case g.troubled(s):
			return at - 10
		case at < 0:
			return 10
		}
		return at
	}
	slices.SortStableFunc(groups, func(a, b sourceGroup) int { return rank(a) - rank(b) })
	words := make([]string, len(groups))
	for i := range groups {
		words[i] = groups[i].words(s)
	}
	return fitted(p, words, " "+p.Marks.Dot+" ", w)
}

// fitted joins as many words as there is room for in w cells, and counts the others;
// only a first one that is too long by itself is cut.
func fitted(p *kit.Pen, words []string, between string, w int) string {
	text := ""
	for i, word := range words {
		word = p.Cut(word, max(w, 0)+1)
		need, rest := kit.Width(word), ""
		if i > 0 {
			need += kit.Width(text) + kit.Width(between)
		}
		if left := len(words) - i - 1; left > 0 {
			rest = between + kit.Digits(int64(left)) + " more"
		}
		if need+kit.Width(rest) > w && i > 0 {
			return text + between + kit.Digits(int64(len(words)-i)) + " more"
		}
		if i == 0 {
			text = p.Cut(word, max(w-kit.Width(rest), 0))
			continue
		}
		text += between + word
	}
	return text
}

func (g *sourceGroup) troubled(s scene) bool {
	return g.ok < g.of || s.live && g.silent || g.behind > muchBehind
}

// words are one kind of sources: how many, how fresh, how many are in trouble.
func (g *sourceGroup) words(s scene) string {
	text := g.name
	switch g.name {
	case "master", "log", "agent":
		text = kit.Count(int64(g.of), g.name)
	case "zk":
		text = kit.Number(int64(g.of)) + " zk"
	case "tlsprobe":
		text = "TLS"
	}
	if s.live {
		text += " " + silentFor(s.now, g.oldest)
	}
	switch {
	case g.ok < g.of:
		text += ", blind in " + strconv.Itoa(g.of-g.ok)
	case s.live && g.silent:
		text += ", silent"
	case g.behind > muchBehind:
		text += ", behind " + kit.Bytes(g.behind)
	}
	return text
}

func bit(b bool) int8 {
	if b {
		return 1
	}
	return 0
}

// sourceState is one source in words.
func sourceState(s scene, h mesoswatch.Health) string {
	switch {
	case isRetired(h) && h.Log != nil:
		return "read to its end, a newer log goes on"
	case isRetired(h):
		return "not asked any more"
	case !h.OK && h.Why != "":
		return "blind: " + h.Why
	case !h.OK:
		return "blind"
	case s.live && isSilent(s, h):
		return "silent for " + silentFor(s.now, h.At)
	case h.Log != nil:
		text := kit.Count(h.Log.Lines, "line")
		if h.Log.Behind > 0 {
			text += ", behind " + kit.Bytes(h.Log.Behind)
		}
		if h.Log.LostBytes > 0 {
			text += ", lost " + kit.Bytes(h.Log.LostBytes)
		}
		return text + ", " + kit.Number(h.Log.Unrecognised) + " not recognised"
	case h.Silent:
		return "answers, but has nothing new"
	}
	return "seen"
}
