package mesosapi

import (
	"context"
	"fmt"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

// reign is what is kept about a master while its word about the cluster counts:
// which lists are due, what became of them, its event stream. It belongs to the
// goroutine of the master.
type reign struct {
	*master
	since        time.Time
	inherited    bool // subjects are known from a leader before
	registryRead bool // it has read its registry, once seen

	listsDue, rareDue time.Time
	last              lastWhole
	want              string // why a whole look is wanted; empty: not now
	wantAgents        bool
	hint              string // the numbers by the last summary
	unsettled         int    // summaries in a row with what is not known in full
	leftover          []*mesoswatch.Framework
	noSummary         bool

	stream   stream
	seen     map[string]bool // kinds that were seen whole in this round
	deficits deficits
	flagsCut bool              // the state comes without flags
	kept     map[string]string // by kind: why subjects that were not listed are kept
	sums     sums
}

func newReign(m *master) *reign {
	n := m.all.model.counts()
	return &reign{
		master: m, since: time.Now(), inherited: n.agents+n.frameworks > 0, want: "nothing is known yet", sums: sums{of: m.url()},
		deficits: make(deficits),
	}
}

// abdicate ends the reign: what it told is no longer this master's to tell.
func (m *master) abdicate() {
	if m.reign == nil {
		return
	}
	m.reign.stream.close()
	m.reign = nil
	m.self.Stream, m.self.Recovering = streamAbsent, false
	for _, kind := range clusterKinds() {
		delete(m.lacking, kind)
		delete(m.given, kind)
	}
	for _, q := range leaderRequests() {
		m.pardon(q)
	}
}

// leaderRequests are asked of the leader only.
func leaderRequests() []ask.Request {
	return []ask.Request{
		ask.StateSummary(), ask.State(), ask.StateJSON(), ask.Frameworks(), ask.Slaves(), ask.Roles(), ask.RolesJSON(), ask.Quota(),
		ask.Weights(), ask.MaintenanceSchedule(), ask.MaintenanceStatus(), ask.Operator(ask.GetMaster), ask.Subscription(),
	}
}

// ask reads the lists that are due.
func (r *reign) ask(ctx context.Context) {
	r.seen = make(map[string]bool)
	if r.self.Recovering {
		r.recovering()
		return
	}
	r.stream.check(r)
	if r.round.answered && !time.Now().Before(r.listsDue) {
		r.listsDue = time.Now().Add(r.pace.lists)
		for _, step := range []func(context.Context) bool{
			r.askSummary, r.askIdentity, r.askStream, r.askWhole, r.askAgents, r.askRoles, r.askRare,
		} {
			if !step(ctx) || ctx.Err() != nil {
				break
			}
		}
		r.fillIn()
	}
	r.judge()
}

// recovering: with an unread registry it tells an empty cluster with status 200,
// for as long as it tries to read it (registry_fetch_timeout).
func (r *reign) recovering() {
	r.stream.close()
	r.want = "the registry is read"
	r.listsDue = time.Time{}
	r.seen = make(map[string]bool)
	r.lacks(notReadYet, clusterKinds()...)
}

const notReadYet = "it was elected but has not read its registry: the empty cluster it tells of is not the real one"

// saw notes kinds of which all subjects were listed.
func (r *reign) saw(kinds ...string) {
	for _, k := range kinds {
		r.seen[k] = true
	}
}

// deposed takes in that the master sent us elsewhere in the middle of a round.
func (r *reign) deposed(e *ask.Error) bool {
	if e == nil || e.Kind != ask.Redirected && e.Kind != ask.NoLeader {
		return false
	}
	r.pardon(e.Request)
	no := false
	r.self.Elected = &no
	r.lacks("it stopped leading while it was asked: "+e.Request.String()+": "+e.Reason(), clusterKinds()...)
	r.seen = make(map[string]bool)
	return true
}

// missed notes that a list was not got; it answers whether others are worth asking.
func (r *reign) missed(e *ask.Error, kinds ...string) bool {
	if r.deposed(e) {
		return false
	}
	r.lacks(e.Reason(), kinds...)
	r.realms.refused(r.master, e)
	return goOn(e)
}

// judge says of each kind whether what is known of it is whole, from what the
// looks and the stream gave, and sums up.
func (r *reign) judge() {
	r.stream.judge(r)
	refused := r.all.model.refused()
	for _, kind := range clusterKinds() {
		switch n := refused[kind]; {
		case n > 0:
			r.lacks(fmt.Sprintf("%d have no room, %d are kept", n, mostOf(kind)), kind)
		case r.deficits.cut(kind) != "":
			r.lacks(r.deficits.cut(kind), kind)
		case r.seen[kind] && r.kept[kind] != "":
			r.lacks(r.kept[kind], kind)
		case r.seen[kind]:
			r.got(kind)
		}
	}
	if len(r.seen) > 0 || r.values != nil {
		r.sumUp()
		r.got(mesoswatch.SubjectCluster)
	}
}

func mostOf(kind string) int {
	switch kind {
	case mesoswatch.SubjectTask:
		return mostTasks
	case mesoswatch.SubjectAgent:
		return mostAgents
	}
	return mostSubjects
}

// sumUp tells the cluster what the leader says of the whole.
func (r *reign) sumUp() {
	n := r.all.model.counts()
	r.sums.seen = map[string]int64{
		mesoswatch.SubjectFramework: n.frameworks, mesoswatch.SubjectAgent: n.agents, mesoswatch.SubjectTask: n.tasks,
	}
	r.sums.total, r.sums.used = n.total, n.used
	if r.values != nil {
		r.sums.registered = numbers(r.values)
	}
	if r.sums.name == "" {
		r.sums.name = r.flags["cluster"]
	}
	r.sums.cut = r.cuts()
	r.all.sum(r.sums)
}

// why is what is wrong beyond single requests.
func (r *reign) why() string {
	if r.self.Recovering {
		return notReadYet
	}
	text := r.stream.gap
	for _, c := range r.cuts() {
		text = joined(text, c)
	}
	for _, kind := range clusterKinds() {
		if n := r.all.model.refused()[kind]; n > 0 {
			text = joined(text, fmt.Sprintf("%d subjects of kind %s have no room", n, kind))
		}
	}
	return text
}

// subjects is how many it listed.
func (r *reign) subjects() int {
	n := r.all.model.counts()
	return int(n.frameworks + n.agents + n.tasks + n.others)
}
