package ui

import (
	"sort"

	"github.com/mesoswatch/mesoswatch"
)

// How much is matched in one step before keys get their turn: lines, and bytes of
// their text. Plain text is quick, a regular expression is not.
const (
	stepLines   = 20_000
	textBytes   = 4 << 20
	regexpBytes = 256 << 10
	lineBytes   = 96 // what a line costs beside its text
	aroundBytes = 24 // and each that is shown around it
)

// logLines are the lines of a log that pass a filter, by their numbers, and as many
// around each as are wanted. Only what is new is matched. Without a filter no list
// is kept: the lines are then all numbers from first to next.
type logLines struct {
	log     *mesoswatch.EventLog
	filter  logFilter
	around  int     // lines before and behind each that passes
	numbers []int64 // of those that pass
	shown   []int64 // with those around them: the number twice, and one more where it passes
	todo    []int64 // passed a wider filter and are still to be matched; all before next
	first   int64   // oldest event kept
	next    int64   // number of the first event not yet looked at
}

// setLog takes a newer copy of the log; what it forgot is forgotten here too.
func (l *logLines) setLog(log *mesoswatch.EventLog) {
	l.log = log
	l.first = log.First()
	l.next = max(l.next, l.first)
	if l.next > log.End() { // another log
		l.again()
	}
	from := func(all []int64, n int64) []int64 {
		return all[sort.Search(len(all), func(i int) bool { return all[i] >= n }):]
	}
	l.numbers, l.todo, l.shown = from(l.numbers, l.first), from(l.todo, l.first), from(l.shown, 2*l.first)
}

// again forgets what passed.
func (l *logLines) again() {
	l.numbers, l.shown, l.todo, l.next = nil, nil, nil, l.first
}

// setFilter takes a filter. One that only narrows the last is applied to what that
// left.
func (l *logLines) setFilter(f logFilter) {
	was := l.filter
	l.filter = f
	switch {
	case f.String() == was.String():
	case !was.Empty() && !f.Empty() && f.Narrows(&was.Query):
		l.revise()
	default:
		l.again()
	}
}

// setAround takes how many lines around each that passes are shown. Those that have
// passed are gone through again, in steps.
func (l *logLines) setAround(n int) {
	if l.around == n {
		return
	}
	l.around = n
	if !l.filter.Empty() {
		l.revise()
	}
}

// revise has what has passed matched anew.
func (l *logLines) revise() {
	l.todo = append(l.numbers[:len(l.numbers):len(l.numbers)], l.todo...)
	l.numbers, l.shown = nil, nil
}

// surrounded tells whether lines are shown that do not pass.
func (l *logLines) surrounded() bool { return l.around > 0 && !l.filter.Empty() }

// step matches what is new, as much of it as one step may; it answers false when
// more is left.
func (l *logLines) step() (done bool) {
	if l.log == nil {
		return true
	}
	end := l.log.End()
	if l.filter.Empty() {
		l.next = end
		return true
	}
	left := textBytes
	if l.filter.Regexp() {
		left = regexpBytes
	}
	for n := 0; n < stepLines && left > 0 && (len(l.todo) > 0 || l.next < end); n++ {
		at := l.next
		if len(l.todo) > 0 {
			at, l.todo = l.todo[0], l.todo[1:]
		} else {
			l.next++
		}
		if e := l.log.At(at); e != nil {
			left -= len(e.Message) + lineBytes
			if l.filter.passes(e) {
				l.show(at)
				l.numbers = append(l.numbers, at)
				left -= 2 * l.around * aroundBytes
			}
		}
	}
	l.trail()
	return len(l.todo) == 0 && l.next == end
}

// show puts a line that passes, and those before it, behind what is shown.
func (l *logLines) show(n int64) {
	if !l.surrounded() {
		return
	}
	l.fill(n - 1)
	for at := max(l.unshown(), n-int64(l.around)); at < n; at++ {
		l.shown = append(l.shown, 2*at)
	}
	l.shown = append(l.shown, 2*n+1)
}

// trail shows what is known to stand behind the last line that passes.
func (l *logLines) trail() {
	if !l.surrounded() {
		return
	}
	if len(l.todo) > 0 {
		l.fill(l.todo[0] - 1)
		return
	}
	l.fill(l.next - 1)
}

// fill shows the lines behind the last one that passes, up to number n.
func (l *logLines) fill(n int64) {
	if len(l.numbers) == 0 {
		return
	}
	n = min(n, l.numbers[len(l.numbers)-1]+int64(l.around))
	for at := l.unshown(); at <= n; at++ {
		l.shown = append(l.shown, 2*at)
	}
}

// unshown is the first number behind what is shown.
func (l *logLines) unshown() int64 {
	if n := len(l.shown); n > 0 {
		return l.shown[n-1]/2 + 1
	}
	return l.first
}

// size is how many lines there are.
func (l *logLines) size() int {
	switch {
	case l.filter.Empty():
		return int(l.next - l.first)
	case l.around > 0:
		return len(l.shown)
	}
	return len(l.numbers)
}

// matches is how many of them pass.
func (l *logLines) matches() int {
	if l.filter.Empty() {
		return l.size()
	}
	return len(l.numbers)
}

// number of line i.
func (l *logLines) number(i int) int64 {
	switch {
	case l.filter.Empty():
		return l.first + int64(i)
	case l.around > 0:
		return l.shown[i] / 2
	}
	return l.numbers[i]
}

// passes tells whether line i is more than one around others.
func (l *logLines) passes(i int) bool { return !l.surrounded() || l.shown[i]%2 == 1 }

// find is the line with a number, or the next one behind it when that was
// filtered out or forgotten; false when there is none.
func (l *logLines) find(n int64) (int, bool) {
	if l.filter.Empty() {
		i := max(n-l.first, 0)
		return int(i), i < int64(l.size())
	}
	i := sort.Search(l.size(), func(i int) bool { return l.number(i) >= n })
	return i, i < l.size()
}

// event of line i; nil when it is gone.
func (l *logLines) event(i int) *mesoswatch.Event { return l.log.At(l.number(i)) }

// newFrom is how many lines that pass have number n or above.
func (l *logLines) newFrom(n int64) int {
	if l.filter.Empty() {
		return int(max(l.next-max(n, l.first), 0))
	}
	return len(l.numbers) - sort.Search(len(l.numbers), func(i int) bool { return l.numbers[i] >= n })
}
