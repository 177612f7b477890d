package ui

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// Neighbours are a line of a log and those around it, as its file has them now.
type Neighbours struct {
	Events []*mesoswatch.Event
	// At is the index of the line; -1: no file has it any more.
	At int
	// Where says in a few words where they stand, or where the line was looked for.
	Where string
}

type contextFunc func(ctx context.Context, e mesoswatch.Evidence, before, after int) (Neighbours, error)

// How many lines before and behind are read, and how long that may take.
const (
	nearLines = 100
	nearWait  = 10 * time.Second
)

// nearPane is one line of a log among its neighbours in the same file, and below
// it everything the line says. What the board holds is shown at once; what is
// read from the file replaces it when it comes.
type nearPane struct {
	pen    *kit.Pen
	keys   *keyMap
	read   contextFunc
	w, h   int
	scene  scene
	proofs *proofs
	marks  map[int64]string

	open    bool
	leave   bool // opened from a finding: Esc leads back there
	of      mesoswatch.Evidence
	events  []*mesoswatch.Event
	here    int // index of the line that was asked for, -1 when it is not among them
	list    kit.List[int]
	columns logSeen
	state   string // what is to be said of where the lines come from
	id      int

	doc    document // what the line under the cursor says
	inDoc  bool     // that has the keys
	zoomed bool     // what has the keys has all the room
}

// contextMsg is what was read around a line.
type contextMsg struct {
	id  int
	got Neighbours
	err error
}

func newNear(p *kit.Pen, k *keyMap, read contextFunc) nearPane {
	return nearPane{pen: p, keys: k, read: read, proofs: &proofs{}, doc: document{pen: p, keys: k}}
}

func (n *nearPane) setSize(w, h int) {
	n.w, n.h = w, h
	n.lay()
}

// lay divides the room between the lines and what one of them says.
func (n *nearPane) lay() {
	n.list.SetHeight(n.rows())
	n.doc.setSize(n.w, n.saysRows())
	n.tell()
}

func (n *nearPane) setBoard(s scene, p *proofs, marks map[int64]string) {
	n.scene, n.proofs, n.marks = s, p, marks
	if n.open {
		n.tell()
	}
}

// leastNear is the height from which there is room for both.
const leastNear = 8

// rows is how many lines of the log are shown; the rest tells of one of them.
func (n *nearPane) rows() int {
	switch {
	case n.alone() && n.inDoc:
		return 0
	case n.alone():
		return max(n.h-1, 0)
	}
	return n.h - 2 - n.saysRows()
}

func (n *nearPane) saysRows() int {
	switch {
	case n.alone() && n.inDoc:
		return max(n.h-1, 0)
	case n.alone():
		return 0
	}
	return min(max(n.h*2/5, 4), 24) - 1
}

// alone tells whether only what has the keys is shown.
func (n *nearPane) alone() bool { return n.h < leastNear || n.zoomed }

// show opens the neighbourhood of e; the command reads it from the file.
func (n *nearPane) show(s scene, e mesoswatch.Evidence, fromFinding bool) tea.Cmd {
	n.open, n.leave, n.scene, n.of, n.inDoc = true, fromFinding, s, e, false
	n.columns = logSeen{}
	n.lay() // what was zoomed may have been the text of another
	events, here := fromBoard(s.board, e)
	n.id++
	fromLog := here >= 0 || isFromLog(s.board, e)
	if n.read == nil || e.JSONPath != "" || !fromLog || strings.Contains(e.Source, "://") {
		n.state = "from what is kept in memory"
		if here < 0 {
			n.state = "no longer kept in memory: only the line itself"
			if !fromLog {
				n.state = "of no log: nothing around it"
			}
			events, here = []*mesoswatch.Event{eventOf(e)}, 0
		}
		n.place(events, here)
		return nil
	}
	n.state = "reading the file " + n.pen.Marks.Ellipsis
	if here < 0 {
		events, here = []*mesoswatch.Event{eventOf(e)}, 0
	}
	n.place(events, here)
	id, read := n.id, n.read
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), nearWait)
		defer cancel()
		got, err := read(ctx, e, nearLines, nearLines)
		return contextMsg{id, got, err}
	}
}

// take accepts what was read; a late answer is dropped. What went wrong is
// answered in words.
func (n *nearPane) take(m contextMsg) (notice string) {
	if m.id != n.id || !n.open {
		return ""
	}
	if m.err != nil {
		n.state = "from what is kept in memory"
		return "could not be read: " + mesoswatch.Mask(m.err.Error())
	}
	if m.got.At < 0 || m.got.At >= len(m.got.Events) {
		n.state = "from what is kept in memory"
		return m.got.Where
	}
	n.state = m.got.Where
	for _, e := range m.got.Events { // whatever the file is called now, findings know it as it was
		e.Source, e.Inode = n.of.Source, n.of.Inode
	}
	n.place(m.got.Events, m.got.At)
	return ""
}

// nth is the identity of a line here: its place.
func nth(i int) int { return i }

// place shows events with the cursor on the one that was asked for, in the
// middle of the window.
func (n *nearPane) place(events []*mesoswatch.Event, here int) {
	n.events, n.here = events, here
	n.list.Sync(len(events), nth, func(i int) (int, bool) { return i, i < len(events) })
	n.list.Put(0, nth)
	n.list.Put(max(here, 0)+n.rows()/2, nth)
	n.list.Put(here, nth)
	n.tell()
}

// isLine tells whether an event is the line a piece of evidence names.
func isLine(e *mesoswatch.Event, of mesoswatch.Evidence) bool {
	if e.Source != of.Source || of.Inode != 0 && e.Inode != 0 && of.Inode != e.Inode {
		return false
	}
	switch {
	case of.Offset > 0:
		return e.Offset == of.Offset
	case of.Line > 0 && e.Line > 0:
		return e.Line == of.Line
	}
	return e.Offset == 0 && (of.Time.IsZero() || e.Time.Equal(of.Time))
}

// fromBoard is the line and its neighbours as far as the board holds them.
func fromBoard(b *mesoswatch.Board, of mesoswatch.Evidence) (events []*mesoswatch.Event, here int) {
	log := &b.Log
	at := int64(-1)
	for i := log.End() - 1; i >= log.First(); i-- {
		if isLine(log.At(i), of) {
			at = i
			break
		}
	}
	if at < 0 {
		return nil, -1
	}
	side := func(from, by int64) (out []*mesoswatch.Event) {
		for i := from; len(out) < nearLines; i += by {
			e := log.At(i)
			if e == nil {
				return out
			}
			if e.Source == of.Source {
				out = append(out, e)
			}
		}
		return out
	}
	before := side(at-1, -1)
	slices.Reverse(before)
	return append(append(before, log.At(at)), side(at+1, 1)...), len(before)
}

// evidenceOf makes of an event the name of its line.
func evidenceOf(e *mesoswatch.Event) mesoswatch.Evidence {
	return mesoswatch.Evidence{Source: e.Source, Line: e.Line, Offset: e.Offset, Inode: e.Inode, Time: e.Time, Text: e.Raw, Suspect: e.Suspect}
}

// eventOf makes a line of the evidence alone, when the line itself is not at hand.
func eventOf(e mesoswatch.Evidence) *mesoswatch.Event {
	return &mesoswatch.Event{Source: e.Source, Line: e.Line, Offset: e.Offset, Inode: e.Inode, Time: e.Time, Message: e.Text, Suspect: e.Suspect}
}
