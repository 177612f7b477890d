package mesosapi

import (
	"strings"
	"testing"
)

// Answers of a small leader, as written by the releases named.
const (
	leaderMetrics = `{"master\/elected":1,"master\/uptime_secs":100.5,"registrar\/queued_operations":0,"registrar\/registry_size_bytes":305,` +
		`"master\/frameworks_active":1,"master\/frameworks_inactive":0,"master\/slaves_active":1,"master\/slaves_inactive":0,"master\/tasks_running":1,"master\/messages_authenticate":7}`
	leaderHead = `"start_time":1795150963.03,"elected_time":1795150963.12,"id":"m-1","pid":"master@10.0.0.1:5050","hostname":"m1.example",` +
		`"leader":"master@10.0.0.1:5050","cluster":"small","activated_slaves":1,"deactivated_slaves":0,"flags":{"authenticate":"false","zk":"zk:\/\/u:zkpass@10.0.0.5:2181\/mesos"}`
	leaderTask = `{"id":"t1","name":"web","framework_id":"F1","executor_id":"","slave_id":"S1","state":"TASK_RUNNING","resources":{"cpus":1,"mem":64,"disk":0},` +
		`"statuses":[{"state":"TASK_RUNNING","timestamp":1795151000.5}]}`
	leaderFramework = `{"id":"F1","name":"web","user":"root","principal":"ops","role":"*","pid":"scheduler-1@10.0.0.9:31000","active":true,"checkpoint":false,"failover_timeout":0,` +
		`"registered_time":1795150970.1,"unregistered_time":0,"hostname":"h","tasks":[` + leaderTask + `],"completed_tasks":[],"offers":[]}`
	leaderAgent = `{"id":"S1","hostname":"a1","pid":"slave(1)@127.0.0.1:1","registered_time":1795150965.2,"resources":{"cpus":4,"mem":1024,"disk":10},"attributes":{},"active":true}`
	leaderLists = `"slaves":[` + leaderAgent + `],"frameworks":[` + leaderFramework + `],"completed_frameworks":[]`
)

// newLeader is a fake that leads, with the endpoints that the release has.
func newLeader(t *testing.T, release string) *fake {
	f := newFake(t)
	r := parseRelease(release)
	f.set("GET /health", says(200, "", ""))
	f.set("GET /redirect", redirects(f.address()))
	f.json("/metrics/snapshot", leaderMetrics)
	state := `{"version":"` + release + `",` + leaderHead + `,` + leaderLists + `}`
	if r.before(1, 8) {
		f.json("/state.json", state)
		f.json("/roles.json", `{"roles":[{"name":"*","weight":1,"frameworks":["F1"],"resources":{}}]}`)
	}
	if r.has(0, 22) {
		f.json("/slaves", `{"slaves":[`+leaderAgent+`]}`)
	}
	if r.has(0, 23) {
		f.json("/state-summary", `{"hostname":"m1.example","slaves":[`+strings.TrimSuffix(leaderAgent, "}")+`,"TASK_RUNNING":1,"framework_ids":["F1"]}],`+
			`"frameworks":[{"id":"F1","name":"web","pid":"scheduler-1@10.0.0.9:31000","active":true,"TASK_RUNNING":1}]}`)
	}
	if r.has(0, 25) {
		f.json("/state", state)
		f.json("/roles", `{"roles":[{"name":"*","weight":1,"frameworks":["F1"],"resources":{}}]}`)
		f.json("/maintenance/status", `{}`)
		f.json("/maintenance/schedule", `{}`)
	}
	if r.has(0, 26) {
		f.json("/version", `{"version":"`+release+`","build_date":"2026-11-20 04:13:35"}`)
		f.json("/flags", `{"flags":{"hostname":"m1.example","port":"5050"}}`)
		f.json("/frameworks", `{"frameworks":[`+leaderFramework+`],"completed_frameworks":[],"unregistered_frameworks":[]}`)
	}
	if r.has(0, 27) {
		f.json("/quota", `{}`)
	}
	if r.has(1, 0) {
		f.json("/weights", `[]`)
	}
	return f
}
