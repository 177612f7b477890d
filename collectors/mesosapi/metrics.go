package mesosapi

import (
	"strings"
)

// mostPrincipals bounds the metrics that exist once for each principal: whoever
// may register frameworks makes as many as he likes.
const mostPrincipals = 500

// wantedMetrics are the numbers that rules or the screen use, by exact name or by
// what they begin with. The rest (one entry per framework and per task state and
// reason: 333 KB on a busy master) is left where it is.
type wantedMetrics struct {
	names      map[string]bool
	beginnings []string
	principals int
}

// masterMetrics: each line with what it is for.
func masterMetrics() *wantedMetrics {
	return &wantedMetrics{
		names: set(
			// Who leads, since when, and whether it has read its registry.
			elected, uptime, registrySize, "registrar/log/recovered", "registrar/log/ensemble_size", "registrar/queued_operations", "registrar/state_fetch_ms", "registrar/state_store_ms",
			// Attempts to log in and to register, good and bad: the only trace of a
			// refused one that a master counts.
			"master/messages_authenticate", "master/messages_register_framework", "master/messages_reregister_framework", "master/messages_unregister_framework", "master/messages_deactivate_framework",
			"master/messages_register_slave", "master/messages_reregister_slave", "master/messages_unregister_slave",
			// What was dropped, and what came from senders that had no right to it.
			"master/dropped_messages", "master/recovery_slave_removals", "master/outstanding_offers", "master/operator_event_stream_subscribers",
			"master/task_error/source_master/reason_task_unauthorized", "master/task_error/source_master/reason_task_group_unauthorized",
			// Load.
			"system/load_1min", "system/load_5min", "system/load_15min", "system/cpus_total", "system/mem_free_bytes", "system/mem_total_bytes",
		),
		beginnings: []string{
			"master/invalid_", "master/valid_",
			"master/slaves_", "master/slave_", "master/tasks_", // numbers of agents and tasks that hold whatever is hidden from us
			"master/event_queue_",                                         // floods
			"master/cpus_", "master/mem_", "master/disk_", "master/gpus_", // spikes
		},
	}
}

// agentMetrics are what is kept of an agent's.
func agentMetrics() *wantedMetrics { return &wantedMetrics{names: set(agentRegistered)} }

// Names of metrics that are read here.
const (
	elected         = "master/elected"
	uptime          = "master/uptime_secs"
	registrySize    = "registrar/registry_size_bytes"
	registrarQueue  = "registrar/queued_operations"
	agentRegistered = "slave/registered"
)

// want tells whether to keep a metric. master/frameworks_active is a number,
// master/frameworks/<name>/<id>/… one for each framework there ever was.
func (w *wantedMetrics) want(name string) bool {
	if w.names[name] {
		return true
	}
	if rest, ok := strings.CutPrefix(name, "master/frameworks_"); ok {
		return !strings.Contains(rest, "/")
	}
	// frameworks/<principal>/messages_received: the principal is not escaped.
	if strings.HasPrefix(name, "frameworks/") && strings.HasSuffix(name, "/messages_received") && len(w.beginnings) > 0 {
		w.principals++
		return w.principals <= mostPrincipals && len(name) <= mostKey
	}
	for _, b := range w.beginnings {
		if strings.HasPrefix(name, b) {
			return len(name) <= mostKey
		}
	}
	return false
}

// mostKey bounds the name of a metric that holds foreign text.
const mostKey = 300

func set(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}

// numbers are the counts in a master's metrics, without "master/".
func numbers(values map[string]float64) map[string]int64 {
	all := make(map[string]int64)
	for name, v := range values {
		short, ok := strings.CutPrefix(name, "master/")
		if !ok || strings.Contains(short, "/") {
			continue
		}
		for _, b := range []string{"slaves_", "frameworks_", "tasks_"} {
			if strings.HasPrefix(short, b) {
				all[short] = int64(v)
			}
		}
	}
	return all
}

// flag is a metric that is 0 or 1; nil when it was not told.
func flag(values map[string]float64, name string) *bool {
	v, ok := values[name]
	if !ok {
		return nil
	}
	is := v != 0
	return &is
}

// notRecovered tells whether a leader has not read its registry yet: the size is
// told from then on only (src/master/registrar.cpp), other numbers of the
// registrar always.
func notRecovered(values map[string]float64) bool {
	_, some := values[registrarQueue]
	_, size := values[registrySize]
	if log, told := values["registrar/log/recovered"]; told && log == 0 {
		return true
	}
	return some && !size
}
