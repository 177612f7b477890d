package ask

import "time"

// All lists every request there is, those that take numbers or a name once with
// some: what a test holds against the promise to be read-only, and what the user
// can be shown. The messages of a Login are not among them: no request that is made
// by itself is one of these.
func All() []Request {
	all := []Request{
		Version(), Health(), Flags(), Redirect(),
		State(), StateJSON(), StateSummary(), Frameworks(), Slaves(), Roles(), RolesJSON(),
		Tasks(100, 0), TasksJSON(100, 0), Quota(), Weights(), MaintenanceSchedule(), MaintenanceStatus(),
		Metrics(5 * time.Second), Containers(),
		ReadLog(MasterLog, -1, 0), ReadLog(AgentLog, 0, LogPage), ReadLogJSON(MasterLog, -1, 0), ReadLogJSON(AgentLog, 0, LogPage),
		ProbeOperator(), ProbeScheduler(), ProbeTeardown(), ProbeExecutor(), ProbeResourceProvider(),
	}
	for w := range words() {
		all = append(all, Admin(Word(w)))
	}
	for _, c := range operatorCalls() {
		all = append(all, operator(c))
	}
	all = append(all, schedulerRequests()...)
	all = append(all, dcosRequests()...)
	return append(all, Subscription())
}
