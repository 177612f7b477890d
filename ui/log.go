package ui

import (
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
	follow bool
	seen   int64 // number behind the newest event when following ended
	calm   calm

	find       match.Text // what is searched for is brought into sight
	lastFilter string
	lent       bool // the filter was set from another view: Esc leads back there
	round      int  // id of the running match; older steps are dropped

	near nearPane
}

func newLog(p *kit.Pen, k *keyMap, read contextFunc) logPane {
	l := logPane{pen: p, keys: k, follow: true, near: newNear(p, k, read)}
	l.scene.board = &mesoswatch.Board{}
	l.lines.setLog(&l.scene.board.Log)
	return l
}

func (l *logPane) setSize(w, h int) {
	l.w, l.h = w, h
	l.list.SetHeight(h - 1)
	l.near.setSize(w, h)
	l.sync()
}

// setBoard takes new lines in; the command goes on matching when one step was
// not enough.
func (l *logPane) setBoard(s scene) tea.Cmd {
	l.scene, l.near.scene = s, s
	if l.follow && l.calm.hold(s.board.Log.End()-l.lines.next, l.h, s.taken) {
		return l.calm.wake()
	}
	l.lines.setLog(&s.board.Log)
	return l.matchStep()
}

// moreMsg goes on with a match that keys have interrupted.
type moreMsg struct{ round int }

func (l *logPane) matchOn(m moreMsg) tea.Cmd {
	if m.round != l.round {
		return nil
	}
	return l.matchStep()
}

func (l *logPane) matchStep() tea.Cmd {
	done := l.lines.step()
	l.sync()
	if done {
		return nil
	}
	l.round++
	round := l.round
	return func() tea.Msg { return moreMsg{round} }
}

// rest shows what was held back to keep the screen calm.
func (l *logPane) rest() tea.Cmd {
	l.calm = calm{shown: l.scene.taken}
	l.lines.setLog(&l.scene.board.Log)
	return l.matchStep()
}

// sync brings the list in line with the lines.
func (l *logPane) sync() {
	l.list.Sync(l.lines.size(), l.lines.number, l.lines.find)
	if l.follow {
		l.list.Put(l.lines.size()-1, l.lines.number)
		l.seen = l.lines.next
	}
}

// put moves the cursor; on the last line it follows.
func (l *logPane) put(i int) {
	l.list.Put(i, l.lines.number)
	l.follow = l.list.Index() == l.lines.size()-1
	if l.follow {
		l.seen = l.lines.next
	}
}

func (l *logPane) update(msg tea.KeyPressMsg) intent {
	k := l.keys
	if l.near.open {
		return l.near.update(msg)
	}
	if n, ok := k.step(msg, l.list.Height()); ok {
		l.put(max(l.list.Index(), 0) + n)
		return intent{}
	}
	switch {
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
	switch {
	case !l.lines.match.Empty():
		lent := l.lent
		l.lent = false
		return intent{leave: lent, cmd: l.filter(match.Text{})}
	}
	return intent{leave: true}
}

func (l *logPane) selected() *mesoswatch.Event {
	if i := l.list.Index(); i >= 0 {
		return l.lines.event(i)
	}
	return nil
}

// around opens the neighbourhood of a piece of evidence.
func (l *logPane) around(e mesoswatch.Evidence) tea.Cmd { return l.near.show(l.scene, e, true) }

// close leaves the neighbourhood.
func (l *logPane) close() { l.near.open = false }

func (l *logPane) visited() { l.close() }

func (l *logPane) takeContext(m contextMsg) (notice string) { return l.near.take(m) }

// filter takes a filter and keeps the cursor on its line, or the next that is
// left.
func (l *logPane) filter(m match.Text) tea.Cmd {
	l.lines.setMatch(m)
	return l.matchStep()
}

func (l *logPane) ShortHelp() []key.Binding {
	k := l.keys
	if l.near.open {
		return l.near.ShortHelp()
	}
	return []key.Binding{k.Down, k.Enter, k.Filter, k.Find, k.FindNext, k.FindPrev, k.Pause, k.End, k.Back, k.Help}
}

func (l *logPane) view() (lines []string, tee int) {
	if l.near.open {
		return l.near.view(), -1
	}
	if l.h <= 0 {
		return nil, -1
	}
	p := l.pen
	lines = []string{l.title()}
	from, to := l.list.Window()
	style := l.rows(from, to)
	for i := from; i < to; i++ {
		e := l.lines.event(i)
		if e == nil {
			continue
		}
		base := p.Text
		if i == l.list.Index() && !l.follow {
			base = p.Cursor
		}
		lines = append(lines, style.row(e, base, " "))
	}
	if l.lines.size() == 0 {
		lines = append(lines, p.Row(l.w, p.Text, kit.Span{Text: "   " + p.Cut(l.empty(), l.w-3), Style: p.Dim}))
	}
	return lines, -1
}

// rows is the style of the rows in the window.
func (l *logPane) rows(from, to int) rowStyle {
	r := rowStyle{pen: l.pen, scene: l.scene, w: l.w, find: l.find, marks: bookmarks(l.scene.board)}
	for i := from; i < to && !r.dated; i++ {
		r.dated = r.scene.otherDay(l.lines.event(i))
	}
	return r
}

func (l *logPane) empty() string {
	if l.lines.match.Empty() {
		return "No line yet: the logs are being waited for."
	}
	return "No line of " + kit.Number(int64(l.lines.log.Len())) + " matches " + l.lines.match.String() + "."
}

// title is how many lines there are, what is filtered and searched for, and
// whether the end is followed.
func (l *logPane) title() string {
	p := l.pen
	left := []kit.Span{{Text: " Log", Style: p.Title}}
	log := l.lines.log
	count := kit.Count(int64(log.Len()), "line")
	if log.First() > 0 {
		count = "the last " + kit.Number(int64(log.Len())) + " of " + kit.Number(log.End())
	}
	if !l.lines.match.Empty() {
		count = kit.Number(int64(l.lines.size())) + " of " + count
	}
	left = append(left, kit.Span{Text: "  " + count, Style: p.Dim})
	if !l.lines.match.Empty() {
		left = append(left, kit.Span{Text: "  filter ", Style: p.Dim}, kit.Span{Text: p.Cut(l.lines.match.String(), max(40, l.w-50)), Style: p.Accent})
	}
	if l.lines.log == &l.scene.board.Log && l.lines.next < log.End() {
		left = append(left, kit.Span{Text: "  matching " + p.Marks.Ellipsis, Style: p.Dim})
	}
	right := []kit.Span{{Text: " following ", Style: p.OK}}
	if !l.follow {
		right = []kit.Span{{Text: " " + l.keys.End.Help().Key + " follows ", Style: p.Dim}}
		if n := l.lines.countFrom(l.seen); n > 0 {
			right = []kit.Span{{Text: " " + kit.Number(int64(n)) + " new below ", Style: p.Changed}}
		}
	}
	return p.Ends(l.w, p.Text, left, right)
}
