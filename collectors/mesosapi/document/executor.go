package document

import (
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

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
	if d.to.Task == nil || r.key.executor == "" || r.e.empty() || !c.room(300+len(r.e.command)+len(r.key.executor)+volumesSize(r.e.container.volumes)) {
		return
	}
	if c.executors == nil {
		c.executors = map[executorKey]*executor{}
	}
	e := r.e // and not the rest of r
	c.executors[r.key] = &e
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
	r.eachTask(&r.crew, key, r.wait)
}

func (r *executorReader) wait(t *mesoswatch.Task) {
	if !r.crew.room(taskSize(t)) {
		handOn(r.decoder, t, r.to.Task)
		return
	}
	r.crew.waiting = append(r.crew.waiting, t)
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
