package ui

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

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
			h.text = kit.Number(int64(n)) + " in the newest rounds"
			h.add("the slowest " + seconds(slow))
			h.add(kit.Bytes(bytes))
		}
		return h
	}}
}

// askedTable lists what was asked of whom.
func askedTable(pen *kit.Pen) planeSpec {
	return planeSpec{
		ID: rowID, Order: table.Order{Field: -1},
		Rank: func(a, b *planeRow) int {
			return cmp.Or(table.Natural(sourceName(a.asked.of), sourceName(b.asked.of)), a.place-b.place)
		},
		Fields: []planeField{
			markOf(pen, func(_ *plane, r *planeRow) (mesoswatch.Level, bool) { return outcomeLevel(r.asked.Outcome) }),
			sourceField(17, func(r *planeRow) string { return r.asked.of }),
			word("what", kit.Column{Head: "what", Width: 20, Grow: 2, Most: 60}, func(_ *plane, r *planeRow) string { return strings.TrimSpace(r.asked.What + " " + r.asked.Of) }),
			seenAs("outcome", kit.Column{Head: "outcome", Width: 10, Grow: 1, Most: 40}, func(_ *plane, r *planeRow) string { return r.asked.Outcome }, func(_ *plane, r *planeRow) theme.Style {
				return outcomeStyle(pen, r.asked.Outcome)
			}),
			planeNumber("took", kit.Column{Head: "took ms", Width: 8}, func(r *planeRow) (float64, bool) { return r.asked.Seconds, true }, orNone(millis)),
			planeNumber("size", kit.Column{Head: "kB", Width: 5}, func(r *planeRow) (float64, bool) { return float64(r.asked.Bytes), true }, orNone(kilobytes)),
			inLook(planeMoment("when", kit.Column{Head: "when", Width: 5, Drop: 1}, func(r *planeRow) time.Time { return r.asked.at }), func(*plane, *planeRow) theme.Style { return pen.Dim }),
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
