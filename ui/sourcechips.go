package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// stale is the age at which the silence of a live source is a fact of its own.
const stale = time.Minute

// isSilent tells whether a source should have reported again by now.
func isSilent(s scene, h mesoswatch.Health) bool {
	return s.now.Sub(h.At) > max(stale, time.Duration(3*h.Interval*float64(time.Second)))
}

// isRetired tells of a source that is asked no more, as its collector said: a
// master that was found once and is none now.
func isRetired(h mesoswatch.Health) bool {
	return h.OK && h.Interval == 0 && len(h.Asked) == 1 && h.Asked[0].What == "nothing more"
}

// muchBehind is from how many unread bytes on a log is said to be behind in the
// header; the overview tells every byte.
const muchBehind = 256 << 10

// sourceGroup sums up the sources of one collector.
type sourceGroup struct {
	name   string
	ok, of int
	oldest time.Time
	behind int64
	silent bool // one of them said nothing for longer than it should
}

// sourceGroups are the collectors that report, in the order of their names.
func sourceGroups(s scene) []sourceGroup {
	var groups []sourceGroup
	index := map[string]int{}
	for _, h := range s.board.Sources() {
		if isRetired(h) {
			continue
		}
		name := sourceWord(h)
		i, known := index[name]
		if !known {
			i = len(groups)
			index[name] = i
			groups = append(groups, sourceGroup{name: name, oldest: h.At})
		}
		g := &groups[i]
		g.of++
		if h.OK {
			g.ok++
		}
		if h.At.Before(g.oldest) {
			g.oldest = h.At
		}
		g.silent = g.silent || isSilent(s, h)
		if h.Log != nil {
			g.behind += h.Log.Behind
		}
	}
	return groups
}

// sourceWord is the short name of a kind of source.
func sourceWord(h mesoswatch.Health) string {
	switch h.Collector {
	case "mesoslog":
		return "log"
	case "mesosapi":
		if h.Source == "agents" { // they are asked one after the other
			return "sampling"
		}
		return "master"
	case "zookeeper":
		return "zk"
	case "":
		return h.Source
	}
	return h.Collector
}

// chipGap is how many cells stand before a chip on a screen of w cells.
func chipGap(w int) int {
	if w < 100 {
		return 2
	}
	return 3
}

// sourceChips are the sources in trouble, in words, and the others with their
// freshness.
func sourceChips(p *kit.Pen, s scene) (bad, good []kit.Span) {
	groups := sourceGroups(s)
	if len(groups) == 0 {
		return []kit.Span{{Text: "no source has reported yet", Style: p.Dim}}, nil
	}
	for i := range groups {
		text, style := groups[i].chip(s)
		if style == chipBad {
			bad = append(bad, kit.Span{Text: p.Cut(text, 30), Style: p.Bad})
		} else {
			good = append(good, kit.Span{Text: p.Cut(text, 30), Style: p.Dim})
		}
	}
	return bad, good
}

// fit is as many chips as fit in w cells, gap blanks before each; if that leaves
// out some of the first, which are in trouble, their number stands at the end.
func fit(p *kit.Pen, all []kit.Span, first int, r room) []kit.Span {
	const more = 4 // cells for the number
	gap := kit.Plain(strings.Repeat(" ", r.gap))
	var out []kit.Span
	for i, c := range all {
		need := r.gap + kit.Width(c.Text)
		rest := first - i - 1
		if rest > 0 && need+more > r.w || need > r.w {
			switch {
			case i == 0 && r.w > r.gap:
				return []kit.Span{gap, {Text: p.Cut(c.Text, r.w-r.gap), Style: c.Style}}
			case rest >= 0 && r.w >= more:
				out = append(out, kit.Span{Text: " +" + strconv.Itoa(rest+1), Style: c.Style})
			}
			break
		}
		out = append(out, gap, c)
		r.w -= need
	}
	return out
}

// room is how many cells there are, and how many to leave before each chip.
type room struct{ w, gap int }

type chipStyle bool

const chipBad chipStyle = true

func (g *sourceGroup) chip(s scene) (string, chipStyle) {
	count := ""
	if g.of > 1 && (g.ok < g.of || !tellsOfCluster(s.board)) { // all of them: the cluster's own numbers say how many
		count = fmt.Sprintf(" %d/%d", g.ok, g.of)
	}
	age := ""
	if s.live {
		age = " " + kit.Age(s.now, g.oldest)
	}
	switch {
	case g.ok == 0:
		return "blind: " + g.name + count, chipBad
	case g.ok < g.of:
		return g.name + count + " blind in " + strconv.Itoa(g.of-g.ok), chipBad
	case g.behind > muchBehind:
		return g.name + count + " behind " + kit.Bytes(g.behind), chipBad
	case s.live && g.silent:
		return g.name + count + " silent" + age, chipBad
	}
	return g.name + count + age, !chipBad
}
