package mesoslog

import (
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// Names are printed raw: one with a line break tears its message apart, and what
// follows the break can look like a line of its own.
const (
	maxBroken = 30_000 // bytes; glog cuts a message there
	maxHeld   = 16     // torn messages at a time
)

// held is a message whose name may have been torn by a line break, and what
// came behind it so far.
type held struct {
	m      message
	e      entry  // its place
	text   []byte // contents so far
	closer string // what stands behind the name
}

// opened gives what must still come if the text ends within a name: the quote or
// bracket that is not closed. Empty when nothing is open.
func opened(text string) string {
	switch {
	case strings.Count(text, "'")%2 == 1:
		return "'"
	case strings.IndexByte(text, '(') >= 0 && strings.Count(text, "(") > strings.Count(text, ")"):
		return ")"
	case strings.HasPrefix(text, "Subscribing framework ") && !strings.Contains(text, " with checkpointing "):
		return " with checkpointing "
	}
	return ""
}

// mayBeTorn tells whether a message could go on behind a line break in a name.
func mayBeTorn(m *message) string {
	if m.prefix.form != glog {
		return ""
	}
	return opened(m.text)
}

// hold keeps a message that may be torn.
func (w *work) hold(m *message, e entry) {
	if e.ev != nil && e.ev.Template != "" && len(e.ev.Suspect) == 0 || len(w.held) >= maxHeld {
		return
	}
	if closer := mayBeTorn(m); closer != "" {
		h := held{m: *m, e: e, text: []byte(m.content()), closer: closer}
		h.m.parts, h.m.more = append([]span(nil), m.parts...), nil
		w.held = append(w.held, h)
	}
}

// closes tells whether the message ends a name that an earlier message began:
// joined, the text fits a template. The event of the whole takes the place of
// its beginning, and all that lay within the name is marked.
func (w *work) closes(m *message, inner *mesoswatch.Event) bool {
	if len(w.held) == 0 {
		return false
	}
	kept := w.held[:0]
	for i := range w.held {
		if w.held[i].follow(m, w.data) {
			kept = append(kept, w.held[i])
		}
	}
	w.held = kept
	for i := range w.held {
		h := &w.held[i]
		if !strings.Contains(m.content(), h.closer) {
			continue
		}
		whole := h.whole()
		ev := w.recognise(&whole)
		if ev == nil {
			continue
		}
		if !tornName(ev) {
			w.out.recognised--
			continue
		}
		ev.Suspect = appendNew(ev.Suspect, "prefix-in-name")
		w.markInside(h)
		w.replace(h, &whole, ev)
		w.held = w.held[:i] // what else is held lies within the name
		return true
	}
	return false
}

// follow adds what came behind; false when the name would be longer than can be.
func (h *held) follow(m *message, data string) bool {
	content := m.content()
	if !h.m.env.wrapped {
		content = m.raw(data) // an envelope behind is part of the name
	} else if m.env.tag != h.m.env.tag {
		return len(h.text) < maxBroken
	}
	if len(h.text)+len(content) > maxBroken {
		return false
	}
	h.text = append(append(h.text, '\n'), content...)
	last := &h.m.parts[len(h.m.parts)-1]
	if m.line == h.m.last+1 && len(m.parts) == 1 {
		last.to = m.parts[0].to
	} else {
		h.m.parts = append(h.m.parts, m.parts...)
	}
	h.m.last = m.last
	h.m.lines += m.lines
	return true
}

// whole is the message with all that followed.
func (h *held) whole() message {
	m := h.m
	m.first = string(h.text)
	m.text = m.first[m.prefix.rest:]
	return m
}

// tornName tells whether a value that others chose holds a line break.
func tornName(ev *mesoswatch.Event) bool {
	for _, v := range [...]string{
		ev.FrameworkName, ev.Hostname, ev.TaskID, ev.ExecutorID, ev.ContainerID, ev.AgentID,
		ev.User, ev.Roles, ev.Principal, ev.ClaimedPrincipal, ev.Path, ev.Reason,
	} {
		if strings.IndexByte(v, '\n') >= 0 {
			return true
		}
	}
	return false
}

// markInside marks what was already taken from within a name.
func (w *work) markInside(h *held) {
	for i := range w.out.entries {
		if e := &w.out.entries[i]; e.n > h.e.n && e.writer == h.e.writer {
			e.ev.Suspect = appendNew(e.ev.Suspect, SuspectInName)
		}
	}
}

// replace puts the event of a torn message where it began.
func (w *work) replace(h *held, whole *message, ev *mesoswatch.Event) {
	e := h.e
	e.ev = ev
	w.out.entries = slices.DeleteFunc(w.out.entries, func(o entry) bool { return o.n == e.n })
	w.add(whole, e)
	w.disorder = true
}
