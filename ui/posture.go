package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// postureSplit puts a list and what is in the row under its cursor beside each
// other where both can be read.
var postureSplit = split{from: 180, share: 46}

// depth is how far one has gone into the posture.
type depth int

const (
	amongFamilies depth = iota
	amongChecks         // of a family
	amongAnswers        // of a check, one of them below in full
	inAnswer            // the keys go to that
)

// only is which answers are let in.
type only int

const (
	letAll only = iota
	onlyFails
	onlyUnknown
	onlyWaived
	onlyChanged // lately
	onlies      // how many there are
)

// posturePane tells how the cluster is set up, as checks judge it: families of
// checks, the checks of one, and the answers of one check for each subject. On a
// wide screen what is in the row under the cursor stands beside the list.
type posturePane struct {
	pen    *kit.Pen
	keys   *keyMap
	w, h   int
	wide   bool
	zoomed bool // the pane with the keys has all the room
	around *around
	sight  sighting
	blind  []string // what could not be looked at, and why
	sum    postureSum

	depth         depth
	only          only
	family, check string // ids of those whose checks and answers are listed
	answer        string // name of the one that has the keys
	room          int    // answers there is room for: as many as there were when one began to read

	families, checks *groupTable
	answers          *answerTable
	doc              answerDocument
}

func newPosture(p *kit.Pen, k *keyMap, book runbookFunc, leads func(mesoswatch.Subject) bool) posturePane {
	return posturePane{
		pen: p, keys: k, around: newAround(scene{board: &mesoswatch.Board{}}, nil),
		families: familyTable(p, k), checks: checkTable(p, k), answers: subjectsTable(p, k), doc: newAnswerDocument(p, k, book, leads),
	}
}

func (s *posturePane) split() split { return postureSplit.unless(s.zoomed) }

func (s *posturePane) setSize(w, h int) {
	s.w, s.h = w, h
	_, right := s.split().of(w)
	s.wide = right > 0
	s.fold()
}

func (s *posturePane) chosen() string {
	if s.depth < amongAnswers {
		return ""
	}
	f, _ := s.doc.found()
	return f.ID
}

func (s *posturePane) visited() { s.depth = amongFamilies }

func (s *posturePane) setBoard(sc scene) tea.Cmd {
	s.around = newAround(sc, s.around)
	s.families.See(s.around, table.Same)
	s.checks.See(s.around, table.Same)
	s.answers.See(s.around, table.Same)
	anew := s.sum.update(s.around)
	s.sight, s.blind = postureSight(sc, s.sum.all.latest)
	return s.list(anew)
}

func (s *posturePane) takeRunbook(m runbookMsg) { s.doc.takeRunbook(m, s.doc.build) }

// list brings all lists that are seen in line with what was chosen; anew says that
// the rows are others than before.
func (s *posturePane) list(anew bool) tea.Cmd {
	var cmds []tea.Cmd
	if anew {
		rows := slices.DeleteFunc(slices.Clone(s.sum.families), func(g *postureGroup) bool { return !s.letsIn(&g.answers) })
		cmds = append(cmds, working(s.families.Set(rows)))
	}
	if g, ok := s.families.Selected(); ok && s.wide && s.depth == amongFamilies {
		cmds = append(cmds, s.chooseFamily(g.id))
	}
	if anew {
		cmds = append(cmds, s.listChecks())
	}
	if g, ok := s.checks.Selected(); ok && s.wide && s.depth == amongChecks {
		cmds = append(cmds, s.chooseCheck(g.id))
	}
	if anew {
		cmds = append(cmds, s.listAnswers())
	}
	if s.depth < amongAnswers || s.room == 0 {
		s.room = s.answers.Size()
	}
	s.fold()
	return tea.Batch(append(cmds, s.showAnswer())...)
}

// letsIn tells whether any of the answers is to be seen.
func (s *posturePane) letsIn(a *answers) bool {
	switch s.only {
	case onlyFails:
		return a.by[isFail] > 0
	case onlyUnknown:
		return a.by[isUnknown] > 0
	case onlyWaived:
		return a.by[isWaived] > 0
	case onlyChanged:
		return a.changed > 0
	}
	return true
}

// keeps tells whether one answer is.
func (s *posturePane) keeps(v standing) bool {
	var one answers
	one.count(v, s.sum.changed(v))
	return s.letsIn(&one)
}

// chooseFamily lists the checks of a family, from the first on if it is another
// than before.
func (s *posturePane) chooseFamily(id string) tea.Cmd {
	if id == s.family {
		return nil
	}
	s.family = id
	s.checks.unfilter()
	s.checks.Clear()
	return s.listChecks()
}

func (s *posturePane) listChecks() tea.Cmd {
	var rows []*postureGroup
	for _, g := range s.sum.checks {
		if (s.family == wholeID || familyID(g.family) == s.family) && s.letsIn(&g.answers) {
			rows = append(rows, g)
		}
	}
	return working(s.checks.Set(rows))
}

// chooseCheck lists the answers of a check.
func (s *posturePane) chooseCheck(id string) tea.Cmd {
	if id == s.check {
		return nil
	}
	s.check, s.room = id, 0
	s.answers.unfilter()
	s.answers.Clear()
	return s.listAnswers()
}

func (s *posturePane) listAnswers() tea.Cmd {
	g := s.sum.by[s.check]
	if g == nil {
		return working(s.answers.Set(nil))
	}
	rows := g.of
	if s.only != letAll {
		rows = slices.DeleteFunc(slices.Clone(rows), func(v standing) bool { return !s.keeps(v) })
	}
	return working(s.answers.Set(rows))
}

// showAnswer brings the answer in full in line with the list: the one that has the
// keys stays whatever happens to the list.
func (s *posturePane) showAnswer() tea.Cmd {
	switch {
	case s.depth < amongAnswers && !(s.wide && s.depth == amongChecks):
		return nil
	case s.depth == inAnswer:
		if v := s.around.board.Judged().Get(s.answer); v != nil {
			return s.doc.show(s.around, v)
		}
	}
	v, _ := s.answers.Selected()
	return s.doc.show(s.around, v)
}
