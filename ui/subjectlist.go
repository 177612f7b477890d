package ui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// subjectList is all subjects of one kind: a table, and above it how many there
// are, in which states, and how well they are seen.
type subjectList struct {
	pen    *kit.Pen
	spec   subjectSpec
	around *around
	sight  sighting
	table  *subjectTable
	chosen bool // of several lists the one that has the keys: said beside its title

	counts  []count // by state, as of counted
	counted time.Time
	stamp   stamp
}

// count is how many subjects are in one state.
type count struct {
	word string
	n    int
}

// Many subjects are not counted more often than this: each is looked at.
const (
	manySubjects = 2_000
	countEvery   = time.Second
	recountAfter = time.Minute // states may depend on the time
	mostCounts   = 8
)

func newSubjectList(p *kit.Pen, k *keyMap, spec subjectSpec) subjectList {
	return subjectList{
		pen: p, spec: spec, around: newAround(scene{board: &mesoswatch.Board{}}, nil),
		table: newSubjectTable(p, k, spec.kind, spec.table(p)),
	}
}

// setAround takes what the board now says of the kind.
func (s *subjectList) setAround(a *around) tea.Cmd {
	s.around = a
	if s.spec.sight != nil {
		s.sight = s.spec.sight(a.scene)
	} else {
		s.sight = sightingOf(a.scene, s.spec.kind)
	}
	if s.sight.grade == neverAsked {
		s.sight.why = s.spec.never // else said in the place of rows
	}
	cmd := s.table.setAround(a)
	s.count()
	return cmd
}

// count sums the subjects up by their states, the loud ones first, then the most.
func (s *subjectList) count() {
	rows := s.table.All()
	age := s.around.now.Sub(s.counted)
	due := len(rows) < manySubjects || age >= countEvery
	if !due || s.stamp == s.around.stamp && age < recountAfter && !s.table.news() {
		return
	}
	s.stamp, s.counted = s.around.stamp, s.around.now
	var by tally
	for _, row := range rows {
		s.spec.tally(s.around, row, by.add)
	}
	s.counts, _ = by.most(maxNames)
	slices.SortStableFunc(s.counts, func(a, b count) int { return int(bit(s.loud(b.word))) - int(bit(s.loud(a.word))) })
	s.counts = s.counts[:min(len(s.counts), mostCounts)]
}

func (s *subjectList) loud(word string) bool { return s.spec.loud != nil && s.spec.loud(word) }

// heading is the title of the table, in at most most rows of w cells.
func (s *subjectList) heading(w, most int) []string {
	p := s.pen
	left := []kit.Span{{Text: " ", Style: p.Accent}, {Text: s.spec.title, Style: p.Title}}
	if s.chosen {
		left[0].Text = p.Marks.Here
	}
	if n := s.table.Of(); n > 0 {
		text := kit.Number(int64(n))
		if !s.table.Query().Empty() {
			text = kit.Number(int64(s.table.Size())) + " of " + text
		}
		left = append(left, kit.Span{Text: "  " + text, Style: p.Strong})
	}
	if s.table.Busy() {
		left = append(left, kit.Span{Text: "  sorting " + p.Marks.Ellipsis, Style: p.Dim})
	}
	sep, room := "   ", w-kit.SpanWidth(left)-kit.Width(s.sight.fresh)-2
	for _, c := range s.counts {
		style := p.Dim
		if s.loud(c.word) {
			style = p.Level(mesoswatch.High)
		}
		text := kit.Number(int64(c.n)) + " " + p.Cut(c.word, 20)
		if room -= kit.Width(sep + text); room < 0 {
			break
		}
		left = append(left, kit.Span{Text: sep, Style: p.Dim}, kit.Span{Text: text, Style: style})
		sep = " " + p.Marks.Dot + " "
	}
	return s.sight.heading(p, w, most, left)
}

// rows is the table itself.
func (s *subjectList) rows(focused bool) []string {
	empty := s.spec.empty
	switch s.sight.grade {
	case neverAsked:
		empty = untold(s.around.scene, s.spec.noun)
		if s.spec.never != "" {
			empty = "Nothing is known."
		}
	case unseen:
		empty = "Nothing is known of any " + s.spec.noun + "."
	}
	return s.table.View(table.Look{Focused: focused, Old: s.sight.old(), Empty: empty})
}

// untold says why nothing is known of what masters tell: it is on its way, or they
// are not asked.
func untold(s scene, noun string) string {
	switch {
	case !s.live && s.end:
		return "What was recorded tells of no " + noun + "."
	case !s.live:
		return "What was recorded tells of no " + noun + " so far."
	case slices.Contains(s.collectors, "mesosapi"):
		return "Waiting for a master to tell of " + noun + "s."
	}
	return "No master is asked, so no " + noun + " is known: --master URL names one."
}
