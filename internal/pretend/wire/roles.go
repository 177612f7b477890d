package wire

import (
	"slices"

	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// Roles is /roles.
func (m Master) Roles(e *Encoder, v world.View) {
	t := teller{e, e.release}
	roles := v.Roles()
	if !t.r.Since(1, 0) && !slices.ContainsFunc(roles, func(r world.Role) bool { return r.Name == "*" }) {
		roles = append([]world.Role{{Name: "*", Weight: 1}}, roles...)
	}
	e.object(func() {
		e.listAt("roles", func() {
			for _, r := range roles {
				e.object(func() { t.role(r) })
			}
		})
	})
}

func (t teller) role(r world.Role) {
	t.string("name", r.Name)
	t.num("weight", r.Weight)
	if t.r.Since(1, 9) {
		t.roleQuota(r)
		t.nonzero("resources", r.Used.Plus(r.Offered))
		t.nonzero("allocated", r.Used)
		t.nonzero("offered", r.Offered)
		t.objectAt("reserved", func() {})
	} else {
		t.resources("resources", r.Used.Plus(r.Offered))
		if t.r.Since(1, 3) && r.Quota != nil {
			t.objectAt("quota", func() {
				t.string("role", r.Name)
				t.optional("principal", r.Quota.Principal)
				t.resources("guarantee", r.Quota.Guarantee)
			})
		}
	}
	t.strings("frameworks", r.Frameworks)
}

func (t teller) roleQuota(r world.Role) {
	var q world.Quota
	if r.Quota != nil {
		q = *r.Quota
	}
	t.objectAt("quota", func() {
		t.string("role", r.Name)
		t.nonzero("guarantee", q.Guarantee)
		t.nonzero("limit", q.Limit)
		t.nonzero("consumed", r.Used)
	})
}

// nonzero is an object of those scalars of which there is any.
func (t teller) nonzero(k string, r world.Resources) {
	t.objectAt(k, func() { t.scalars(r, t.num) })
}

func (t teller) scalars(r world.Resources, tell func(string, float64)) {
	for _, s := range []struct {
		name  string
		value float64
	}{{"cpus", r.CPUs}, {"gpus", r.GPUs}, {"mem", r.Mem}, {"disk", r.Disk}} {
		if s.value != 0 {
			tell(s.name, s.value)
		}
	}
}

// Quota is /quota.
func (m Master) Quota(e *Encoder, v world.View) {
	e.object(func() { teller{e, e.release}.quota(v) })
}

func (t teller) quota(v world.View) {
	var with []world.Role
	for _, r := range v.Roles() {
		if r.Quota != nil {
			with = append(with, r)
		}
	}
	if len(with) == 0 {
		return
	}
	t.listAt("infos", func() {
		for _, r := range with {
			t.object(func() {
				t.string("role", r.Name)
				if !t.r.Since(1, 9) {
					t.optional("principal", r.Quota.Principal)
				}
				t.listAt("guarantee", func() { t.each(r.Quota.Guarantee.Scalars(), marks{}) })
			})
		}
	})
	if !t.r.Since(1, 9) {
		return
	}
	values := func(r world.Resources) func() {
		return func() {
			t.scalars(r, func(k string, n float64) { t.objectAt(k, func() { t.num("value", n) }) })
		}
	}
	t.listAt("configs", func() {
		for _, r := range with {
			t.object(func() {
				t.string("role", r.Name)
				t.objectAt("guarantees", values(r.Quota.Guarantee))
				t.objectAt("limits", values(r.Quota.Limit))
			})
		}
	})
}

// Weights is /weights: those that somebody set.
func (m Master) Weights(e *Encoder, v world.View) {
	e.list(func() { teller{e, e.release}.weights(v) })
}

func (t teller) weights(v world.View) {
	for _, r := range v.Roles() {
		if r.Weight != 1 {
			t.object(func() {
				t.string("role", r.Name)
				t.num("weight", r.Weight)
			})
		}
	}
}

// Schedule is /maintenance/schedule: each machine in a window of its own.
func (m Master) Schedule(e *Encoder, v world.View) {
	e.object(func() { teller{e, e.release}.schedule(v) })
}

func (t teller) schedule(v world.View) {
	if len(v.Machines()) == 0 {
		return
	}
	t.listAt("windows", func() {
		for _, machine := range v.Machines() {
			t.object(func() {
				t.listAt("machine_ids", func() { t.object(func() { t.machine(machine) }) })
				t.objectAt("unavailability", func() {
					t.nanoseconds("start", machine.Start)
					if machine.Duration > 0 {
						t.nanos("duration", int64(machine.Duration))
					}
				})
			})
		}
	})
}

func (t teller) machine(m world.Machine) {
	t.optional("hostname", m.Hostname)
	t.optional("ip", m.IP)
}

// Maintenance is /maintenance/status.
func (m Master) Maintenance(e *Encoder, v world.View) {
	e.object(func() { teller{e, e.release}.maintenance(v) })
}

func (t teller) maintenance(v world.View) {
	var down, draining []world.Machine
	for _, m := range v.Machines() {
		if m.Down {
			down = append(down, m)
		} else {
			draining = append(draining, m)
		}
	}
	if len(draining) > 0 {
		t.listAt("draining_machines", func() {
			for _, m := range draining {
				t.object(func() { t.objectAt("id", func() { t.machine(m) }) })
			}
		})
	}
	if len(down) > 0 {
		t.listAt("down_machines", func() {
			for _, m := range down {
				t.object(func() { t.machine(m) })
			}
		})
	}
}
