package mesoslog

import (
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog/catalogue"
)

// Names are printed raw: one with a line break tears its message apart, and what
// follows the break can look like a line of its own.
const (
	maxBroken = 30_000 // bytes; glog cuts a message there
	maxHeld   = 8      // torn messages at a time
)

// openers are the fixed beginnings of the messages that hold a name, by their
// first bytes.
type openers map[string][]string

const openerKey = 8

// newOpeners reads them from the templates.
func newOpeners(templates []catalogue.Template) openers {
	all := make(openers)
	for _, t := range templates {
		fixed, rest := fixedStart(t.Text)
		if len(fixed) < openerKey || !strings.Contains(rest, "{") {
			continue
		}
		key := fixed[:openerKey]
		if !slices.Contains(all[key], fixed) {
			all[key] = append(all[key], fixed)
		}
	}
	return all
}

// fixedStart is the text of a template before its first value; a value whose
// text stands in the template, {call=SUBSCRIBE}, is none.
func fixedStart(text string) (fixed, rest string) {
	for {
		i := strings.IndexAny(text, "{[")
		if i < 0 {
			return fixed + text, ""
		}
		fixed, rest = fixed+text[:i], text[i:]
		end := strings.IndexByte(rest, '}')
		_, value, constant := strings.Cut(rest[:max(end, 0)], "=")
		if rest[0] != '{' || !constant {
			return fixed, rest
		}
		fixed, text = fixed+value, rest[end+1:]
	}
}

// begin tells whether a message holds a name that may tear it.
func (o openers) begin(text string) bool {
	if len(text) < openerKey {
		return false
	}
	for _, fixed := range o[text[:openerKey]] {
		if strings.HasPrefix(text, fixed) {
			return true
		}
	}
	return false
}

// tearable tells whether a message may go on behind a line break in a name: it
// begins as one that has a name, and is no whole one.
func (p *parser) tearable(m *message, ev *mesoswatch.Event) bool {
	known := ev != nil && ev.Template != "" // else a plain event, or none
	if m.prefix.form != glog || known && !slices.Contains(ev.Suspect, catalogue.SuspectTrailing) {
		return false
	}
	return p.openers.begin(m.text)
}

// held is a message that may be torn, and what came behind it so far.
type held struct {
	m    message
	e    entry   // its place
	head string  // its first line
	text []byte  // contents so far
	end  closing // where the name may have ended; none when n is 0
}

// closing is where a torn message ends.
type closing struct {
	n     int // message that ends it
	text  int
	parts []span
	lines int
}

// hold keeps a message that may be torn.
func (w *work) hold(m *message, e entry) {
	if len(w.held) >= maxHeld || !w.tearable(m, e.ev) {
		return
	}
	h := held{m: *m, e: e, text: []byte(m.content())}
	h.head, _, _ = strings.Cut(string(h.text), "\n")
	h.m.parts, h.m.more = slices.Clone(m.parts), nil
	w.held = append(w.held, h)
}

// closes tells whether the message ends a name that an earlier message began,
// and gives that name. A message that is whole by itself may lie within the name
// like others before it: then what comes behind it is awaited.
func (w *work) closes(m *message) (name string, ok bool) {
	if len(w.held) == 0 {
		return "", false
	}
	w.follow(m)
	content := m.content()
	whole := m.lines == 1 && strings.Count(content, "'")%2 == 0 && strings.Count(content, "(") >= strings.Count(content, ")")
	for i := range w.held {
		h := &w.held[i]
		if h.end.n != 0 && whole || !w.fits(h, content) {
			continue
		}
		h.end = closing{m.n, len(h.text), slices.Clone(h.m.parts), h.m.lines}
		if whole {
			continue
		}
		name = w.close(h)
		w.held = w.held[:i] // what else is held lies within the name
		return name, name != ""
	}
	return "", false
}

// follow adds a message to what came behind those held; it lets go of those whose
// names would be longer than can be.
func (w *work) follow(m *message) {
	kept := w.held[:0]
	for i := range w.held {
		if h := &w.held[i]; h.follow(m, w.data) {
			kept = append(kept, *h)
		} else if h.end.n != 0 {
			w.close(h)
		}
	}
	w.held = kept
}

