package kit

// List is a cursor and a window over rows that come and go. It stays on the
// identity of a row, not on its number, and holds that row where it is on the
// screen: what appears above is announced (Above), not pushed in.
//
// Until the user has moved in it the cursor rests on the first row. The zero
// value is an empty list.
type List[K comparable] struct {
	key    K
	index  int // of the cursor
	top    int // index of the first row in the window
	size   int // rows there are
	height int // rows that fit

	touched bool
	pushed  int // rows that came above while the user was reading
}

// SetHeight says how many rows fit. More room shows more of the rows above, where
// there are none below.
func (l *List[K]) SetHeight(h int) {
	if h = max(h, 0); h > l.height {
		l.top = min(l.top, max(l.size-h, 0))
	}
	l.height = h
	l.show()
}

// Sync takes the rows as they are now: their number, the identity of each, and
// where an identity is (false when it is gone). key is only called for rows that
// exist. Whatever moved the row under the cursor down counts as new above it.
func (l *List[K]) Sync(size int, key func(int) K, find func(K) (int, bool)) {
	at, ok := 0, false
	if l.size > 0 && size > 0 && l.touched {
		at, ok = find(l.key)
	}
	l.Hold(Held{Size: size, At: at, Found: ok, New: at - l.index}, key)
}

// Held says what became of the rows of a list.
type Held struct {
	Size int
	// At is where the row under the cursor now is, if it was Found.
	At    int
	Found bool
	// New is how many rows came above it, less those that went.
	New int
}

// Hold is Sync for who knows already where the row under the cursor is, and what
// of the rows above it is new and not just moved.
func (l *List[K]) Hold(h Held, key func(int) K) {
	old, had := l.index, l.size > 0
	l.size = h.Size
	switch {
	case h.Size == 0:
		l.index, l.top, l.pushed = 0, 0, 0
	case !l.touched || !had:
		l.index, l.top, l.pushed = 0, 0, 0
		l.key = key(0)
	case !h.Found:
		l.index = min(old, h.Size-1)
		l.key = key(l.index)
		l.show()
	default:
		l.top = min(max(l.top+h.At-old, 0), h.Size-1)
		l.pushed = max(l.pushed+h.New, 0)
		l.index, l.key = h.At, key(h.At)
		l.show()
	}
}

// Stay keeps the cursor on its row, even if that is the first: somebody reads it.
func (l *List[K]) Stay() { l.touched = l.size > 0 }

// Rest lets the cursor rest on the first row again, whichever that will be.
func (l *List[K]) Rest() { l.touched = false }

// Read tells whether somebody reads the list: the cursor stays on its row.
func (l *List[K]) Read() bool { return l.touched }

// Move puts the cursor n rows on; it stops at the ends.
func (l *List[K]) Move(n int, key func(int) K) { l.Put(l.index+n, key) }

// Put sets the cursor on a row. Going to the first row ends reading: the list
// then follows its top again.
func (l *List[K]) Put(i int, key func(int) K) {
	if l.size == 0 {
		return
	}
	l.index = min(max(i, 0), l.size-1)
	l.key = key(l.index)
	l.touched = l.index > 0
	l.top = min(l.top, max(l.size-l.height, 0)) // no empty rows below while there are rows above
	l.show()
}

// Scroll moves the window n rows on, and the cursor only as far as it must to stay in
// it.
func (l *List[K]) Scroll(n int, key func(int) K) {
	if l.size == 0 || l.height == 0 {
		return
	}
	l.top = min(max(l.top+n, 0), max(l.size-l.height, 0))
	l.index = min(max(l.index, l.top), l.top+l.height-1, l.size-1)
	l.key = key(l.index)
	l.touched = l.index > 0
	l.show()
}

// show moves the window as little as it takes to hold the cursor.
func (l *List[K]) show() {
	if l.index < l.top {
		l.top = l.index
	}
	if l.height > 0 && l.index >= l.top+l.height {
		l.top = l.index - l.height + 1
	}
	if l.top == 0 {
		l.pushed = 0
	}
}

// Index is the row under the cursor; -1 in an empty list.
func (l *List[K]) Index() int {
	if l.size == 0 {
		return -1
	}
	return l.index
}

// Window is the half-open range of rows to draw.
func (l *List[K]) Window() (from, to int) { return l.top, min(l.top+l.height, l.size) }

// Above is how many rows came above the window while the user was reading.
func (l *List[K]) Above() int { return min(l.pushed, l.top) }

// Below is how many rows are below the window.
func (l *List[K]) Below() int { return max(l.size-l.top-l.height, 0) }

// Height is how many rows fit.
func (l *List[K]) Height() int { return l.height }

// Size is how many rows there are.
func (l *List[K]) Size() int { return l.size }
