package mesoslog

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog/catalogue"
)

// owned is the text of a message in memory of its own, secrets masked.
type owned struct {
	raw    string
	body   string // behind the prefix, valid UTF-8
	asked  string // what is looked for in the catalogue
	thread string
	file   string
}

// recognise matches a message against the catalogue; nil when no template fits.
// The event shares nothing with the chunk.
func (w *work) recognise(m *message) *mesoswatch.Event {
	if m.prefix.form == header || m.prefix.form == notice {
		return nil
	}
	o := w.own(m)
	ev := w.spare
	if ev == nil {
		ev = new(mesoswatch.Event)
	}
	w.spare = ev
	in := w.ask(m, o.asked)
	if !w.cat.Match(in, ev) {
		return nil
	}
	w.spare = nil
	o.fill(ev)
	m.fill(ev, w.service)
	if ev.Service == "scheduler" && m.lines > 1 && !w.glogFile {
		w.leaveOut(m, ev)
	}
	w.out.recognised++
	return ev
}

// leaveOut takes away what is no part of the message: a framework prints words of
// its own between the lines of its driver.
func (w *work) leaveOut(m *message, ev *mesoswatch.Event) {
	at := slices.Index(ev.Suspect, catalogue.SuspectTrailing)
	if at < 0 {
		return
	}
	if ev.Suspect = slices.Delete(ev.Suspect, at, at+1); len(ev.Suspect) == 0 {
		ev.Suspect = nil
	}
	ev.Message, _, _ = strings.Cut(ev.Message, "\n")
	if !m.env.json {
		ev.Raw, _, _ = strings.Cut(ev.Raw, "\n")
		ev.Raw = strings.TrimSuffix(ev.Raw, "\r")
	}
}

// plain is the event of a message that no template fits.
func (w *work) plain(m *message) *mesoswatch.Event {
	ev := new(mesoswatch.Event)
	o := w.own(m)
	o.fill(ev)
	m.fill(ev, w.service)
	return ev
}

func (o *owned) fill(ev *mesoswatch.Event) {
	ev.Raw, ev.Message, ev.Thread, ev.File = o.raw, o.body, o.thread, o.file
}

// own copies the text of a message out of the chunk. Of a line without a secret
// and without continuation all parts are parts of one copy.
func (w *work) own(m *message) owned {
	raw := m.raw(w.data)
	masked := mesoswatch.Mask(raw)
	start := len(raw) - len(m.first)
	if masked == raw && m.lines == 1 && !m.env.json && utf8.ValidString(m.text) {
		raw = strings.Clone(raw)
		first := raw[start:]
		return owned{
			raw: raw, body: first[m.prefix.rest:], asked: first[m.asked():],
			thread: m.prefix.thread.of(first), file: place(m.prefix, first),
		}
	}
	o := owned{raw: masked, thread: strings.Clone(m.prefix.thread.of(m.first)), file: strings.Clone(place(m.prefix, m.first))}
	if masked == raw && len(m.parts) == 1 {
		o.raw = strings.Clone(raw)
	}
	text := m.text
	clean := mesoswatch.Mask(text)
	if clean != text && m.env.json {
		o.raw = maskJSON(raw, mesoswatch.Mask(m.content()))
	}
	o.body = validUTF8(strings.Clone(clean))
	o.asked = o.body
	if m.asked() < m.prefix.rest {
		o.asked = validUTF8(m.first[m.asked():m.prefix.rest]) + o.body
	}
	return o
}

// asked is where begins what the catalogue is asked for.
func (m *message) asked() int {
	if m.prefix.form == zooLine {
		return m.prefix.level
	}
	return m.prefix.rest
}

// place is the source file and line as glog writes them.
func place(p prefix, s string) string {
	if p.form == zooLine {
		return "" // a function of the library, and a line in it
	}
	return p.file.of(s)
}

// validUTF8 replaces each invalid byte by U+FFFD, as JSON does.
func validUTF8(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 8)
	for _, r := range s {
		b.WriteRune(r)
	}
	return b.String()
}
