package ui

// rect is a part of the screen, in cells.
type rect struct{ x, y, w, h int }

// areas is where everything stands for one size. A rect without height or width
// is not shown.
type areas struct {
	header rect // one or two rows
	body   rect
	left   rect // of the body when it is split
	right  rect
	foot   rect
	ruled  bool // a border above the body
	floor  bool // a border below it
}

// split says how a view divides its body.
type split struct {
	from  int // least width for two panes beside each other; 0: never
	share int // of the left pane, in percent
}

// layout is the whole geometry: from a size to rectangles. Small screens lose
// borders first, then the foot, then the header.
func layout(w, h int, s split) areas {
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
	a.left = a.body
	if s.from > 0 && w >= s.from {
		a.left.w = w * s.share / 100
		a.right = rect{a.left.w + 1, top, w - a.left.w - 1, a.body.h}
	}
	return a
}

// overviewAreas divides the body of the overview.
type overviewAreas struct {
	headline, logins, findings, feed, sources rect
}

// layoutOverview folds the overview into the body: below 140 columns everything
// stands in one column, the feed last; above, the feed stands beside the
// findings.
func layoutOverview(b rect) overviewAreas {
	var a overviewAreas
	head := 4
	if b.w >= 120 {
		head = 3
	}
	a.headline = rect{0, 0, b.w, min(b.h, head)}
	left := b.h - a.headline.h
	take := func(want, keep int) int {
		n := max(min(want, left-keep), 0)
		left -= n
		return n
	}
	a.sources.h = take(sourceRows(b), 6)
	a.logins.h = take(3, 5)
	wide := b.w >= 140
	if wide {
		a.findings.h = left
		a.feed = rect{b.w/2 + 2, 0, b.w - b.w/2 - 2, left}
	} else {
		a.findings.h = min(left, max(left/2, 6))
		a.feed = rect{0, 0, b.w, left - a.findings.h}
	}
	y := a.headline.h
	a.logins = rect{0, y, b.w, a.logins.h}
	y += a.logins.h
	a.findings = rect{0, y, b.w, a.findings.h}
	if wide {
		a.findings.w = a.feed.x - 2
		a.feed.y = y
		y += a.findings.h
	} else {
		y += a.findings.h
		a.feed.y = y
		y += a.feed.h
	}
	a.sources = rect{0, y, b.w, a.sources.h}
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
