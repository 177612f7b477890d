package mesoslog

import (
	"slices"
	"strings"
)

// tailSize is how far back is looked, at first, for what may go on.
const tailSize = 36 << 10

// tail is the end of what a cutter holds, looked at for the place to cut.
type tail struct {
	data    string
	from    int
	patient bool
	torn    func(*message) bool

	starts  []start
	lines   int64
	writers map[string]int // index of the last message of each
}

// start is one message of a tail.
type start struct {
	from, to int
	last     int64 // line
	tag      string
	stamp    stamp // its own, or that of the message before
	own      bool
	message  message // without its lines
	jump     bool    // its time is far from that of the message before
	doubtful bool    // it may have begun before the tail
	newest   bool    // no later one of its tag
	younger  int     // messages of its tag behind it
}

// cut finds how many bytes can be given. It is not known when a message that must
// not be cut may begin before the tail.
func (t *tail) cut(c *cutter) (at int, known bool) {
	t.read(c)
	at = len(t.data)
	for i := len(t.starts) - 1; i >= 0; i-- {
		s := &t.starts[i]
		if s.to > at || t.holds(s) || t.patient && at-s.from <= maxBroken && t.torn(&s.message) {
			at = min(at, s.from)
		}
		if s.doubtful && s.from >= at {
			return 0, false
		}
	}
	return at, len(t.starts) > 0
}

// holds tells whether more must be known of what comes behind a message.
func (t *tail) holds(s *start) bool {
	if s.newest && t.lines-s.last <= maxBetween+1 {
		return true
	}
	return t.patient && s.jump && s.younger < foresight
}

// after lists the times of the messages that are held.
func (t *tail) after(at int) []later {
	var out []later
	for i := range t.starts {
		if s := &t.starts[i]; s.from >= at && s.own && len(out) < 4*foresight {
			out = append(out, later{strings.Clone(s.tag), s.stamp})
		}
	}
	return out
}

func (t *tail) lastStart() int {
	at := 0
	for _, s := range t.starts {
		at = max(at, s.from)
	}
	return at
}

// read finds the messages of the tail.
func (t *tail) read(c *cutter) {
	t.starts, t.writers = c.starts[:0], make(map[string]int)
	t.torn = c.torn
	sp := splitter{data: t.data[t.from:], glogFile: c.glogFile, inside: c.inside && t.from == 0, bareStart: c.bareStart}
	sp.take = t.take
	sp.run()
	t.lines = sp.lines
	c.starts = t.starts
	slices.SortFunc(t.starts, func(a, b start) int { return a.from - b.from })
	younger := make(map[string]int)
	for i := len(t.starts) - 1; i >= 0; i-- {
		s := &t.starts[i]
		s.younger = younger[s.tag]
		s.newest = s.younger == 0
		younger[s.tag]++
	}
}

func (t *tail) take(m *message) {
	s := start{
		from: t.from + m.start, to: t.from + m.parts[len(m.parts)-1].to,
		last: m.last, tag: m.env.tag, stamp: m.prefix.stamp, own: m.prefix.stamp.set && !m.env.hasAbs,
	}
	before, met := t.writers[s.tag]
	s.doubtful = !met && m.prefix.form == bare && t.from > 0
	if t.patient {
		s.message = message{prefix: m.prefix, env: m.env, first: m.first, text: m.text}
		s.jump = met && s.own && !s.stamp.beside(t.starts[before].stamp, closeBy)
	}
	if !s.stamp.set && met {
		s.stamp = t.starts[before].stamp
	}
	t.writers[s.tag] = len(t.starts)
	t.starts = append(t.starts, s)
}
