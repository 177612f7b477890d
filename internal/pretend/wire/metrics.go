package wire

import (
	_ "embed"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// The names of metrics, one a line with the release that brought it; "leader"
// behind those that only one who has read the registry has.
//
//go:embed master_metrics.tsv
var masterMetrics string

//go:embed agent_metrics.tsv
var agentMetrics string

// Metrics is /metrics/snapshot of a master: every name of its release, with what
// the view and the clock say, else 0.
func (m Master) Metrics(v world.View, now time.Time, r Release) map[string]float64 {
	values := names(masterMetrics, r, !m.Elected.IsZero())
	set := func(name string, n float64) {
		if _, known := values[name]; known {
			values[name] = n
		}
	}
	system(set)
	set("master/uptime_secs", now.Sub(m.Started).Seconds())
	set("registrar/log/recovered", 1)
	set("registrar/log/ensemble_size", 1)
	if m.Elected.IsZero() {
		return values
	}
	set("master/elected", 1)
	m.gauges(v, set)
	for name, n := range v.Counters() {
		if strings.HasPrefix(name, "frameworks/") {
			values[name] = n
		} else {
			values["master/"+name] = n
		}
	}
	if r.Since(1, 8) {
		perFramework(v, values)
	}
	for _, name := range []string{"registrar/state_store_ms", "registrar/state_store_ms/max", "registrar/state_fetch_ms"} {
		set(name, 9.168128)
	}
	return values
}

func names(table string, r Release, leads bool) map[string]float64 {
	values := make(map[string]float64)
	for line := range strings.Lines(table) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) != 3 || line[0] == '#' || fields[2] != "" && !leads {
			continue
		}
		if r.reached(fields[1]) {
			values[fields[0]] = 0
		}
	}
	return values
}

func number(text string) int {
	n, _ := strconv.Atoi(text) // of our own table
	return n
}

// system is the host that all of this runs on, as far as it matters: a small one
// with little to do.
func system(set func(string, float64)) {
	set("system/cpus_total", 4)
	set("system/load_1min", 0.42)
	set("system/load_5min", 0.37)
	set("system/load_15min", 0.31)
	set("system/mem_total_bytes", 16<<30)
	set("system/mem_free_bytes", 9<<30)
}

func (m Master) gauges(v world.View, set func(string, float64)) {
	var active, inactive, frameworks, idle, connected, offers float64
	var total, used world.Resources
	states := make(map[string]int)
	for a := range v.Agents() {
		if a.Inactive {
			inactive++
		} else {
			active++
		}
		total, used = total.Plus(a.Total), used.Plus(a.Used)
	}
	for f := range v.Frameworks() {
		if f.Inactive {
			idle++
		} else {
			frameworks++
		}
		if !f.Disconnected {
			connected++
		}
		offers += float64(len(f.Offers))
		for state, n := range f.Tasks {
			states[state] += n
		}
	}
	set("master/slaves_active", active)
	set("master/slaves_inactive", inactive)
	set("master/slaves_connected", active+inactive)
	set("master/slaves_unreachable", float64(v.Unreachable()))
	set("master/frameworks_active", frameworks)
	set("master/frameworks_inactive", idle)
	set("master/frameworks_connected", connected)
	set("master/frameworks_disconnected", frameworks+idle-connected)
	set("master/outstanding_offers", offers)
	for _, state := range []string{"staging", "starting", "running", "killing"} {
		set("master/tasks_"+state, float64(states["TASK_"+strings.ToUpper(state)]))
	}
	shares(set, "master/", total, used)
}

func shares(set func(string, float64), prefix string, total, used world.Resources) {
	for _, s := range []struct {
		name        string
		total, used float64
	}{{"cpus", total.CPUs, used.CPUs}, {"gpus", total.GPUs, used.GPUs}, {"mem", total.Mem, used.Mem}, {"disk", total.Disk, used.Disk}} {
		set(prefix+s.name+"_total", s.total)
		set(prefix+s.name+"_used", s.used)
		if s.total > 0 {
			set(prefix+s.name+"_percent", s.used/s.total)
		}
		set("allocator/mesos/resources/"+s.name+"/total", s.total)
		set("allocator/mesos/resources/"+s.name+"/offered_or_allocated", s.used)
	}
}

// perFramework are the metrics below master/frameworks/<name>/<id>; those of
// frameworks that ended stay.
func perFramework(v world.View, values map[string]float64) {
	of := func(f *world.Framework) {
		prefix := "master/frameworks/" + url.PathEscape(f.Name) + "/" + f.ID + "/"
		subscribed := 1.0
		if f.Disconnected {
			subscribed = 0
		}
		values[prefix+"subscribed"] = subscribed
		for _, state := range []string{"task_staging", "task_starting", "task_running", "task_killing", "task_unreachable"} {
			values[prefix+"tasks/active/"+state] = float64(f.Tasks[strings.ToUpper(state)])
		}
		for _, state := range []string{"task_finished", "task_failed", "task_killed", "task_lost", "task_error"} {
			values[prefix+"tasks/terminal/"+state] = float64(f.Tasks[strings.ToUpper(state)])
		}
		values[prefix+"offers/sent"] = float64(len(f.Offers))
	}
	for f := range v.Completed() {
		of(f)
	}
	for f := range v.Frameworks() {
		of(f)
	}
}
