package document

import (
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// maxWaiting bounds the tasks that wait for their executor; further ones go
// without.
const maxWaiting = 200_000

// crew is the tasks and executors that belong together: those of one framework,
// or of the whole document. What a task has from its executor is known when both
// are read, and either list may come first.
type crew struct {
	framework string
	counts    *tally // of the framework; nil: counted for the document
	waiting   []*mesoswatch.Task
	executors map[executorKey]*executor
	complete  bool // all executors are read
}

// executorKey is what makes an executor one: ids repeat across agents.
type executorKey struct{ framework, agent, executor string }

// executor is what tasks have from their executor.
type executor struct {
	user, command string
	container     box
}

func (e *executor) empty() bool {
	return e.user == "" && e.command == "" && e.container.empty()
}

func (b box) empty() bool {
	return b.kind == "" && b.image == "" && b.network == "" && !b.privileged && len(b.volumes) == 0
}

// onto adds to a task what it has from its executor.
func (e *executor) onto(t *mesoswatch.Task) {
	if t.User == "" {
		t.User = e.user
	}
	if t.Command == "" {
		t.Command = e.command
	}
	own := e.container
	own.volumes = slices.Clone(own.volumes) // other tasks have the same executor
	own.onto(t)
}

// join hands a task on, at once unless its executor may still come.
func (d *decoder) join(c *crew, t *mesoswatch.Task) {
	if t.ExecutorID != "" && !c.complete && len(c.waiting) < maxWaiting {
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

// executorList reads executors. One that may not be viewed is an empty object.
func (d *decoder) executorList(c *crew) {
	if !d.countsTasks() {
		return
	}
	for range d.Elements {
		d.executor(c)
	}
	c.complete = d.Err() == nil
}

// executorReader reads one executor.
type executorReader struct {
	*decoder
	e    executor
	key  executorKey
	name string
	crew crew // the tasks within it, in the state of an agent
}

func (d *decoder) executor(c *crew) {
	r := executorReader{decoder: d, key: executorKey{framework: c.framework}}
	r.crew = crew{framework: c.framework, counts: c.counts}
	r.read()
	if r.e.command == "" {
		r.e.command = commandIn(r.name)
	}
	for _, t := range r.crew.waiting {
		r.e.onto(t)
	}
	d.finishCrew(&r.crew)
	if d.to.Task == nil || r.key.executor == "" || r.e.empty() || len(c.executors) >= maxWaiting {
		return
	}
	if c.executors == nil {
		c.executors = map[executorKey]*executor{}
	}
	c.executors[r.key] = &r.e
}

// read reads an executor of the endpoints, or an ExecutorInfo and what the
// operator API puts around it.
func (r *executorReader) read() {
	for key := range r.Fields {
		switch string(key) {
		case "executor_info":
			r.read()
		case "executor_id", "id":
			r.key.executor = r.ownID()
		case "framework_id":
			r.key.framework = r.id()
		case "slave_id", "agent_id":
			r.key.agent = r.id()
		case "name":
			r.name = r.Text(maxCommand)
		case "command":
			r.e.user, r.e.command = r.command()
		case "container":
			r.e.container = r.container()
		case "tasks", "queued_tasks", "completed_tasks":
			r.within(string(key))
		}
	}
}

// within reads the tasks in an agent's executor. They wait for the executor to be
// read, also those without an executor's id, which have one of Mesos's own.
func (r *executorReader) within(key string) {
	if !r.countsTasks() {
		return
	}
	r.listHere(partTasks)
	for range r.Elements {
		if r.to.Task == nil || ended(key) {
			r.countTask(&r.crew, key)
		} else if t := r.task(&r.crew, key); t != nil {
			r.crew.waiting = append(r.crew.waiting, t)
		}
	}
}

// Bounds of commands: what is read, for what is masked to be whole, and what is
// kept.
const (
	maxCommand  = 16 << 10
	keptCommand = 4 << 10
)

// command reads a CommandInfo: who runs it, and the line without its environment.
func (d *decoder) command() (user, line string) {
	var value string
	var args []string
	for key := range d.Fields {
		switch string(key) {
		case "user":
			user = d.Name()
		case "value":
			value = d.Text(maxCommand)
		case "arguments", "argv":
			args = d.names(maxLabels, "value")
		}
	}
	if len(args) > 0 && args[0] == value {
		value = ""
	}
	return user, masked(strings.TrimSpace(value + " " + strings.Join(args, " ")))
}

// masked is a command without secrets, cut.
func masked(line string) string {
	line = mesoswatch.Mask(line)
	return strings.ToValidUTF8(line[:min(len(line), keptCommand)], "")
}

// commandIn is the command that Mesos writes into the name of the executor of a
// command task: Command Executor (Task: web) (Command: sh -c './run')
// (src/slave/slave.cpp).
func commandIn(name string) string {
	if !strings.HasPrefix(name, "Command Executor (Task: ") {
		return ""
	}
	_, line, found := strings.Cut(name, ") (Command: ")
	if !found {
		return ""
	}
	return masked(strings.TrimSuffix(line, ")"))
}
