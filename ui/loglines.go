package ui

import (
	"sort"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/match"
)

// How many events are matched in one step before keys get their turn: plain text
// is quick enough to do all at once, a regular expression is not.
const (
	textStep   = 100_000
	regexpStep = 2_000
)

// logLines are the lines of a log that pass a filter, by their numbers. Only
// what is new is matched. Without a filter no list is kept: the lines are then
// all numbers from first to next.
type logLines struct {
	log     *mesoswatch.EventLog
	match   match.Text
	numbers []int64
	first   int64 // oldest event kept
	next    int64 // number of the first event not yet matched
}

// setLog takes a newer copy of the log; what it forgot is forgotten here too.
func (l *logLines) setLog(log *mesoswatch.EventLog) {
	l.log = log
	l.first = log.First()
	l.next = max(l.next, l.first)
	if l.next > log.End() { // another log
		l.numbers, l.next = nil, l.first
	}
	gone := sort.Search(len(l.numbers), func(i int) bool { return l.numbers[i] >= l.first })
	l.numbers = l.numbers[gone:]
}

// setMatch takes a filter. One that only narrows the last is applied to what
// that left.
func (l *logLines) setMatch(m match.Text) {
	narrows := !l.match.Empty() && !m.Empty() && m.Narrows(&l.match)
	was := l.match
	l.match = m
	switch {
	case m.Empty():
		l.numbers = nil
		l.next = l.first
	case narrows && was.String() != m.String():
		kept := l.numbers[:0:0]
		for _, n := range l.numbers {
			if e := l.log.At(n); e != nil && says(&m, e) {
				kept = append(kept, n)
			}
		}
		l.numbers = kept
	case !narrows:
		l.numbers, l.next = nil, l.first
	}
}

// says tells whether a line passes. The source, the place in the code and the
// kind count as text of the line too.
func says(m *match.Text, e *mesoswatch.Event) bool {
	return m.Passes(e.Message, e.Source, e.Kind, e.File)
}

// step matches what is new, as much of it as one step may; it answers false when
// more is left.
func (l *logLines) step() (done bool) {
	if l.log == nil {
		return true
	}
	end := l.log.End()
	if l.match.Empty() {
		l.next = end
		return true
	}
	most := int64(textStep)
	if l.match.Regexp() {
		most = regexpStep
	}
	to := min(end, l.next+most)
	for ; l.next < to; l.next++ {
		if e := l.log.At(l.next); e != nil && says(&l.match, e) {
			l.numbers = append(l.numbers, l.next)
		}
	}
	return l.next == end
}

// size is how many lines there are.
func (l *logLines) size() int {
	if l.match.Empty() {
		return int(l.next - l.first)
	}
	return len(l.numbers)
}

// number of line i.
func (l *logLines) number(i int) int64 {
	if l.match.Empty() {
		return l.first + int64(i)
	}
	return l.numbers[i]
}

// find is the line with a number, or the next one behind it when that was
// filtered out or forgotten; false when there is none.
func (l *logLines) find(n int64) (int, bool) {
	if l.match.Empty() {
		i := max(n-l.first, 0)
		return int(i), i < int64(l.size())
	}
	i := sort.Search(len(l.numbers), func(i int) bool { return l.numbers[i] >= n })
	return i, i < len(l.numbers)
}

// event of line i; nil when it is gone.
func (l *logLines) event(i int) *mesoswatch.Event { return l.log.At(l.number(i)) }

// countFrom is how many lines have number n or above.
func (l *logLines) countFrom(n int64) int {
	i, ok := l.find(n)
	if !ok {
		return 0
	}
	return l.size() - i
}
