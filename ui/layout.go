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

	transport bool // a row for it below that
}

// layout is the whole geometry: from a size, and whether there is a replay, to
// rectangles. Small screens lose borders first, then the foot, then the header.
func layout(w, h int, replay bool) areas {
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
		if a.transport = replay; replay {
			bottom--
		}
	}
	a.body = rect{0, top, w, bottom - top}
	return a
}
