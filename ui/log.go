package ui

import (
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/match"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// logPane is all logs as one, the newest at the bottom. It follows until the
// cursor leaves the last line; what comes then is counted, not pushed in. Enter
// opens the neighbourhood of a line.
type logPane struct {
	pen    *kit.Pen
	keys   *keyMap
	w, h   int
	scene  scene
	lines  logLines
	list   kit.List[int64]
	screen logScreen
	follow bool
	seen   int64 // number behind the newest event when following ended
	calm   calm

	columns logSeen
	proofs  proofs
	marks   map[int64]string
	marked  int // actions that marks were made from
	waiting func() (paused bool, n int64)
	waits   []string  // collectors that run
	since   time.Time // when there was no line for the first time

	find       match.Text // what is searched for is brought into sight
	lastFilter string
	lent       bool // the filter was set from another view: Esc leads back there
	round      int  // id of what is under way; older steps are dropped
	matching   bool
	going      logSeek
	anchor     int64 // the line the cursor was on before a filter was typed, -1 without one

	near nearPane
}

func newLog(p *kit.Pen, k *keyMap, opt Options) logPane {
	l := logPane{pen: p, keys: k, follow: true, anchor: -1, waits: opt.Collectors, near: newNear(p, k, opt.Context)}
	l.scene.board = &mesoswatch.Board{}
	l.lines.setLog(&l.scene.board.Log)
	l.waiting = func() (bool, int64) { return false, 0 }
	return l
}

func (l *logPane) setSize(w, h int) {
	l.w, l.h = w, h
	l.near.setSize(w, h)
	l.sync()
}

// setBoard takes new lines in; the command goes on matching when one step was
// not enough.
func (l *logPane) setBoard(s scene) tea.Cmd {
	l.scene = s
	l.proofs.take(s)
	if n := len(s.board.Actions()); n != l.marked || n == 0 {
		l.marks, l.marked = bookmarks(s.board), n
	}
	if l.since.IsZero() && s.board.Log.Len() == 0 {
		l.since = s.now
	}
	l.near.setBoard(s, &l.proofs, l.marks)
	if l.follow && l.calm.hold(s.board.Log.End()-l.lines.next, l.h, s.taken) {
		return l.calm.wake()
	}
	l.lines.setLog(&s.board.Log)
	return l.matchStep()
}

// moreMsg goes on with a match that keys have interrupted.
type moreMsg struct{}

func (l *logPane) matchOn() tea.Cmd {
	l.matching = false
	return l.matchStep()
}

// matchStep matches as much as one step may; one that goes on is under way at most.
func (l *logPane) matchStep() tea.Cmd {
	if l.matching {
		l.sync()
		return nil
	}
	done := l.lines.step()
	l.sync()
	if done {
		return nil
	}
	l.matching = true
	return func() tea.Msg { return moreMsg{} }
}

// rest shows what was held back to keep the screen calm.
func (l *logPane) rest() tea.Cmd {
	l.calm.shown, l.calm.owed = l.scene.taken, false
	l.lines.setLog(&l.scene.board.Log)
	return l.matchStep()
}

// sync brings the list in line with the lines.
func (l *logPane) sync() {
	l.list.SetHeight(l.room())
	l.list.Sync(l.lines.size(), l.lines.number, l.lines.find)
	switch {
	case !l.follow && l.anchor >= 0:
		i, ok := l.lines.find(l.anchor)
		if !ok {
			i = l.lines.size() - 1
		}
		l.list.Put(i, l.lines.number)
		l.list.Stay()
	case l.follow:
		l.list.Put(l.lines.size()-1, l.lines.number)
		l.seen = l.lines.next
	}
	l.arrange()
}

// hold keeps the cursor by its line while others come and go under it, until the next
// key.
func (l *logPane) hold() {
	if i := l.list.Index(); i >= 0 && l.anchor < 0 {
		l.anchor = l.lines.number(i)
	}
}

// put moves the cursor; on the last line it follows.
func (l *logPane) put(i int) {
	l.list.Put(i, l.lines.number)
	l.list.Stay()
	l.follow = l.list.Index() == l.lines.size()-1
	if l.follow {
		l.seen = l.lines.next
	}
	l.arrange()
}

func (l *logPane) update(msg tea.KeyPressMsg) intent {
	k := l.keys
	if l.near.open {
		return l.near.update(msg)
	}
	l.going, l.anchor = logSeek{}, -1
	if n, ok := k.step(msg, l.list.Height()); ok {
		l.put(max(l.list.Index(), 0) + n)
		return intent{}
	}
	switch {
	case key.Matches(msg, k.Around):
		return l.nextAround()
	case key.Matches(msg, k.Enter, k.ToLog):
		if e := l.selected(); e != nil {
			return intent{cmd: l.near.show(l.scene, evidenceOf(e), false)}
		}
	case key.Matches(msg, k.Back):
		return l.stepBack()
	}
	return intent{}
}

// stepBack drops the filter, then the view.
func (l *logPane) stepBack() intent {
	if l.lines.filter.Empty() {
		return intent{leave: true}
	}
	lent := l.lent
	l.lent = false
	return intent{leave: lent, cmd: l.filter("")}
}

func (l *logPane) selected() *mesoswatch.Event {
	if i := l.list.Index(); i >= 0 && i < l.lines.size() {
		return l.lines.event(i)
	}
	return nil
}

// here is the line under the cursor, of the log or of a neighbourhood.
func (l *logPane) here() *mesoswatch.Event {
	if l.near.open {
		return l.near.selected()
	}
	return l.selected()
}

// chosen is the finding the line under the cursor is evidence of.
func (l *logPane) chosen() string {
	if e := l.here(); e != nil {
		if f := l.proofs.of(e); f != nil {
			return f.ID
		}
	}
	return ""
}

// around opens the neighbourhood of a piece of evidence.
func (l *logPane) around(e mesoswatch.Evidence) tea.Cmd { return l.near.show(l.scene, e, true) }

// close leaves the neighbourhood.
func (l *logPane) close() { l.near.open = false }

func (l *logPane) visited() { l.close() }

func (l *logPane) takeContext(m contextMsg) (notice string) { return l.near.take(m) }

// filter takes a filter and keeps the cursor on its line, or the next that is
// left.
func (l *logPane) filter(typed string) tea.Cmd {
	l.lines.setFilter(newLogFilter(typed))
	l.going = logSeek{}
	return l.matchStep()
}

func (l *logPane) ShortHelp() []key.Binding {
	k := l.keys
	switch {
	case l.near.open:
		return l.near.ShortHelp()
	case !l.lines.filter.Empty():
		return []key.Binding{k.Down, k.Enter, k.Filter, k.Around, k.NextFound, k.Find, k.FindNext, k.End, k.Back, k.Help}
	case !l.find.Empty():
		return []key.Binding{k.Down, k.Enter, k.FindNext, k.FindPrev, k.Filter, k.NextFound, k.End, k.Back, k.Help}
	}
	return []key.Binding{k.Down, k.Enter, k.Filter, k.Find, k.NextFound, k.Earlier, k.Later, k.End, k.Pause, k.Back, k.Help}
}
