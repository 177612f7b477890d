package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// manyTasks is from how many tasks on they are not looked through for each row the
// cursor passes.
const manyTasks = 20_000

// tallDetail is from how many rows on facts and tasks are shown together.
const tallDetail = 26

// subjectDetail is one subject: its facts, the findings about it, its tasks, and
// one of these in turn.
type subjectDetail struct {
	pen    *kit.Pen
	keys   *keyMap
	spec   subjectSpec
	w, h   int
	zoomed bool // the part with the keys has all the room
	around *around
	sight  sighting
	id     string // of the subject that is shown, empty: none
	row    snapshot

	facts     document
	tasks     *subjectTable // nil: this kind has none
	taskSight sighting
	sum       taskSum
	of        string // whose tasks are listed
	passing   bool   // the cursor may go on at once: many tasks are not looked through yet
	inTasks   bool

	task     document
	taskID   string // open; empty: none
	taskRow  snapshot
	taskGone bool
}

func newSubjectDetail(p *kit.Pen, k *keyMap, spec subjectSpec) subjectDetail {
	d := subjectDetail{pen: p, keys: k, spec: spec, facts: document{pen: p, keys: k}, task: document{pen: p, keys: k}}
	if spec.tasks != nil {
		d.tasks = newSubjectTable(p, k, mesoswatch.SubjectTask, spec.taskTable(p))
	}
	return d
}

func (d *subjectDetail) setSize(w, h int) {
	d.w, d.h = w, h
	d.fold()
}

// rooms are the heights of facts and tasks below the head; a part without room is
// not shown.
func (d *subjectDetail) rooms() (head, facts, tasks int) {
	head = len(d.heading())
	left := max(d.h-head, 0)
	switch {
	case d.tasks == nil || d.taskID != "":
		return head, left, 0
	case d.low() && d.inTasks:
		return head, 0, left
	case d.low():
		return head, left, 0
	}
	most := max(left/3, 6) // a list of tasks can be scrolled, facts are to be seen
	facts = min(len(d.facts.lines), left-min(max(d.tasks.Size()+4, 6), most)-1)
	return head, facts, left - facts - 1 // a blank row between
}

// low tells that facts and tasks are shown in turn.
func (d *subjectDetail) low() bool { return d.zoomed || d.h < tallDetail }

func (d *subjectDetail) fold() {
	_, facts, tasks := d.rooms()
	d.facts.setSize(d.w, facts)
	d.task.setSize(d.w, facts)
	if d.tasks != nil {
		d.tasks.SetSize(d.w, tasks-len(d.tasksHeading(tasks)))
	}
}

// show prepares one subject; without id none.
func (d *subjectDetail) show(a *around, id string, g sighting) tea.Cmd {
	d.around, d.sight = a, g
	if id != d.id {
		d.facts.top()
	}
	d.id = id
	if row := a.board.Subjects(d.spec.kind).Get(id); row != nil || d.row == nil || d.row.Subject().Name != id {
		d.row = row // what is gone is still shown as it last was
	}
	if d.row == nil {
		return nil
	}
	cmd := d.showTasks()
	d.facts.clear()
	d.spec.facts(&d.facts, a, d.row, &d.sum)
	d.facts.done()
	d.showTask()
	d.fold()
	return cmd
}

// showTasks lists the tasks of the subject.
func (d *subjectDetail) showTasks() tea.Cmd {
	if d.tasks == nil {
		return nil
	}
	d.taskSight = sightingOf(d.around.scene, mesoswatch.SubjectTask)
	if d.passing && d.around.board.Subjects(mesoswatch.SubjectTask).Len() > manyTasks {
		d.of, d.sum = "", taskSum{}
		d.tasks.only(nil)
		return nil
	}
	if d.of != d.id {
		d.of, d.inTasks, d.taskID = d.id, false, ""
		of := d.spec.tasks(d.row)
		d.tasks.only(func(s snapshot) bool { return of(s.Task) })
		d.sum = taskSum{}
	}
	cmd := d.tasks.setAround(d.around)
	d.sum.update(d.tasks, d.around.now)
	return cmd
}

// showTask writes the task that is open.
func (d *subjectDetail) showTask() {
	if d.taskID == "" {
		return
	}
	row := d.around.board.Subjects(mesoswatch.SubjectTask).Get(d.taskID)
	if d.taskGone = row == nil; !d.taskGone {
		d.taskRow = row
	}
	d.task.clear()
	taskFacts(&d.task, d.around, d.taskRow)
	d.task.done()
}

// subject is what the detail is about.
func (d *subjectDetail) subject() snapshot { return d.row }

// onTasks tells whether the keys go to the table of tasks.
func (d *subjectDetail) onTasks() bool { return d.tasks != nil && d.inTasks && d.taskID == "" }

// leave puts the keys back to the facts.
func (d *subjectDetail) leave() {
	d.inTasks, d.taskID = false, ""
	d.fold()
}

// back closes what was opened last; false when nothing is left to close.
func (d *subjectDetail) back() (intent, bool) {
	switch {
	case d.taskID != "":
		d.taskID = ""
	case d.onTasks():
		if cmd, was := d.tasks.unfilter(); was {
			return intent{cmd: cmd}, true
		}
		d.inTasks = false
	default:
		return intent{}, false
	}
	d.fold()
	return intent{}, true
}

func (d *subjectDetail) update(msg tea.KeyPressMsg) intent {
	k := d.keys
	switch {
	case d.taskID != "":
		in, _ := d.task.update(msg)
		return in
	case !d.onTasks():
		in, _ := d.facts.update(msg)
		return in
	case key.Matches(msg, k.Enter):
		if row := d.tasks.selected(); row != nil {
			d.taskID, d.taskRow = row.Subject().Name, row
			d.tasks.Stay()
			d.task.top()
			d.showTask()
			d.fold()
		}
		return intent{}
	}
	in, _ := d.tasks.step(msg)
	return in
}

func (d *subjectDetail) ShortHelp() []key.Binding {
	k := d.keys
	switch {
	case d.taskID != "":
		return []key.Binding{k.Down, k.Enter, k.ToLog, k.Back, k.Help, k.Quit}
	case d.onTasks():
		return []key.Binding{k.Down, k.Enter, k.Filter, k.Sort, k.Reverse, k.NextPane, k.Back, k.Help}
	case d.tasks != nil:
		return []key.Binding{k.Down, k.Enter, k.NextPane, k.ToLog, k.Back, k.Help, k.Quit}
	}
	return []key.Binding{k.Down, k.Enter, k.ToLog, k.Back, k.Help, k.Quit}
}
