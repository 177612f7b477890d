package ui

// rect is a part of the screen, in cells.
type rect struct{ x, y, w, h int }

// areas is where everything stands for one size. A rect without height or width
// is not shown.
type areas struct {
	header rect // one or two rows
	body   rect
	foot   rect
	ruled  bool // a border above the body
	floor  bool // a border below it
}

// layout is the whole geometry: from a size to rectangles. Small screens lose
// borders first, then the foot, then the header.
func layout(w, h int) areas {
	w, h = max(w, 0), max(h, 0)
	var a areas
	top, bottom := 0, h
	switch {
	case h >= 6:
		a.header = rect{0, 0, w, 2}
	case h >= 3:
		a.header = rect{0, 0, w, 1}
	}
	top = a.header.h
	if h >= 4 {
		bottom--
		a.foot = rect{0, bottom, w, 1}
	}
	if h >= 12 {
		a.ruled, a.floor = true, true
		top++
		bottom--
	}
	a.body = rect{0, top, w, bottom - top}
	return a
}

// overviewAreas divides the body of the overview.
type overviewAreas struct {
	headline, logins, findings, feed, changes, sources rect
}

// layoutOverview folds the overview into the body, given how many findings and
// sources there are: below 140 columns everything stands in one column; above, the events
// stand beside the findings.
func layoutOverview(b rect, findings, sources int, changes bool) overviewAreas {
	var a overviewAreas
	head, blank := 4, 0
	if b.w >= 120 {
		head = 3
	}
	if b.h >= 26 {
		blank = 1
	}
	left := b.h
	take := func(want, keep int) rect {
		n := max(min(want, left-keep), 0)
		y := b.h - left
		left -= n
		return rect{0, y, b.w, n}
	}
	a.headline = take(head, 0)
	a.logins = take(3, 6)
	sources = max(min(sourceRows(b), sources+1, left-6), 0)
	left -= sources
	if changes && left > 8 {
		left--
		a.changes = rect{0, b.h - sources - 1, b.w, 1}
	}
	switch {
	case b.w >= 140:
		both := take(left-blank, 0)
		a.findings, a.feed = both, both
		a.findings.w = b.w / 2
		a.feed.x = a.findings.w + 2
		a.feed.w = b.w - a.feed.x
	default:
		a.findings = take(min(findings+1+blank, max(left/2, 6)), 0)
		a.feed = take(left-blank, 0)
	}
	a.sources = rect{0, b.h - sources, b.w, sources}
	return a
}

// sourceRows is how many rows the sources get at the bottom of the overview.
func sourceRows(b rect) int {
	switch {
	case b.h >= 40:
		return 10
	case b.h >= 26:
		return 5
	}
	return 1
}
