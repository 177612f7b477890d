package mesoswatch

// EventLog keeps the latest events in chunks, so that a reader's copy costs a
// few pointers and old chunks go as a whole.
type EventLog struct {
	// Max is how many events are kept at least; 0 means DefaultLog. Up to one
	// chunk more are.
	Max int

	chunks [][]*Event
	first  int64 // number of the oldest kept event, counted from 0
	size   int
}

// DefaultLog is how many events an EventLog keeps unless told otherwise.
const DefaultLog = 20_000

const chunkSize = 512

func (l *EventLog) add(e *Event) {
	n := len(l.chunks)
	if n == 0 || len(l.chunks[n-1]) == chunkSize {
		l.chunks = append(l.chunks, make([]*Event, 0, chunkSize))
		n++
	}
	l.chunks[n-1] = append(l.chunks[n-1], e)
	l.size++
	most := l.Max
	if most == 0 {
		most = DefaultLog
	}
	if l.size-chunkSize >= most {
		l.chunks = append([][]*Event(nil), l.chunks[1:]...)
		l.size -= chunkSize
		l.first += chunkSize
	}
}

// Len is how many events are kept.
func (l *EventLog) Len() int { return l.size }

// First is the number of the oldest kept event; numbers count all events ever
// added, from 0, and stay with their event.
func (l *EventLog) First() int64 { return l.first }

// End is the number behind the newest event.
func (l *EventLog) End() int64 { return l.first + int64(l.size) }

// At is the event with number n; nil when it is not (or no longer) kept. The
// caller must not change it.
func (l *EventLog) At(n int64) *Event {
	i := n - l.first
	if i < 0 || i >= int64(l.size) {
		return nil
	}
	return l.chunks[i/chunkSize][i%chunkSize]
}

// copy shares the chunks: filled ones never change, and of the last one the copy
// sees no more than is there now.
func (l *EventLog) copy() EventLog {
	c := *l
	c.chunks = append([][]*Event(nil), l.chunks...)
	if n := len(c.chunks); n > 0 {
		last := c.chunks[n-1]
		c.chunks[n-1] = last[:len(last):len(last)]
	}
	return c
}
