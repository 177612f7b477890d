package ui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// sourceSeen is somebody who is asked again and again, by its newest round.
type sourceSeen struct {
	health   mesoswatch.Health
	requests int     // in the round
	size     int64   // of the answers
	slow     float64 // the slowest answer, in seconds
	minute   float64 // requests in a minute
	busy     float64 // share of its time that it is kept busy with us; at most
}

// sampled is the name of the source that stands for all agents, which are asked in
// turn.
const sampled = "agents"

// measured reads the newest round of a source.
func measured(h mesoswatch.Health) *sourceSeen {
	s := &sourceSeen{health: h}
	answering := 0.0
	for _, x := range h.Asked {
		n := timesAsked(x)
		s.requests += n
		s.size += x.Bytes
		s.slow = max(s.slow, x.Seconds)
		answering += x.Seconds
	}
	period := h.Interval + h.Seconds
	if h.Source == sampled { // each agent once in the interval; the round counts what was asked meanwhile
		period = h.Seconds
		s.busy = share(answering, h.Interval)
	} else {
		s.busy = share(answering, period)
	}
	if period > 0 {
		s.minute = float64(s.requests) / period * 60
	}
	return s
}

func share(of, in float64) float64 {
	if in <= 0 {
		return 0
	}
	return min(of/in, 1)
}

// timesAsked is how often something was asked: of agents it is summed up, "of 12
// agents".
func timesAsked(x mesoswatch.Exchange) int {
	n, rest, _ := strings.Cut(x.Of, " ")
	if times, err := strconv.Atoi(n); err == nil && times > 0 && strings.HasPrefix(rest, "agent") {
		return times
	}
	return 1
}

// isPolled tells of a source that it is asked, and not read like a file.
func isPolled(h mesoswatch.Health) bool {
	return !isRetired(h) && (h.Interval > 0 || slices.ContainsFunc(h.Asked, func(x mesoswatch.Exchange) bool { return x.Outcome != "" }))
}

func sourcesSeen(p *plane) []*sourceSeen {
	var all []*sourceSeen
	for _, h := range p.board.Sources() {
		if isPolled(h) {
			all = append(all, measured(h))
		}
	}
	return all
}

func sourceSubject(name string) mesoswatch.Subject {
	return mesoswatch.Subject{Kind: "source", Name: name}
}

func politeRows(p *plane) []*planeRow {
	var rows []*planeRow
	for _, s := range sourcesSeen(p) {
		rows = append(rows, &planeRow{id: s.health.Source, to: sourceSubject(s.health.Source), source: s})
	}
	return rows
}

func politenessBlock() blockSpec {
	return blockSpec{title: "Politeness", rows: politeRows, spec: sourceTable, says: politenessHead}
}

// politenessHead sums up what all this costs those who are asked.
func politenessHead(p *plane) blockHead {
	h := blockHead{sight: sighting{grade: neverAsked}}
	all := sourcesSeen(p)
	if len(all) == 0 {
		h.text = "nobody is asked"
		return h
	}
	minute, newest := 0.0, time.Time{}
	busiest := make(map[string]float64)
	for _, s := range all {
		minute += s.minute
		if s.health.Source == sampled {
			busiest["an agent"] = s.busy
		} else {
			busiest[hostPort(s.health.Source)] += s.busy
		}
		if s.health.At.After(newest) {
			newest = s.health.At
		}
		h.note(accused(p, &planeRow{to: sourceSubject(s.health.Source)}))
		h.note(mesoswatch.High, !s.health.OK)
	}
	who, most := "", -1.0
	for name, busy := range busiest {
		if busy > most || busy == most && name < who {
			who, most = name, busy
		}
	}
	h.text = rate(minute) + " a minute; at most " + percent(most) + " of anybody's time, " + who
	h.sight = sighting{grade: wellSeen, fresh: kit.Since(p.now, newest)}
	return h
}

