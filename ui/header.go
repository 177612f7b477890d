package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// header is where we are, what of it is in trouble, the cluster in numbers, how
// fresh the sources are, findings by level, the clock; below it the views. Narrow
// screens lose the fresh sources first, then the levels, then the numbers.
func (m *Model) header(r rect) []string {
	if r.h == 0 {
		return nil
	}
	p := m.pen
	name := m.opt.Cluster
	if name == "" {
		name = "mesoswatch"
	}
	left := []kit.Span{{Text: " " + p.Cut(name, max(m.w/4, 8)), Style: p.Title}}
	right := m.state()
	bad, good := sourceChips(p, m.scene)
	first := append(bad, clusterChips(p, m.scene)...)
	room := m.w - kit.SpanWidth(left) - kit.SpanWidth(right)
	if levels := levelCounts(p, m.board, m.w >= 130); m.levelsFit(first, levels, room) {
		right = append(levels, right...)
		room -= kit.SpanWidth(levels)
	}
	troubled := len(bad)
	for i, c := range first {
		if c.Style == p.Bad {
			troubled = i + 1
		}
	}
	left = append(left, chips(p, append(first, good...), troubled, room, chipGap(m.w))...)
	lines := []string{p.Ends(m.w, p.Text, left, right)}
	if r.h > 1 {
		lines = append(lines, m.tabs())
	}
	return lines
}

// levelsFit tells whether the findings by level leave room for what comes before
// them; without a cluster, for a third of the screen.
func (m *Model) levelsFit(first, levels []kit.Span, room int) bool {
	if !tellsOfCluster(m.board) {
		return m.w-room+kit.SpanWidth(levels) < m.w*4/5
	}
	need := kit.SpanWidth(levels)
	for _, c := range first {
		need += chipGap(m.w) + kit.Width(c.Text)
	}
	return need <= room
}

// state is LIVE, PAUSED or REPLAY, and the clock.
func (m *Model) state() []kit.Span {
	p := m.pen
	word, style := "REPLAY", p.Link
	switch {
	case m.paused:
		word, style = "PAUSED", p.Changed
	case m.trouble != "":
		word, style = "STOPPED", p.Bad
	case m.live && m.ended:
		word, style = "ENDED", p.Bad
	case m.live:
		word, style = "LIVE", p.OK
	}
	clock := "--:--:--"
	if !m.now.IsZero() {
		clock = m.in(m.now).Format("15:04:05")
		if !m.live {
			clock = m.in(m.now).Format("2006-01-02 ") + clock
		}
	}
	return []kit.Span{{Text: "  " + word, Style: style}, kit.Plain("  " + clock + " ")}
}

// levelCounts are the findings that are not resolved, worst first.
func levelCounts(p *kit.Pen, b *mesoswatch.Board, words bool) []kit.Span {
	n := b.Levels()
	low := n[mesoswatch.Low] + n[mesoswatch.Informational]
	spans := []kit.Span{kit.Plain("  ")}
	for _, l := range []mesoswatch.Level{mesoswatch.Critical, mesoswatch.High, mesoswatch.Medium, mesoswatch.Low} {
		count := n[l]
		if l == mesoswatch.Low {
			count = low
		}
		style := p.Level(l)
		if count == 0 {
			style = p.Dim
		}
		text := p.Marks.Level(l) + " " + strconv.Itoa(count)
		if words {
			text += " " + l.String()
		}
		spans = append(spans, kit.Span{Text: text, Style: style}, kit.Plain("  "))
	}
	return spans[:len(spans)-1]
}

// tabs are the views and how to reach them.
func (m *Model) tabs() string {
	p := m.pen
	k := &m.keys
	open := 0
	findings := m.board.Findings()
	for i := range findings {
		if findings[i].Status == mesoswatch.Open {
			open++
		}
	}
	var spans []kit.Span
	for i, v := range m.views {
		style, name := p.Tab, v.name
		if viewID(i) == viewFindings {
			name += " " + strconv.Itoa(open)
			if open > 0 && findings[0].Level >= mesoswatch.High {
				style = p.Level(findings[0].Level)
			}
		}
		if viewID(i) == m.at && !m.helping {
			style = p.TabActive
		}
		spans = append(spans, kit.Plain(" "), kit.Span{Text: v.key.Help().Key + " " + name, Style: style}, kit.Plain(" "))
	}
	var right []kit.Span
	switch {
	case m.trouble != "":
		right = []kit.Span{{Text: p.Cut("feed stopped: "+m.trouble, m.w/2) + " ", Style: p.Bad}}
	case m.paused:
		right = []kit.Span{{Text: kit.Number(m.waiting()) + " new ", Style: p.Changed}}
	default:
		h := k.Help.Help()
		right = []kit.Span{{Text: h.Key, Style: p.Key}, {Text: " " + h.Desc + " ", Style: p.KeyWord}}
	}
	return p.Ends(m.w, p.Text, spans, right)
}

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

// chips are as many of them as fit in w cells; if that leaves out some of the
// first, which are in trouble, their number stands at the end.
func chips(p *kit.Pen, all []kit.Span, first, w, gap int) []kit.Span {
	const more = 4 // cells for the number
	var out []kit.Span
	for i, c := range all {
		need := gap + kit.Width(c.Text)
		rest := first - i - 1
		if rest > 0 && need+more > w || need > w {
			switch {
			case i == 0 && w > gap:
				return []kit.Span{kit.Plain(strings.Repeat(" ", gap)), {Text: p.Cut(c.Text, w-gap), Style: c.Style}}
			case rest >= 0 && w >= more:
				out = append(out, kit.Span{Text: " +" + strconv.Itoa(rest+1), Style: c.Style})
			}
			break
		}
		out = append(out, kit.Plain(strings.Repeat(" ", gap)), c)
		w -= need
	}
	return out
}

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
