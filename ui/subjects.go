package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// subjectSpec is what makes a view of one kind of subjects.
type subjectSpec struct {
	kind string
	// title heads the view; noun is one of them.
	title, noun string
	table       func(*kit.Pen) table.Spec[*around, snapshot]
	// tally counts a subject under one word or several, its state first.
	tally func(a *around, s snapshot, count func(word string))
	// loud tells which of these words stand first and out; nil: none.
	loud func(word string) bool
	// name of one, foreign text.
	name func(snapshot) string
	// facts writes everything of it; tasks sums up those it has.
	facts func(d *document, a *around, s snapshot, tasks *taskSum)
	// sight says how well they are seen; nil: as the source says that saw all of them.
	sight func(scene) sighting
	// search finds it in a log, as typed into the filter; empty: it cannot.
	search func(snapshot) string
	// tasks lets in the tasks of one; nil: this kind has none. taskTable lists them.
	tasks     func(snapshot) func(*mesoswatch.Task) bool
	taskTable func(*kit.Pen) table.Spec[*around, snapshot]
	// empty stands where none is known, never where nobody has looked: what to do
	// that somebody does.
	empty, never string
}

// subjectSplit puts table and detail beside each other where both can be read.
var subjectSplit = split{from: 180, share: 58}

// subjectPane is a view of one kind of subjects: a table of all of them, one in
// detail. How well they are seen always stands above.
type subjectPane struct {
	subjectList
	keys   *keyMap
	w, h   int
	detail subjectDetail
	wide   bool
	zoomed bool // the pane with the keys has all the room
	// reading: the keys go to the detail, which on a narrow screen is all there is.
	reading bool
	// linked: the detail was opened from elsewhere; Esc leads back there.
	linked bool
}

func newSubjectPane(p *kit.Pen, k *keyMap, spec subjectSpec) subjectPane {
	return subjectPane{subjectList: newSubjectList(p, k, spec), keys: k, detail: newSubjectDetail(p, k, spec)}
}

func (s *subjectPane) split() split { return subjectSplit.unless(s.zoomed) }

func (s *subjectPane) setSize(w, h int) {
	s.w, s.h = w, h
	_, right := s.split().of(w)
	s.wide = right > 0
	s.fold()
}

// fold divides the height: what is to be said of the sight comes first.
func (s *subjectPane) fold() {
	left, right := s.split().of(s.w)
	head := len(s.heading(left, s.headRows()))
	s.table.SetSize(left, s.h-head)
	if !s.wide {
		right = s.w
	}
	s.detail.zoomed = s.zoomed
	s.detail.setSize(right, s.h)
}

// headRows is how many rows the heading may take.
func (s *subjectPane) headRows() int { return min(max(s.h/4, 1), 3) }

func (s *subjectPane) visited() { s.reading, s.linked = false, false }

func (s *subjectPane) setBoard(sc scene) tea.Cmd {
	listed := s.setAround(newAround(sc, s.around))
	s.fold()
	return tea.Batch(listed, s.showSelected())
}

// showSelected brings the detail in line with the table. On a narrow screen it is
// prepared only once it is asked for.
func (s *subjectPane) showSelected() tea.Cmd {
	if !s.wide && !s.reading {
		return nil
	}
	s.detail.passing = !s.reading
	if s.reading && s.detail.id != "" {
		return s.detail.show(s.around, s.detail.id, s.sight)
	}
	if row := s.table.selected(); row != nil {
		return s.detail.show(s.around, row.Subject().Name, s.sight)
	}
	return s.detail.show(s.around, "", s.sight)
}

func (s *subjectPane) holds(kind string) bool { return kind == s.spec.kind }

func (s *subjectPane) has(sc scene, of mesoswatch.Subject) bool {
	return sc.board.Subjects(of.Kind).Get(of.Name) != nil
}

