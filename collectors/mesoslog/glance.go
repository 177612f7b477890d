package mesoslog

import (
	"maps"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog/catalogue"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog/join"
)

// A message that is recognised but that nobody wants (Options.Wanted) is only
// counted, or only joined: then its event stays unfinished, its strings still
// parts of the chunk, and goes no further than the joins. Its time and thread are
// judged like any other's; if they are odd it is made whole after all, for a
// marked line is always wanted.

// need is how much of an event is called for.
type need uint8

const (
	whole   need = iota // an event that is emitted
	joining             // only what the joins learn from
	counted             // nothing
)

// wants remembers the answers of Options.Wanted, which cost more than a look into
// a table. It is shared by the parsers.
type wants struct {
	ask   func(service, kind, template string) bool
	known atomic.Pointer[map[wantKey]need]
	mu    sync.Mutex
	used  sync.Pool // unfinished events that have been joined
}

// event gives an empty event.
func (w *wants) event() *mesoswatch.Event {
	if w != nil {
		if ev, ok := w.used.Get().(*mesoswatch.Event); ok {
			return ev
		}
	}
	return new(mesoswatch.Event)
}

// joined takes back an event that goes no further.
func (w *wants) joined(ev *mesoswatch.Event) {
	*ev = mesoswatch.Event{}
	w.used.Put(ev)
}

type wantKey struct{ service, kind, template string }

func newWants(ask func(service, kind, template string) bool) *wants {
	if ask == nil {
		return nil
	}
	w := &wants{ask: ask}
	w.known.Store(new(map[wantKey]need))
	return w
}

func (w *wants) of(service string, ev *mesoswatch.Event) need {
	k := wantKey{service, ev.Kind, ev.Template}
	if n, ok := (*w.known.Load())[k]; ok {
		return n
	}
	n := counted
	switch {
	case w.ask(service, ev.Kind, ev.Template):
		n = whole
	case join.Needs(ev.Template):
		n = joining
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	grown := maps.Clone(*w.known.Load())
	if grown == nil {
		grown = make(map[wantKey]need)
	}
	grown[k] = n
	w.known.Store(&grown)
	return n
}

// not tells of an event that was made whole that nobody wants it.
func (w *wants) not(ev *mesoswatch.Event) bool {
	return w != nil && len(ev.Suspect) == 0 && w.of(ev.Service, ev) != whole
}

// glance recognises a message as it stands in the chunk: most are one line without
// a secret, of which nothing needs to be copied before it is known to be wanted.
// It answers false for the others, which must be taken apart properly.
func (w *work) glance(m *message) (*mesoswatch.Event, need, bool) {
	if m.lines != 1 || m.env.json || len(m.parts) != 1 || m.prefix.form == header || m.prefix.form == notice || !utf8.ValidString(m.first) {
		return nil, whole, false
	}
	ev := w.spare
	if ev == nil {
		ev = w.wants.event()
	}
	w.spare = ev
	in := w.ask(m, m.first[m.asked():])
	if !w.cat.Match(in, ev) {
		return nil, whole, true
	}
	n := whole
	if w.wants != nil && len(ev.Suspect) == 0 && !w.tearable(m, ev) {
		n = w.wants.of(in.Service, ev)
	}
	switch n {
	case whole:
		if !w.copied(m, ev) {
			*ev = mesoswatch.Event{}
			return nil, whole, false
		}
	case joining:
		if mesoswatch.Mask(m.first) != m.first { // the joins would hand it on
			*ev = mesoswatch.Event{}
			return nil, whole, false
		}
		ev.Service, ev.Thread = in.Service, m.prefix.thread.of(m.first)
	case counted:
		*ev = mesoswatch.Event{}
		w.out.recognised++
		return nil, counted, true
	}
	w.spare = nil
	w.out.recognised++
	return ev, n, true
}

// copied gives an event text of its own; false if the text holds a secret.
func (w *work) copied(m *message, ev *mesoswatch.Event) bool {
	raw := m.raw(w.data)
	if mesoswatch.Mask(raw) != raw {
		return false
	}
	start := len(raw) - len(m.first)
	raw = strings.Clone(raw)
	first := raw[start:]
	catalogue.Rebase(ev, m.first, first)
	o := owned{raw: raw, body: first[m.prefix.rest:], thread: m.prefix.thread.of(first), file: place(m.prefix, first)}
	o.fill(ev)
	m.fill(ev, w.service)
	return true
}

// ask is the question to the catalogue about a message.
func (w *work) ask(m *message, text string) catalogue.Input {
	return catalogue.Input{
		Service: w.serviceOf(m.env), Severity: m.prefix.severity, File: m.prefix.base.of(m.first),
		Message: text, Prefixed: m.prefix.form != bare,
	}
}

// again makes the whole event of a message that was only glanced at.
func (w *work) again(e *entry) *mesoswatch.Event {
	p := parser{cat: w.cat, openers: w.openers}
	out := p.parse(piece{data: e.at.of(w.data), glogFile: w.glogFile, service: w.service})
	if len(out.entries) != 1 {
		return nil
	}
	ev := out.entries[0].ev
	ev.Offset, ev.Line = int64(e.at.from), e.line
	return ev
}
