package ui

// incidentAreas is where the parts of an incident stand, title rows included. A rect
// without height is not shown.
type incidentAreas struct {
	facts, book, timeline rect
	ruled                 bool // a border above the timeline
}

// incidentSplit puts facts and runbook beside each other where both can be read.
var incidentSplit = split{from: 110, share: 36}

// Rows a part needs to be of use.
const (
	leastUpper    = 6
	leastTimeline = 4
	mostFacts     = 70 // cells
)

// layoutIncident folds the view: the part with the keys gets more of a low screen,
// and all of a very low one. On a narrow screen facts and runbook take turns in the
// upper half.
func layoutIncident(b rect, part, upper incidentPart, zoomed bool) incidentAreas {
	var a incidentAreas
	if zoomed || b.h < leastUpper+leastTimeline+1 {
		*a.of(part) = b
		return a
	}
	share := 34
	switch {
	case part == partTimeline && b.h < 40:
		share = 58
	case b.h < 24:
		share = 30
	}
	low := min(max(b.h*share/100, leastTimeline), b.h-leastUpper-1)
	high := b.h - low - 1
	a.ruled = true
	a.timeline = rect{0, high + 1, b.w, low}
	left, right := incidentSplit.of(b.w)
	if right == 0 {
		*a.of(upper) = rect{0, 0, b.w, high}
		return a
	}
	if left > mostFacts {
		left, right = mostFacts, b.w-mostFacts-1
	}
	a.facts = rect{0, 0, left, high}
	a.book = rect{left + 1, 0, right, high}
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
