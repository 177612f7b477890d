package mesosapi

import (
	"context"
	"io"
	"net/url"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi/document"
)

// The cheap questions of a round, in this order. Each answers whether the others
// are worth asking.

// metricsWait is how long a master may collect its numbers; what takes longer is
// left out by it.
const metricsWait = 5 * time.Second

// askVersion asks once, and now and then.
func (m *master) askVersion(ctx context.Context) bool {
	r := ask.Version()
	if m.old || !m.isDue(r, m.pace.rare) {
		return true
	}
	_, e := m.get(ctx, r, func(body io.Reader) (document.Head, error) {
		h, err := document.Version(body)
		if err == nil {
			m.built(h)
		}
		return h, err
	})
	if e != nil && e.Kind == ask.NotFound {
		m.pardon(r) // up to 0.25; the state tells which
		m.old = true
		if !m.release.before(0, 26) || !m.release.known {
			m.release = release{0, 25, true}
		}
	}
	if e != nil && !e.Answered() {
		delete(m.due, r)
	}
	return goOn(e)
}

// built takes in what a document says of the build.
func (m *master) built(h document.Head) {
	if h.Version == "" {
		return
	}
	if m.self.Version != "" && m.self.Version != h.Version {
		m.restarted()
	}
	m.release = parseRelease(h.Version)
	m.self.Version = h.Version
	if h.Built != "" { // not every document tells it
		m.self.GitSHA, m.self.Built = h.GitSHA, h.Built
	}
}

// askHealth: a master that answers with trouble of its own is not well; of one
// that refuses or does not answer, it is unknown.
func (m *master) askHealth(ctx context.Context) bool {
	_, e := m.get(ctx, ask.Health(), nil)
	m.self.Healthy = nil
	well := e == nil
	if well || e.Status >= 500 {
		m.self.Healthy = &well
	}
	return goOn(e)
}

// askRedirect asks where the leader is; nobody goes there because of it. For
// some seconds after the leader died it may still be the dead one.
func (m *master) askRedirect(ctx context.Context) bool {
	r := ask.Redirect()
	a, e := m.get(ctx, r, nil)
	m.self.PointsAt, m.self.NoLeader = "", false
	switch {
	case e == nil:
		if u, err := url.Parse(a.Location); err == nil {
			m.self.PointsAt = u.Host
		}
	case e.Kind == ask.NoLeader:
		m.pardon(r) // it is an answer
		m.self.NoLeader = true
	}
	if m.self.PointsAt != "" && m.named {
		m.all.pointed(m.self.PointsAt, m.target)
	}
	return goOn(e)
}

// askMetrics reads the numbers, and from them whether it leads and since when it
// runs.
func (m *master) askMetrics(ctx context.Context) bool {
	m.self.Elected = nil
	wanted := masterMetrics()
	var values map[string]float64
	_, e := m.get(ctx, ask.Metrics(metricsWait), func(body io.Reader) (h document.Head, err error) {
		values, h, err = document.Metrics(body, wanted.want)
		return h, err
	})
	if e != nil {
		if goOn(e) {
			m.lacks(e.Reason(), mesoswatch.SubjectMetrics)
			m.realms.refused(m, e)
		}
		return goOn(e)
	}
	m.values = values
	m.got(mesoswatch.SubjectMetrics)
	m.self.Elected = flag(values, elected)
	m.uptime(values)
	m.self.Recovering = is(m.self.Elected) && notRecovered(values) && (m.reign == nil || !m.reign.registryRead)
	if m.reign != nil && is(m.self.Elected) && !m.self.Recovering {
		m.reign.registryRead = true
	}
	return true
}

// uptime notices a restart, and tells when the start was unless the state does:
// its clock may be another than ours.
func (m *master) uptime(values map[string]float64) {
	up, ok := values[uptime]
	if !ok || up < 0 {
		return
	}
	if up < m.up {
		m.restarted()
	}
	m.up = up
	if m.self.Started.IsZero() {
		m.self.Started = time.Now().Add(-time.Duration(up * float64(time.Second))).UTC().Truncate(time.Second)
	}
}

// askElected asks a master that hides its metrics by the smallest answer that
// only the leader gives: from 1.0 on the others redirect it.
func (m *master) askElected(ctx context.Context) bool {
	if m.self.Elected != nil || m.release.before(1, 0) {
		return true
	}
	r := ask.Roles() // filtered by ACLs, but never refused
	_, e := m.get(ctx, r, nil)
	switch {
	case e == nil:
		m.self.Elected = new(bool)
		*m.self.Elected = true
	case e.Kind == ask.Redirected, e.Kind == ask.NoLeader:
		m.self.Elected = new(bool)
		m.pardon(r)
	default:
		m.pardon(r) // told under the metrics already
		m.self.Elected = m.all.self(m.standing())
	}
	return goOn(e)
}

// askFlags reads the flags of this process: 0.26 and later; before, the state has
// them.
func (m *master) askFlags(ctx context.Context) bool {
	r := ask.Flags()
	if m.release.before(0, 26) || !m.isDue(r, m.pace.rare) {
		return true
	}
	flags := make(map[string]string)
	_, e := m.get(ctx, r, func(body io.Reader) (document.Head, error) {
		return document.Flags(body, document.Take{Flag: keepFlag(flags)})
	})
	if e != nil {
		m.self.FlagsVisible = false
		if goOn(e) {
			m.lacks(e.Reason(), mesoswatch.SubjectFlag)
			m.realms.refused(m, e)
		} else {
			delete(m.due, r)
		}
		return goOn(e)
	}
	m.sawFlags(flags)
	return true
}

// sawFlags takes in all flags of the process.
func (m *master) sawFlags(flags map[string]string) {
	m.flags, m.self.FlagsVisible = flags, true
	m.got(mesoswatch.SubjectFlag)
	if m.self.Hostname == "" {
		m.self.Hostname = flags["hostname"]
	}
	if m.self.PID == "" {
		m.self.PID = pidOf(flags)
	}
}
