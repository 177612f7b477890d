package mesosapi

import (
	"fmt"

	"github.com/mesoswatch/mesoswatch"
)

// deficits are how many subjects of a kind the leader has by its own numbers but
// did not list, in the last two looks. A state cut down by authorization is
// well-formed and comes with status 200: only the numbers give it away.
type deficits map[string]deficit

type deficit struct {
	before, now int64
	total       int64
}

// note compares the leader's number with what was listed. The two are of
// different moments, so a single difference means nothing.
func (d deficits) note(kind string, total, listed int64) {
	old := d[kind]
	d[kind] = deficit{before: old.now, now: max(0, total-listed), total: total}
}

// slack is what changes between numbers and list explain: a twentieth of the
// tasks, which come and go all the time.
func slack(kind string, total int64) int64 {
	if kind == mesoswatch.SubjectTask {
		return 1 + total/20
	}
	return 0
}

// cut says what is missing, or nothing.
func (d deficits) cut(kind string) string {
	v := d[kind]
	n := min(v.before, v.now)
	if n <= slack(kind, v.total) {
		return ""
	}
	what, right := kind+"s", ""
	switch kind {
	case mesoswatch.SubjectFramework:
		right = " (view_frameworks)"
	case mesoswatch.SubjectTask:
		what, right = "running tasks", " (view_tasks, view_frameworks)"
	}
	return fmt.Sprintf("%d of %d %s are hidden from us%s", n, v.total, what, right)
}

// doubtful tells whether something is missing since the last look only.
func (d deficits) doubtful(kind string) bool {
	v := d[kind]
	return v.now > slack(kind, v.total) && v.before <= slack(kind, v.total)
}

// compare notes how many the leader has by its metrics and how many it listed;
// running is how many tasks run by the list, less than 0 where it has none.
func (r *reign) compare(l *look, running int64) {
	if r.values == nil {
		return
	}
	n := numbers(r.values)
	if active, ok := n["frameworks_active"]; ok {
		r.deficits.note(mesoswatch.SubjectFramework, active+n["frameworks_inactive"], l.listed.frameworks)
	}
	if active, ok := n["slaves_active"]; ok {
		r.deficits.note(mesoswatch.SubjectAgent, active+n["slaves_inactive"], l.listed.agents)
	}
	if total, ok := n["tasks_running"]; ok && running >= 0 {
		r.deficits.note(mesoswatch.SubjectTask, total, running)
	}
}

// cuts says all that the leader leaves out, and how that is known.
func (r *reign) cuts() []string {
	var all []string
	for _, kind := range clusterKinds() {
		if c := r.deficits.cut(kind); c != "" {
			all = append(all, c)
		}
	}
	if r.flagsCut {
		all = append(all, "flags, cluster name and log folder are left out of the state (view_flags)")
	}
	return all
}
