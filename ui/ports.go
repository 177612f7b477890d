package ui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// portsPane tells of what is open: the ports that are reached from here, what
// endpoints say in TLS handshakes, and the sockets of this host. Each is a list; one
// of them has the keys, and one of its rows may be open in detail. Lists of which
// nothing is known stand last, in one sentence.
type portsPane struct {
	pen    *kit.Pen
	keys   *keyMap
	w, h   int
	blocks [3]portBlock
	order  [3]int // of the lists, from the top
	at     int    // of the list that has the keys
	picked bool   // somebody has pressed a key here: what they are on stays
	wants  [3]blockWant
	rooms  [3]blockRoom
	wide   bool
	zoomed bool // the pane with the keys has all the room
	// reading: the keys go to the detail, which on a narrow screen is all there is.
	reading bool
	linked  bool // the detail was opened from elsewhere; Esc leads back there
}

func newPorts(p *kit.Pen, k *keyMap) portsPane {
	s := portsPane{pen: p, keys: k, order: [3]int{0, 1, 2}}
	for i, spec := range []subjectSpec{reachSpec(), endpointsSpec(), socketsSpec()} {
		s.blocks[i] = portBlock{newSubjectList(p, k, spec), newSubjectDetail(p, k, spec)}
	}
	return s
}

// here is the list that has the keys.
func (s *portsPane) here() *portBlock { return &s.blocks[s.at] }

func (s *portsPane) split() split { return subjectSplit.unless(s.zoomed) }

func (s *portsPane) setSize(w, h int) {
	s.w, s.h = w, h
	_, right := s.split().of(w)
	s.wide = right > 0
	s.fold()
}

// fold divides the height among the lists: anew by how much is in them only as long
// as the cursor rests on a first row.
func (s *portsPane) fold() {
	left, right := s.split().of(s.w)
	if !s.wide {
		right = s.w
	}
	still := s.here().table.Index() <= 0 // nobody reads a row: they may move
	if still {
		s.arrange()
	}
	for i := range s.blocks {
		b := &s.blocks[i]
		b.chosen = i == s.at
		s.wants[i].head = len(b.head(left, listHead(s.h)))
		if still || b.bare() || s.wants[i].bare {
			s.wants[i].rows, s.wants[i].bare = b.table.Size(), b.bare()
		}
	}
	s.rooms = layoutBlocks(s.h, s.at, s.order, s.wants)
	if s.zoomed {
		head := min(s.wants[s.at].head, s.h)
		s.rooms = [3]blockRoom{}
		s.rooms[s.at] = blockRoom{head: head, rows: s.h - head}
	}
	for i := range s.blocks {
		s.blocks[i].table.SetSize(left, s.rooms[i].rows)
		s.blocks[i].detail.setSize(right, s.h)
	}
}

// arrange puts the lists of which something is known first, and gives the first of
// them the keys unless somebody has chosen one that has rows.
func (s *portsPane) arrange() {
	known, bare := []int{}, []int{}
	for i := range s.blocks {
		if s.blocks[i].bare() {
			bare = append(bare, i)
		} else {
			known = append(known, i)
		}
	}
	copy(s.order[:], append(known, bare...))
	if !s.reading && (!s.picked || s.here().bare()) {
		s.at = s.order[0]
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
	s.reading, s.linked, s.picked = true, true, true
	b.detail.id = of.Name
	cmd := s.setBoard(sc)
	if !b.table.Put(of.Name) {
		all, _ := b.table.unfilter()
		b.table.Put(of.Name)
		cmd = tea.Batch(cmd, all)
	}
	return cmd, true
}

func (s *portsPane) shown() (of mesoswatch.Subject, linked bool) {
	if !s.reading {
		return mesoswatch.Subject{}, s.linked
	}
	return mesoswatch.Subject{Kind: s.here().spec.kind, Name: s.here().detail.id}, s.linked
}

func (s *portsPane) link(linked bool) { s.linked = linked }

func (s *portsPane) view() (lines []string, tee int) {
	if s.h <= 0 {
		return nil, -1
	}
	left, _ := s.split().of(s.w)
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
	for _, i := range s.order {
		b, room := &s.blocks[i], s.rooms[i]
		lines = append(lines, sized(b.head(w, room.head), room.head)...)
		if room.rows > 0 {
			lines = append(lines, b.rows(i == s.at && !s.reading)...)
		}
		lines = append(lines, make([]string, room.gap)...)
	}
	return lines
}
