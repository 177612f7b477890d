package main

import (
	"bytes"
	"fmt"
	"strconv"
	"sync"
	"time"
)

// lineLen is the length of every line that is written, its '\n' among it.
const lineLen = 120

// lineText makes line n, 1-based, of about the shape of a master's.
func lineText(n int) []byte {
	b := fmt.Appendf(make([]byte, 0, lineLen), "I1120 04:56:17.%06d 20259 torture.cpp:%d] line %09d ", n%1000000, n%9000+1000, n)
	for len(b) < lineLen-1 {
		b = append(b, 'a'+byte(n+len(b))%26)
	}
	return append(b, '\n')
}

var marker = []byte("] line ")

// lineNumber reads the number back; 0 if the text is no line of ours, as it
// must be to the last byte.
func lineNumber(text []byte) int {
	i := bytes.Index(text, marker)
	if i < 0 || len(text) < i+len(marker)+9 {
		return 0
	}
	n, err := strconv.Atoi(string(text[i+len(marker) : i+len(marker)+9]))
	if err != nil || !bytes.Equal(text, lineText(n)[:lineLen-1]) {
		return 0
	}
	return n
}

// place is where a line was said to be.
type place struct {
	inode  uint64
	offset int64
}

// tally counts what arrives.
type tally struct {
	mu       sync.Mutex
	times    map[int]int
	first    map[int]place
	doubled  int // came again while the same process ran
	again    int // came again after a restart, with the same place
	odd      int // came again after a restart, with another place
	broken   int // no line that was written
	reported int64
	atLeast  bool
	run      map[int]int // by which run a line came last
	nth      int
}

func newTally() *tally {
	return &tally{times: map[int]int{}, first: map[int]place{}, run: map[int]int{}}
}

func (t *tally) line(text []byte, at place) {
	n := lineNumber(text)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.count(n, at)
}

func (t *tally) count(n int, at place) {
	if n == 0 {
		t.broken++
		return
	}
	t.times[n]++
	switch {
	case t.times[n] == 1:
		t.first[n] = at
	case t.run[n] == t.nth:
		t.doubled++
	case t.first[n] == at:
		t.again++
	default:
		t.odd++
	}
	t.run[n] = t.nth
}

func (t *tally) received() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.times)
}

// result is one line of the table.
type result struct {
	name                    string
	peer                    bool
	written, received, lost int
	doubled, again          int
	lostBytes, reported     int64
	atLeast                 bool
	gap                     bool // loss that nobody can see: reported is a lower bound
	seconds                 float64
	why                     string
}

func (t *tally) result(written int, since time.Time) result {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := result{
		written: written, received: len(t.times), lost: written - len(t.times), doubled: t.doubled, again: t.again,
		reported: t.reported, atLeast: t.atLeast, seconds: time.Since(since).Seconds(),
	}
	r.lostBytes = int64(r.lost) * lineLen
	if t.broken > 0 {
		r.why = fmt.Sprintf("%d broken lines", t.broken)
	}
	if t.odd > 0 {
		r.why = fmt.Sprintf("%d lines came again with another place", t.odd)
	}
	return r
}

// failure says what breaks the promise, or nothing.
func (r result) failure() string {
	switch {
	case r.why != "":
		return r.why
	case r.doubled > 0:
		return "lines came twice"
	case r.gap && r.reported > r.lostBytes:
		return "more loss reported than there was"
	case r.gap && r.lost > 0 && !r.atLeast:
		return "loss not reported"
	case !r.gap && r.reported != r.lostBytes:
		return "loss and report differ"
	}
	return ""
}

func (r result) verdict() string {
	if r.peer && r.lost > 0 {
		return fmt.Sprintf("%.1f %% lost, not reported", 100*float64(r.lost)/float64(r.written))
	}
	if why := r.failure(); why != "" {
		return why
	}
	return "ok"
}

func (r result) reportedText() string {
	if r.peer {
		return "-"
	}
	if r.atLeast && r.gap {
		return fmt.Sprintf(">=%d", r.reported)
	}
	return fmt.Sprint(r.reported)
}
