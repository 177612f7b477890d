package mesosapi

import (
	"context"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

// Names of realms (src/master/constants.hpp, src/slave/constants.hpp); up to 0.28
// there was one, "mesos", for what writes.
const (
	masterReadOnly  = "mesos-master-readonly"
	masterReadWrite = "mesos-master-readwrite"
	masterScheduler = "mesos-master-scheduler"
	masterOldRealm  = "mesos"
	agentReadOnly   = "mesos-agent-readonly"
	agentReadWrite  = "mesos-agent-readwrite"
)

// realms are the realms of one process as far as they are known.
type realms struct {
	asked time.Time // when the probes were last sent
	known map[string]mesoswatch.Realm
}

// mostRealms bounds what a server can invent in its challenges.
const mostRealms = 16

func (r *realms) set(v mesoswatch.Realm) {
	if _, known := r.known[v.Name]; !known && len(r.known) >= mostRealms {
		return
	}
	if r.known == nil {
		r.known = make(map[string]mesoswatch.Realm)
	}
	r.known[v.Name] = v
}

// refused takes in what the refusal of an ordinary request says.
func (r *realms) refused(m *master, e *ask.Error) {
	if e.Kind != ask.Unauthorized || e.Realm == "" {
		return
	}
	if v, known := r.known[e.Realm]; known && is(v.Enforced) {
		return
	}
	enforced := true
	r.set(mesoswatch.Realm{Of: m.url(), Name: e.Realm, Enforced: &enforced, How: e.Request.String() + ": 401"})
}

func sameRealm(a, b mesoswatch.Realm) bool {
	return a.Of == b.Of && a.Name == b.Name && a.How == b.How && (a.Enforced == nil) == (b.Enforced == nil) && is(a.Enforced) == is(b.Enforced)
}

// probe is one request without credentials and what its answers mean.
type probe struct {
	request ask.Request
	realm   string
	read    func(*ask.Error) *bool
}

// masterProbes are the safe ones for that release: a GET where only POST does
// something, and a GET of something small that is never redirected.
func masterProbes(r release) []probe {
	all := []probe{{ask.Flags().Anonymous(), masterReadOnly, readProbe}}
	if r.before(0, 26) {
		all = []probe{{ask.RolesJSON().Anonymous(), masterReadOnly, readProbe}}
	}
	switch {
	case r.has(1, 0):
		return append(all, probe{ask.ProbeOperator(), masterReadWrite, postProbe}, probe{ask.ProbeScheduler(), masterScheduler, postProbe})
	case r.has(0, 27):
		return append(all, probe{ask.ProbeTeardown(), masterOldRealm, postProbe}, probe{ask.ProbeScheduler(), masterScheduler, oldSchedulerProbe})
	case r.has(0, 24):
		return append(all, probe{ask.ProbeScheduler(), masterScheduler, oldSchedulerProbe})
	}
	return all
}

// readProbe: 200 without credentials is open. A 403 can come from an ACL, a
// firewall rule or a module that does not say 401: it tells nothing.
func readProbe(e *ask.Error) *bool { return verdict(e, e == nil) }

// postProbe, from 1.0 on and for /teardown from 0.27 on: authentication comes
// before everything else, so whoever gets to hear of method, leader or recovery
// was let in.
func postProbe(e *ask.Error) *bool {
	return verdict(e, e != nil && (e.Status == 405 || e.Kind == ask.Redirected || e.Kind == ask.NoLeader || e.Kind == ask.Recovering))
}

// oldSchedulerProbe, 0.24 to 0.28: a leader that wants frameworks to authenticate
// refuses the scheduler API as a whole; another says nothing of it.
func oldSchedulerProbe(e *ask.Error) *bool {
	if e != nil && e.Kind == ask.Forbidden && strings.Contains(e.Said, "authentication is required") {
		return verdict(&ask.Error{Kind: ask.Unauthorized}, false)
	}
	return verdict(e, e != nil && e.Status == 405)
}

// verdict: enforced by a 401, open where that is known, else unknown.
func verdict(e *ask.Error, open bool) *bool {
	enforced := e != nil && e.Kind == ask.Unauthorized
	if !enforced && !open {
		return nil
	}
	return &enforced
}

// askRealms sends the probes at the start, after a restart and now and then.
func (m *master) askRealms(ctx context.Context) bool {
	if !m.realms.asked.IsZero() && time.Since(m.realms.asked) < m.pace.realm {
		return true
	}
	m.realms.asked = time.Now()
	for _, p := range masterProbes(m.release) {
		_, e := m.get(ctx, p.request, nil)
		m.pardon(p.request)
		if ctx.Err() != nil {
			return false
		}
		if !goOn(e) {
			m.realms.asked = time.Time{}
			return false
		}
		if e != nil && e.Kind == ask.NotFound {
			continue // another release than thought, or none told
		}
		m.realms.set(mesoswatch.Realm{Of: m.url(), Name: p.realm, Enforced: p.read(e), How: how(p.request, e)})
	}
	m.got(mesoswatch.SubjectRealm)
	return true
}

// how says which request told it and what came.
func how(r ask.Request, e *ask.Error) string {
	text := r.String() + ": "
	switch {
	case e == nil:
		return text + "200"
	case e.Kind == ask.Redirected:
		return text + "redirected to the leader" // where to changes with it
	}
	return text + e.Reason()
}
