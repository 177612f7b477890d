package ui

import (
	"slices"
	"strconv"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// headerFacts are what the header says of a board, prepared when it comes.
type headerFacts struct {
	chips  []chip
	heard  bool // something has been told: before that, no findings would say too much
	levels map[mesoswatch.Level]int
	open   int
	worst  mesoswatch.Level // of those that are open
}

// newHeaderFacts reads a board; collectors are those that run.
func newHeaderFacts(p *kit.Pen, s scene, collectors []string) headerFacts {
	h := headerFacts{heard: hasTold(s.board), levels: s.board.Levels()}
	if !h.heard {
		h.chips = []chip{{kit.Span{Text: p.Cut(waitedFor(s, collectors), 60), Style: p.Dim}, rankGood}}
		return h
	}
	bad, good := sourceChips(p, s)
	h.chips = slices.Concat(bad, clusterChips(p, s), good)
	findings := s.board.Findings()
	for i := range findings {
		if findings[i].Status == mesoswatch.Open {
			h.open++
			h.worst = max(h.worst, findings[i].Level)
		}
	}
	return h
}

// hasTold tells whether anything has come in at all.
func hasTold(b *mesoswatch.Board) bool {
	return len(b.Sources()) > 0 || b.Log.End() > 0 || len(b.Findings()) > 0
}

// header is where we are, what of it is in trouble, the cluster in numbers, how
// fresh the sources are, findings by level, the clock; below it the views. What is
// critical and high stays on every screen; narrow ones lose the fresh sources
// first, then the lower levels, then the numbers, each in the order of its rank.
func (m *Model) header(r rect) []string {
	if r.h == 0 {
		return nil
	}
	p, gap := m.pen, chipGap(m.w)
	name := m.opt.Cluster
	if name == "" {
		name = "mesoswatch"
	}
	left := []kit.Span{{Text: " " + p.Cut(name, max(m.w/4, 8)), Style: p.Title}}
	date, state := m.date(), m.state("")
	free := m.w - kit.SpanWidth(left) - kit.SpanWidth(state)
	levels := m.levels(free - chipsNeed(m.facts.chips, rankGood, gap) - kit.Width(date))
	if kit.SpanWidth(levels) > free {
		levels = nil
	}
	free -= kit.SpanWidth(levels)
	if free < chipsNeed(m.facts.chips, rankBad+1, gap)+kit.Width(date) {
		date = ""
	}
	free -= kit.Width(date)
	state = m.state(date)
	left = append(left, fit(p, m.facts.chips, room{free, gap})...)
	lines := []string{p.Ends(m.w, p.Text, left, append(levels, state...))}
	if r.h > 1 {
		lines = append(lines, m.tabs())
	}
	return lines
}

// levels are the findings by level in the longest form that fits in w cells; the
// shortest fits always.
func (m *Model) levels(w int) []kit.Span {
	if !m.facts.heard {
		return nil
	}
	if all := levelCounts(m.pen, m.facts.levels, true); m.w >= 130 && kit.SpanWidth(all) <= w {
		return all
	}
	if all := levelCounts(m.pen, m.facts.levels, false); kit.SpanWidth(all) <= w {
		return all
	}
	return worstCounts(m.pen, m.facts.levels)
}

// state is what is unusual about the screen, LIVE, PAUSED or REPLAY, and the clock
// behind its date.
func (m *Model) state(date string) []kit.Span {
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
	var spans []kit.Span
	if m.mouse {
		spans = append(spans, kit.Span{Text: "  mouse", Style: p.Dim})
	}
	layout, clock := "15:04:05", "--:--:--"
	if m.opt.LowBandwidth {
		layout, clock = "15:04", "--:--"
		spans = append(spans, kit.Span{Text: "  low bandwidth", Style: p.Dim})
	}
	if !m.now.IsZero() {
		clock = m.in(m.now).Format(layout)
	}
	return append(spans, kit.Span{Text: "  " + word, Style: style}, kit.Plain("  "+date+clock+" "))
}

// date stands before the clock of a replay where there is room for it.
func (m *Model) date() string {
	if m.live || m.now.IsZero() {
		return ""
	}
	return m.in(m.now).Format("2006-01-02 ")
}

// worstCounts are those that must not wait, in as few cells as can be.
func worstCounts(p *kit.Pen, n map[mesoswatch.Level]int) []kit.Span {
	spans := []kit.Span{kit.Plain(" ")}
	for _, l := range []mesoswatch.Level{mesoswatch.Critical, mesoswatch.High} {
		style := p.Level(l)
		if n[l] == 0 {
			style = p.Dim
		}
		spans = append(spans, kit.Plain(" "), kit.Span{Text: p.Marks.Level(l) + strconv.Itoa(n[l]), Style: style})
	}
	return spans
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
	var spans []kit.Span
	for i, text := range m.tabTexts() {
		style := p.Tab
		if viewID(i) == viewFindings && m.facts.worst >= mesoswatch.High {
			style = p.Level(m.facts.worst)
		}
		if viewID(i) == m.at && !m.helping {
			style = p.TabActive
		}
		spans = append(spans, kit.Plain(" "), kit.Span{Text: text, Style: style}, kit.Plain(" "))
	}
	return p.Ends(m.w, p.Text, spans, m.tabsEnd())
}

// tabTexts are the views as they are named where there is so much room.
func (m *Model) tabTexts() []string {
	texts := make([]string, len(m.views))
	need := kit.SpanWidth(m.tabsEnd())
	for i, v := range m.views {
		texts[i] = v.key.Help().Key + " " + v.name
		if viewID(i) == viewFindings && m.facts.heard {
			texts[i] += " " + strconv.Itoa(m.facts.open)
		}
		need += kit.Width(texts[i]) + 2
	}
	for i := len(m.views) - 1; i >= 0; i-- {
		if number := m.views[i].key.Help().Key; need > m.w && viewID(i) != m.at && viewID(i) != viewFindings {
			need -= kit.Width(texts[i]) - kit.Width(number)
			texts[i] = number
		}
	}
	return texts
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
