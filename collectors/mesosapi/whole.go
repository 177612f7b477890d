package mesosapi

import (
	"context"
	"io"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi/document"
)

// agentReturn is how long agents have to come back after a failover
// (--agent_reregister_timeout, at least and by default 10 minutes).
const agentReturn = 10 * time.Minute

// lastWhole is what is remembered of the last reading of the whole state.
type lastWhole struct {
	at   time.Time // zero: none yet
	hint string    // the numbers then
	form ask.Request
}

// askWhole reads the whole state: when something showed that it changed, or after
// a long while, and only as often as its cost allows. Polling it has locked up
// clusters of some hundred agents.
func (r *reign) askWhole(ctx context.Context) bool {
	every := r.pace.whole
	if r.stream.alive() {
		every *= 3 // only to be sure
	}
	if r.justRead() || r.want == "" && time.Since(r.last.at) < every {
		return true
	}
	var shut []ask.Request
	var last *ask.Error
	for _, q := range r.forms() {
		if !r.affordable(q) {
			return true
		}
		last = r.readWhole(ctx, q)
		if last == nil {
			break
		}
		if !closed(last) && last.Kind != ask.NotFound {
			return r.missed(last, mesoswatch.SubjectFramework, mesoswatch.SubjectTask)
		}
		shut = append(shut, q)
	}
	if last == nil || last.Kind == ask.NotFound {
		for _, q := range shut {
			r.pardon(q) // another one told the same, or the release has none
		}
		return true
	}
	return r.missed(last, mesoswatch.SubjectFramework, mesoswatch.SubjectTask)
}

// forms are the endpoints that tell all, the one that answered last first.
func (r *reign) forms() []ask.Request {
	var all []ask.Request
	if r.last.form != (ask.Request{}) {
		all = append(all, r.last.form)
	}
	add := func(q ask.Request, there bool) {
		if there && q != r.last.form {
			all = append(all, q)
		}
	}
	add(ask.State(), r.release.has(0, 25))
	add(ask.StateJSON(), r.old || !r.release.known || r.release.before(0, 25))
	add(ask.Frameworks(), r.release.has(0, 26)) // with its tasks; agents come from /slaves
	return all
}

// closed tells whether an endpoint is closed by itself, so that another one may be
// open: operators close /state to keep pollers away.
func closed(e *ask.Error) bool { return e.Kind == ask.Forbidden || e.Kind == ask.TooLarge }

// readWhole reads one of the forms.
func (r *reign) readWhole(ctx context.Context, q ask.Request) *ask.Error {
	l := r.all.model.begin(r.url(), true)
	defer l.end()
	flags := make(map[string]string)
	take := l.take()
	if r.release.before(0, 26) {
		take.Flag = keepFlag(flags)
	}
	var head document.Head
	_, e := r.get(ctx, q, func(body io.Reader) (_ document.Head, err error) {
		if q == ask.Frameworks() {
			head, err = document.Frameworks(body, take)
		} else {
			head, err = document.State(body, take)
		}
		return head, err
	})
	if e != nil {
		return e
	}
	r.last.form = q
	r.identify(head)
	if q != ask.Frameworks() {
		r.flagsCut = r.release.has(0, 17) && !head.HasFlags
		if len(flags) > 0 {
			r.sawFlags(flags)
		}
		if head.Leader != "" && head.PID != "" && head.Leader != head.PID {
			no := false
			r.self.Elected, r.self.PointsAt = &no, upidAddress(head.Leader)
			return &ask.Error{Kind: ask.Redirected, Request: q, Target: r.target, Status: 200, Location: head.Leader}
		}
	}
	if !r.hollow(l) {
		r.finish(l, q != ask.Frameworks(), head.Unreachable)
	}
	return nil
}

// finish draws the consequences of a look that listed all frameworks and tasks,
// and agents where it has them: what it did not list is gone.
func (r *reign) finish(l *look, agents bool, unreachable *int64) {
	r.compare(l, l.listed.running)
	if unreachable == nil {
		unreachable = r.number("slaves_unreachable")
	}
	if agents && r.mayGo(l, mesoswatch.SubjectAgent) {
		l.goneAgents(unreachable)
	}
	if r.mayGo(l, mesoswatch.SubjectFramework) {
		l.goneFrameworks()
	}
	if r.mayGo(l, mesoswatch.SubjectTask) {
		if n := l.goneTasks(); n > 0 {
			r.keep(mesoswatch.SubjectTask, counted(n, "task")+" on agents that have not come back are as they were last seen")
		}
	}
	r.saw(mesoswatch.SubjectFramework, mesoswatch.SubjectTask)
	if agents {
		r.saw(mesoswatch.SubjectAgent)
		r.wantAgents = false
		r.due[ask.Slaves()] = time.Now().Add(r.pace.rare)
	}
	r.last.at, r.last.hint, r.want, r.unsettled = time.Now(), r.hint, "", 0
	if r.deficits.doubtful(mesoswatch.SubjectTask) {
		r.want = "the list is shorter than the leader's own number"
	}
	r.stream.gap = ""
}

// mayGo tells whether what a look did not list is gone. A new leader of before
// 1.2 lists agents, and what runs on them, only once they have come back to it.
func (r *reign) mayGo(l *look, kind string) bool {
	delete(r.kept, kind)
	if !r.inherited || !r.release.known || r.release.has(1, 2) || time.Since(r.since) >= agentReturn {
		return true
	}
	if n := l.missing(kind); n > 0 {
		r.keep(kind, counted(n, kind)+" not back yet: before 1.2 a new leader lists only what has come back to it; the rest is as it was last seen")
	}
	return false
}

func (r *reign) keep(kind, why string) {
	if r.kept == nil {
		r.kept = make(map[string]string)
	}
	r.kept[kind] = why
}

// justRead tells whether the whole state was read in this round, or by the stream.
func (r *reign) justRead() bool { return r.seen[mesoswatch.SubjectTask] && r.want == "" }

// identify takes in what a document says of the master itself.
func (r *reign) identify(h document.Head) {
	if r.self.ID != "" && h.ID != "" && h.ID != r.self.ID {
		r.restarted()
	}
	r.built(h)
	for _, f := range []struct {
		to   *string
		said string
	}{{&r.self.ID, h.ID}, {&r.self.PID, h.PID}, {&r.self.Hostname, h.Hostname}, {&r.sums.name, h.Cluster}} {
		if f.said != "" {
			*f.to = f.said
		}
	}
	if !h.Started.IsZero() {
		r.self.Started = h.Started
	}
	if !h.ElectedAt.IsZero() {
		r.self.ElectedAt = h.ElectedAt
		if r.self.Elected == nil {
			yes := true
			r.self.Elected = &yes
		}
	}
}

// askIdentity asks who it is where the operator API says so in a few bytes: 1.0
// and later, with the same rights as the event stream. Otherwise the whole state
// tells.
func (r *reign) askIdentity(ctx context.Context) bool {
	q := ask.Operator(ask.GetMaster)
	if r.self.ID != "" || r.release.before(1, 0) || !r.isDue(q, r.pace.rare) {
		return true
	}
	_, e := r.get(ctx, q, r.readIdentity)
	if r.deposed(e) {
		return false
	}
	if e != nil {
		r.pardon(q)
		r.realms.refused(r.master, e)
	}
	return goOn(e)
}

// readIdentity reads the answer to GET_MASTER.
func (r *reign) readIdentity(body io.Reader) (document.Head, error) {
	h, err := document.Master(body)
	if err == nil {
		r.identify(h)
	}
	return h, err
}
