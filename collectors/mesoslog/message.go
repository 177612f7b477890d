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
	n      int    // number of the message in the chunk
	line   int64  // physical lines before it in the chunk
	first  string // content of its first line, the prefix included
	text   string // content behind the prefix, continuation lines joined with \n
	cut    bool   // more followed than is kept

	more  []string // contents of the lines that continue it
	start int      // where its first line begins in the chunk, a hole included
	parts []span   // where its lines stand in the chunk: more than one if others lie between
	last  int64    // number of its last physical line
	lines int      // physical lines of it
	size  int      // bytes of its lines
}

// offset of the first byte, relative to the chunk.
func (m *message) offset() int64 { return int64(m.parts[0].from) }

// raw is the message as it stands in the chunk, without the last line break.
func (m *message) raw(data string) string {
	if len(m.parts) == 1 {
		return m.parts[0].of(data)
	}
	var b strings.Builder
	for i, p := range m.parts {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(p.of(data))
	}
	return b.String()
}

// content is the whole text without envelopes, the prefix included.
func (m *message) content() string {
	if len(m.more) == 0 {
		return m.first
	}
	return m.first + "\n" + strings.Join(m.more, "\n")
}

// begin makes m the message that begins with a line.
func (m *message) begin(p prefix, env envelope, first string, at span) {
	*m = message{prefix: p, env: env, first: first, parts: append(m.parts[:0], at), more: m.more[:0], lines: 1, size: at.to - at.from}
	if len(first) > maxMessage { // decoded from a line of the journal
		m.cut = true
		m.first = first[:maxMessage]
	}
	m.text = m.first[min(p.rest, len(m.first)):]
}

// add takes a line that continues the message.
func (m *message) add(env envelope, content string, at span, line int64) {
	partial := m.env.partial
	m.env.partial = env.partial
	m.lines++
	m.size += at.to - at.from + 1
	if m.lines > maxContinuation || m.size > maxMessage {
		m.cut = true
		m.last = line
		return
	}
	switch n := len(m.more); {
	case !partial:
		m.more = append(m.more, content)
	case n > 0:
		m.more[n-1] += content
	default:
		m.first += content
		if m.prefix.form == bare {
			m.prefix, _ = prefixOf(m.first, false)
		}
	}
	if last := &m.parts[len(m.parts)-1]; m.last == line-1 {
		last.to = at.to
	} else {
		m.parts = append(m.parts, at)
	}
	m.last = line
}

// finish joins the text.
func (m *message) finish() {
	if len(m.more) > 0 || m.lines > 1 { // a partial line may have made the first longer
		m.text = m.content()[min(m.prefix.rest, len(m.first)):]
	}
}

// fill copies what the prefix and the place tell into an event.
func (m *message) fill(ev *mesoswatch.Event, service string) {
	ev.Service = service
	if s := serviceOf(m.env.tag); s != "" {
		ev.Service = s
	}
	ev.Severity = letterOf(m.prefix.severity)
	ev.Offset, ev.Line = m.offset(), m.line
}

func letterOf(severity byte) string {
	switch severity {
	case 'I':
		return "I"
	case 'W':
		return "W"
	case 'E':
		return "E"
	case 'F':
		return "F"
	}
	return ""
}

// serviceOf reads the service from the name of a program, unit, container or file.
func serviceOf(name string) string {
	switch {
	case name == "" || strings.Contains(name, "mesos-dns"):
		return ""
	case strings.Contains(name, "slave"), hasWord(name, "agent"):
		return "agent"
	case strings.Contains(name, "master"):
		return "master"
	case strings.Contains(name, "zookeeper"), strings.Contains(name, "exhibitor"):
		return "zookeeper"
	}
	return ""
}

// hasWord tells whether word stands in name between characters that are no
// letters, or with digits behind: agent, mesos-agent, agent1.out.
func hasWord(name, word string) bool {
	for i := 0; ; {
		n := strings.Index(name[i:], word)
		if n < 0 {
			return false
		}
		i += n + len(word)
		before := i - len(word) - 1
		if (before < 0 || !isLetter(name[before])) && (i == len(name) || !isLetter(name[i])) {
			return true
		}
	}
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
