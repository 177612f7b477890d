package ui

import "slices"

// walk is a cursor that goes from stop to stop over a page of lines, and the window
// on that page. What lies between stops is scrolled through: a key never jumps over
// lines that were not on the screen.
type walk struct {
	h    int // rows of the window
	size int // lines there are
	at   []stop
	here int // index of the stop under the cursor
	top  int // first line on the screen
	// sought is the line, counted from 1, that the search found; 0: the cursor has gone
	// on since.
	sought int
}

// stop is a part of the page the cursor can be on: lines from up to to, of which
// those before head are drawn as under the cursor.
type stop struct {
	id             string
	from, head, to int
}

// room is how many rows the window has.
func (w *walk) room(h int) {
	w.h = max(h, 0)
	w.scroll(0)
}

// sync takes another page. The cursor stays on its stop, and that where it is on the
// screen; at the top of the page as long as it can be seen there.
func (w *walk) sync(size int, at []stop) {
	was, before, seen := w.id(), 0, w.on().to > 0
	if was != "" {
		before = w.at[w.here].from
	}
	w.size, w.at = size, at
	w.here = min(w.here, max(len(at)-1, 0))
	i := slices.IndexFunc(at, func(s stop) bool { return s.id == was })
	if i >= 0 {
		w.here = i
		if w.top > 0 {
			w.top += at[i].from - before
		}
	}
	w.scroll(0)
	if i >= 0 && seen && w.on().to == 0 {
		w.goTo(i)
	}
}

// id is the stop under the cursor; empty without any.
func (w *walk) id() string {
	if w.here < len(w.at) {
		return w.at[w.here].id
	}
	return ""
}

// on is the stop under the cursor as far as it can be seen; the zero stop when it is
// not on the screen.
func (w *walk) on() stop {
	if w.here < len(w.at) {
		if s := w.at[w.here]; s.from < w.top+w.h && s.head > w.top {
			return s
		}
	}
	return stop{}
}

// put sets the cursor on a stop; false when there is no such.
func (w *walk) put(id string) bool {
	for i := range w.at {
		if w.at[i].id == id {
			w.goTo(i)
			return true
		}
	}
	return false
}

// first goes to the top of the page.
func (w *walk) first() { w.here, w.top = 0, 0 }

func (w *walk) scroll(n int) {
	w.top = max(min(w.top+n, w.size-w.h), 0)
}

// goTo sets the cursor on a stop and shows as much of it as there is room for.
func (w *walk) goTo(i int) {
	w.here = i
	at := w.at[i]
	if over := at.to - (w.top + w.h); over > 0 {
		w.scroll(over)
	}
	if w.top > at.from {
		w.scroll(at.from - w.top)
	}
}

// move goes n rows on: one is the next stop, more is that many lines.
func (w *walk) move(n int) {
	w.sought = 0
	if n == 1 || n == -1 {
		w.next(n)
		return
	}
	w.scroll(n)
	w.drag(n)
}

// next goes to the next stop in a direction if it can be seen, and else scrolls
// towards it by a page at most. One that was scrolled away from is the next.
func (w *walk) next(by int) {
	i := w.ahead(by)
	if i < 0 || i >= len(w.at) {
		w.scroll(by * max(w.h/3, 1))
		return
	}
	page, at := max(w.h-2, 1), w.at[i]
	need := max(min(at.to-w.top-w.h, at.from-w.top), 0)
	if by < 0 {
		need = max(w.top-at.from, 0)
	}
	if need <= page {
		w.here = i
	}
	w.scroll(by * min(need, page))
}

// ahead is the index of the next stop in a direction; beyond the ends without one.
func (w *walk) ahead(by int) int {
	if w.here < len(w.at) {
		if s := w.at[w.here]; by > 0 && s.from >= w.top+w.h || by < 0 && s.head <= w.top {
			return w.here
		}
	}
	return w.here + by
}

// creep is next on a page that is read line by line: to the next stop if it begins
// on the screen, else a line on.
func (w *walk) creep(by int) {
	w.sought = 0
	if i := w.ahead(by); i >= 0 && i < len(w.at) && w.at[i].from >= w.top && w.at[i].from < w.top+w.h {
		w.goTo(i)
		return
	}
	w.scroll(by)
	w.drag(by)
}

// drag takes the cursor along with a page that was scrolled: to the nearest stop
// that begins in sight, and at the ends to the first and the last.
func (w *walk) drag(by int) {
	if len(w.at) == 0 {
		return
	}
	if by >= w.size {
		w.here = len(w.at) - 1
		return
	}
	if w.top == 0 && by < 0 {
		w.here = 0
		return
	}
	seen := func(i int) bool { return w.at[i].from >= w.top && w.at[i].from < w.top+w.h }
	for i := range w.at {
		if j := len(w.at) - 1 - i; by < 0 && seen(j) && w.here > j && !seen(w.here) {
			w.here = j
		}
		if by > 0 && seen(i) && w.here < i && !seen(w.here) {
			w.here = i
		}
	}
}
