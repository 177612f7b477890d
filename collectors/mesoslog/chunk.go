package mesoslog

import (
	"hash/maphash"
	"strings"
	"unicode/utf8"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog/catalogue"
)

// Suspicions about a line that its surroundings give; those that the text itself
// gives are the catalogue's.
const (
	SuspectClock  = "time-against-neighbours"
	SuspectThread = "thread-never-seen"
	SuspectInName = "inside-a-name"
)

// Neighbours within so many seconds are of one time.
const neighbourly = 120

// hashSeed is shared by all sources of the process: equal lines get equal hashes.
var hashSeed = maphash.MakeSeed()

// entry is a message that is worth an event, its time not yet known.
type entry struct {
	ev      *mesoswatch.Event
	stamp   stamp
	env     envelope
	thread  string
	hash    uint64 // of the line as Mesos wrote it, without envelopes
	n       int    // number of the message in the chunk
	alone   bool   // its time agrees with neither neighbour
	started bool   // a process begins here
}

// parsed is what a chunk gave.
type parsed struct {
	entries    []entry
	lines      int64
	messages   int
	recognised int64
	threads    []threadAt // first use of each thread in the chunk
	stamps     []stamp    // the last one, for the next chunk
}

type threadAt struct {
	thread string
	n      int
}

// parser turns chunks into entries. It keeps nothing between chunks and may be
// used from several goroutines.
type parser struct {
	cat *catalogue.Catalogue
	// all makes entries of unrecognised messages too.
	all bool
}

// piece is one chunk for the parser.
type piece struct {
	data     string
	glogFile bool
	service  string
	// before and after are the times of the neighbouring messages outside.
	before, after stamp
}

// work is the parser at one chunk.
type work struct {
	*parser
	piece
	out    parsed
	seen   map[string]bool
	stamps []stamp // of each message
	open   []held  // messages that may go on behind a line break in a name
}

// held is a message whose name may have been broken by a line break.
type held struct {
	n    int
	m    message
	raw  int // where its raw text begins in the chunk
	upTo int
}

func (p *parser) parse(in piece) parsed {
	w := &work{parser: p, piece: in, seen: make(map[string]bool, 16)}
	sp := splitter{data: in.data, glogFile: in.glogFile, bareStart: w.bareStart, take: w.take}
	sp.run()
	w.out.lines = sp.lines
	w.markAlone()
	return w.out
}

// bareStart: the texts of EXIT up to 1.3 come without a prefix on stderr.
func (w *work) bareStart(line string) bool {
	var ev mesoswatch.Event
	return w.cat.Match(catalogue.Input{Service: w.service, Message: line}, &ev)
}

func (w *work) take(m *message) {
	n := w.out.messages
	w.out.messages++
	w.stamps = append(w.stamps, m.prefix.stamp)
	if t := m.prefix.thread; t != "" && m.prefix.form == glog && !w.seen[t] {
		t = strings.Clone(t)
		w.seen[t] = true
		w.out.threads = append(w.out.threads, threadAt{t, n})
	}
	ev := w.recognise(m)
	outer := w.closes(m, n)
	if ev == nil && outer == nil && m.prefix.form == glog && looksOpen(m.text) {
		w.open = append(w.open, held{n: n, m: *m, raw: m.from, upTo: m.to})
	}
	if outer != nil {
		w.insert(outer)
		if ev != nil {
			ev.Suspect = append(ev.Suspect, SuspectInName)
		}
	}
	if ev == nil && w.all && m.text != "" {
		ev = w.plain(m)
	}
	if ev != nil {
		w.add(m, ev, n)
	}
}

func (w *work) add(m *message, ev *mesoswatch.Event, n int) {
	w.out.entries = append(w.out.entries, entry{
		ev: ev, stamp: m.prefix.stamp, env: m.env.detached(), thread: ev.Thread,
		hash: hashOf(m), n: n, started: ev.Template == "start.build",
	})
}

// detached keeps what is needed of an envelope without keeping the chunk.
func (e envelope) detached() envelope {
	return envelope{tag: strings.Clone(e.tag), host: strings.Clone(e.host), abs: e.abs, hasAbs: e.hasAbs, wrapped: e.wrapped}
}

// hashOf identifies a line whatever it was wrapped in: its first physical line
// from the glog prefix on. Lines without a prefix have none.
func hashOf(m *message) uint64 {
	if m.prefix.form != glog {
		return 0
	}
	first, _, _ := strings.Cut(m.env.content, "\n")
	return maphash.String(hashSeed, first)
}

// recognise matches a message against the catalogue. What it returns shares
// nothing with the chunk.
func (w *work) recognise(m *message) *mesoswatch.Event {
	in := catalogue.Input{Service: w.service, Severity: m.prefix.severity, File: m.prefix.base, Message: m.text, Prefixed: m.prefix.form != bare}
	if s := serviceOf(m.env.tag); s != "" {
		in.Service = s
	}
	var scratch mesoswatch.Event // most lines end here, without a copy of the text
	if !w.cat.Match(in, &scratch) {
		return nil
	}
	ev := new(mesoswatch.Event)
	m.fill(ev, in.Service)
	w.own(m, ev)
	in.Message, in.File = ev.Message, baseOf(ev.File)
	if !w.cat.Match(in, ev) {
		return nil
	}
	w.out.recognised++
	return ev
}

