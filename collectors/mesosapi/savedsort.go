package mesosapi

import (
	"io"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch/collectors/internal/saved"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi/document"
)

// answerSort is a sort of answer that can be saved.
type answerSort struct {
	name string
	// of tells whose answer it is by its form: that of a master, an agent, or either.
	of process
	// read hands on what is in it; nil: nothing of it is kept.
	read func(io.Reader, document.Take) (document.Head, error)
	// rank orders answers of the same time: what tells all before what tells a part.
	rank int
	is   func(*saved.Shape) bool
}

type process uint8

const (
	either process = iota
	ofMaster
	ofAgent
)

// Names of sorts that are dealt with each in its own way.
const (
	sortState      = "state"
	sortAgentState = "state of an agent"
	sortSummary    = "summary of the state"
	sortFrameworks = "frameworks"
	sortAgents     = "agents"
	sortTasks      = "tasks"
	sortRoles      = "roles"
	sortQuota      = "quota"
	sortWeights    = "weights"
	sortSchedule   = "maintenance schedule"
	sortStatus     = "maintenance status"
	sortFlags      = "flags"
	sortVersion    = "version"
	sortMetrics    = "metrics"
	sortMaster     = "the leader"
	sortStream     = "event stream"
)

func headOnly(read func(io.Reader) (document.Head, error)) func(io.Reader, document.Take) (document.Head, error) {
	return func(r io.Reader, _ document.Take) (document.Head, error) { return read(r) }
}

// byType are the answers of the operator API, which name themselves.
func byType() map[string]answerSort {
	return map[string]answerSort{
		"GET_FRAMEWORKS": {name: sortFrameworks, read: document.Frameworks, rank: 1}, "GET_AGENTS": {name: sortAgents, of: ofMaster, read: document.Agents, rank: 1},
		"GET_TASKS": {name: sortTasks, read: document.Tasks, rank: 2}, "GET_ROLES": {name: sortRoles, of: ofMaster, read: document.Roles, rank: 3},
		"GET_QUOTA": {name: sortQuota, of: ofMaster, read: document.Quota, rank: 3}, "GET_WEIGHTS": {name: sortWeights, of: ofMaster, read: document.Weights, rank: 3},
		"GET_MAINTENANCE_SCHEDULE": {name: sortSchedule, of: ofMaster, read: document.Schedule, rank: 3}, "GET_MAINTENANCE_STATUS": {name: sortStatus, of: ofMaster, read: document.Status, rank: 3},
		"GET_FLAGS": {name: sortFlags, read: document.Flags}, "GET_VERSION": {name: sortVersion, read: headOnly(document.Version)}, "GET_METRICS": {name: sortMetrics},
		"GET_MASTER": {name: sortMaster, of: ofMaster, read: headOnly(document.Master)}, "SUBSCRIBED": {name: sortStream, of: ofMaster, rank: 1},
		"GET_AGENT": {name: "an agent of itself", of: ofAgent},
	}
}

