package ui

import (
	"context"
	"errors"
	"io/fs"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

type exportFunc func(context.Context, mesoswatch.Incident) (path, hash string, err error)

// incidentPart is a part of the incident view that can have the keys.
type incidentPart int

const (
	partFacts incidentPart = iota
	partBook
	partTimeline
	incidentParts // how many there are
)

// incidentPane is where one works on an incident: what belongs to it and who is on
// it, the runbook of the selected finding, and the timeline. What is ticked, noted
// and linked is kept by the board; this pane keeps only where one was.
type incidentPane struct {
	pen    *kit.Pen
	keys   *keyMap
	w, h   int
	scene  scene
	at     incidentAreas
	part   incidentPart
	upper  incidentPart // which of facts and runbook is seen where there is room for one
	zoomed bool

	id     string // the finding it was opened from; empty: the most urgent one
	picked bool   // somebody chose it
	in     mesoswatch.Incident
	gone   bool // the finding is not kept any more

	answer   answer
	facts    incidentFacts
	book     workbook
	timeline timelinePane
	link     linkPicker
	page     *commandPage // of the whole screen

	env       func(string) string
	readonly  bool
	export    exportFunc
	exporting bool
	places    map[string]string // finding selected last, by incident
}

func newIncident(p *kit.Pen, k *keyMap, o Options) incidentPane {
	n := incidentPane{
		pen: p, keys: k, scene: scene{board: &mesoswatch.Board{}}, part: partBook, upper: partBook, answer: answer{pen: p},
		facts: incidentFacts{stops: stops{pen: p, keys: k}}, book: newWorkbook(p, k, o.Runbook), timeline: newTimeline(p, k),
		link: newLinkPicker(p, k),
		env:  o.Env, readonly: o.Act == nil, export: o.Export, places: map[string]string{},
	}
	n.facts.scene = n.scene
	if n.env == nil {
		n.env = func(string) string { return "" }
	}
	return n
}

func (n *incidentPane) setSize(w, h int) {
	n.w, n.h = w, h
	n.fold()
}

// fold divides the screen.
func (n *incidentPane) fold() {
	alone := n.in.ID == ""
	if alone {
		n.part = partTimeline
	}
	n.at = layoutIncident(rect{w: n.w, h: n.h}, incidentFold{part: n.part, upper: n.upper, head: len(n.head()), alone: alone, zoomed: n.zoomed})
	n.book.airy = n.airy()
	n.facts.setSize(n.at.facts.w, n.at.facts.h-1)
	n.book.setSize(n.at.book.w, n.at.book.h-1)
	n.timeline.setSize(n.at.timeline.w, n.at.timeline.h-1)
	n.link.setSize(n.w, n.h)
}

// setBoard brings all parts in line with the board.
func (n *incidentPane) setBoard(s scene) tea.Cmd {
	n.scene = s
	n.choose()
	in, known := s.board.Incident(n.id)
	if n.gone = n.id != "" && !known; known || n.id != n.facts.from {
		n.in = in
	}
	if n.in.ID != "" && n.part == partTimeline && n.facts.in.ID == "" {
		n.part = n.upper // it came to be while the timeline was all there was
	}
	n.facts.show(s, n.in, n.id)
	n.answer.show(s, n.in, n.facts.sorted)
	n.fold()
	n.facts.build()
	if was := n.places[n.id]; was != "" {
		n.facts.put(was)
		delete(n.places, n.id)
	}
	n.timeline.show(s, n.in, n.id)
	if n.link.open {
		n.link.show(s, n.in)
	}
	return n.showBook()
}

// showBook opens the runbook of the selected finding.
func (n *incidentPane) showBook() tea.Cmd {
	if sel := n.facts.selected(); sel != nil {
		return n.book.show(n.scene, n.in, *sel)
	}
	return nil
}

// choose takes the most urgent finding as long as nobody has chosen one.
func (n *incidentPane) choose() {
	if n.id != "" {
		return
	}
	n.id = mostUrgent(n.scene.board.Findings())
}

// mostUrgent is the finding to work on first; empty when none is open or in work.
// What happened comes before how things are set up.
func mostUrgent(all []mesoswatch.Finding) string {
	best := -1
	for i := range all {
		f := &all[i]
		if f.Status == mesoswatch.Resolved || f.Status == mesoswatch.Silenced {
			continue
		}
		if best < 0 || happenedFirst(f, &all[best]) < 0 {
			best = i
		}
	}
	if best < 0 {
		return ""
	}
	return all[best].ID
}

// visited looks for the most urgent incident again, if nobody has chosen one.
func (n *incidentPane) visited() {
	n.link.open = false
	if !n.picked {
		n.goTo("")
	}
}

// work opens the incident of a finding.
func (n *incidentPane) work(id string) {
	n.link.open = false
	n.picked = true
	if n.part == partTimeline {
		n.part = n.upper
	}
	n.goTo(id)
}

// goTo changes to another incident and remembers where one was in this one.
func (n *incidentPane) goTo(id string) {
	if n.id == id {
		return
	}
	if len(n.places) > mostPlaces {
		clear(n.places)
	}
	if sel := n.facts.id(); n.id != "" {
		n.places[n.id] = sel
	}
	n.id = id
}

func (n *incidentPane) takeBook(m runbookMsg) { n.book.take(m) }

// acted hears how an action ended: a step that could not be written down is not
// ticked.
func (n *incidentPane) acted(m actedMsg) {
	if m.err != nil && m.action.What == mesoswatch.Step {
		n.book.failed(&m.action)
	}
}

// exportedMsg is the outcome of an export.
type exportedMsg struct {
	path, hash string
	err        error
}

// exported shows the line that proves the evidence, on a page of its own: the hash in
// it is to be kept elsewhere, and no foot has room for it.
func (n *incidentPane) exported(m exportedMsg) (notice string) {
	n.exporting = false
	if m.err != nil {
		return "not exported: " + mesoswatch.Mask(reasonFirst(m.err))
	}
	if m.hash != "" {
		n.page.show(clip{text: "mesoswatch verify " + shellWord(m.path) + " --expect " + m.hash, command: true},
			"Written to "+mesoswatch.Printable(m.path)+". Keep this line apart from it: the hash proves it unchanged. Esc leads back.")
	}
	return "exported; the hash is on the timeline too: " + m.path
}

// reasonFirst begins with why a file could not be used: what comes last on the foot
// is cut off.
func reasonFirst(err error) string {
	if at, is := errors.AsType[*fs.PathError](err); is {
		return at.Err.Error() + ": " + at.Path
	}
	return err.Error()
}

// shellWord is one word for a POSIX shell.
func shellWord(s string) string {
	if strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-") == "" && s != "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// write exports the evidence of the incident.
func (n *incidentPane) write() intent {
	switch {
	case n.export == nil:
		return intent{notice: "evidence cannot be exported from here"}
	case n.in.ID == "":
		return intent{notice: "no incident is open"}
	case n.exporting:
		return intent{notice: "the export is being written"}
	}
	n.exporting = true
	export, in := n.export, n.in
	return intent{notice: "writing the evidence" + n.pen.Marks.Ellipsis, cmd: func() tea.Msg {
		path, hash, err := export(context.Background(), in)
		return exportedMsg{path, hash, err}
	}}
}
