package mesoslog

import "strings"

// maxBetween is after how many lines of others a message has ended: several
// processes may write into one file, told apart by the tags of their envelopes,
// and a message of one goes on behind lines of the others.
const maxBetween = 32

// splitter finds the messages of a chunk. One is used for one chunk.
type splitter struct {
	data string
	// glogFile: the file was written by glog itself, so a line without a prefix
	// continues the line before, whatever it looks like.
	glogFile bool
	// inside: the chunk begins within a message whose beginning was too far back.
	inside bool
	// bareStart tells whether a line without a prefix is a message of its own
	// (an EXIT text up to 1.3, stderr only).
	bareStart func(envelope, string) bool
	take      func(*message)

	open     []*message // messages that may go on, the oldest first
	free     []*message
	messages int
	lines    int64
}

func (sp *splitter) run() {
	for at := 0; at < len(sp.data); {
		end := strings.IndexByte(sp.data[at:], '\n')
		next := at + end + 1
		if end < 0 {
			next = len(sp.data)
			end = next - at
		}
		sp.physical(span{at, at + end})
		sp.lines++
		at = next
	}
	sp.flush(len(sp.open))
}

// physical takes one line of the file in.
func (sp *splitter) physical(at span) {
	start := at.from
	at = trimmed(sp.data, at)
	line := at.of(sp.data)
	cut := len(line) > maxMessage && (sp.glogFile || line[0] != '{')
	if cut {
		at.to = at.from + maxMessage
		line = at.of(sp.data)
	}
	env := envelope{content: line}
	if !sp.glogFile {
		env = unwrap(line)
		sp.endOthers(env.wrapped)
	}
	first, later, multi := env.content, "", false
	if env.json { // an entry of the journal may hold several lines
		first, later, multi = strings.Cut(env.content, "\n")
	}
	m, i := sp.of(env.tag)
	if m != nil && m.env.partial {
		m.add(env, env.content, at, sp.lines)
		return
	}
	p, ok := prefixOf(first, sp.glogFile)
	if !ok && (sp.glogFile || !sp.bareStart(env, first)) && sp.goesOn(m, env, at) {
		return
	}
	if m != nil {
		sp.end(i)
	}
	m = sp.begin(p, env, first, at)
	m.start, m.cut = start, m.cut || cut
	if multi && !m.cut {
		m.more = append(m.more, later[:min(len(later), maxMessage)])
	}
}

// trimmed leaves out the hole that a truncated stderr file keeps, and \r.
func trimmed(data string, at span) span {
	for at.from < at.to && data[at.from] == 0 {
		at.from++
	}
	if at.to > at.from && data[at.to-1] == '\r' {
		at.to--
	}
	return at
}

// goesOn adds a line without a prefix to the message it belongs to; false if it
// is a message of its own.
func (sp *splitter) goesOn(m *message, env envelope, at span) bool {
	if m == nil || m.prefix.form == header || m.prefix.form == notice {
		return sp.inside && sp.messages == 0 || at.from == at.to
	}
	m.add(env, env.content, at, sp.lines)
	return true
}

// endOthers ends messages with envelopes where a line has none, and the other way
// round: one does not lie between the lines of the other.
func (sp *splitter) endOthers(wrapped bool) {
	for i := 0; i < len(sp.open); {
		if sp.open[i].env.wrapped != wrapped {
			sp.end(i)
		} else {
			i++
		}
	}
}

// of finds the open message of a tag.
func (sp *splitter) of(tag string) (*message, int) {
	for i := len(sp.open) - 1; i >= 0; i-- {
		if m := sp.open[i]; m.env.tag == tag {
			if sp.over(m) {
				sp.end(i)
				return nil, 0
			}
			return m, i
		}
	}
	return nil, 0
}

func (sp *splitter) over(m *message) bool { return sp.lines-m.last > maxBetween+1 }

func (sp *splitter) begin(p prefix, env envelope, first string, at span) *message {
	var m *message
	if n := len(sp.free); n > 0 {
		m, sp.free = sp.free[n-1], sp.free[:n-1]
	} else {
		m = new(message)
	}
	m.begin(p, env, first, at)
	m.n, m.line, m.last = sp.messages, sp.lines, sp.lines
	sp.messages++
	if len(sp.open) > maxBetween { // never more for long: each has had a line of the last few
		for i := len(sp.open) - 1; i >= 0; i-- {
			if sp.over(sp.open[i]) {
				sp.end(i)
			}
		}
	}
	sp.open = append(sp.open, m)
	return m
}

// end gives the open message i out.
func (sp *splitter) end(i int) {
	m := sp.open[i]
	sp.open = append(sp.open[:i], sp.open[i+1:]...)
	m.finish()
	sp.take(m)
	sp.free = append(sp.free, m)
}

// flush gives the first n open messages out.
func (sp *splitter) flush(n int) {
	for range n {
		sp.end(0)
	}
}
