package ask

import "net/http"

// Front is where a scheduler stands: at the root of its own port, or behind
// DC/OS's Admin Router.
type Front uint8

// The fronts there are (packages/adminrouter/extra/src/nginx.master.conf of DC/OS).
const (
	Direct        Front = iota
	DCOSMarathon        // DC/OS 1.8 and later
	OldMarathon         // the form of DC/OS up to 1.7
	DCOSMetronome       // DC/OS 1.8 and later
	DCOSChronos
	DCOSSpark
)

// prefixes are what the fronts put before a path, in the order of the constants.
func prefixes() []string {
	return []string{"", "/service/marathon", "/marathon", "/service/metronome", "/service/chronos", "/service/spark"}
}

// FrontAt is the front with that path; false when there is none.
func FrontAt(path string) (Front, bool) {
	for f, prefix := range prefixes() {
		if prefix == path {
			return Front(f), true
		}
	}
	return 0, false
}

// String is the path of the front, empty for Direct.
func (f Front) String() string {
	if all := prefixes(); int(f) < len(all) {
		return all[f]
	}
	return ""
}

// SchedulerCall is something that a scheduler tells.
type SchedulerCall uint8

// What can be asked. All of it only reads; where a scheduler has authentication,
// all of it may be behind it. Lists are heavy: they have to be streamed.
const (
	// Marathon: its configuration, 0.7 and later.
	MarathonInfo SchedulerCall = iota
	// Applications, without their tasks.
	MarathonApps
	// Pods, 1.4 and later.
	MarathonPods
	// The tree of groups without what is in them, from 0.11 on; before, with all of it.
	MarathonGroups
	// What is being changed just now.
	MarathonDeployments
	// Whether Marathon or Chronos is there at all: text, "pong".
	Ping
	// Chronos: all jobs, 3.0 and later, and the form up to 2.x.
	ChronosJobs
	ChronosJobsOld
	// Metronome: its version, and all jobs with their schedules.
	MetronomeInfo
	MetronomeJobs
	// Spark's dispatcher: the state of a driver that there is not. It is looked up
	// in a table and nothing else (StatusRequestServlet of
	// core/src/main/scala/org/apache/spark/deploy/rest/RestSubmissionServer.scala),
	// and the answer tells the version and that the REST server serves anyone. There
	// is no request that lists drivers.
	SparkNoDriver
)

// schedulerCall is what is known of a SchedulerCall.
type schedulerCall struct {
	path, query string
	heavy       bool
	text        bool // any body will do
	fronts      []Front
}

// schedulerCalls are all there are, in the order of the constants.
func schedulerCalls() []schedulerCall {
	marathon := []Front{Direct, DCOSMarathon, OldMarathon}
	chronos, metronome, spark := []Front{Direct, DCOSChronos}, []Front{Direct, DCOSMetronome}, []Front{Direct, DCOSSpark}
	return []schedulerCall{
		{path: "/v2/info", fronts: marathon},
		{path: "/v2/apps", heavy: true, fronts: marathon},
		{path: "/v2/pods", heavy: true, fronts: marathon},
		{path: "/v2/groups", query: "embed=group.groups", heavy: true, fronts: marathon},
		{path: "/v2/deployments", fronts: marathon},
		{path: "/ping", text: true, fronts: append(marathon, DCOSChronos)},
		{path: "/v1/scheduler/jobs", heavy: true, fronts: chronos},
		{path: "/scheduler/jobs", heavy: true, fronts: chronos},
		{path: "/info", fronts: metronome},
		{path: "/v1/jobs", query: "embed=job.schedules", heavy: true, fronts: metronome},
		{path: "/v1/submissions/status/none", fronts: spark},
	}
}

// Scheduler asks a framework's own front end. A call or front that is not listed,
// or a front that is not one of that scheduler's, gives the zero Request.
func Scheduler(f Front, c SchedulerCall) Request {
	all := schedulerCalls()
	if int(c) >= len(all) {
		return Request{}
	}
	row := all[c]
	for _, front := range row.fronts {
		if front != f {
			continue
		}
		e := endpoint{method: http.MethodGet, path: f.String() + row.path, query: row.query, most: small, form: document, heavy: row.heavy}
		if row.heavy {
			e.most = gigabyte
		}
		if row.text {
			e.form, e.most = status, maxHeader
		}
		return Request{to: e}
	}
	return Request{}
}

// schedulerRequests are all requests to schedulers.
func schedulerRequests() []Request {
	var all []Request
	for f := range prefixes() {
		for c := range schedulerCalls() {
			if r := Scheduler(Front(f), SchedulerCall(c)); r != (Request{}) {
				all = append(all, r)
			}
		}
	}
	return all
}
