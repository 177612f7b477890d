package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
)

// toFound goes along the findings by when they were seen last.
func (t *findingTable) toFound(by int) intent {
	i, ok := nextInTime(t.Size(), t.Index(), by, func(i int) time.Time { return t.Row(i).LastSeen })
	if !ok {
		return noFurther(by)
	}
	t.Go(i)
	return intent{}
}

func (f *findingsPane) toFound(by int) intent {
	in := f.table.toFound(by)
	if sel, ok := f.table.finding(); ok && f.reading && in.notice == "" {
		f.detail.top()
		in.cmd = f.detail.show(f.table.scene, sel)
		return in
	}
	in.cmd = tea.Batch(in.cmd, f.showSelected(f.table.scene))
	return in
}

// toFound goes along the subjects by when a finding about them was seen last; it
// answers the subject that it came to, nil without any.
func (s *subjectList) toFound(by int) (snapshot, intent) {
	about := func(i int) *mesoswatch.Finding { return latestOf(s.around.about[s.table.Row(i).Subject()]) }
	i, ok := nextInTime(s.table.Size(), s.table.Index(), by, func(i int) time.Time { return lastSeen(about(i)) })
	if !ok {
		return nil, noFurther(by)
	}
	s.table.Go(i)
	return s.table.Row(i), intent{notice: s.around.found(about(i))}
}

func (s *subjectPane) toFound(by int) intent {
	row, in := s.subjectList.toFound(by)
	if row != nil && s.reading {
		s.detail.leave()
		s.detail.id = row.Subject().Name
	}
	in.cmd = s.showSelected()
	return in
}

func (s *portsPane) toFound(by int) intent {
	b := s.here()
	row, in := b.subjectList.toFound(by)
	if row != nil && s.reading {
		b.detail.id = row.Subject().Name
	}
	in.cmd = s.showSelected()
	return in
}

// toFound goes along the rows of the part that is worked in.
func (c *controlPane) toFound(by int) intent {
	t := c.blocks[c.here].table
	about := func(i int) *mesoswatch.Finding {
		r := t.Row(i)
		if r.says != nil && r.says.id != "" {
			if f, known := c.plane.board.Finding(r.says.id); known {
				return &f
			}
		}
		return latestOf(c.plane.about[r.to])
	}
	i, ok := nextInTime(t.Size(), t.Index(), by, func(i int) time.Time { return lastSeen(about(i)) })
	if !ok {
		return noFurther(by)
	}
	t.Go(i)
	if to := t.Row(i).to; c.reading && to != (mesoswatch.Subject{}) {
		c.detail.leave()
		c.detail.of = to
	}
	return intent{cmd: c.showSelected(), notice: c.plane.found(about(i))}
}

// toFound goes along what fails by when it began to.
func (s *posturePane) toFound(by int) intent {
	group := func(g *postureGroup) time.Time {
		if g.by[isFail] == 0 {
			return time.Time{}
		}
		return g.since
	}
	var i int
	var ok bool
	switch s.depth {
	case amongFamilies:
		if i, ok = nextInTime(s.families.Size(), s.families.Index(), by, func(i int) time.Time { return group(s.families.Row(i)) }); ok {
			s.families.Go(i)
		}
	case amongChecks:
		if i, ok = nextInTime(s.checks.Size(), s.checks.Index(), by, func(i int) time.Time { return group(s.checks.Row(i)) }); ok {
			s.checks.Go(i)
		}
	default:
		if i, ok = nextInTime(s.answers.Size(), s.answers.Index(), by, func(i int) time.Time {
			if v := s.answers.Row(i); resultOf(v.Verdict) == isFail {
				return v.Since
			}
			return time.Time{}
		}); ok {
			s.answers.Go(i)
			s.answer = s.answers.Row(i).Name()
		}
	}
	if !ok {
		return noFurther(by)
	}
	return intent{cmd: s.list(false)}
}

// toFound goes from turn to turn of findings on the timeline.
func (n *incidentPane) toFound(by int) intent { return n.timeline.jump(by) }
