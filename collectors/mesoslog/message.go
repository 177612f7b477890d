package mesoslog

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// Bounds of one message: glog itself cuts at 30,000 bytes, but a captured stderr
// can run on without a prefix.
const (
	maxMessage      = 128 << 10
	maxContinuation = 4096 // physical lines of one message
)

// message is one logical message: the line with the prefix and what continues it.
type message struct {
	prefix prefix
	env    envelope
	text   string // content behind the prefix, continuation lines joined with \n
	raw    string // as it stands in the source, without the last line break
	offset int64  // of the first byte, relative to the chunk
	line   int64  // physical lines before it in the chunk
	lines  int    // physical lines of it
	cut    bool   // more followed than is kept

	more []string // continuation contents not yet joined
	from int      // raw begins here in the chunk
	to   int
}

// splitter finds the messages of a chunk. One is used for one chunk.
type splitter struct {
	data string
	// glogFile: the file was written by glog itself, so a line without a prefix
	// continues the line before, whatever it looks like.
	glogFile bool
	// bareStart tells whether a line without a prefix is a message of its own
	// (an EXIT text up to 1.3, stderr only).
	bareStart func(string) bool
	take      func(*message)

	cur     *message
	lines   int64
	scratch message
}

func (sp *splitter) run() {
	for at := 0; at < len(sp.data); {
		end := strings.IndexByte(sp.data[at:], '\n')
		next := at + end + 1
		if end < 0 {
			next = len(sp.data)
			end = next - at
		}
		sp.physical(at, at+end)
		sp.lines++
		at = next
	}
	sp.flush()
}

// physical takes one line of the file in.
func (sp *splitter) physical(from, to int) {
	for from < to && sp.data[from] == 0 { // a truncated stderr file keeps its hole
		from++
	}
	if to > from && sp.data[to-1] == '\r' {
		to--
	}
	line := sp.data[from:to]
	env := envelope{content: line}
	if !sp.glogFile {
		env = unwrap(line)
	}
	content := env.content
	first, later, multi := strings.Cut(content, "\n") // a journal entry may hold several lines
	p, ok := glogPrefix(first)
	if !ok {
		p, ok = otherPrefix(first)
		if ok && sp.glogFile && p.form != header {
			ok = false
		}
	}
	if !ok && sp.continues(first, env) {
		sp.append(content, to)
		return
	}
	sp.flush()
	sp.scratch = message{prefix: p, env: env, text: first[p.rest:], offset: int64(from), line: sp.lines, lines: 1, from: from, to: to}
	sp.cur = &sp.scratch
	if multi {
		sp.cur.more = append(sp.cur.more, later)
	}
}

// continues tells whether a line without a prefix belongs to the message before.
func (sp *splitter) continues(content string, env envelope) bool {
	if sp.cur == nil || env.tag != sp.cur.env.tag {
		return false
	}
	if sp.cur.prefix.form == header {
		return false
	}
	return sp.glogFile || !sp.bareStart(content)
}

func (sp *splitter) append(content string, to int) {
	m := sp.cur
	m.lines++
	if m.lines > maxContinuation || to-m.from > maxMessage {
		m.cut = true
		return
	}
	m.more = append(m.more, content)
	m.to = to
}

func (sp *splitter) flush() {
	m := sp.cur
	if m == nil {
		return
	}
	sp.cur = nil
	m.raw = sp.data[m.from:m.to]
	if len(m.more) > 0 {
		m.text = m.text + "\n" + strings.Join(m.more, "\n")
	}
	sp.take(m)
}

// startsMessage tells whether a line begins a message; the reader cuts chunks
// only there.
func startsMessage(line string, glogFile bool) bool {
	line = strings.TrimLeft(line, "\x00")
	if !glogFile {
		line, _, _ = strings.Cut(unwrap(line).content, "\n")
	}
	if _, ok := glogPrefix(line); ok {
		return true
	}
	_, ok := otherPrefix(line)
	return ok && !glogFile
}

// looksOpen tells whether a message may have been broken in the middle of a name
// by a line break in that name: a quote or bracket is not closed.
func looksOpen(text string) bool {
	if strings.Count(text, "'")%2 == 1 || strings.Count(text, "(") > strings.Count(text, ")") {
		return true
	}
	return strings.HasPrefix(text, "Subscribing framework ") && !strings.Contains(text, " with checkpointing ")
}

// fill copies what the prefix and the place tell into an event.
func (m *message) fill(ev *mesoswatch.Event, service string) {
	ev.Service = service
	if s := serviceOf(m.env.tag); s != "" {
		ev.Service = s
	}
	if m.prefix.severity != 0 {
		ev.Severity = severityLetters[m.prefix.severity]
	}
	ev.Thread, ev.File = m.prefix.thread, m.prefix.file
}

var severityLetters = map[byte]string{'I': "I", 'W': "W", 'E': "E", 'F': "F"}

// serviceOf reads the service from the name of a program, unit or container.
func serviceOf(name string) string {
	switch {
	case name == "":
		return ""
	case strings.Contains(name, "mesos-dns"):
		return ""
	case strings.Contains(name, "slave"), strings.Contains(name, "mesos-agent"), strings.Contains(name, "agent"):
		return "agent"
	case strings.Contains(name, "master"):
		return "master"
	case strings.Contains(name, "zookeeper"), strings.Contains(name, "exhibitor"):
		return "zookeeper"
	}
	return ""
}
