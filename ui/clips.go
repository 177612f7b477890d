package ui

import (
	"cmp"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// paired writes names and what they stand for below each other; what is empty is left
// out.
func paired(pairs ...string) string {
	wide := 0
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			wide = max(wide, len(pairs[i]))
		}
	}
	var b strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			b.WriteString(pairs[i] + spaces(wide-len(pairs[i])+2) + mesoswatch.Printable(pairs[i+1]) + "\n")
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// clipOfFinding is a finding in a few lines.
func clipOfFinding(s scene, f *mesoswatch.Finding) clip {
	whom, name := strings.ReplaceAll(f.Subject.Kind, "_", " "), f.Fields["framework_name"]
	if whom == "address" && f.Fields["remote_ip"] != f.Subject.Name {
		whom = "claimed address"
	}
	if name == f.Subject.Name {
		name = ""
	}
	return clip{what: "finding " + f.ID, text: paired(
		"finding", f.Title, "level", f.Level.String(), "state", statusWords(s, f),
		whom, f.Subject.Name, "framework name", name,
		"first", kit.Full(s.in(f.FirstSeen)), "last", kit.Full(s.in(f.LastSeen)), "times", kit.Number(int64(f.Count)),
		"rule", f.Rule, "id", f.ID)}
}

// clipOfEvent is a line of a log as it was written.
func clipOfEvent(e *mesoswatch.Event) clip {
	if e == nil {
		return clip{}
	}
	return clip{what: "the line", text: cmp.Or(e.Raw, e.Message)}
}

// clipOfRow is a row of a table with the names of its columns, those without room
// among them.
func clipOfRow(s scene, what string, sheet table.Sheet, i int) clip {
	if i < 0 || i >= sheet.Rows {
		return clip{}
	}
	cells := sheet.Cells(i)
	var pairs []string
	for n, name := range sheet.Heads {
		pairs = append(pairs, name, cells[n])
	}
	pairs = append(pairs, "as of", kit.Full(s.in(s.now))) // ages are of now
	return clip{what: what, text: paired(pairs...)}
}

// clip of a text is what its cursor leads to; without one, all of it.
func (d *document) clip(s scene) clip {
	does := d.here().does
	switch {
	case does == nil:
	case does.evidence != nil:
		return clip{what: "the evidence", text: does.evidence.Text}
	case does.finding != "":
		if f, known := s.board.Finding(does.finding); known {
			return clipOfFinding(s, &f)
		}
	case does.subject != nil:
		return clip{what: does.subject.Kind, text: does.subject.Name}
	}
	var lines []string
	for i := range d.lines {
		lines = append(lines, strings.TrimRight(d.lines[i].plain(), " "))
	}
	return clip{what: "the whole text", text: strings.Join(lines, "\n")}
}

func (o *overviewPane) clip() clip { return o.table.clip() }

func (t *findingTable) clip() clip {
	f, ok := t.finding()
	if !ok {
		return clip{}
	}
	return clipOfFinding(t.scene, &f)
}

func (f *findingsPane) clip() clip {
	if f.reading && f.detail.here().does != nil {
		return f.detail.clip(f.table.scene)
	}
	sel, ok := f.current()
	if !ok {
		return clip{}
	}
	return clipOfFinding(f.table.scene, &sel)
}

func (l *logPane) clip() clip {
	if !l.near.open {
		return clipOfEvent(l.selected())
	}
	if i := l.near.list.Index(); i >= 0 {
		return clipOfEvent(l.near.events[i])
	}
	return clip{}
}

// clip of a subject is its name and id.
func (s *subjectList) clip() clip {
	row := s.table.selected()
	if row == nil {
		return clip{}
	}
	name, id := s.spec.name(row), row.Subject().Name
	if name == id {
		return clip{what: s.spec.noun, text: name}
	}
	return clip{what: s.spec.noun + " " + name, text: paired(s.spec.noun, name, "id", id)}
}

func (s *subjectPane) clip() clip {
	if s.reading {
		return s.detail.clip(s.around.scene)
	}
	return s.subjectList.clip()
}

func (d *subjectDetail) clip(s scene) clip {
	switch {
	case d.taskID != "":
		return d.task.clip(s)
	case d.onTasks():
		return clipOfRow(s, "task", d.tasks.Sheet(), d.tasks.Index())
	}
	return d.facts.clip(s)
}

// clip of a port, an endpoint or a socket is its row.
func (s *portsPane) clip() clip {
	b := s.here()
	if s.reading {
		return b.detail.clip(b.around.scene)
	}
	return clipOfRow(b.around.scene, b.spec.noun, b.table.Sheet(), b.table.Index())
}

func (c *controlPane) clip() clip {
	s := c.plane.scene
	switch {
	case c.reading && c.detail.onValues():
		return clipOfRow(s, "the value", c.detail.values.Sheet(), c.detail.values.Index())
	case c.reading && c.detail.open != "":
		return c.detail.value.clip(s)
	case c.reading:
		return c.detail.facts.clip(s)
	}
	b := c.blocks[c.here]
	if r := b.selected(); r != nil && r.says != nil && r.says.id != "" {
		if f, known := s.board.Finding(r.says.id); known {
			return clipOfFinding(s, &f)
		}
	}
	return clipOfRow(s, strings.ToLower(b.title), b.table.Sheet(), b.table.Index())
}

// clip of an answer is the check, about whom, what it answers and why.
func (s *posturePane) clip() clip {
	switch s.depth {
	case amongFamilies:
		return clipOfRow(s.around.scene, "family", s.families.Sheet(), s.families.Index())
	case amongChecks:
		return clipOfRow(s.around.scene, "check", s.checks.Sheet(), s.checks.Index())
	case inAnswer:
		if s.doc.here().does != nil {
			return s.doc.clip(s.around.scene)
		}
	}
	v := s.doc.s
	if v == nil {
		return clip{}
	}
	f, _ := s.doc.found()
	return clip{what: "the answer of " + v.Check, text: paired(
		"check", v.Check, "about", v.Title, cmp.Or(v.Subject.Kind, "subject"), cmp.Or(subjectWord(s.around, v), v.Subject.Name), "answer", standingWords(v),
		"reason", v.Reason, "since", kit.Full(s.around.in(v.Since)), "finding", f.ID)}
}

// clip of a row of the timeline is that row, with its full time.
func (t *timelinePane) clip() clip {
	r := t.selected()
	if r == nil {
		return clip{}
	}
	who, what, text := t.cells(r)
	var words []string
	for _, w := range []string{kit.Full(t.scene.in(r.At)), who.Text, what.Text, text.Text} {
		if w != "" {
			words = append(words, w)
		}
	}
	return clip{what: "the row", text: strings.Join(words, "  ")}
}

func (n *incidentPane) clip() clip {
	switch {
	case n.link.open:
		return n.link.table.clip()
	case n.part == partTimeline:
		return n.timeline.clip()
	case n.part == partBook:
		return n.command()
	}
	if sel := n.facts.selected(); sel != nil {
		return clipOfFinding(n.scene, sel)
	}
	return clip{}
}

// command is the one of the step under the cursor that is copied next.
func (n *incidentPane) command() clip {
	text, nth, of := n.book.command()
	c := clip{what: "the command", text: text, command: true, against: n.uncopied(text), copied: n.book.copied}
	if of > 1 {
		c.what = "command " + kit.Number(int64(nth+1)) + " of " + kit.Number(int64(of))
	}
	if open := n.openIn(text); open != "" {
		c.warning = "copied, but " + open + " in it is still to be filled in"
	}
	return c
}
