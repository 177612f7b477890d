package document

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi/document/internal/scan"
)

// Bounds of what one framework brings.
const (
	maxRoles        = 1000
	maxCapabilities = 100
	maxURL          = 2048
	// maxHeld bounds the frameworks that wait for their tasks to be counted.
	maxHeld = 20_000
)

// standing is which list a framework is in.
type standing int

const (
	listed standing = iota
	completed
	// recovered ones are bare FrameworkInfo, and in the other list too from 1.2.
	recovered
)

// frameworkList reads a list of frameworks with the tasks that are in them.
func (d *decoder) frameworkList(count **int64, s standing) {
	if d.to.Framework == nil && (d.to.Task == nil || s == completed) {
		return
	}
	if d.Kind() == scan.Array {
		add(count, 0)
	}
	for range d.Elements {
		if d.framework(s); d.Err() == nil && s != recovered {
			add(count, 1)
		}
	}
}

// framework reads one framework, of the endpoints (src/master/http.cpp and
// readonly_handler.cpp, Full<Framework>) or of the operator API
// (mesos.v1.master.Response.GetFrameworks.Framework).
func (d *decoder) framework(s standing) *mesoswatch.Framework {
	f := &mesoswatch.Framework{Completed: s == completed}
	r := frameworkReader{decoder: d, f: f}
	r.crew.counts = &r.counts
	r.read()
	d.finishCrew(&r.crew)
	if len(r.counts) > 0 || r.hasTasks {
		f.Tasks = r.counts.told()
	}
	switch {
	case d.Err() != nil:
	case f.ID == "":
		d.Odd("a framework without an id")
	case r.bare:
		f.Recovered = recoveredOr(f.Recovered, s)
		d.holdFramework(f, s)
	default:
		handOn(d, f, d.to.Framework)
	}
	return f
}

func recoveredOr(told *bool, s standing) *bool {
	if s == recovered {
		yes := true
		return &yes
	}
	return told
}

// holdFramework keeps a framework whose tasks stand elsewhere in the document
// until it is read.
func (d *decoder) holdFramework(f *mesoswatch.Framework, s standing) {
	if s == recovered {
		if d.held[f.ID] {
			return
		}
		add(&d.head.Listed.Frameworks, 1)
	}
	if len(d.frameworks) == maxHeld {
		handOn(d, f, d.to.Framework)
		return
	}
	if d.held == nil {
		d.held = map[string]bool{}
	}
	d.held[f.ID] = true
	d.frameworks = append(d.frameworks, f)
}

// frameworkReader reads one framework.
type frameworkReader struct {
	*decoder
	f *mesoswatch.Framework
	// bare is set for one of the operator API, which has its tasks elsewhere.
	bare     bool
	crew     crew
	counts   tally
	hasTasks bool
}

func (r *frameworkReader) read() {
	for key := range r.Fields {
		if !r.info(key) && !r.known(key) {
			r.members(key)
		}
	}
}

// info is what a framework says of itself.
func (r *frameworkReader) info(key []byte) bool {
	f := r.f
	switch string(key) {
	case "framework_info":
		r.bare = true
		r.read()
	case "id":
		r.bare = r.bare || r.Kind() == scan.Object
		f.ID = r.id()
		r.crew.framework = f.ID
	case "name":
		f.Name = r.Text(maxText)
	case "user":
		f.User = r.Name()
	case "principal":
		f.Principal = r.Name()
	case "role":
		if role := r.Name(); len(f.Roles) == 0 && role != "" {
			f.Roles = []string{role}
		}
	case "roles":
		if roles := r.names(maxRoles, "value"); len(roles) > 0 {
			f.Roles = roles
		}
	case "hostname":
		f.Hostname = r.Text(maxText)
	case "webui_url":
		f.WebUI = mesoswatch.Mask(r.Text(maxURL))
	case "checkpoint":
		f.Checkpoint = r.bool()
	case "failover_timeout":
		f.FailoverTimeout = r.float()
	case "capabilities":
		f.Capabilities = r.names(maxCapabilities, "type")
	default:
		return false
	}
	return true
}

// known is what the master knows of a framework.
func (r *frameworkReader) known(key []byte) bool {
	f := r.f
	switch string(key) {
	case "pid":
		f.PID = r.Text(maxText)
	case "active":
		f.Active = r.bool()
	case "connected":
		f.Connected = r.bool()
	case "recovered":
		f.Recovered = r.bool()
	case "registered_time":
		f.Registered = r.time()
	case "reregistered_time":
		f.Reregistered = r.time()
	case "unregistered_time":
		f.Unregistered = r.time()
	case "used_resources", "allocated_resources":
		f.Used = r.resources()
	case "offered_resources":
		f.Offered = r.resources()
	case "offers":
		r.offers()
	default:
		return false
	}
	return true
}

func (r *frameworkReader) offers() {
	if r.Kind() != scan.Array {
		return
	}
	var n int64
	for range r.Elements {
		n++
	}
	r.f.Offers = &n
}

// members are the tasks and executors of a framework, or in the summary how many
// tasks it has in each state.
func (r *frameworkReader) members(key []byte) {
	switch string(key) {
	case "tasks", "unreachable_tasks", "completed_tasks", "pending_tasks":
		r.hasTasks = true
		r.tasksListed()
		r.taskList(&r.crew, string(key))
	case "executors":
		r.executorList(&r.crew)
	default:
		if strings.HasPrefix(string(key), "TASK_") {
			r.counts.tell(scan.String(key), r.decoder)
		}
	}
}