// own copies the text of a message out of the chunk into the event, secrets
// masked and, but for Raw, as valid UTF-8.
func (w *work) own(m *message, ev *mesoswatch.Event) {
	raw := mesoswatch.Mask(strings.Clone(m.raw))
	ev.Raw = raw
	ev.Offset, ev.Line = m.offset, m.line
	body := m.text
	if len(m.more) == 0 && raw == m.raw && strings.HasSuffix(raw, body) {
		body = raw[len(raw)-len(body):] // no second copy
	} else {
		body = mesoswatch.Mask(strings.Clone(body))
	}
	if !utf8.ValidString(body) {
		body = validUTF8(body)
	}
	ev.Message = body
	ev.Thread, ev.File = strings.Clone(ev.Thread), strings.Clone(ev.File)
}

// validUTF8 replaces each invalid byte by U+FFFD, as JSON does.
func validUTF8(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 8)
	for _, r := range s {
		b.WriteRune(r)
	}
	return b.String()
}

func baseOf(file string) string {
	base, _, _ := strings.Cut(file, ":")
	return base
}

// plain is the event of a message that no template fits.
func (w *work) plain(m *message) *mesoswatch.Event {
	ev := new(mesoswatch.Event)
	m.fill(ev, w.service)
	w.own(m, ev)
	return ev
}

// closes tells whether the message, or its continuation, ends a name that an
// earlier message began: joined, the text fits a template. It gives the event of
// the whole, whose place is that of its beginning.
func (w *work) closes(m *message, n int) *entry {
	for len(w.open) > 0 && n-w.open[0].n > maxNested {
		w.open = w.open[1:]
	}
	for i, h := range w.open {
		whole := h.m
		whole.raw = w.data[h.raw:m.to]
		text := whole.raw[strings.Index(whole.raw, h.m.text):]
		whole.text, whole.more = text, nil
		ev := w.recognise(&whole)
		if ev == nil || !strings.Contains(ev.FrameworkName+ev.Hostname+ev.TaskID+ev.ExecutorID+ev.Reason, "\n") {
			continue
		}
		ev.Suspect = appendNew(ev.Suspect, "prefix-in-name")
		w.markInside(h.n)
		w.open = append(w.open[:i:i], w.open[i+1:]...)
		return &entry{ev: ev, stamp: whole.prefix.stamp, env: whole.env.detached(), thread: ev.Thread, hash: hashOf(&whole), n: h.n}
	}
	return nil
}

// maxNested is how many messages a forged name may hold for its end to be found.
const maxNested = 4

// markInside marks what was already taken from within a name.
func (w *work) markInside(after int) {
	for i := range w.out.entries {
		if e := &w.out.entries[i]; e.n > after {
			e.ev.Suspect = appendNew(e.ev.Suspect, SuspectInName)
		}
	}
}

// insert puts the entry of a broken message where it began.
func (w *work) insert(e *entry) {
	at := len(w.out.entries)
	for at > 0 && w.out.entries[at-1].n >= e.n {
		at--
	}
	if w.all && at < len(w.out.entries) && w.out.entries[at].n == e.n && w.out.entries[at].ev.Template == "" {
		w.out.entries[at] = *e
		return
	}
	w.out.entries = append(w.out.entries, entry{})
	copy(w.out.entries[at+1:], w.out.entries[at:])
	w.out.entries[at] = *e
}

func appendNew(list []string, mark string) []string {
	for _, m := range list {
		if m == mark {
			return list
		}
	}
	return append(list, mark)
}

// markAlone compares each message's time with its neighbours': one that agrees
// with neither, while they agree with each other, is alone.
func (w *work) markAlone() {
	for i := range w.out.entries {
		e := &w.out.entries[i]
		if !e.stamp.set {
			continue
		}
		before, after := w.neighbour(e.n, -1), w.neighbour(e.n, +1)
		if before.set && after.set && before.near(after, neighbourly) &&
			!e.stamp.near(before, neighbourly) && !e.stamp.near(after, neighbourly) {
			e.alone = true
			e.ev.Suspect = appendNew(e.ev.Suspect, SuspectClock)
		}
	}
	for i := len(w.stamps) - 1; i >= 0; i-- {
		if w.stamps[i].set {
			w.out.stamps = w.stamps[i : i+1]
			break
		}
	}
}

func (w *work) neighbour(n, step int) stamp {
	for i := n + step; i >= 0 && i < len(w.stamps); i += step {
		if w.stamps[i].set {
			return w.stamps[i]
		}
	}
	if step < 0 {
		return w.before
	}
	return w.after
}
