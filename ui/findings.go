package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// findingsSplit puts list and detail beside each other where both can be read;
// narrower screens of some height have the detail below the list.
var findingsSplit = split{from: 140, share: 56}

// From which width and height the detail stands below the list.
const (
	belowFromWidth  = 100
	belowFromHeight = 24
)

// findingsPane is the list of findings and one of them in detail: side by side on a
// wide screen, one below the other on a high one, else the list and then, with Enter,
// the detail.
type findingsPane struct {
	pen    *kit.Pen
	keys   *keyMap
	table  findingTable
	detail detailPane
	w, h   int
	wide   bool // both are seen
	below  int  // rows of the detail where it stands below, else 0
	zoomed bool // the one with the keys has all the room
	// reading: the keys go to the detail, which on a narrow screen is all there is.
	reading bool
	// lent: the detail was opened from an incident; Esc leads back there.
	lent bool
}

func newFindings(p *kit.Pen, k *keyMap, book runbookFunc) findingsPane {
	return findingsPane{pen: p, keys: k, table: newPartedFindings(p, k), detail: newDetail(p, k, book)}
}

func (f *findingsPane) split() split { return findingsSplit.unless(f.zoomed) }

func (f *findingsPane) setSize(w, h int) {
	f.w, f.h, f.below = w, h, 0
	left, right := f.split().of(w)
	if right == 0 && !f.zoomed && w >= belowFromWidth && h >= belowFromHeight {
		f.below = h - min(max(f.table.Rows(), 6), h*2/5) - 1
	}
	f.wide = right > 0 || f.below > 0
	if right == 0 {
		right = w
	}
	list, detail := h, h
	if f.below > 0 {
		list, detail = h-f.below-1, f.below
	}
	f.table.setSize(left, list)
	f.detail.setSize(right, detail)
}

func (f *findingsPane) visited() { f.lent = false }

func (f *findingsPane) chosen() string {
	sel, _ := f.current()
	return sel.ID
}

// setBoard shows the board; the command renders a runbook that is not there yet.
func (f *findingsPane) setBoard(s scene) tea.Cmd {
	f.table.setBoard(s)
	f.setSize(f.w, f.h)
	if f.reading {
		if _, known := s.board.Finding(f.detail.finding.ID); known {
			f.table.Put(f.detail.finding.ID)
		}
	}
	return f.showSelected(s)
}

// showSelected brings the detail in line with the list. On a narrow screen it
// is prepared only once it is asked for.
func (f *findingsPane) showSelected(s scene) tea.Cmd {
	if !f.wide && !f.reading {
		return nil
	}
	sel, ok := f.table.finding()
	if f.reading && f.detail.finding.ID != "" {
		sel, ok = s.board.Finding(f.detail.finding.ID)
	}
	if !ok {
		return nil
	}
	return f.detail.show(s, sel)
}

// open shows one finding in detail.
func (f *findingsPane) open(s scene, id string) tea.Cmd {
	f.table.setBoard(s)
	if !f.table.Put(id) {
		f.table.unfilter()
		f.table.Put(id)
	}
	f.reading = true
	sel, ok := s.board.Finding(id)
	if !ok {
		f.reading = false
		return nil
	}
	f.detail.top()
	return f.detail.show(s, sel)
}

func (f *findingsPane) takeRunbook(m runbookMsg) { f.detail.takeRunbook(m) }

func (f *findingsPane) update(msg tea.KeyPressMsg) intent {
	k := f.keys
	switch {
	case key.Matches(msg, k.Back):
		return f.back()
	case key.Matches(msg, k.Enter) && !f.reading:
		return f.read(true)
	case key.Matches(msg, k.Runbook):
		in := f.read(true)
		f.detail.toRunbook()
		return in
	}
	sel, _ := f.current()
	if in, ok := k.decide(msg, &sel); ok {
		return in
	}
	switch {
	case f.reading:
		return f.detail.update(msg)
	default:
		in := f.table.update(msg)
		in.cmd = tea.Batch(in.cmd, f.showSelected(f.table.scene))
		return in
	}
}

// back closes the detail, then the filter, then the view.
func (f *findingsPane) back() intent {
	if f.reading {
		lent := f.lent
		f.reading, f.lent = false, false
		return intent{leave: lent}
	}
	if cmd, was := f.table.unfilter(); was {
		return intent{cmd: tea.Batch(cmd, f.showSelected(f.table.scene))}
	}
	return intent{leave: true}
}

// read gives the keys to the detail or back to the list.
func (f *findingsPane) read(on bool) intent {
	sel, ok := f.table.finding()
	if !ok {
		return intent{}
	}
	f.reading = on
	if !on {
		return intent{}
	}
	return intent{cmd: f.detail.show(f.table.scene, sel)}
}

func (f *findingsPane) current() (mesoswatch.Finding, bool) {
	if f.reading {
		return f.detail.finding, f.detail.finding.ID != ""
	}
	return f.table.finding()
}

// prompt for filtering the list.
func (f *findingsPane) prompt(promptFor) *prompt { return f.table.prompt() }

func (f *findingsPane) typed(_ promptFor, text string, o outcome) (cmd tea.Cmd, notice string) {
	cmd, notice = f.table.typed(text, o)
	f.reading = false
	return tea.Batch(cmd, f.showSelected(f.table.scene)), notice
}

func (f *findingsPane) ShortHelp() []key.Binding {
	k := f.keys
	if f.reading {
		return []key.Binding{k.Down, k.Enter, k.WorkOn, k.Ack, k.Note, k.Silence, k.ToLog, k.Runbook, k.Back, k.NextPane, k.Help}
	}
	return []key.Binding{k.Down, k.Enter, k.WorkOn, k.Ack, k.Note, k.Silence, k.Filter, k.ToLog, k.Runbook, k.Back, k.Help, k.Quit}
}

func (f *findingsPane) view() (lines []string, tee int) {
	switch {
	case f.below > 0:
		lines = append(sized(f.viewList(), f.h-f.below-1), f.pen.Rule(f.w, -1, ""))
		return append(lines, f.viewDetail()...), -1
	case f.wide:
		left, _ := f.split().of(f.w)
		return beside(f.pen, left, f.h, f.viewList(), f.viewDetail()), left
	case f.reading:
		return f.viewDetail(), -1
	}
	return f.viewList(), -1
}

func (f *findingsPane) viewList() []string {
	return f.table.view(!f.reading, "No findings: "+noFindingWords(f.table.scene))
}

func (f *findingsPane) viewDetail() []string {
	if f.detail.finding.ID == "" {
		return []string{f.pen.Row(f.detail.w, f.pen.Text, kit.Span{Text: " No finding to show.", Style: f.pen.Dim})}
	}
	return f.detail.view(f.reading)
}