// byShape are the answers of the endpoints, the first that fits counts.
func byShape() []answerSort {
	has := func(keys ...string) func(*saved.Shape) bool {
		return func(s *saved.Shape) bool { return s.Kind == saved.Object && s.Has(keys...) }
	}
	only := func(key string, others ...string) func(*saved.Shape) bool {
		return func(s *saved.Shape) bool {
			return s.Kind == saved.Object && s.Has(key) && !slices.ContainsFunc(s.Keys, func(k string) bool { return k != key && !slices.Contains(others, k) })
		}
	}
	return []answerSort{
		{name: sortState, of: ofMaster, read: document.State, is: func(s *saved.Shape) bool {
			return s.Kind == saved.Object && s.Values["frameworks"] == saved.Array && s.Values["slaves"] == saved.Array && s.HasAny("version", "id", "pid", "start_time", "activated_slaves")
		}},
		{name: sortAgentState, of: ofAgent, read: document.State, is: func(s *saved.Shape) bool {
			return s.Kind == saved.Object && s.Has("frameworks", "id") && s.HasAny("resources", "attributes", "master_hostname") && !s.Has("slaves")
		}},
		{name: sortSummary, of: ofMaster, read: document.Summary, rank: 4, is: func(s *saved.Shape) bool {
			return s.Values["frameworks"] == saved.Array && s.Values["slaves"] == saved.Array && s.Has("hostname")
		}},
		{name: sortFrameworks, of: ofMaster, read: document.Frameworks, rank: 1, is: has("frameworks", "completed_frameworks")},
		{name: sortAgents, of: ofMaster, read: document.Agents, rank: 1, is: func(s *saved.Shape) bool {
			return only("slaves", "recovered_slaves")(s) && s.Values["slaves"] == saved.Array
		}},
		{name: sortTasks, of: ofMaster, read: document.Tasks, rank: 2, is: func(s *saved.Shape) bool {
			return only("tasks", "orphan_tasks")(s) && s.Values["tasks"] == saved.Array && (s.Below("tasks", "framework_id") || len(s.Under["tasks"]) == 0)
		}},
		{name: sortRoles, of: ofMaster, read: document.Roles, rank: 3, is: func(s *saved.Shape) bool { return only("roles")(s) && s.Values["roles"] == saved.Array }},
		{name: sortFlags, read: document.Flags, is: only("flags")},
		{name: sortVersion, read: headOnly(document.Version), is: func(s *saved.Shape) bool { return has("version", "build_date")(s) && !s.HasAny("frameworks", "slaves") }},
		{name: sortMetrics, is: func(s *saved.Shape) bool {
			return s.Kind == saved.Object && slices.ContainsFunc(s.Keys, func(k string) bool {
				return s.Values[k] == saved.Number && (strings.HasPrefix(k, "master/") || strings.HasPrefix(k, "slave/") || strings.HasPrefix(k, "registrar/"))
			})
		}},
		{name: sortQuota, of: ofMaster, read: document.Quota, rank: 3, is: only("infos", "configs")},
		{name: sortWeights, of: ofMaster, read: document.Weights, rank: 3, is: func(s *saved.Shape) bool { return s.Kind == saved.Array && s.Has("role", "weight") }},
		{name: sortSchedule, of: ofMaster, read: document.Schedule, rank: 3, is: only("windows")},
		{name: sortStatus, of: ofMaster, read: document.Status, rank: 3, is: func(s *saved.Shape) bool {
			return only("draining_machines", "down_machines")(s) || only("down_machines", "draining_machines")(s)
		}},
		{name: "registry", of: ofMaster, is: func(s *saved.Shape) bool {
			return s.Below("slaves", "slaves") || s.Below("master", "info") && s.Has("slaves")
		}},
	}
}

// recognise tells what sort of answer a document is; false when it is none of Mesos.
func recognise(a *saved.Answer) (answerSort, bool) {
	s := &a.Shape
	if s.Type == "GET_STATE" {
		if s.Below("get_state", "get_agents") {
			return answerSort{name: sortState, of: ofMaster, read: document.OperatorState}, true
		}
		return answerSort{name: sortAgentState, of: ofAgent, read: document.OperatorState}, true
	}
	if known, ok := byType()[s.Type]; ok {
		if known.name == sortTasks && (s.Below("get_tasks", "launched_tasks") || s.Below("get_tasks", "queued_tasks")) {
			known.of = ofAgent
		}
		return known, true
	}
	if s.Kind == saved.Object && (strings.HasPrefix(s.Type, "GET_") || strings.HasPrefix(s.Type, "LIST_")) {
		return answerSort{name: s.Type}, true // of the operator API, and nothing that is kept
	}
	for _, known := range byShape() {
		if known.is(s) {
			return known, true
		}
	}
	return byName(a)
}

// byName knows an empty object or list again: there is no quota, nothing planned.
func byName(a *saved.Answer) (answerSort, bool) {
	if !a.Shape.Empty() || a.Shape.Cut {
		return answerSort{}, false
	}
	base := strings.ToLower(a.Name)
	for _, e := range []struct {
		word, sort string
		kind       saved.Kind
	}{{"quota", sortQuota, saved.Object}, {"weights", sortWeights, saved.Array}, {"schedule", sortSchedule, saved.Object}, {"maintenance_status", sortStatus, saved.Object}} {
		if strings.Contains(base, e.word) && a.Shape.Kind == e.kind {
			i := slices.IndexFunc(byShape(), func(s answerSort) bool { return s.name == e.sort })
			return byShape()[i], true
		}
	}
	return answerSort{}, false
}