// sourceTable are the columns; on narrow screens they go in this order: what makes
// the pace, the outcomes, size, slowest, how often, how busy, requests a minute.
func sourceTable(pen *kit.Pen) planeSpec {
	dim := func(*plane, *planeRow) theme.Style { return pen.Dim }
	num := func(name string, at kit.Column, value func(*sourceSeen) float64, text func(float64) string) planeField {
		return planeNumber(name, at, func(r *planeRow) (float64, bool) {
			v := value(r.source)
			return v, v > 0
		}, text, nil)
	}
	return planeSpec{ID: rowID, Order: table.Order{Field: 1}, Fields: []planeField{
		markOf(pen, func(p *plane, r *planeRow) (mesoswatch.Level, bool) {
			level, loud := accused(p, r)
			return worse(level, loud, mesoswatch.High, !r.source.health.OK || p.live && isSilent(p.scene, r.source.health))
		}),
		tailed(word("source", kit.Column{Head: "asked of", Width: 22, Grow: 2, Most: 60}, func(_ *plane, r *planeRow) string { return r.source.health.Source })),
		num("requests", kit.Column{Head: "asked", Width: 5}, func(s *sourceSeen) float64 { return float64(s.requests) }, whole),
		num("minute", kit.Column{Head: "a minute", Width: 8, Drop: 1}, func(s *sourceSeen) float64 { return s.minute }, rate),
		num("busy", kit.Column{Head: "busy", Width: 8, Drop: 2}, func(s *sourceSeen) float64 { return s.busy }, percent),
		num("slowest", kit.Column{Head: "slowest", Width: 8, Drop: 4}, func(s *sourceSeen) float64 { return s.slow }, seconds),
		num("size", kit.Column{Head: "size", Width: 7, Drop: 5}, func(s *sourceSeen) float64 { return float64(s.size) }, size),
		num("every", kit.Column{Head: "every", Width: 6, Drop: 3}, func(s *sourceSeen) float64 { return s.health.Interval }, pause),
		seenAs("outcome", kit.Column{Head: "outcomes", Width: 16, Grow: 1, Most: 30, Drop: 6}, func(_ *plane, r *planeRow) string { return outcomes(pen.Marks.Times, r.source.health.Asked) }, nil),
		seenAs("pace", kit.Column{Head: "what makes the pace", Width: 20, Grow: 1, Most: 60, Drop: 7}, func(_ *plane, r *planeRow) string { return r.source.health.Pace }, dim),
		whenSeen(pen, sourceSight, func(r *planeRow) time.Time { return r.source.health.At }),
	}}
}

// sourceSight is how well a source is, for the look of its age.
func sourceSight(r *planeRow) sighting {
	if r.source.health.OK {
		return sighting{grade: wellSeen}
	}
	return sighting{grade: unseen}
}

// outcomes counts what came of a round: "200 ×4, 401 ×2".
func outcomes(times string, all []mesoswatch.Exchange) string {
	var t tally
	for _, x := range all {
		word, _, _ := strings.Cut(x.Outcome, ",")
		for range min(timesAsked(x), 1000) {
			t.add(word)
		}
	}
	most, more := t.most(4)
	var parts []string
	for _, c := range most {
		if c.n > 1 {
			c.word += " " + times + strconv.Itoa(c.n)
		}
		parts = append(parts, c.word)
	}
	if more > 0 {
		parts = append(parts, "others")
	}
	return strings.Join(parts, ", ")
}

// slowest answer of a round in seconds; 0 when none is told.
func slowest(all []mesoswatch.Exchange) float64 {
	most := 0.0
	for _, x := range all {
		most = max(most, x.Seconds)
	}
	return most
}

// seconds writes how long something took: "0.3 ms", "12 ms", "3.2 s".
func seconds(s float64) string {
	switch ms := s * 1000; {
	case ms >= 1000:
		return kit.Decimal(s) + " s"
	case ms >= 10:
		return strconv.Itoa(int(ms+0.5)) + " ms"
	case ms > 0 && ms < 0.1:
		return "<0.1 ms"
	default:
		return strings.TrimSuffix(strconv.FormatFloat(ms, 'f', 1, 64), ".0") + " ms"
	}
}

// pause writes how long somebody is left alone.
func pause(s float64) string {
	if s < 1 {
		return seconds(s)
	}
	return kit.Short(time.Duration(min(s, 1e9) * float64(time.Second)))
}

// percent writes a small share of one: "0.08 %".
func percent(share float64) string {
	switch n := share * 100; {
	case n <= 0:
		return "0 %"
	case n < 0.01:
		return "<0.01 %"
	default:
		return kit.Decimal(n) + " %"
	}
}

