package catalogue

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// Input is one message, taken apart from its prefix.
type Input struct {
	// Service whose log it is (master, agent, scheduler); empty when not known.
	Service string
	// Severity is the letter of the prefix, 0 without one.
	Severity byte
	// File is the base name of the source file without its line; may be empty.
	File string
	// Message is the text, continuation lines included. The text of EXIT and of
	// the ZooKeeper client library may stand in its envelope ("EXIT with status
	// 1: ", "ZOO_ERROR@function@1721: ").
	Message string
	// Prefixed tells that the line had a prefix. Without one only what EXIT
	// prints is recognised.
	Prefixed bool
}

// Match recognises a message: it sets Template, Kind, the fields that the
// message tells and Suspect of ev and answers true. Else it answers false and
// ev is as it was. Fields that ev already holds stay. The values are parts of
// in.Message.
func (c *Catalogue) Match(in Input, ev *mesoswatch.Event) bool {
	q := query{in: in}
	if !q.run(c) {
		return false
	}
	ev.Template, ev.Kind = q.best.ID, q.best.kind
	if q.isHTTP {
		q.http.store(ev)
	} else {
		q.store(ev)
	}
	q.markForm(ev)
	return true
}

// MatchAll answers every template that the message fits as well as the one that
// Match chooses; nil when there is none.
func (c *Catalogue) MatchAll(in Input) []Template {
	q := query{in: in, collect: true}
	if !q.run(c) {
		return nil
	}
	out := make([]Template, len(q.found))
	for i, k := range q.found {
		out[i] = k.Template
	}
	return out
}

// query is one search in the catalogue.
type query struct {
	in      Input
	msg     string // what is compared: envelope and trailing space taken off
	exit    bool   // the message is what EXIT prints: only such templates
	library bool   // the message is the ZooKeeper client's: only such templates
	trailer bool   // msg is only the first line
	collect bool

	best    *compiled
	wording *wording
	values  values
	level   level
	http    httpLine
	isHTTP  bool
	found   []*compiled
}

func (q *query) run(c *Catalogue) bool {
	q.msg = strings.TrimRight(q.in.Message, " \t\r\n")
	q.exit = !q.in.Prefixed
	switch {
	case strings.HasPrefix(q.msg, "ZOO_"):
		if text, ok := zooText(q.msg); ok {
			q.msg, q.exit, q.library = text, false, true
		}
	case q.in.Prefixed && strings.HasPrefix(q.msg, "EXIT with status "):
		if text, ok := exitText(q.msg); ok && q.runExit(c, text) {
			return true
		}
	}
	if q.search(c) || q.leading(c) || q.inside(c) {
		return true
	}
	return q.firstLine(c)
}

// runExit looks for what EXIT printed behind its envelope.
func (q *query) runExit(c *Catalogue, text string) bool {
	whole := q.msg
	q.msg, q.exit = text, true
	if q.search(c) || q.leading(c) {
		return true
	}
	q.msg, q.exit = whole, false
	return false
}

// search compares with the templates whose fixed beginning stands there.
func (q *query) search(c *Catalogue) bool {
	if c.http.parse(q) {
		return true
	}
	var path [32]*trie
	n := 0
	for node, rest := c.root.next(q.msg); node != nil; node, rest = node.next(rest) {
		if len(node.entries) > 0 && n < len(path) {
			path[n] = node
			n++
		}
	}
	if n == 0 {
		return false
	}
	r := reader{msg: q.msg}
	for lv := range levels {
		r.level = lv
		for i := n - 1; i >= 0; i-- {
			q.compare(&r, path[i].entries)
		}
		if q.best != nil {
			q.level = lv
			return true
		}
	}
	return false
}

func (q *query) compare(r *reader, entries []entry) {
	for i := range entries {
		k := entries[i].template
		if q.exit && !k.isExit || q.library && !k.printedBy(libraryFile) || r.level == levelKnown && k.decideOn != fieldReason {
			continue
		}
		r.reason = k.reasons
		for _, w := range entries[i].wordings {
			r.left = budget
			if strings.HasSuffix(q.msg, w.suffix) && r.read(w) {
				q.consider(k, w, r)
				break
			}
		}
	}
}

// consider keeps the better of two templates that fit.
func (q *query) consider(k *compiled, w *wording, r *reader) {
	if q.collect {
		q.found = append(q.found, k)
	}
	if q.best == nil || q.better(k, w) {
		q.best, q.wording, q.values = k, w, r.out
	}
}

// better: the service whose log it is, the file that was named, the severity,
// the template that says more, and the newer one.
func (q *query) better(k *compiled, w *wording) bool {
	b := q.best
	if s := q.in.Service; s != "" && k.Service != b.Service {
		if ks, bs := k.serves(s), b.serves(s); ks != bs {
			return ks
		}
	}
	if ks, bs := k.printedBy(q.in.File), b.printedBy(q.in.File); ks != bs {
		return ks
	}
	if k.isExit != b.isExit {
		return k.isExit == q.exit
	}
	if ks, bs := k.allows(q.in.Severity), b.allows(q.in.Severity); ks != bs {
		return ks
	}
	if w.fixed != q.wording.fixed {
		return w.fixed > q.wording.fixed
	}
	return k.age > b.age
}

func (q *query) store(ev *mesoswatch.Event) {
	k := q.best
	for _, c := range q.wording.consts {
		store(ev, c.field, c.value)
	}
	for _, sp := range q.values.spans[:q.values.n] {
		v := q.msg[sp.from:sp.to]
		store(ev, sp.step.field, v)
		if k.reasons != nil && sp.step.field == k.decideOn {
			k.reasons.decide(v, ev)
		}
	}
	markValues(ev, q.msg, &q.values)
	if q.level == levelLoose {
		mark(ev, SuspectID)
	}
}

// markForm marks what no captured value shows.
func (q *query) markForm(ev *mesoswatch.Event) {
	if q.in.File != "" && !q.best.printedBy(q.in.File) {
		mark(ev, SuspectFile)
	}
	if q.in.Prefixed && q.in.Severity != 0 && !q.best.allows(q.in.Severity) {
		mark(ev, SuspectSeverity)
	}
	if q.trailer {
		mark(ev, SuspectTrailing)
	}
	if linesHoldPrefix(q.in.Message) {
		mark(ev, SuspectPrefix)
	}
}
