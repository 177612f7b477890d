package ui

import (
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// overviewPane answers in five seconds: the headline, the last hours as a strip, what
// happened, how things are set up in one row, what has changed, who is on it, what is
// seen and how freshly.
type overviewPane struct {
	pen   *kit.Pen
	keys  *keyMap
	body  rect
	at    overviewAreas
	scene scene
	head  headline
	strip strip
	table findingTable
	// of what happened, when the strip's chosen cell has findings: those
	cell map[string]mesoswatch.Level

	setup   setup
	changes changes
	handled handled
	trouble []troubled
	next    nextSteps
}

func newOverview(p *kit.Pen, k *keyMap, opt Options) overviewPane {
	o := overviewPane{pen: p, keys: k, scene: scene{board: &mesoswatch.Board{}}, strip: strip{replay: opt.Player != nil}, next: newNextSteps(p, opt.Runbook)}
	o.table = newFindingTable(p, k, toDoFirst)
	o.table.only = happened
	return o
}

func (o *overviewPane) setSize(w, h int) {
	o.body = rect{0, 0, w, h}
	o.look()
	o.fold()
}

// fold lays the pane out for its size and what there is to be said.
func (o *overviewPane) fold() {
	n := overviewNeeds{
		headline: o.head.rows(o.pen, o.body), findings: max(o.table.Size(), 1),
		setup: int(bit(o.setup.any())), changes: int(bit(len(o.changes.words) > 0)), handled: int(bit(o.handled.any())),
		sources: o.sourceRows(),
	}
	if _, right := overviewSplit.of(o.body.w); right > 0 {
		n.steps = len(o.next.view(o.pen, o.keys, right))
	}
	if _, _, any := o.strip.span(); any {
		n.chosen = 1
	}
	o.at = layoutOverview(o.body, n)
	o.table.setSize(o.at.findings.w, o.at.findings.h)
}

func (o *overviewPane) setBoard(s scene) tea.Cmd {
	o.scene = s
	o.head = newHeadline(o.pen, s)
	o.changes.update(s)
	o.setup.update(s)
	o.handled.update(s)
	o.trouble = troubles(s)
	o.table.setBoard(s)
	o.look()
	var cmd tea.Cmd
	if _, right := overviewSplit.of(o.body.w); right > 0 {
		cmd = o.next.update(s, o.head.id)
	}
	o.fold()
	return cmd
}

// takeSteps takes the runbook of the steps to come.
func (o *overviewPane) takeSteps(m nextStepsMsg) {
	if o.next.book.take(m) {
		o.fold()
	}
}

// look brings strip and list in line with each other.
func (o *overviewPane) look() {
	o.strip.update(o.scene, o.stripRoom())
	from, to, any := o.strip.span()
	if !any {
		if o.cell != nil {
			o.list(nil)
		}
		return
	}
	cell := o.scene.board.Found.Between(from, to).Findings
	if cell == nil {
		cell = map[string]mesoswatch.Level{}
	}
	if !sameCell(cell, o.cell) {
		o.list(cell)
	}
}

func sameCell(a, b map[string]mesoswatch.Level) bool {
	if b == nil || len(a) != len(b) {
		return false
	}
	for id := range a {
		if _, is := b[id]; !is {
			return false
		}
	}
	return true
}

// list lists the findings of a cell, with nil all that happened.
func (o *overviewPane) list(cell map[string]mesoswatch.Level) {
	o.cell, o.table.only = cell, happened
	if cell != nil {
		o.table.only = func(f *mesoswatch.Finding) bool { _, is := cell[f.ID]; return is }
	}
	o.table.Rest()
	o.table.anew()
}

func (o *overviewPane) visited() {}

func (o *overviewPane) chosen() string { return o.table.selected() }

func (o *overviewPane) update(msg tea.KeyPressMsg) intent {
	k := o.keys
	_, _, walking := o.strip.span()
	switch {
	case key.Matches(msg, k.Enter):
		if id := o.table.selected(); id != "" {
			return intent{finding: id}
		}
	case key.Matches(msg, k.Back) && walking:
		return o.walk(func() string { o.strip.chosen = time.Time{}; return "" })
	case key.Matches(msg, k.Back):
		o.table.Reset()
	case key.Matches(msg, k.ToLog) && walking:
		return intent{logAt: o.strip.chosen}
	default:
		return o.table.update(msg)
	}
	return intent{}
}

// inTime goes so many cells along the strip, toFound to the next with findings.
func (o *overviewPane) inTime(cells int) intent {
	return o.walk(func() string { return o.strip.step(cells) })
}
func (o *overviewPane) toFound(by int) intent {
	return o.walk(func() string { return o.strip.find(by) })
}

// walk moves along the strip, and lists what that leads to.
func (o *overviewPane) walk(does func() string) intent {
	notice := does()
	o.look()
	o.fold()
	return intent{notice: notice}
}

func (o *overviewPane) ShortHelp() []key.Binding {
	k := o.keys
	if _, _, walking := o.strip.span(); walking {
		return []key.Binding{as(k.Earlier, "back"), as(k.Later, "on"), as(k.NextFound, "next found"), as(k.PrevFound, "before"),
			k.Enter, as(k.ToLog, "log then"), as(k.Back, "all of it"), k.Help}
	}
	if o.strip.replay {
		return []key.Binding{k.Down, k.Enter, k.WorkOn, k.ToLog, k.Ack, k.Filter, k.Pause, k.Help, k.Quit}
	}
	return []key.Binding{k.Down, k.Enter, k.WorkOn, as(k.PrevFound, "last found"), k.ToLog, k.Ack, k.Filter, k.Pause, k.Help, k.Quit}
}

// as is a key with another word for what it does here.
func as(b key.Binding, word string) key.Binding {
	b.SetHelp(b.Help().Key, word)
	return b
}

func (o *overviewPane) view() (lines []string, tee int) {
	hint := key.NewBinding()
	if o.head.id != "" && o.table.selected() == o.head.id {
		hint.SetHelp(o.keys.WorkOn.Help().Key, "work on it")
	}
	put := func(r rect, rows []string) {
		if r.h > 0 {
			lines = append(sized(lines, r.y), sized(rows, r.h)...)
		}
	}
	put(o.at.headline, o.head.view(o.pen, o.at.headline, hint))
	put(o.at.strip, o.strips())
	put(o.at.chosen, o.cellWords())
	if o.at.feed.x > 0 {
		left, right := overviewSplit.of(o.body.w)
		findings := append(o.findings(), o.setup.view(o.pen, o.keys, left))
		if o.at.setup.h == 0 {
			findings = findings[:o.at.findings.h]
		}
		r := rect{0, o.at.findings.y, right, o.at.steps.h + o.at.feed.h}
		put(r, beside(o.pen, left, r.h, findings, o.side(right)))
	} else {
		put(o.at.findings, o.findings())
		put(o.at.setup, []string{o.setup.view(o.pen, o.keys, o.body.w)})
		put(o.at.feed, o.feed())
	}
	put(o.at.changes, []string{o.changes.view(o.pen, o.at.changes.w)})
	put(o.at.handled, []string{o.handled.view(o.pen, o.scene, o.at.handled.w)})
	put(o.at.sources, o.sources())
	return lines, -1
}

// side is what stands beside the findings: what to do next, and what the logs told.
func (o *overviewPane) side(w int) []string {
	var lines []string
	if o.at.steps.h > 0 {
		lines = sized(o.next.view(o.pen, o.keys, w), o.at.steps.h)
	}
	return append(lines, o.feed()...)
}

// findings are those that are listed.
func (o *overviewPane) findings() []string {
	empty := "Nothing has happened that is a finding."
	if _, _, walking := o.strip.span(); walking {
		empty = "Nothing was found then."
		if o.strip.cells[o.strip.index()].unseen {
			empty = "No findings: nothing is known of that time."
		}
	}
	if o.scene.board.Seq == 0 {
		empty = "No findings: " + noFindingWords(o.scene)
	}
	return o.table.View(table.Look{Focused: true, Empty: empty})
}