func (s *subjectPane) open(sc scene, of mesoswatch.Subject) (tea.Cmd, bool) {
	id := of.Name
	if !s.has(sc, of) {
		return nil, false
	}
	s.reading, s.linked = true, true
	s.detail.leave()
	s.detail.id = id
	cmd := s.setBoard(sc)
	if !s.table.Put(id) {
		all, _ := s.table.unfilter()
		s.table.Put(id)
		cmd = tea.Batch(cmd, all)
	}
	return cmd, true
}

func (s *subjectPane) shown() (of mesoswatch.Subject, linked bool) {
	if !s.reading {
		return mesoswatch.Subject{}, s.linked
	}
	return mesoswatch.Subject{Kind: s.spec.kind, Name: s.detail.id}, s.linked
}

func (s *subjectPane) link(linked bool) { s.linked = linked }

func (s *subjectPane) update(msg tea.KeyPressMsg) intent {
	k := s.keys
	if s.reading {
		return s.inDetail(msg)
	}
	switch {
	case key.Matches(msg, k.Enter):
		return s.read()
	case key.Matches(msg, k.Back):
		if cmd, was := s.table.unfilter(); was {
			return intent{cmd: tea.Batch(cmd, s.showSelected())}
		}
		return intent{leave: true}
	case key.Matches(msg, k.ToLog):
		if row := s.table.selected(); row != nil {
			return s.toLog(row)
		}
		return intent{}
	}
	in, _ := s.table.step(msg)
	in.cmd = tea.Batch(in.cmd, s.showSelected())
	return in
}

// read gives the keys to the detail of the row under the cursor.
func (s *subjectPane) read() intent {
	row := s.table.selected()
	if row == nil {
		return intent{notice: "nothing to open here"}
	}
	s.reading, s.linked = true, false
	s.detail.leave()
	s.table.Stay()
	s.detail.id = row.Subject().Name
	return intent{cmd: s.showSelected()}
}

func (s *subjectPane) inDetail(msg tea.KeyPressMsg) intent {
	k := s.keys
	switch {
	case key.Matches(msg, k.Back):
		if in, was := s.detail.back(); was {
			return in
		}
		linked := s.linked
		s.reading, s.linked = false, false
		return intent{leave: linked, cmd: s.showSelected()}
	case key.Matches(msg, k.ToLog) && s.detail.taskID != "":
		return intent{search: literally(s.detail.taskRow.Task.ID)}
	case key.Matches(msg, k.ToLog):
		if row := s.detail.subject(); row != nil {
			return s.toLog(row)
		}
		return intent{}
	}
	return s.detail.update(msg)
}

// toLog asks for the lines of the log that name a subject.
func (s *subjectPane) toLog(row snapshot) intent {
	text := s.spec.search(row)
	if text == "" {
		return intent{notice: "no name to look for in the log"}
	}
	return intent{search: text}
}

func (s *subjectPane) ShortHelp() []key.Binding {
	k := s.keys
	if s.reading {
		return s.detail.ShortHelp()
	}
	return []key.Binding{k.Down, k.Enter, k.Filter, k.Sort, k.Reverse, k.ToLog, k.Back, k.Help, k.Quit}
}

// prompt filters the tasks where they are looked at, else the table.
func (s *subjectPane) prompt(promptFor) *prompt {
	if s.reading && s.detail.onTasks() {
		return s.detail.tasks.prompt()
	}
	s.reading = false
	return s.table.prompt()
}

func (s *subjectPane) typed(_ promptFor, text string, o outcome) (tea.Cmd, string) {
	if s.reading {
		return s.detail.tasks.typed(text, o)
	}
	cmd, notice := s.table.typed(text, o)
	return tea.Batch(cmd, s.showSelected()), notice
}

func (s *subjectPane) view() (lines []string, tee int) {
	if s.h <= 0 {
		return nil, -1
	}
	left, _ := s.split().of(s.w)
	switch {
	case s.wide:
		return beside(s.pen, left, s.h, s.viewTable(left), s.detail.view(s.reading)), left
	case s.reading:
		return s.detail.view(true), -1
	}
	return s.viewTable(left), -1
}

func (s *subjectPane) viewTable(w int) []string {
	return append(s.heading(w, s.headRows()), s.rows(!s.reading)...)
}
