package ui

// overviewAreas divides the body of the overview.
type overviewAreas struct {
	headline, strip, chosen, findings, setup rect
	steps, feed                              rect
	changes, handled, sources                rect
}

// overviewNeeds is how many rows each part would like to have; 0: it has nothing to
// say.
type overviewNeeds struct {
	headline, chosen, findings, setup int
	steps                             int
	changes, handled, sources         int
}

// From which size the overview has blank rows between its blocks, and events beside
// the findings.
const (
	blanksFrom = 26
	besideFrom = 140
)

// overviewSplit is the list of findings, and what stands beside it.
var overviewSplit = split{from: besideFrom, share: 60}

// layoutOverview folds the overview into the body: first come the headline, a list
// that is one, the strip and where it is blind, then whatever else has room.
func layoutOverview(b rect, n overviewNeeds) overviewAreas {
	const least = 4 // a list: its column names and three rows
	room := b.h
	give := func(want, keep int) int {
		got := max(min(want, room-keep), 0)
		room -= got
		return got
	}
	blank := 0
	if b.h >= blanksFrom {
		blank = 1
	}
	headline := give(n.headline, 0)
	chosen := give(n.chosen, 2)
	sources := give(min(n.sources, 1), least)
	strip := give(1, least)
	setup := give(n.setup, least)
	strip += give(min(2*strip, 2), least)
	if strip == 2 { // of two rows for logins both or none
		room, strip = room+1, 1
	}
	handled := give(n.handled, least+1)
	changes := give(n.changes, least+2)
	sources += give(n.sources-sources, least+6)
	room -= blank * 3 // behind headline, strip and list

	var a overviewAreas
	y := 0
	place := func(h, gap int) rect {
		r := rect{0, y, b.w, h}
		if h > 0 {
			y += h + gap
		}
		return r
	}
	a.headline = place(headline, blank)
	a.strip = place(strip, blank)
	a.chosen = place(chosen, 0)
	a.lists(b, n, place, max(room, 0), setup)
	y = b.h - sources - handled - changes
	a.changes, a.handled, a.sources = place(changes, 0), place(handled, 0), place(sources, 0)
	return a
}

// lists divides the middle: findings with the sum of the set-up below them, and the
// events beside them or below.
func (a *overviewAreas) lists(b rect, n overviewNeeds, place func(h, gap int) rect, room, setup int) {
	left, right := overviewSplit.of(b.w)
	if right > 0 {
		all := place(room+setup, 0)
		a.findings = rect{0, all.y, left, min(n.findings+1, room)}
		a.setup = rect{0, all.y + a.findings.h, left, setup}
		a.steps = rect{left + 1, all.y, right, min(n.steps, all.h/2)}
		a.feed = rect{left + 1, all.y + a.steps.h, right, all.h - a.steps.h}
		return
	}
	findings, events := min(n.findings+1, room), 0
	const leastEvents = 4
	if b.h >= blanksFrom && room >= 14 {
		findings = min(findings, room*3/5)
	}
	gap := min(b.h/blanksFrom, 1)
	if events = room - findings - gap; events < leastEvents {
		findings, events = min(n.findings+1, room), 0
	}
	behind := gap
	if setup > 0 {
		behind = 0
	}
	a.findings = place(findings, behind)
	a.setup = place(setup, gap)
	a.feed = place(events, 0)
}
