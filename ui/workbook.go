package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

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
	ticks   map[string]map[string]mesoswatch.Tick // by runbook and step
	way     onTheWay
	nth     map[string]int // of the commands of a step, the one that is copied next
	places  map[string]spot
}

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
	}
	b.scene, b.finding = s, f
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

func (b *workbook) take(m stepBookMsg) {
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

// toWork goes on where the others stopped: to the first step that is not done, if
// any is.
func (b *workbook) toWork() {
	begun, next := false, ""
	for i := range b.at {
		if b.isDone(b.at[i].id) {
			begun = true
		} else if next == "" {
			next = b.at[i].id
		}
	}
	if begun && next != "" {
		b.put(next)
		b.build()
	}
}

// roomySteps is how many rows there are from which steps stand apart.
const roomySteps = 26

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
		return intent{notice: b.keys.Tick.Help().Key + " ticks a step, " + b.keys.Copy.Help().Key + " copies its command: nothing is run from here"}
	}
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

// build writes the page anew.
func (b *workbook) build() {
	var lines []stopLine
	var at []stop
	add := func(spans ...kit.Span) { lines = append(lines, stopLine{spans: spans}) }
	if open := b.book.text.filled.Open; len(open) > 0 {
		for _, l := range b.pen.Wrap("The finding does not tell, and commands leave open: "+strings.Join(open, ", "), b.w-2, 3) {
			add(kit.Span{Text: l, Style: b.pen.Changed})
		}
		add()
	}
	for i := range b.book.text.parts {
		part := &b.book.text.parts[i]
		if i > 0 && part.step < 0 {
			add()
		}
		if part.step < 0 {
			for _, l := range trimEnd(part.lines) {
				lines = append(lines, stopLine{painted: l})
			}
			add()
			continue
		}
		s := &b.book.text.filled.Steps[part.step]
		if n := len(at); n > 0 && at[n-1].to == len(lines) && b.h >= roomySteps {
			add()
		}
		one := b.stepLines(s, part)
		at = append(at, stop{id: s.ID, from: len(lines), head: len(lines) + one.head, to: len(lines) + len(one.lines)})
		lines = append(lines, one.lines...)
	}
	if n := len(b.book.text.filled.LeftOut); n > 0 {
		add()
		for _, l := range b.pen.Wrap(kit.Count(int64(n), "step")+" left out: about what this finding does not have.", b.w-2, 2) {
			add(kit.Span{Text: l, Style: b.pen.Dim})
		}
	}
	b.set(lines, at)
}

func trimEnd(lines []string) []string {
	for len(lines) > 0 && strings.TrimSpace(ansi.Strip(lines[len(lines)-1])) == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}
