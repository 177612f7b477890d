package ui

import tea "charm.land/bubbletea/v2"

func (s *subjectPane) plots() []plot {
	left, _ := s.split().of(s.w)
	list, doc := rect{0, 0, left, s.h}, rect{left + 1, 0, s.w - left - 1, s.h}
	if !s.wide {
		list, doc = oneOf(rect{0, 0, s.w, s.h}, s.reading)
	}
	table := plot{rows: s.table, at: list, head: len(s.heading(list.w, s.headRows())) + 1, here: !s.reading, take: func() intent {
		s.reading = false
		s.detail.leave()
		return intent{cmd: s.showSelected()}
	}}
	return append([]plot{table}, s.detail.plots(doc, s.reading, s.ensure)...)
}

// ensure gives the keys to the detail, unless it has them.
func (s *subjectPane) ensure() intent {
	if s.reading {
		return intent{}
	}
	return s.read()
}

// plots are those of a detail that stands somewhere; enter gives it the keys.
func (d *subjectDetail) plots(at rect, here bool, enter func() intent) []plot {
	head, facts, tasks := d.rooms()
	if at.h == 0 {
		facts, tasks = 0, 0
	}
	if d.taskID != "" {
		return []plot{{rows: &d.task, at: rect{at.x, at.y, at.w, head + facts}, head: head, here: here, take: enter}}
	}
	part := func(tasks bool) func() intent {
		return func() intent {
			in := enter()
			if in.notice == "" {
				d.inTasks = tasks
				d.fold()
			}
			return in
		}
	}
	all := []plot{{rows: &d.facts, at: withRoom(rect{at.x, at.y, at.w, head + facts}, facts), head: head, here: here && !d.inTasks, take: part(false)}}
	if d.tasks == nil {
		return all
	}
	below := rect{at.x, at.y + head + facts + 1, at.w, tasks} // a blank row between them
	if facts == 0 {
		below = rect{at.x, at.y, at.w, head + tasks}
	} else {
		head = 0
	}
	return append(all, plot{rows: d.tasks, at: withRoom(below, tasks), head: head + len(d.tasksHeading(tasks)) + 1, here: here && d.inTasks, take: part(true)})
}

// withRoom is nothing where there is no room for rows.
func withRoom(r rect, rows int) rect {
	if rows <= 0 {
		return rect{}
	}
	return r
}

func (s *portsPane) plots() []plot {
	left, _ := s.split().of(s.w)
	doc := rect{left + 1, 0, s.w - left - 1, s.h}
	if !s.wide {
		left, doc = s.w, rect{0, 0, s.w, s.h}
	}
	var all []plot
	y := 0
	for _, i := range s.order {
		room := s.rooms[i]
		if !s.blocks[i].bare() || i == s.at {
			all = append(all, plot{rows: s.blocks[i].table, at: withRoom(rect{0, y, left, room.head + room.rows}, room.head), head: room.head + 1, here: i == s.at && !s.reading, take: func() intent {
				s.reading = false
				s.here().detail.leave()
				return s.goTo(i)
			}})
		}
		y += room.head + room.rows + room.gap
	}
	detail := s.here().detail.plots(doc, s.reading, func() intent {
		if s.reading {
			return intent{}
		}
		return s.read()
	})
	return shelf{s.wide, s.zoomed && subjectSplit.fits(s.w), s.reading}.of(all, detail)
}

// shelf puts lists and a detail together. Where there is no room for both, they are those that
// are seen; while one of them has all the room, the others wait.
type shelf struct{ wide, zoomed, reading bool }

func (s shelf) of(lists, detail []plot) []plot {
	hidden := lists
	switch {
	case s.wide:
		return append(lists, detail...)
	case !s.zoomed && s.reading:
		return detail
	case !s.zoomed:
		return lists
	case !s.reading:
		hidden = detail
	}
	for i := range hidden {
		hidden[i].at = rect{}
	}
	return append(lists, detail...)
}

