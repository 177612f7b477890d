package document

import "github.com/mesoswatch/mesoswatch/collectors/mesosapi/document/internal/scan"

// answer reads an object that has what a process says of itself, lists, or other
// such objects: the operator API wraps its lists in get_agents and the like.
func (d *decoder) answer() {
	for key := range d.Fields {
		switch {
		case d.headField(key), d.listField(key):
		case d.wrapped(string(key)):
		default:
			d.saw[partUnknown] = true
		}
	}
}

// wrapped reads what the operator API puts around a list.
func (d *decoder) wrapped(key string) bool {
	switch key {
	case "type":
		d.call = d.Name()
		return true
	case "get_state":
		d.see(partState)
	case "get_frameworks":
		d.listHere(partFrameworks)
	case "get_agents":
		d.listHere(partAgents)
	case "get_tasks":
		d.listHere(partTasks)
	case "get_roles":
		d.listHere(partRoles)
	case "get_flags":
		d.listHere(partFlags)
	case "master_info":
		d.see(partMaster)
	case "get_executors", "get_master", "get_version", "version_info":
	default:
		return false
	}
	d.wraps = true
	d.answer()
	return true
}

// see notes that the document has a part.
func (d *decoder) see(p part) { d.saw[p] = true }

// list notes that the document lists something, none of it so far.
func (d *decoder) list(p part) {
	d.see(p)
	switch l := &d.head.Listed; {
	case p == partFrameworks && d.to.Framework != nil:
		add(&l.Frameworks, 0)
	case p == partAgents && d.to.Agent != nil:
		add(&l.Agents, 0)
	case p == partTasks:
		d.tasksListed()
	case p == partRoles && d.to.Role != nil:
		add(&l.Roles, 0)
	case p == partFlags && d.to.Flag != nil:
		add(&l.Flags, 0)
	}
}

// tasksListed notes that tasks are listed, if only none.
func (d *decoder) tasksListed() {
	if d.countsTasks() {
		add(&d.head.Listed.Tasks, 0)
		add(&d.head.Listed.EndedTasks, 0)
	}
}

// listHere does so if the value that comes next is a list, or what is around one.
func (d *decoder) listHere(p part) {
	if k := d.Kind(); k == scan.Array || k == scan.Object {
		d.list(p)
	}
}

// add counts in a number that may not be known yet.
func add(to **int64, n int64) {
	if *to == nil {
		*to = new(int64)
	}
	**to += n
}

// listField reads a list of what is handed on.
func (d *decoder) listField(key []byte) bool {
	switch string(key) {
	case "frameworks":
		d.listHere(partFrameworks)
		d.frameworkList(&d.head.Listed.Frameworks, listed)
	case "completed_frameworks":
		if !d.wraps && d.Kind() == scan.Array { // the endpoints list tasks within frameworks
			d.tasksListed()
		}
		d.frameworkList(&d.head.Listed.CompletedFrameworks, completed)
	case "recovered_frameworks":
		d.frameworkList(&d.head.Listed.Frameworks, recovered)
	case "slaves", "agents":
		d.listHere(partAgents)
		d.agentList(&d.head.Listed.Agents, "registered")
	case "recovered_slaves", "recovered_agents":
		d.agentList(&d.head.Listed.RecoveredAgents, "recovered")
	case "roles":
		d.listHere(partRoles)
		d.roleList()
	case "tasks", "unreachable_tasks", "pending_tasks", "launched_tasks", "queued_tasks":
		d.listHere(partTasks)
		d.taskList(d.tasks, string(key))
	case "completed_tasks", "terminated_tasks", "orphan_tasks":
		d.taskList(d.tasks, string(key))
	case "executors":
		d.executorList(d.tasks)
	case "unregistered_frameworks":
		if d.Kind() == scan.Array {
			add(&d.head.Listed.Unregistered, 0)
		}
		for range d.Elements {
			add(&d.head.Listed.Unregistered, 1)
		}
	case "flags":
		d.listHere(partFlags)
		d.flags()
	default:
		return false
	}
	return true
}

// headField reads what a process says of itself.
func (d *decoder) headField(key []byte) bool {
	h := &d.head
	switch string(key) {
	case "version":
		h.Version = d.Name()
		d.see(partBuild)
	case "git_sha":
		h.GitSHA = d.Name()
	case "build_date":
		h.Built = d.Name()
	case "id":
		h.ID = d.id()
	case "pid":
		h.PID = d.Name()
	case "hostname":
		h.Hostname = d.Name()
	case "leader":
		h.Leader = d.Name()
	case "leader_info":
		d.leader(&h.LeaderInfo)
	case "cluster":
		h.Cluster = d.Name()
	case "log_dir":
		h.LogDir = d.Name()
	case "start_time":
		h.Started = d.time()
	case "elected_time":
		h.ElectedAt = d.time()
	case "activated_slaves":
		h.Activated = d.int()
	case "deactivated_slaves":
		h.Deactivated = d.int()
	case "unreachable_slaves":
		h.Unreachable = d.int()
	default:
		return false
	}
	return true
}

func (d *decoder) leader(l *Leader) {
	for key := range d.Fields {
		switch string(key) {
		case "id":
			l.ID = d.Name()
		case "pid":
			l.PID = d.Name()
		case "hostname":
			l.Hostname = d.Name()
		case "port":
			l.Port, _ = d.Int()
		}
	}
}

// Bounds of flags: the longest list of a release is under 120, the longest value
// is that of acls.
const (
	maxFlags = 1000
	maxFlag  = 256 << 10
)

// flags reads {name: value} of the endpoints, or [{name, value}] of the operator
// API.
func (d *decoder) flags() {
	d.head.HasFlags = d.Kind() == scan.Object || d.Kind() == scan.Array
	if d.to.Flag == nil {
		return
	}
	if d.Kind() != scan.Array {
		for key := range d.Fields {
			d.flag(scan.String(key), d.Text(maxFlag))
		}
		return
	}
	for range d.Elements {
		var name, value string
		for key := range d.Fields {
			switch string(key) {
			case "name":
				name = d.Name()
			case "value":
				value = d.Text(maxFlag)
			}
		}
		d.flag(name, value)
	}
}

func (d *decoder) flag(name, value string) {
	add(&d.head.Listed.Flags, 1)
	switch {
	case name == "":
		d.Odd("no name")
	case *d.head.Listed.Flags > maxFlags:
		d.Odd("more flags than are taken")
	case d.Err() == nil && !d.refused:
		if err := d.to.Flag(name, value); err != nil {
			d.refused = true
			d.Fail(err)
		}
	}
}
