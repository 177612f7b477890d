package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// portsPane tells of what is open: the sockets of this host, the ports that are
// reached from here, and what endpoints say in TLS handshakes. Each is a list; one
// of them has the keys, and one of its rows may be open in detail.
type portsPane struct {
	pen    *kit.Pen
	keys   *keyMap
	w, h   int
	blocks [3]portBlock
	at     int // of the list that has the keys
	rooms  [3]blockRoom
	wide   bool
	// reading: the keys go to the detail, which on a narrow screen is all there is.
	reading bool
	linked  bool // the detail was opened from elsewhere; Esc leads back there
}

// portBlock is one of the lists, and one of its rows in detail.
type portBlock struct {
	subjectList
	detail subjectDetail
}

func newPorts(p *kit.Pen, k *keyMap) portsPane {
	s := portsPane{pen: p, keys: k}
	for i, spec := range []subjectSpec{socketsSpec(), reachSpec(), endpointsSpec()} {
		s.blocks[i] = portBlock{newSubjectList(p, k, spec), newSubjectDetail(p, k, spec)}
	}
	return s
}

// here is the list that has the keys.
func (s *portsPane) here() *portBlock { return &s.blocks[s.at] }

func (s *portsPane) setSize(w, h int) {
	s.w, s.h = w, h
	_, right := subjectSplit.of(w)
	s.wide = right > 0
	s.fold()
}

// fold divides the height among the lists.
func (s *portsPane) fold() {
	left, right := subjectSplit.of(s.w)
	if !s.wide {
		right = s.w
	}
	var wants [3]blockWant
	for i := range s.blocks {
		b := &s.blocks[i]
		b.chosen = i == s.at
		wants[i] = blockWant{head: len(b.heading(left, listHead(s.h))), rows: b.table.Size()}
	}
	s.rooms = layoutBlocks(s.h, s.at, wants)
	for i := range s.blocks {
		s.blocks[i].table.SetSize(left, s.rooms[i].rows)
		s.blocks[i].detail.setSize(right, s.h)
	}
}

func (s *portsPane) visited() { s.reading, s.linked = false, false }

func (s *portsPane) setBoard(sc scene) tea.Cmd {
	a := newAround(sc, s.blocks[0].around)
	var cmds []tea.Cmd
	for i := range s.blocks {
		cmds = append(cmds, s.blocks[i].setAround(a))
	}
	s.fold()
	return tea.Batch(append(cmds, s.showSelected())...)
}

// showSelected brings the detail in line with the list. On a narrow screen it is
// prepared only once it is asked for.
func (s *portsPane) showSelected() tea.Cmd {
	if !s.wide && !s.reading {
		return nil
	}
	b := s.here()
	id := b.detail.id
	if !s.reading || id == "" {
		if id = ""; b.table.selected() != nil {
			id = b.table.selected().Subject().Name
		}
	}
	return b.detail.show(b.around, id, b.sight)
}

func (s *portsPane) holds(kind string) bool { return s.blockOf(kind) >= 0 }

// blockOf is the list of a kind, -1 without one.
func (s *portsPane) blockOf(kind string) int {
	for i := range s.blocks {
		if s.blocks[i].spec.kind == kind {
			return i
		}
	}
	return -1
}

func (s *portsPane) has(sc scene, of mesoswatch.Subject) bool {
	return s.holds(of.Kind) && sc.board.Subjects(of.Kind).Get(of.Name) != nil
}

func (s *portsPane) open(sc scene, of mesoswatch.Subject) (tea.Cmd, bool) {
	if !s.has(sc, of) {
		return nil, false
	}
	s.at = s.blockOf(of.Kind)
	b := s.here()
	all, _ := b.table.unfilter()
	s.reading, s.linked = true, true
	b.detail.id = of.Name
	cmd := tea.Batch(all, s.setBoard(sc))
	b.table.Put(of.Name)
	return cmd, true
}

func (s *portsPane) shown() (of mesoswatch.Subject, linked bool) {
	if !s.reading {
		return mesoswatch.Subject{}, s.linked
	}
	return mesoswatch.Subject{Kind: s.here().spec.kind, Name: s.here().detail.id}, s.linked
}

