package mesosapi

import (
	"context"
	"io"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
	"github.com/mesoswatch/mesoswatch/collectors/mesosapi/document"
)

// roleTable puts together what /roles, /quota and /weights tell, by name.
type roleTable map[string]*mesoswatch.Role

func (t roleTable) take() document.Take { return document.Take{Role: t.add} }

// add takes in what one of them tells; what it does not tell is kept.
func (t roleTable) add(v *mesoswatch.Role) error {
	if v.Name == "" {
		return nil
	}
	old := t[v.Name]
	switch {
	case old != nil:
		t[v.Name] = overlay(old, v)
	case len(t) <= mostSubjects: // one more than is kept, so that the excess shows
		t[v.Name] = v
	}
	return nil
}

// noQuota says of all roles of which nothing else is known that they have none.
func (t roleTable) noQuota() {
	for name, v := range t {
		if v.Quota == nil {
			no := false
			t[name] = overlay(v, &mesoswatch.Role{Quota: &no})
		}
	}
}

// askRoles reads roles, quota and weights, now and then. The latter two are
// behind the read-write realm although they are only read.
func (r *reign) askRoles(ctx context.Context) bool {
	if time.Now().Before(r.rareDue) {
		return true
	}
	t := make(roleTable)
	e := r.readRoles(ctx, t)
	if e != nil {
		return r.missed(e, mesoswatch.SubjectRole)
	}
	why, more := r.readQuota(ctx, t)
	if !more || !r.readWeights(ctx, t) {
		return false
	}
	r.putRoles(t)
	if why != "" {
		r.lacks(why, mesoswatch.SubjectRole)
		return true
	}
	r.saw(mesoswatch.SubjectRole)
	return true
}

// readQuota reads the quota of all roles, 0.27 and later. It answers why it is not
// known, and whether others are worth asking.
func (r *reign) readQuota(ctx context.Context, t roleTable) (why string, more bool) {
	if r.release.before(0, 27) {
		return "", true
	}
	q := ask.Quota()
	_, e := r.get(ctx, q, func(body io.Reader) (document.Head, error) { return document.Quota(body, t.take()) })
	switch {
	case r.deposed(e):
		return "", false
	case e == nil:
		t.noQuota()
		return "", true
	case e.Kind == ask.NotFound:
		r.pardon(q)
	case r.release.known && r.release.has(1, 3): // the roles tell their quota themselves
		t.noQuota()
		r.pardon(q)
	default:
		why = "quota: " + e.Reason()
	}
	r.realms.refused(r.master, e)
	return why, goOn(e)
}

// readWeights reads the weights of roles that have no framework, 1.0 and later;
// the others tell their own.
func (r *reign) readWeights(ctx context.Context, t roleTable) (more bool) {
	if r.release.before(1, 0) {
		return true
	}
	q := ask.Weights()
	_, e := r.get(ctx, q, func(body io.Reader) (document.Head, error) { return document.Weights(body, t.take()) })
	if r.deposed(e) {
		return false
	}
	r.pardon(q)
	return goOn(e)
}

// readRoles reads /roles, or its older form.
func (r *reign) readRoles(ctx context.Context, t roleTable) *ask.Error {
	decode := func(body io.Reader) (document.Head, error) { return document.Roles(body, t.take()) }
	var e *ask.Error
	if r.release.has(0, 25) {
		_, e = r.get(ctx, ask.Roles(), decode)
		if e == nil || e.Kind != ask.NotFound {
			return e
		}
		r.pardon(ask.Roles())
	}
	_, e = r.get(ctx, ask.RolesJSON(), decode)
	return e
}

// putRoles takes all roles there are into the model.
func (r *reign) putRoles(t roleTable) {
	m := r.all.model
	l := m.begin(r.url(), true)
	defer l.end()
	m.update(r.url(), func() {
		for _, v := range t {
			key, is := m.roles.put(v, l.w, nil)
			m.queue(mesoswatch.SubjectRole, key, is)
		}
		for _, key := range m.roles.missing(l.w) {
			key, is := m.roles.remove(key, l.w, 0)
			m.queue(mesoswatch.SubjectRole, key, is)
		}
	})
}

// askRare reads what changes seldom: the machines in maintenance.
func (r *reign) askRare(ctx context.Context) bool {
	if time.Now().Before(r.rareDue) {
		return true
	}
	r.rareDue = time.Now().Add(r.pace.rare)
	if r.release.before(0, 25) {
		return true
	}
	t := make(machineTable)
	_, e := r.get(ctx, ask.MaintenanceStatus(), func(body io.Reader) (document.Head, error) {
		return document.Status(body, document.Take{Machine: t.add})
	})
	if e != nil {
		if e.Kind == ask.NotFound {
			r.pardon(ask.MaintenanceStatus())
			return true
		}
		return r.missed(e, mesoswatch.SubjectMachine)
	}
	_, e = r.get(ctx, ask.MaintenanceSchedule(), func(body io.Reader) (document.Head, error) {
		return document.Schedule(body, document.Take{Machine: t.add})
	})
	if r.deposed(e) {
		return false
	}
	r.putMachines(t)
	if e != nil {
		r.realms.refused(r.master, e)
		r.lacks("schedule: "+e.Reason(), mesoswatch.SubjectMachine)
		return goOn(e)
	}
	r.saw(mesoswatch.SubjectMachine)
	return true
}

// machineTable puts together what status and schedule tell, by machine.
type machineTable map[[2]string]*mesoswatch.Machine

func (t machineTable) add(v *mesoswatch.Machine) error {
	key := [2]string{v.Hostname, v.IP}
	switch old := t[key]; {
	case old != nil:
		t[key] = overlay(old, v)
	case len(t) <= mostSubjects:
		t[key] = v
	}
	return nil
}

func (r *reign) putMachines(t machineTable) {
	m := r.all.model
	l := m.begin(r.url(), true)
	defer l.end()
	m.update(r.url(), func() {
		for _, v := range t {
			if v.Mode == "" {
				v = overlay(v, &mesoswatch.Machine{Mode: "up"}) // scheduled, not yet draining
			}
			key, is := m.machines.put(v, l.w, nil)
			m.queue(mesoswatch.SubjectMachine, key, is)
		}
		for _, key := range m.machines.missing(l.w) {
			key, is := m.machines.remove(key, l.w, 0)
			m.queue(mesoswatch.SubjectMachine, key, is)
		}
	})
}
