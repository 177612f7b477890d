package ui

// incidentAreas is where the parts of an incident stand, title rows included. A rect
// without height is not shown.
type incidentAreas struct {
	head, facts, book, timeline rect
	ruled                       bool // a border above the timeline
}

// incidentFold is what decides how the view is folded.
type incidentFold struct {
	part   incidentPart // that has the keys
	upper  incidentPart // which of facts and runbook is seen where there is room for one
	head   int          // rows that the head wants
	alone  bool         // there is no incident, only the timeline
	zoomed bool
}

// incidentSplit puts facts and runbook beside each other where both can be read.
var incidentSplit = split{from: 110, share: 40}

// Rows a part needs to be of use.
const (
	leastUpper    = 6
	leastTimeline = 4
	leastHeaded   = 14 // of the view, for its head to be seen
	mostFacts     = 70 // cells
)

// layoutIncident folds the view: the part with the keys gets more of a low screen,
// and all of a very low one. On a narrow screen facts and runbook take turns below
// the head.
func layoutIncident(b rect, f incidentFold) incidentAreas {
	var a incidentAreas
	if f.zoomed || b.h < leastUpper+leastTimeline+1 {
		*a.of(f.part) = b
		return a
	}
	top := 0
	if b.h >= leastHeaded || f.alone {
		top = f.head
		a.head = rect{0, 0, b.w, top}
	}
	if f.alone {
		a.timeline = rect{0, top, b.w, b.h - top}
		return a
	}
	share := 26
	switch {
	case b.h >= 40:
		share = 34
	case f.part == partTimeline:
		share = 50
	}
	low := max(min(b.h*share/100, b.h-top-leastUpper-1), leastTimeline)
	high := b.h - top - low - 1
	a.ruled = true
	a.timeline = rect{0, top + high + 1, b.w, low}
	left, right := incidentSplit.of(b.w)
	if right == 0 {
		*a.of(f.upper) = rect{0, top, b.w, high}
		return a
	}
	if left > mostFacts {
		left, right = mostFacts, b.w-mostFacts-1
	}
	a.facts = rect{0, top, left, high}
	a.book = rect{left + 1, top, right, high}
	return a
}

// of is the rect of a part.
func (a *incidentAreas) of(p incidentPart) *rect {
	switch p {
	case partFacts:
		return &a.facts
	case partBook:
		return &a.book
	}
	return &a.timeline
}
