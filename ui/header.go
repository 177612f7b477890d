package ui

import (
	"slices"
	"strconv"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// headerFacts are what the header says of a board, prepared when it comes.
type headerFacts struct {
	first    []kit.Span // sources in trouble, then the cluster
	good     []kit.Span // sources that are well
	troubled int        // how many of first are needed to see all trouble
	cluster  bool       // there is more to see than logs
	levels   map[mesoswatch.Level]int
	open     int
	worst    mesoswatch.Level // of those that are open
}

func newHeaderFacts(p *kit.Pen, s scene) headerFacts {
	bad, good := sourceChips(p, s)
	h := headerFacts{first: slices.Concat(bad, clusterChips(p, s)), good: good, troubled: len(bad), cluster: tellsOfCluster(s.board), levels: s.board.Levels()}
	for i, c := range h.first {
		if c.Style == p.Bad {
			h.troubled = i + 1
		}
	}
	findings := s.board.Findings()
	for i := range findings {
		if findings[i].Status == mesoswatch.Open {
			h.open++
			h.worst = max(h.worst, findings[i].Level)
		}
	}
	return h
}

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
	free := m.w - kit.SpanWidth(left) - kit.SpanWidth(right)
	if levels := levelCounts(p, m.facts.levels, m.w >= 130); m.levelsFit(levels, free) {
		right = append(levels, right...)
		free -= kit.SpanWidth(levels)
	}
	left = append(left, fit(p, slices.Concat(m.facts.first, m.facts.good), m.facts.troubled, room{free, chipGap(m.w)})...)
	lines := []string{p.Ends(m.w, p.Text, left, right)}
	if r.h > 1 {
		lines = append(lines, m.tabs())
	}
	return lines
}

// levelsFit tells whether the findings by level leave room for what comes before
// them; without a cluster, for a third of the screen.
func (m *Model) levelsFit(levels []kit.Span, free int) bool {
	if !m.facts.cluster {
		return m.w-free+kit.SpanWidth(levels) < m.w*4/5
	}
	need := kit.SpanWidth(levels)
	for _, c := range m.facts.first {
		need += chipGap(m.w) + kit.Width(c.Text)
	}
	return need <= free
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
func levelCounts(p *kit.Pen, n map[mesoswatch.Level]int, words bool) []kit.Span {
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

// tabs are the views and how to reach them. Where there is no room for all names,
// the last ones that are not seen go by their number.
func (m *Model) tabs() string {
	p := m.pen
	right := m.tabsEnd()
	texts := make([]string, len(m.views))
	need := kit.SpanWidth(right)
	for i, v := range m.views {
		texts[i] = v.key.Help().Key + " " + v.name
		if viewID(i) == viewFindings {
			texts[i] += " " + strconv.Itoa(m.facts.open)
		}
		need += kit.Width(texts[i]) + 2
	}
	var spans []kit.Span
	for i := len(m.views) - 1; i >= 0; i-- {
		v, style := m.views[i], p.Tab
		if number := v.key.Help().Key; need > m.w && viewID(i) != m.at && viewID(i) != viewFindings {
			need -= kit.Width(texts[i]) - kit.Width(number)
			texts[i] = number
		}
		if viewID(i) == viewFindings && m.facts.worst >= mesoswatch.High {
			style = p.Level(m.facts.worst)
		}
		if viewID(i) == m.at && !m.helping {
			style = p.TabActive
		}
		spans = append(spans, kit.Plain(" "), kit.Span{Text: texts[i], Style: style}, kit.Plain(" "))
	}
	slices.Reverse(spans)
	return p.Ends(m.w, p.Text, spans, right)
}

// tabsEnd is what stands behind the views: how to get help, or what is odd.
func (m *Model) tabsEnd() []kit.Span {
	p, k := m.pen, &m.keys
	switch {
	case m.trouble != "":
		return []kit.Span{{Text: p.Cut("feed stopped: "+m.trouble, m.w/2) + " ", Style: p.Bad}}
	case m.paused:
		return []kit.Span{{Text: kit.Number(m.waiting()) + " new ", Style: p.Changed}}
	}
	h := k.Help.Help()
	return []kit.Span{{Text: h.Key, Style: p.Key}, {Text: " " + h.Desc + " ", Style: p.KeyWord}}
}
