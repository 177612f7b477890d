package ui

import (
	"context"
	"slices"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

type contextFunc func(ctx context.Context, e mesoswatch.Evidence, before, after int) ([]*mesoswatch.Event, error)

// How many lines before and behind are read, and how long that may take.
const (
	nearLines = 100
	nearWait  = 10 * time.Second
)

// nearPane is one line of a log among its neighbours in the same file, and below
// it everything the line says. What the board holds is shown at once; what is
// read from the file replaces it when it comes.
type nearPane struct {
	pen   *kit.Pen
	keys  *keyMap
	read  contextFunc
	w, h  int
	scene scene

	open   bool
	leave  bool // opened from a finding: Esc leads back there
	of     mesoswatch.Evidence
	events []*mesoswatch.Event
	here   int // index of the line that was asked for, -1 when it is not among them
	list   kit.List[int]
	state  string // what is to be said of where the lines come from
	id     int
}

// contextMsg is what was read around a line.
type contextMsg struct {
	id     int
	events []*mesoswatch.Event
	err    error
}

func newNear(p *kit.Pen, k *keyMap, read contextFunc) nearPane {
	return nearPane{pen: p, keys: k, read: read}
}

func (n *nearPane) setSize(w, h int) {
	n.w, n.h = w, h
	n.list.SetHeight(n.rows())
}

// rows is how many lines of the log are shown; the rest tells of one of them.
func (n *nearPane) rows() int {
	if n.h < 8 {
		return max(n.h-1, 0)
	}
	return n.h - 1 - n.saysRows()
}

func (n *nearPane) saysRows() int { return min(max(n.h*2/5, 4), 16) }

// show opens the neighbourhood of e; the command reads it from the file.
func (n *nearPane) show(s scene, e mesoswatch.Evidence, fromFinding bool) tea.Cmd {
	n.open, n.leave, n.scene, n.of = true, fromFinding, s, e
	events, here := fromBoard(s.board, e)
	n.place(events, here)
	n.id++
	fromLog := here >= 0 || isFromLog(s.board, e)
	if n.read == nil || e.JSONPath != "" || !fromLog {
		n.state = "from what is kept in memory"
		if here < 0 {
			n.state = "no longer kept in memory: only the line itself"
			if !fromLog {
				n.state = "of no log: nothing around it"
			}
			n.place([]*mesoswatch.Event{eventOf(e)}, 0)
		}
		return nil
	}
	n.state = "reading the file " + n.pen.Marks.Ellipsis
	if here < 0 {
		n.place([]*mesoswatch.Event{eventOf(e)}, 0)
	}
	id, read := n.id, n.read
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), nearWait)
		defer cancel()
		events, err := read(ctx, e, nearLines, nearLines)
		return contextMsg{id, events, err}
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
	here := slices.IndexFunc(m.events, func(e *mesoswatch.Event) bool { return isLine(e, n.of) })
	if len(m.events) == 0 || here < 0 {
		n.state = "from what is kept in memory"
		return "the file no longer has this line there"
	}
	n.state = "from the file"
	n.place(m.events, here)
	return ""
}

// place shows events with the cursor on the one that was asked for, in the
// middle of the window.
func (n *nearPane) place(events []*mesoswatch.Event, here int) {
	n.events, n.here = events, here
	key := func(i int) int { return i }
	n.list.Sync(len(events), key, func(i int) (int, bool) { return i, i < len(events) })
	n.list.Put(0, key)
	n.list.Put(max(here, 0)+n.rows()/2, key)
	n.list.Put(here, key)
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

func (n *nearPane) update(msg tea.KeyPressMsg) intent {
	k := n.keys
	if by, ok := k.step(msg, n.list.Height()); ok {
		n.list.Move(by, func(i int) int { return i })
		return intent{}
	}
	if key.Matches(msg, k.Back) {
		n.open = false
		return intent{leave: n.leave}
	}
	return intent{}
}

func (n *nearPane) ShortHelp() []key.Binding {
	k := n.keys
	return []key.Binding{k.Down, k.Back, k.Filter, k.Find, k.Help, k.Quit}
}

func (n *nearPane) view() []string {
	if n.h <= 0 {
		return nil
	}
	p := n.pen
	left := []kit.Span{{Text: " Around ", Style: p.Title}, {Text: p.CutLeft(place(n.of), max(n.w/2, 10)), Style: p.Link}}
	lines := []string{p.Ends(n.w, p.Text, left, []kit.Span{{Text: " " + p.Cut(n.state, max(n.w*2/5, 8)) + " ", Style: p.Dim}})}
	style := rowStyle{pen: p, scene: n.scene, w: n.w, marks: bookmarks(n.scene.board)}
	from, to := n.list.Window()
	for _, e := range n.events[from:to] {
		style.dated = style.dated || n.scene.otherDay(e)
	}
	for i := from; i < to; i++ {
		base, lead := p.Text, " "
		if i == n.list.Index() {
			base = p.Cursor
		}
		if i == n.here {
			lead = p.Marks.Here
		}
		lines = append(lines, style.row(n.events[i], base, lead))
	}
	if n.h < 8 {
		return lines
	}
	lines = sized(lines, 1+n.rows())
	return append(lines, n.says()...)
}

// says is everything the line under the cursor says.
func (n *nearPane) says() []string {
	p := n.pen
	lines := []string{p.Rule(n.w, -1, "")}
	i := n.list.Index()
	if i < 0 {
		return lines
	}
	return append(lines, eventLines(p, n.scene, n.events[i], rect{w: n.w, h: n.saysRows() - 1})...)
}
