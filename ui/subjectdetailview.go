package ui

import (
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// heading names the subject and says how well its kind is seen.
func (d *subjectDetail) heading() []string {
	p := d.pen
	if d.row == nil {
		return nil
	}
	left := []kit.Span{{Text: " " + p.Cut(d.spec.noun+" "+d.spec.name(d.row), max(d.w/2, 12)), Style: p.Title}}
	if d.taskID != "" {
		left = []kit.Span{{Text: " " + p.Cut("task "+d.taskRow.Task.ID, max(d.w*2/3, 12)), Style: p.Title}}
	}
	if d.around.board.Subjects(d.spec.kind).Get(d.id) == nil || d.taskID != "" && d.taskGone {
		left = append(left, kit.Span{Text: "  gone", Style: p.Bad})
	}
	return d.sight.heading(p, d.w, min(max(d.h/4, 1), 3), left)
}

// tasksHeading stands above the tasks.
func (d *subjectDetail) tasksHeading(h int) []string {
	if h <= 0 {
		return nil
	}
	p := d.pen
	text := ""
	if n := d.tasks.Of(); d.of != "" && n > 0 {
		text = "  " + kit.Number(int64(n))
		if !d.tasks.Query().Empty() {
			text = "  " + kit.Number(int64(d.tasks.Size())) + " of " + kit.Number(int64(n))
		}
	}
	if d.tasks.Busy() {
		text += "  looking" + p.Marks.Ellipsis
	}
	return d.taskSight.heading(p, d.w, min(max(h/4, 1), 3), []kit.Span{{Text: " Tasks", Style: p.Title}, {Text: text, Style: p.Strong}})
}

func (d *subjectDetail) view(focused bool) []string {
	if d.h <= 0 {
		return nil
	}
	p := d.pen
	if d.row == nil {
		return []string{p.Row(d.w, p.Text, kit.Span{Text: p.Cut(" No "+d.spec.noun+" to show.", d.w), Style: p.Dim})}
	}
	_, facts, tasks := d.rooms()
	lines := d.heading()
	if d.taskID != "" {
		return append(lines, d.task.view(focused)...)
	}
	if facts > 0 {
		lines = append(lines, sized(d.facts.view(focused && !d.inTasks), facts)...)
	}
	if tasks <= 0 {
		return lines
	}
	empty := "No task of it is listed."
	if d.of == "" {
		empty = d.keys.Enter.Help().Key + " lists its tasks."
	} else if d.taskSight.grade < partly {
		empty = "Nothing is known of its tasks: " + d.taskSight.why + "."
	}
	if facts > 0 {
		lines = append(lines, "") // only where both have room
	}
	lines = append(lines, d.tasksHeading(tasks)...)
	return append(lines, d.tasks.View(table.Look{Focused: focused && d.inTasks, Old: d.taskSight.old(), Empty: empty})...)
}
