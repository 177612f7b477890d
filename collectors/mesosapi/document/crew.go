package document

import "github.com/mesoswatch/mesoswatch"

// Bounds of the tasks that wait for their executor, and of the executors that wait
// for tasks; further tasks go without. The size is in bytes, about.
const (
	maxWaiting     = 200_000
	maxWaitingSize = 96 << 20
)

// crew is the tasks and executors that belong together: those of one framework,
// or of the whole document. What a task has from its executor is known when both
// are read, and either list may come first.
type crew struct {
	framework string
	counts    *tally // of the framework; nil: counted for the document
	waiting   []*mesoswatch.Task
	executors map[executorKey]*executor
	size      int  // of both
	complete  bool // all executors are read
}

// room tells whether there is room for n more bytes, and takes it.
func (c *crew) room(n int) bool {
	if len(c.waiting)+len(c.executors) >= maxWaiting || c.size+n > maxWaitingSize {
		return false
	}
	c.size += n
	return true
}

// executorKey is what makes an executor one: ids repeat across agents.
type executorKey struct{ framework, agent, executor string }

// join hands a task on, at once unless its executor may still come.
func (d *decoder) join(c *crew, t *mesoswatch.Task) {
	if t.ExecutorID != "" && !c.complete && c.room(taskSize(t)) {
		c.waiting = append(c.waiting, t)
		return
	}
	c.finish(t)
	handOn(d, t, d.to.Task)
}

func (c *crew) finish(t *mesoswatch.Task) {
	if t.ExecutorID == "" {
		return
	}
	for _, key := range []executorKey{ // an executor may not say whose it is
		{t.FrameworkID, t.AgentID, t.ExecutorID},
		{"", t.AgentID, t.ExecutorID},
		{t.FrameworkID, "", t.ExecutorID},
	} {
		if e := c.executors[key]; e != nil {
			e.onto(t)
			return
		}
	}
}

// finishCrew hands on the tasks that waited.
func (d *decoder) finishCrew(c *crew) {
	for _, t := range c.waiting {
		c.finish(t)
		handOn(d, t, d.to.Task)
	}
	c.waiting = nil
}

// taskSize is about what a task takes.
func taskSize(t *mesoswatch.Task) int {
	return 400 + len(t.ID) + len(t.ExecutorID) + 32*len(t.Labels) + volumesSize(t.Volumes)
}

func volumesSize(volumes []mesoswatch.Volume) int {
	n := 0
	for _, v := range volumes {
		n += 64 + len(v.Host) + len(v.Container) + len(v.Source)
	}
	return n
}

// handOnHeld hands on what waited for the end of the document.
func (d *decoder) handOnHeld() {
	d.finishCrew(d.tasks)
	for _, f := range d.frameworks {
		if t := d.tallies[f.ID]; d.saw[partTasks] && d.Err() == nil {
			f.Tasks = t.told()
		}
		handOn(d, f, d.to.Framework)
	}
	d.frameworks = nil
}
