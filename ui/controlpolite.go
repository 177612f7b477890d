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
	return blockSpec{title: "Our load", rows: politeRows, spec: sourceTable, says: politenessHead}
}

// politenessHead sums up what all this costs those who are asked.
func politenessHead(p *plane) blockHead {
	h := blockHead{sight: sighting{grade: neverAsked}}
	all := sourcesSeen(p)
	if len(all) == 0 {
		h.text = "nobody is asked"
		return h
	}
	minute, newest, failed := 0.0, time.Time{}, 0
	busiest := make(map[string]float64) // by who answers
	for _, s := range all {
		minute += s.minute
		if s.health.Source == sampled {
			busiest["an agent"] = s.busy
		} else {
			busiest[sourceHost(s.health.Source)] += s.busy
		}
		if s.health.At.After(newest) {
			newest = s.health.At
		}
		h.note(accused(p, &planeRow{to: sourceSubject(s.health.Source)}))
		failed += int(bit(!s.health.OK))
	}
	if shares := p.shares(busiest); len(shares) > 0 {
		h.add("at most " + shares[0] + " time")
		h.more = append(h.more, shares[1:]...)
	}
	h.add(rate(minute) + " requests/min")
	if h.text, h.more = h.more[0], h.more[1:]; failed > 0 {
		h.more = slices.Insert(h.more, 0, h.text)
		h.text = kit.Number(int64(failed)) + " of " + kit.Number(int64(len(all))) + " asked in vain"
		h.note(mesoswatch.High, true)
	}
	h.sight = sighting{grade: wellSeen, fresh: kit.Since(p.now, newest)}
	return h
}

// shares says of masters, ZooKeepers and agents how much of the time of one of them
// goes to us, at most; the most first.
func (p *plane) shares(busiest map[string]float64) []string {
	sorts := []string{"a master's", "a ZooKeeper's", "an agent's"}
	most := make(map[string]float64)
	for name, busy := range busiest {
		switch {
		case name == "an agent":
			most[sorts[2]] = max(most[sorts[2]], busy)
		case p.master(name) != nil:
			most[sorts[0]] = max(most[sorts[0]], busy)
		case strings.HasPrefix(name, "tree "), slices.ContainsFunc(p.servers, func(v *serverSeen) bool { return v.name == name }):
			most[sorts[1]] = max(most[sorts[1]], busy)
		}
	}
	sorts = slices.DeleteFunc(sorts, func(sort string) bool { _, asked := most[sort]; return !asked })
	slices.SortStableFunc(sorts, func(a, b string) int { return cmp.Compare(most[b], most[a]) })
	for i, sort := range sorts {
		sorts[i] = percent(most[sort]) + " of " + sort
	}
	return sorts
}

// sourceTable are the columns; on narrow screens they go in this order: what makes
// the pace, the outcomes, size, slowest, how often, how busy, requests a minute.
func sourceTable(pen *kit.Pen) planeSpec {
	dim := func(*plane, *planeRow) theme.Style { return pen.Dim }
	num := func(name string, at kit.Column, value func(*sourceSeen) float64, text func(float64) string) planeField {
		return planeNumber(name, at, func(r *planeRow) (float64, bool) {
			return value(r.source), true
		}, orNone(text))
	}
	return planeSpec{ID: rowID, Order: table.Order{Field: 1}, Fields: []planeField{
		markOf(pen, func(p *plane, r *planeRow) (mesoswatch.Level, bool) {
			level, loud := accused(p, r)
			return worse(level, loud, mesoswatch.High, !r.source.health.OK || p.live && isSilent(p.scene, r.source.health))
		}),
		sourceField(20, func(r *planeRow) string { return r.source.health.Source }),
		num("requests", kit.Column{Head: "asked", Width: 5}, func(s *sourceSeen) float64 { return float64(s.requests) }, whole),
		num("minute", kit.Column{Head: "/min", Width: 6, Drop: 1}, func(s *sourceSeen) float64 { return s.minute }, rate),
		num("busy", kit.Column{Head: "its time %", Width: 10, Drop: 2}, func(s *sourceSeen) float64 { return s.busy }, hundredths),
		num("slowest", kit.Column{Head: "slowest ms", Width: 10, Drop: 4}, func(s *sourceSeen) float64 { return s.slow }, millis),
		num("size", kit.Column{Head: "kB", Width: 6, Drop: 5}, func(s *sourceSeen) float64 { return float64(s.size) }, kilobytes),
		num("every", kit.Column{Head: "every", Width: 6, Drop: 3}, func(s *sourceSeen) float64 { return s.health.Interval }, pause),
		seenAs("outcome", kit.Column{Head: "outcomes", Width: 16, Grow: 1, Most: 30, Drop: 6}, func(_ *plane, r *planeRow) string { return outcomes(pen.Marks.Times, r.source.health.Asked) }, nil),
		seenAs("pace", kit.Column{Head: "what makes the pace", Width: 20, Grow: 1, Most: 60, Drop: 7}, func(_ *plane, r *planeRow) string { return r.source.health.Pace }, dim),
		whenSeen(pen, sourceSight, func(r *planeRow) time.Time { return r.source.health.At }),
	}}
}

// sourceField is the column of who is asked, found by the whole name of the source.
func sourceField(width int, source func(*planeRow) string) planeField {
	return planeField{Column: kit.Column{Head: "asked of", Width: width, Grow: 2, Most: 60}, Name: "source",
		Text: func(_ *plane, r *planeRow) string { return sourceName(source(r)) + " " + source(r) },
		Cell: func(_ *plane, r *planeRow) kit.Cell { return kit.Cell{Text: sourceName(source(r))} }}
}

// sourceName is a source without what all of them begin with; the tree of
// ZooKeeper by its path.
func sourceName(source string) string {
	scheme, rest, ok := strings.Cut(source, "://")
	switch {
	case !ok:
		return source
	case scheme == "zk":
		_, path, _ := strings.Cut(rest, "/")
		return "tree /" + path
	}
	return rest
}

// sourceHost is who answers for a source: of one with a path, the process.
func sourceHost(source string) string {
	if name := sourceName(source); !strings.HasPrefix(name, "tree ") {
		name, _, _ = strings.Cut(name, "/")
		return name
	}
	return sourceName(source)
}

// sourceSight is how well a source is, for the look of its age.
func sourceSight(r *planeRow) sighting {
	if r.source.health.OK {
		return sighting{grade: wellSeen}
	}
	return sighting{grade: unseen}
}