func (s *portsPane) link(linked bool) { s.linked = linked }

func (s *portsPane) update(msg tea.KeyPressMsg) intent {
	k, b := s.keys, s.here()
	switch {
	case key.Matches(msg, k.ToLog):
		return s.toLog()
	case s.reading:
		return s.inDetail(msg)
	case key.Matches(msg, k.Enter):
		return s.read()
	case key.Matches(msg, k.NextPart):
		return s.turn(1)
	case key.Matches(msg, k.PrevPart):
		return s.turn(len(s.blocks) - 1)
	case key.Matches(msg, k.Back):
		if cmd, was := b.table.unfilter(); was {
			s.fold()
			return intent{cmd: tea.Batch(cmd, s.showSelected())}
		}
		return intent{leave: true}
	}
	in, _ := b.table.step(msg)
	in.cmd = tea.Batch(in.cmd, s.showSelected())
	return in
}

// turn gives the keys to a list so many behind.
func (s *portsPane) turn(by int) intent {
	s.at = (s.at + by) % len(s.blocks)
	s.fold()
	return intent{cmd: s.showSelected()}
}

// read gives the keys to the detail of the row under the cursor.
func (s *portsPane) read() intent {
	b := s.here()
	row := b.table.selected()
	if row == nil {
		return intent{notice: "nothing to open here"}
	}
	s.reading, s.linked = true, false
	b.table.Stay()
	b.detail.id = row.Subject().Name
	return intent{cmd: s.showSelected()}
}

func (s *portsPane) inDetail(msg tea.KeyPressMsg) intent {
	k := s.keys
	if key.Matches(msg, k.Back) || key.Matches(msg, k.Tab) && s.wide {
		linked := s.linked && key.Matches(msg, k.Back)
		s.reading, s.linked = false, false
		return intent{leave: linked, cmd: s.showSelected()}
	}
	return s.here().detail.update(msg)
}

// toLog asks for the lines of the log that name the host of a row.
func (s *portsPane) toLog() intent {
	b := s.here()
	row := b.table.selected()
	if s.reading {
		row = b.detail.subject()
	}
	switch {
	case row == nil:
		return intent{}
	case b.spec.search == nil:
		return intent{notice: "logs do not tell of " + b.spec.noun + "s"}
	}
	if text := b.spec.search(row); text != "" {
		return intent{search: text}
	}
	return intent{notice: "no name to look for in the log"}
}

func (s *portsPane) ShortHelp() []key.Binding {
	k := s.keys
	if s.reading {
		return s.here().detail.ShortHelp()
	}
	return []key.Binding{k.Down, k.Enter, k.NextPart, k.Filter, k.Sort, k.Reverse, k.ToLog, k.Back, k.Help, k.Quit}
}

func (s *portsPane) prompt(promptFor) *prompt {
	s.reading = false
	return s.here().table.prompt()
}

func (s *portsPane) typed(_ promptFor, text string, o outcome) (tea.Cmd, string) {
	cmd, notice := s.here().table.typed(text, o)
	s.fold()
	return tea.Batch(cmd, s.showSelected()), notice
}

func (s *portsPane) view() (lines []string, tee int) {
	if s.h <= 0 {
		return nil, -1
	}
	left, _ := subjectSplit.of(s.w)
	switch {
	case s.wide:
		return beside(s.pen, left, s.h, s.viewLists(left), s.here().detail.view(s.reading)), left
	case s.reading:
		return s.here().detail.view(true), -1
	}
	return s.viewLists(left), -1
}

func (s *portsPane) viewLists(w int) []string {
	lines := make([]string, 0, s.h)
	for i := range s.blocks {
		b, room := &s.blocks[i], s.rooms[i]
		lines = append(lines, sized(b.heading(w, room.head), room.head)...)
		if room.rows > 0 {
			lines = append(lines, b.rows(i == s.at && !s.reading)...)
		}
		lines = append(lines, make([]string, room.gap)...)
	}
	return lines
}
