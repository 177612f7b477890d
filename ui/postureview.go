package ui

import (
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
)

// pageRooms divides the rows of a check between its answers and one in full, with
// a border between them. Where there is no room for both, the one with the keys is
// seen.
func (s *posturePane) pageRooms(w int) (list, doc int) {
	left := max(s.h-len(s.checkHead(w)), 0)
	const leastBoth = 11
	switch alone := s.zoomed || left < leastBoth; {
	case alone && s.depth == inAnswer:
		return 0, left
	case alone:
		return left, 0
	}
	list = min(max(s.room, 1)+1, max(left/3, 4))
	return list, left - list - 1
}

// widths of the two halves; right is what a check has in full, also where there is
// only one half.
func (s *posturePane) widths() (left, right int) {
	left, right = s.split().of(s.w)
	if !s.wide {
		right = s.w
	}
	return left, right
}

// fold divides the screen.
func (s *posturePane) fold() {
	left, right := s.widths()
	checks := left
	if s.depth == amongFamilies {
		checks = right
	}
	s.families.SetSize(left, max(s.h-len(s.familiesHead(left)), 0))
	s.checks.SetSize(checks, max(s.h-len(s.checksHead(checks)), 0))
	list, doc := s.pageRooms(right)
	s.answers.SetSize(right, list)
	s.doc.setSize(right, doc)
}

func (s *posturePane) view() (lines []string, tee int) {
	if s.h <= 0 {
		return nil, -1
	}
	left, right := s.widths()
	switch {
	case s.wide && s.depth == amongFamilies:
		return beside(s.pen, left, s.h, s.viewFamilies(left), s.viewChecks(right, false)), left
	case s.wide:
		return beside(s.pen, left, s.h, s.viewChecks(left, s.depth == amongChecks), s.viewCheck(right)), left
	case s.depth == amongFamilies:
		return s.viewFamilies(left), -1
	case s.depth == amongChecks:
		return s.viewChecks(left, true), -1
	}
	return s.viewCheck(right), -1
}

func (s *posturePane) viewFamilies(w int) []string {
	if s.unjudged() {
		return s.familiesHead(w)
	}
	return append(s.familiesHead(w), s.families.View(table.Look{Focused: s.depth == amongFamilies, Empty: s.nothing()})...)
}

func (s *posturePane) viewChecks(w int, focused bool) []string {
	if s.unjudged() {
		return s.checksHead(w)[:bit(focused)]
	}
	return append(s.checksHead(w), s.checks.View(table.Look{Focused: focused, Empty: s.nothing()})...)
}

// viewCheck is one check: its answers, and below them one in full.
func (s *posturePane) viewCheck(w int) []string {
	list, doc := s.pageRooms(w)
	lines := s.checkHead(w)
	if list > 0 {
		lines = append(lines, s.answers.View(table.Look{Focused: s.depth == amongAnswers, Empty: s.nothing()})...)
	}
	if list > 0 && doc > 0 {
		lines = append(lines, s.pen.Rule(w, -1, ""))
	}
	if doc > 0 {
		lines = append(lines, s.doc.view(s.depth == inAnswer)...)
	}
	return lines
}
