package ui

import (
	"fmt"
	"strconv"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// header is where we are, what it is seen with and how bad it is: the cluster,
// the freshness of the sources, findings by level, the clock; below it the
// views. Narrow screens lose the sources first, then the level counts.
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
	if levels := levelCounts(p, m.board, m.w >= 130); kit.SpanWidth(levels)+kit.SpanWidth(right) < m.w*2/3 {
		right = append(levels, right...)
	}
	left = append(left, sourceChips(p, m.scene, m.w-kit.SpanWidth(left)-kit.SpanWidth(right))...)
	lines := []string{p.Ends(m.w, p.Text, left, right)}
	if r.h > 1 {
		lines = append(lines, m.tabs())
	}
	return lines
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

// muchBehind is from how many unread bytes on a log is said to be behind in the
// header; the overview tells every byte.
const muchBehind = 256 << 10

// sourceGroup sums up the sources of one collector.
type sourceGroup struct {
	name   string
	ok, of int
	oldest time.Time
	behind int64
}

// sourceGroups are the collectors that report, in the order of their names.
func sourceGroups(s scene) []sourceGroup {
	var groups []sourceGroup
	index := map[string]int{}
	for _, h := range s.board.Sources() {
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
		return "master"
	case "zookeeper":
		return "zk"
	case "":
		return h.Source
	}
	return h.Collector
}

// sourceChips are the sources and their freshness in w cells: those in trouble
// first and in words, the others as long as there is room, at last how many
// found none.
func sourceChips(p *kit.Pen, s scene, w int) []kit.Span {
	groups := sourceGroups(s)
	if len(groups) == 0 {
		return []kit.Span{kit.Plain("   "), {Text: p.Cut("no source has reported yet", w-3), Style: p.Dim}}
	}
	var spans []kit.Span
	for _, bad := range []bool{true, false} {
		role := p.Dim
		if bad {
			role = p.Bad
		}
		for i := range groups {
			text, style := groups[i].chip(s)
			if bad == (style == chipBad) {
				spans = append(spans, kit.Span{Text: p.Cut(text, 30), Style: role})
			}
		}
	}
	const gap, more = 3, 5 // cells between two, and for the count of the rest
	var out []kit.Span
	for i, c := range spans {
		need := gap + kit.Width(c.Text)
		if rest := len(spans) - i - 1; rest > 0 && need+more > w || need > w {
			if w >= more {
				out = append(out, kit.Span{Text: "  +" + strconv.Itoa(len(spans)-i), Style: c.Style})
			}
			break
		}
		out = append(out, kit.Plain("   "), c)
		w -= need
	}
	return out
}

type chipStyle bool

const chipBad chipStyle = true

func (g *sourceGroup) chip(s scene) (string, chipStyle) {
	count := ""
	if g.of > 1 {
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
	case s.live && s.now.Sub(g.oldest) > stale:
		return g.name + count + " silent" + age, chipBad
	}
	return g.name + count + age, !chipBad
}
