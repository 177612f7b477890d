package mesoslog

import (
	"hash/maphash"
	"strconv"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// entry is a message that is worth an event, its time not yet known.
type entry struct {
	ev      *mesoswatch.Event
	stamp   stamp
	abs     int64 // of the envelope
	hasAbs  bool
	begins  bool   // a process begins here
	hash    uint64 // of the line as Mesos wrote it, without envelopes
	undated bool   // its text holds no time, so the same may come again
	n       int    // number of the message in the chunk
	writer  int    // index into parsed.writers
	nth     int    // number of the message among those of the writer, from 1
	run     int    // index into its runs; -1 without

	need   need   // of ev; counted: ev is nil
	at     span   // where the message stands in the chunk, if need is not whole
	line   int64  // physical lines before it
	thread string // as printed, if need is not whole
}

// parsed is what a chunk gave.
type parsed struct {
	entries    []entry
	writers    []writer
	after      []later    // messages behind the chunk
	threads    []threadAt // first use of each thread in the chunk
	lines      int64
	messages   int
	recognised int64
	again      func(*entry) *mesoswatch.Event // makes an event whole
	cut        int64                          // messages of which the end was left out
	firstCut   int64                          // offset of the first of them
}

// writer is one of those that write into the file: a process, told by its tag.
type writer struct {
	tag, host string
	messages  int
	runs      []run
	abs       int64 // of the envelope of the last message, if it has one
}

// run is a row of messages of one writer whose times lie close together.
type run struct {
	count       int
	first, last stamp
}

// threadAt is where a thread is met for the first time, or, as anew, a line with
// which a process begins.
type threadAt struct {
	thread int64
	n      int // number of the message in the chunk
	writer int
	nth    int
}

const anew = -1

// hashSeed is shared by all sources of the process: equal lines get equal hashes.
var hashSeed = maphash.MakeSeed()

// identifying is how much of a line tells it from others: more than time, thread
// and place, and less than syslog may have cut it to.
const identifying = 256

// hashOf identifies a line whatever it was wrapped in: its first physical line
// from the prefix on.
func hashOf(m *message) uint64 {
	first, _, _ := strings.Cut(m.first, "\n")
	return maphash.String(hashSeed, first[:min(len(first), m.prefix.rest+identifying)])
}

// closeBy is how near in time, in seconds, messages of one run are.
const closeBy = 60

// time puts the message into a run of its writer. A message without a time takes
// that of the one before.
func (w *work) time(m *message, e *entry) {
	s, runs := &w.state[e.writer], &w.out.writers[e.writer].runs
	st := m.prefix.stamp
	if !st.set {
		st = m.env.stamp
	}
	e.stamp = st
	switch n := len(*runs); {
	case e.hasAbs:
		w.out.writers[e.writer].abs = e.abs
		s.abs = e.abs
		return
	case st.hasAbs:
		return
	case !st.set && s.abs != 0: // behind a line whose envelope told the time
		e.abs, e.hasAbs = s.abs, true
		return
	case !st.set:
		e.stamp, e.run = s.last, n-1
		return
	case n > 0 && st.beside(s.last, closeBy):
		r := &(*runs)[n-1]
		r.count++
		r.last = st
	default:
		*runs = append(*runs, run{count: 1, first: st, last: st})
	}
	s.last, s.abs = st, 0
	e.run = len(*runs) - 1
}

func (w *work) thread(m *message, e entry) {
	switch m.prefix.form {
	case glog:
	case header, notice:
		w.out.threads = append(w.out.threads, threadAt{anew, e.n, e.writer, e.nth})
		return
	default:
		return
	}
	s := &w.state[e.writer]
	t := m.prefix.thread.of(m.first)
	if t == s.thread {
		return
	}
	s.thread = t
	if _, ok := s.threads[t]; ok {
		return
	}
	if s.threads == nil {
		s.threads = make(map[string]struct{}, 32)
	}
	s.threads[t] = struct{}{}
	if n, err := strconv.ParseInt(t, 10, 64); err == nil {
		w.out.threads = append(w.out.threads, threadAt{n, e.n, e.writer, e.nth})
	}
}