// rate writes requests a minute.
func rate(n float64) string {
	if n >= 10 {
		return kit.Number(int64(n + 0.5))
	}
	return kit.Decimal(n)
}

func size(n float64) string { return kit.Bytes(int64(n)) }

// asked is one thing that was asked in the newest round of a source.
type asked struct {
	mesoswatch.Exchange
	of string // the source
	at time.Time
}

// askedRows are the newest rounds of all sources.
func askedRows(p *plane) []*planeRow {
	var rows []*planeRow
	for _, h := range p.board.Sources() {
		if !isPolled(h) {
			continue
		}
		for i, x := range h.Asked {
			id := h.Source + " " + x.What + " " + x.Of + " " + strconv.Itoa(i)
			rows = append(rows, &planeRow{id: id, place: i, to: sourceSubject(h.Source), asked: &asked{x, h.Source, h.At}})
		}
	}
	return rows
}

func askedBlock() blockSpec {
	return blockSpec{title: "Asked", rows: askedRows, spec: askedTable, says: func(p *plane) blockHead {
		h := blockHead{sight: politenessHead(p).sight}
		n, bytes, slow := 0, int64(0), 0.0
		for _, s := range sourcesSeen(p) {
			n, bytes, slow = n+len(s.health.Asked), bytes+s.size, max(slow, s.slow)
		}
		if h.text = "nothing yet"; n > 0 {
			h.text = kit.Number(int64(n)) + " in the newest rounds, " + kit.Bytes(bytes) + ", the slowest " + seconds(slow)
		}
		return h
	}}
}

// askedTable lists what was asked of whom.
func askedTable(pen *kit.Pen) planeSpec {
	positive := func(n float64) (float64, bool) { return n, n > 0 }
	return planeSpec{
		ID: rowID, Order: table.Order{Field: -1},
		Rank: func(a, b *planeRow) int { return cmp.Or(table.Natural(a.asked.of, b.asked.of), a.place-b.place) },
		Fields: []planeField{
			markOf(pen, func(_ *plane, r *planeRow) (mesoswatch.Level, bool) { return outcomeLevel(r.asked.Outcome) }),
			tailed(word("source", kit.Column{Head: "asked of", Width: 17, Grow: 2, Most: 60}, func(_ *plane, r *planeRow) string { return r.asked.of })),
			word("what", kit.Column{Head: "what", Width: 20, Grow: 2, Most: 60}, func(_ *plane, r *planeRow) string { return strings.TrimSpace(r.asked.What + " " + r.asked.Of) }),
			seenAs("outcome", kit.Column{Head: "outcome", Width: 10, Grow: 1, Most: 40}, func(_ *plane, r *planeRow) string { return r.asked.Outcome }, func(_ *plane, r *planeRow) theme.Style {
				return outcomeStyle(pen, r.asked.Outcome)
			}),
			planeNumber("took", kit.Column{Head: "took", Width: 8}, func(r *planeRow) (float64, bool) { return positive(r.asked.Seconds) }, seconds, nil),
			planeNumber("size", kit.Column{Head: "size", Width: 7}, func(r *planeRow) (float64, bool) { return positive(float64(r.asked.Bytes)) }, size, nil),
			planeMoment("when", kit.Column{Head: "when", Width: 5}, func(r *planeRow) time.Time { return r.asked.at }, func(*plane, *planeRow) theme.Style { return pen.Dim }),
		},
	}
}

// outcomeLevel tells how bad an outcome is. 405 is what the probes of realms are
// answered where they are open.
func outcomeLevel(outcome string) (mesoswatch.Level, bool) {
	switch word, _, odd := strings.Cut(outcome, ","); {
	case odd, strings.HasPrefix(word, "4") && word != "405", word == "refused":
		return mesoswatch.Medium, true
	case word == "answered", word == "", strings.HasPrefix(word, "2"), strings.HasPrefix(word, "3"), word == "405":
		return 0, false
	}
	return mesoswatch.High, true
}

func outcomeStyle(pen *kit.Pen, outcome string) theme.Style {
	if level, wrong := outcomeLevel(outcome); wrong {
		return pen.Level(level)
	}
	return pen.Text
}
