package ui

import (
	"github.com/mesoswatch/mesoswatch"
)

// chosen is the finding a line of a document leads to.
func (d *document) chosen() string {
	if l := d.here(); l.does != nil {
		return l.does.finding
	}
	return ""
}

// chosen is the finding under the cursor in a detail, else the worst one about the
// subject.
func (d *subjectDetail) chosen() string {
	on := d.facts.chosen()
	if d.taskID != "" {
		on = d.task.chosen()
	}
	if on == "" && d.row != nil {
		return worstAbout(d.around, d.row.Subject())
	}
	return on
}

// worstAbout is the worst finding about a subject that is not resolved.
func worstAbout(a *around, s mesoswatch.Subject) string {
	if all := a.about[s]; len(all) > 0 {
		return all[0].ID
	}
	return ""
}

func (s *subjectPane) chosen() string {
	if s.reading {
		return s.detail.chosen()
	}
	if row := s.table.selected(); row != nil {
		return worstAbout(s.around, row.Subject())
	}
	return ""
}

func (s *portsPane) chosen() string {
	b := s.here()
	if s.reading {
		return b.detail.chosen()
	}
	if row := b.table.selected(); row != nil {
		return worstAbout(b.around, row.Subject())
	}
	return ""
}

func (c *controlPane) chosen() string {
	if c.reading {
		return c.detail.facts.chosen()
	}
	r := c.blocks[c.here].selected()
	switch {
	case r == nil:
		return ""
	case r.says != nil && r.says.id != "":
		return r.says.id
	}
	return worstAbout(c.plane.around, r.to)
}
