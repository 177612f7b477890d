package mesoslog

import (
	"sort"
	"strings"
	"sync"

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

// parser turns chunks into entries. It keeps nothing between chunks and may be
// used from several goroutines.
type parser struct {
	cat *catalogue.Catalogue
	// all makes entries of unrecognised messages too.
	all bool
	// hashes are wanted: other sources may tell the same.
	hashes  bool
	openers openers
	// wants is nil when all events are wanted.
	wants *wants
	// lists are entries of chunks that are done with.
	lists sync.Pool
}

// piece is one chunk for the parser.
type piece struct {
	data     string
	glogFile bool
	inside   bool // it begins within a message
	service  string
	after    []later // messages behind it
}

// later is the time of a message behind a chunk.
type later struct {
	tag   string
	stamp stamp
}

// work is the parser at one chunk.
type work struct {
	*parser
	piece
	out   parsed
	state []writing // of each writer
	names map[string]int
	held  []held // messages that may go on behind a line break in a name
	spare *mesoswatch.Event

	disorder bool // an entry was put behind later ones
}

// writing is what is known of a writer within the chunk.
type writing struct {
	last    stamp
	abs     int64 // of the last envelope, if it came behind last
	thread  string
	threads map[string]struct{}
}

func (p *parser) parse(in piece) parsed {
	w := &work{parser: p, piece: in}
	if l, ok := p.lists.Get().(*[]entry); ok {
		w.out.entries = *l
	}
	sp := splitter{data: in.data, glogFile: in.glogFile, inside: in.inside, bareStart: p.bareStart(in.service), take: w.take}
	sp.run()
	w.closeAll()
	w.out.lines, w.out.messages, w.out.after, w.out.again = sp.lines, sp.messages, in.after, w.again
	if w.disorder || len(w.out.writers) > 1 { // messages of different writers end in another order than they begin
		sort.SliceStable(w.out.entries, func(i, j int) bool { return w.out.entries[i].n < w.out.entries[j].n })
		sort.SliceStable(w.out.threads, func(i, j int) bool { return w.out.threads[i].n < w.out.threads[j].n })
	}
	return w.out
}

// reuse takes back the entries of a chunk whose events are placed.
func (p *parser) reuse(entries []entry) {
	clear(entries)
	entries = entries[:0]
	p.lists.Put(&entries)
}

// bareStart answers for lines without a prefix whether they are messages of their
// own: the texts of EXIT up to 1.3 come so on stderr.
func (p *parser) bareStart(service string) func(envelope, string) bool {
	scratch := new(mesoswatch.Event)
	return func(env envelope, line string) bool {
		in := catalogue.Input{Service: service, Message: line}
		if s := serviceOf(env.tag); s != "" {
			in.Service = s
		}
		if !p.cat.Match(in, scratch) {
			return false
		}
		*scratch = mesoswatch.Event{}
		return true
	}
}

func (w *work) serviceOf(env envelope) string {
	if s := serviceOf(env.tag); s != "" {
		return s
	}
	return w.service
}

func (w *work) take(m *message) {
	e := entry{n: m.n, writer: w.writer(m.env), run: -1, abs: m.env.abs, hasAbs: m.env.hasAbs}
	e.nth = w.out.writers[e.writer].messages
	w.time(m, &e)
	w.thread(m, e)
	if m.cut {
		w.out.cut++
		if w.out.cut == 1 {
			w.out.firstCut = m.offset()
		}
	}
	var ok bool
	if e.ev, e.need, ok = w.glance(m); !ok {
		e.ev = w.recognise(m)
	}
	name, outer := w.closes(m)
	if outer {
		if e.ev != nil || e.need == counted {
			w.out.recognised--
		}
		m.within(name, w.data)
		e.ev, e.need = w.recognise(m), whole
	}
	if e.ev == nil && w.all && m.text != "" {
		e.ev = w.plain(m)
	}
	if e.need != whole {
		e.at, e.line, e.thread = m.parts[0], m.line, m.prefix.thread.of(m.first)
	}
	if e.ev != nil || e.need == counted {
		if outer && e.ev != nil {
			e.ev.Suspect = appendNew(e.ev.Suspect, SuspectInName)
		}
		w.add(m, e)
	}
	if !outer && e.need == whole {
		w.hold(m, e)
	}
}

func (w *work) add(m *message, e entry) {
	e.begins = e.ev != nil && begins(e.ev.Template)
	if w.hashes {
		e.hash, e.undated = hashOf(m), !m.prefix.stamp.set
	}
	w.out.entries = append(w.out.entries, e)
}

// writer is the index of the one who wrote a message.
func (w *work) writer(env envelope) int {
	at, ok := 0, len(w.out.writers) > 0 && w.out.writers[0].tag == env.tag
	if !ok && len(w.out.writers) > 0 {
		at, ok = w.names[env.tag]
	}
	if !ok {
		at = len(w.out.writers)
		if w.names == nil {
			w.names = make(map[string]int)
		}
		tag := strings.Clone(env.tag)
		w.names[tag] = at
		w.out.writers = append(w.out.writers, writer{tag: tag, host: strings.Clone(env.host)})
		w.state = append(w.state, writing{})
	}
	w.out.writers[at].messages++
	return at
}

// begins tells whether a process writes such a message first.
func begins(template string) bool {
	return strings.HasPrefix(template, "start.") && template != "start.flags" || template == "run.logging-started"
}

func appendNew(list []string, mark string) []string {
	for _, m := range list {
		if m == mark {
			return list
		}
	}
	return append(list, mark)
}