func (h *held) follow(m *message, data string) bool {
	content := m.content()
	if !h.m.env.wrapped {
		content = m.raw(data) // an envelope behind is part of the name
	} else if m.env.tag != h.m.env.tag {
		return true
	}
	if len(h.text)+len(content) > maxBroken {
		return false
	}
	h.text = append(append(h.text, '\n'), content...)
	if last := &h.m.parts[len(h.m.parts)-1]; m.line == h.m.last+1 && len(m.parts) == 1 {
		last.to = m.parts[0].to
	} else {
		h.m.parts = append(h.m.parts, m.parts...)
	}
	h.m.last = m.last
	h.m.lines += m.lines
	return true
}

// fits tells whether a template ends as the content does and begins as the torn
// message; what lies between is not looked at.
func (w *work) fits(h *held, content string) bool {
	head := h.head[h.m.prefix.rest:]
	var ev mesoswatch.Event
	in := catalogue.Input{Service: w.serviceOf(h.m.env), Severity: h.m.prefix.severity, File: h.m.prefix.base.of(h.head), Message: head + "\n" + content, Prefixed: true}
	return w.cat.Match(in, &ev) && tornName(&ev) != ""
}

// close gives the event of a torn message its place, marks all that lay within
// its name, and gives the name.
func (w *work) close(h *held) string {
	m := h.m
	m.first = string(h.text[:h.end.text])
	m.text, m.parts, m.lines = m.first[m.prefix.rest:], h.end.parts, h.end.lines
	ev := w.recognise(&m)
	if ev == nil {
		return ""
	}
	name := tornName(ev)
	if name == "" {
		w.out.recognised--
		return ""
	}
	for i := range w.out.entries {
		if e := &w.out.entries[i]; e.n > m.n && e.n <= h.end.n && (!m.env.wrapped || e.writer == h.e.writer) {
			w.markInside(e)
		}
	}
	w.out.entries = slices.DeleteFunc(w.out.entries, func(o entry) bool {
		if o.n == m.n && (o.need == counted || o.ev != nil && o.ev.Template != "") {
			w.out.recognised-- // its beginning was taken for the whole
		}
		return o.n == m.n
	})
	e := h.e
	e.ev = ev
	w.add(&m, e)
	w.disorder = true
	return name
}

// markInside marks what lies within a name. A marked line is wanted, whatever it
// says.
func (w *work) markInside(e *entry) {
	if e.need != whole {
		e.ev, e.need = w.again(e), whole
	}
	if e.ev != nil {
		e.ev.Suspect = appendNew(e.ev.Suspect, SuspectInName)
	}
}

// closeAll ends what is held at the end of the chunk.
func (w *work) closeAll() {
	for i := range w.held {
		if w.held[i].end.n != 0 {
			w.close(&w.held[i])
		}
	}
}

// tornName is the value that others chose and that holds a line break.
func tornName(ev *mesoswatch.Event) string {
	for _, v := range [...]string{
		ev.FrameworkName, ev.Hostname, ev.TaskID, ev.ExecutorID, ev.ContainerID, ev.AgentID,
		ev.User, ev.Roles, ev.Principal, ev.ClaimedPrincipal, ev.Path, ev.Reason,
	} {
		if strings.IndexByte(v, '\n') >= 0 {
			return v
		}
	}
	return ""
}

// within leaves of the message only what lies within a name; the rest is of the
// message that has the name.
func (m *message) within(name, data string) {
	content := m.content()
	at := strings.LastIndex(name, "\n"+content[:m.prefix.rest])
	if m.prefix.rest == 0 || at < 0 || !strings.HasPrefix(content, name[at+1:]) {
		return
	}
	content = strings.TrimRight(name[at+1:], "\n")
	m.first, m.more, m.text = content, m.more[:0], content[m.prefix.rest:]
	m.lines = 2 // its text is not the end of its line
	if p := &m.parts[0]; !m.env.wrapped && strings.HasPrefix(data[p.from:], content) {
		p.to = p.from + len(content)
		m.parts = m.parts[:1]
	}
}