func (c *controlPane) plots() []plot {
	left, _ := c.split().of(c.w)
	doc := rect{left + 1, 0, c.w - left - 1, c.h}
	if !c.wide {
		left, doc = c.w, rect{0, 0, c.w, c.h}
	}
	var all []plot
	y := 0
	for i, b := range c.blocks {
		all = append(all, plot{rows: b.table, at: withRoom(rect{0, y, left, b.head + b.body}, b.head), head: b.head + 1, here: i == c.here && !c.reading, take: func() intent {
			c.reading = false
			c.detail.leave()
			return c.goTo(i)
		}})
		y += b.head + b.body + int(bit(b.blank))
	}
	detail := c.detail.plots(doc, c.reading, func() intent {
		r := c.blocks[c.here].selected()
		switch {
		case c.reading:
			return intent{}
		case r == nil || r.says != nil && r.says.id != "":
			return nowhere()
		}
		return c.enter(r)
	})
	return shelf{c.wide, c.zoomed && controlSplit.fits(c.w), c.reading}.of(all, detail)
}

// plots are those of a detail that stands somewhere; enter gives it the keys.
func (d *controlDetail) plots(at rect, here bool, enter func() intent) []plot {
	head, facts, values := d.rooms()
	if at.h == 0 {
		facts, values = 0, 0
	}
	if d.open != "" {
		return []plot{{rows: &d.value, at: rect{at.x, at.y, at.w, head + facts}, head: head, here: here, take: enter}}
	}
	part := func(values bool) func() intent {
		return func() intent {
			in := enter()
			if in.notice == "" {
				d.inValues = values
				d.fold()
			}
			return in
		}
	}
	all := []plot{{rows: &d.facts, at: withRoom(rect{at.x, at.y, at.w, head + facts}, facts), head: head, here: here && !d.inValues, take: part(false)}}
	if d.values.Of() == 0 {
		return all
	}
	below := rect{at.x, at.y + head + facts, at.w, values}
	if facts == 0 {
		below = rect{at.x, at.y, at.w, head + values}
	} else {
		head = 0
	}
	return append(all, plot{rows: d.values, at: withRoom(below, values), head: head + 2, here: here && d.inValues, take: part(true)})
}

// plots of the posture are its four levels; those that are not on the screen now
// have no room.
func (s *posturePane) plots() []plot {
	left, right := s.widths()
	x := left + 1
	if !s.wide {
		x = 0
	}
	head := len(s.checkHead(right))
	list, doc := s.pageRooms(right)
	var families, checks, answers, answer rect
	switch in := s.depth; {
	case in == amongFamilies:
		families = rect{0, 0, left, s.h}
		if s.wide {
			checks = rect{x, 0, right, s.h}
		}
	case in == amongChecks || s.wide:
		checks = rect{0, 0, left, s.h}
	}
	if s.depth > amongChecks || s.depth == amongChecks && s.wide {
		answers = withRoom(rect{x, 0, right, head + list}, list)
		answer = withRoom(rect{x, head + list + 1, right, doc}, doc)
	}
	above := 0 // of the answer, where it stands alone
	if list == 0 && answer.h > 0 {
		answer, above = rect{x, 0, right, head + doc}, head
	}
	return []plot{
		{rows: s.families, at: families, head: len(s.familiesHead(left)) + 1, here: s.depth == amongFamilies, take: s.take(amongFamilies)},
		{rows: s.checks, at: checks, head: len(s.checksHead(checks.w)) + 1, here: s.depth == amongChecks, take: s.take(amongChecks)},
		{rows: s.answers, at: answers, head: head + 1, here: s.depth == amongAnswers, take: s.take(amongAnswers)},
		{rows: &s.doc, at: answer, head: above, here: s.depth == inAnswer, take: s.take(inAnswer)},
	}
}

// take goes to a level, with what is chosen on those above it.
func (s *posturePane) take(d depth) func() intent {
	return func() intent {
		var cmds []tea.Cmd
		for s.depth < d {
			in := s.down()
			if in.notice != "" {
				return in
			}
			cmds = append(cmds, in.cmd)
		}
		in := s.turn(d)
		in.cmd = tea.Batch(append(cmds, in.cmd)...)
		return in
	}
}
