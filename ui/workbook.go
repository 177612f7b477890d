package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// workbook is the runbook of the selected finding as it is worked through: steps
// with boxes, who ticked them and when, commands to copy. It never runs one.
type workbook struct {
	stops
	book    stepBook
	scene   scene
	finding mesoswatch.Finding
	in      mesoswatch.Incident
	ticks   map[string]map[string]mesoswatch.Tick // by runbook and step
	way     onTheWay
	nth     map[string]int // of the commands of a step, the one that is copied next
	places  map[string]spot
	airy    bool // steps stand apart
	// unfolded tells that the introduction is read, and noted the notes of which step.
	unfolded bool
	noted    string
}

// intro is the stop on which the introduction is unfolded; no step has such an id.
const intro = "\x00intro"

// spot is where one was on a page.
type spot struct {
	id  string
	top int
}

func newWorkbook(p *kit.Pen, k *keyMap, ask runbookFunc) workbook {
	return workbook{
		stops: stops{pen: p, keys: k}, book: newStepBook(p, ask), way: onTheWay{}, nth: map[string]int{}, places: map[string]spot{},
		scene: scene{board: &mesoswatch.Board{}},
	}
}

// show brings the runbook in line with a finding and what was done on its incident;
// the command renders it if it is not there yet.
func (b *workbook) show(s scene, in mesoswatch.Incident, f mesoswatch.Finding) tea.Cmd {
	if f.ID != b.finding.ID {
		b.leave()
		b.finding = f
		clear(b.nth)
		b.unfolded, b.noted = false, ""
	}
	b.scene, b.finding, b.in = s, f, in
	b.ticks = s.board.Ticks(in)
	b.way.settle(b.book.text.filled.ID, b.done())
	cmd := b.book.want(f, b.w-2)
	b.build()
	return cmd
}

// leave remembers where one was in the book of a finding.
func (b *workbook) leave() {
	if len(b.places) > mostPlaces {
		clear(b.places)
	}
	if b.finding.ID != "" && len(b.at) > 0 {
		b.places[b.finding.ID] = spot{b.id(), b.top}
	}
	b.lines, b.at = nil, nil
	b.first()
}

// mostPlaces bounds how many findings one comes back to where one was.
const mostPlaces = 200

func (b *workbook) take(m runbookMsg) {
	if !b.book.take(m) {
		return
	}
	fresh := len(b.at) == 0
	b.build()
	if was, known := b.places[b.finding.ID]; known && fresh {
		b.put(was.id)
		b.build()
		b.top = was.top
		b.scroll(0)
	} else if fresh {
		b.toWork()
	}
}

// toWork goes on where the others stopped: to the first step that is not done.
func (b *workbook) toWork() {
	for i := range b.at {
		if id := b.at[i].id; id != intro && !b.isDone(id) {
			b.here = i
			for i > 0 && b.at[b.here].to-b.at[i-1].from <= b.h {
				i-- // it is seen with what stands before it, whole
			}
			b.top = 0
			if i > 0 {
				b.top = b.at[i].from
			}
			b.scroll(0)
			b.build()
			return
		}
	}
}

// step is the one under the cursor; nil without any.
func (b *workbook) step() *mesoswatch.RunbookStep {
	if i := b.here; i < len(b.at) {
		for n := range b.book.text.filled.Steps {
			if b.book.text.filled.Steps[n].ID == b.at[i].id {
				return &b.book.text.filled.Steps[n]
			}
		}
	}
	return nil
}

func (b *workbook) key(step string) stepKey { return stepKey{b.book.text.filled.ID, step} }

// done are the steps of this runbook that are.
func (b *workbook) done() map[string]mesoswatch.Tick { return b.ticks[b.book.text.filled.ID] }

func (b *workbook) isDone(step string) bool { _, is := b.done()[step]; return is }

// tick is what ticking, or unticking, the step under the cursor does.
func (b *workbook) tick(readonly bool) intent {
	s := b.step()
	switch {
	case s == nil:
		return intent{notice: "there is no step to tick here"}
	case readonly:
		return intent{notice: readOnly}
	}
	k := b.key(s.ID)
	if _, waits := b.way[k]; waits {
		return intent{notice: "this step is on its way already"}
	}
	a := mesoswatch.Action{What: mesoswatch.Step, Finding: b.finding.ID, Runbook: b.book.text.filled.ID, Step: s.ID, Text: s.Text, Undo: b.isDone(s.ID)}
	b.way.sent(&a)
	b.build()
	b.goTo(b.here)
	return intent{do: &a}
}

// note asks for one on the step under the cursor.
func (b *workbook) note() *question {
	s, q := b.step(), askFor(mesoswatch.Note)
	q.action = mesoswatch.Action{What: mesoswatch.Note, Finding: b.finding.ID, Runbook: b.book.text.filled.ID, Step: s.ID}
	q.of = plainStep(s.Text)
	return q
}

// failed draws a step again as it was that could not be written down.
func (b *workbook) failed(a *mesoswatch.Action) {
	b.way.failed(a)
	b.build()
}

// command is the one of the step under the cursor that is copied next, and which of
// how many that is.
func (b *workbook) command() (text string, n, of int) {
	s := b.step()
	if s == nil || len(s.Commands) == 0 {
		return "", 0, 0
	}
	n = b.nth[s.ID] % len(s.Commands)
	return s.Commands[n], n, len(s.Commands)
}

// copied goes on to the next command of the step.
func (b *workbook) copied() {
	if s := b.step(); s != nil && len(s.Commands) > 1 {
		b.nth[s.ID]++
		b.build()
		b.goTo(b.here)
	}
}

func (b *workbook) update(msg tea.KeyPressMsg) intent {
	if b.stops.update(msg) {
		b.build() // the key that copies stands beside one step only
		return intent{}
	}
	if key.Matches(msg, b.keys.Enter) {
		return b.unfold()
	}
	return intent{}
}

// unfold shows what is folded under the cursor, or folds it again.
func (b *workbook) unfold() intent {
	switch s := b.step(); {
	case b.id() == intro:
		b.unfolded = !b.unfolded
	case s != nil && b.noted == s.ID:
		b.noted = ""
	case s != nil && len(b.page().open(s)) > 0:
		b.noted = s.ID
	default:
		return intent{notice: b.keys.Tick.Help().Key + " ticks a step, " + b.keys.Copy.Help().Key + " copies its command: nothing is run from here"}
	}
	b.build()
	b.goTo(b.here)
	return intent{}
}

// progress is how many steps are done.
func (b *workbook) progress() string {
	steps, done := b.book.text.filled.Steps, 0
	for i := range steps {
		if b.isDone(steps[i].ID) {
			done++
		}
	}
	if len(steps) == 0 {
		return ""
	}
	return kit.Number(int64(done)) + " of " + kit.Number(int64(len(steps))) + " done"
}
