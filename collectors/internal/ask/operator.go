package ask

import "net/http"

// Call is a call of the operator API that only reads.
type Call uint8

// The calls that can be sent, 1.0 and later (include/mesos/v1/master/master.proto
// and agent.proto). GetVersion, GetHealth, GetMetrics and GetMaster are subject
// to no ACL.
const (
	GetState      Call = iota // everything but flags and leader
	GetAgents                 // masters only
	GetFrameworks             // agents from 1.1 on
	GetTasks                  // agents from 1.1 on
	GetRoles
	GetMaster // the leader
	GetFlags
	GetVersion
	GetHealth
	GetMetrics
	GetQuota
	GetMaintenanceSchedule
	GetMaintenanceStatus
	GetWeights
)

// operatorCall is what is known of a Call.
type operatorCall struct {
	name  string
	heavy bool
}

// operatorCalls are all calls there are, in the order of the constants.
func operatorCalls() []operatorCall {
	return []operatorCall{
		{"GET_STATE", true}, {"GET_AGENTS", true}, {"GET_FRAMEWORKS", true}, {"GET_TASKS", true},
		{"GET_ROLES", false}, {"GET_MASTER", false}, {"GET_FLAGS", false}, {"GET_VERSION", false}, {"GET_HEALTH", false},
		{"GET_METRICS", false}, {"GET_QUOTA", false}, {"GET_MAINTENANCE_SCHEDULE", false}, {"GET_MAINTENANCE_STATUS", false},
		{"GET_WEIGHTS", false},
	}
}

// Operator asks the operator API, which is behind the read-write realm as a
// whole, also for reading: 1.0 and later; before it is NotFound. A master that
// does not lead redirects. A Call that is not listed gives the zero Request.
func Operator(c Call) Request {
	all := operatorCalls()
	if int(c) >= len(all) {
		return Request{}
	}
	return operator(all[c])
}

func operator(c operatorCall) Request {
	e := endpoint{method: http.MethodPost, path: "/api/v1", call: c.name, most: 32 * megabyte, form: document, heavy: c.heavy}
	if c.heavy {
		e.most = large
	}
	return Request{to: e}
}

// Subscription is what Subscribe asks, to name it; nothing else can send it.
func Subscription() Request {
	r := operator(operatorCall{"SUBSCRIBE", true})
	r.to.form = endless
	return r
}
