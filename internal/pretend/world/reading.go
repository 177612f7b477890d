package world

import (
	"iter"
	"maps"
	"slices"
)

// reading is a World that is told: what its tasks add up to is worked out once.
type reading struct {
	w                      *World
	onAgents, ofFrameworks map[string]*sum
	// away are the agents that did not return yet: their tasks, and frameworks that
	// have none elsewhere, are not known.
	away map[string]bool
}

// sum of the tasks of one agent or framework.
type sum struct {
	used, offered Resources
	states        map[string]int
	partners      []string // frameworks of an agent, agents of a framework
}

func (w *World) reading() *reading {
	r := &reading{w: w, onAgents: make(map[string]*sum), ofFrameworks: make(map[string]*sum), away: make(map[string]bool)}
	for _, a := range w.recovered {
		r.away[a.ID] = true
	}
	for _, f := range w.frameworks {
		for t := range r.Tasks(f.ID) {
			r.add(t)
		}
		for _, t := range w.ended[f.ID] {
			r.add(t)
		}
		for _, o := range f.Offers {
			of, on := r.sum(r.ofFrameworks, f.ID), r.sum(r.onAgents, o.Agent)
			of.offered, on.offered = of.offered.Plus(o.Resources), on.offered.Plus(o.Resources)
		}
	}
	return r
}

func (r *reading) sum(in map[string]*sum, id string) *sum {
	s := in[id]
	if s == nil {
		s = &sum{states: make(map[string]int)}
		in[id] = s
	}
	return s
}

func (r *reading) add(t *Task) {
	of, on := r.sum(r.ofFrameworks, t.Framework), r.sum(r.onAgents, t.Agent)
	for _, s := range []*sum{of, on} {
		s.states[t.State]++
		if !Ended(t.State) && !t.Unreachable {
			s.used = s.used.Plus(t.Resources)
		}
	}
	if !slices.Contains(of.partners, t.Agent) {
		of.partners = append(of.partners, t.Agent)
	}
	if !slices.Contains(on.partners, t.Framework) {
		on.partners = append(on.partners, t.Framework)
	}
}

func (r *reading) Agents() iter.Seq[*Agent] {
	return func(yield func(*Agent) bool) {
		for _, a := range r.w.agents {
			told := *a
			if s := r.onAgents[a.ID]; s != nil {
				told.Used, told.Offered, told.Tasks, told.Frameworks = s.used, s.offered, s.states, s.partners
			}
			if !yield(&told) {
				return
			}
		}
	}
}

func (r *reading) Recovered() iter.Seq[*Agent] { return slices.Values(r.w.recovered) }

func (r *reading) Unreachable() int { return len(r.w.unreachable) }

func (r *reading) Frameworks() iter.Seq[*Framework] {
	return func(yield func(*Framework) bool) {
		for _, f := range r.w.frameworks {
			told, s := *f, r.ofFrameworks[f.ID]
			if f.Recovered && s == nil {
				continue
			}
			if s != nil {
				told.Used, told.Offered, told.Tasks, told.Agents = s.used, s.offered, s.states, s.partners
			}
			if !yield(&told) {
				return
			}
		}
	}
}

func (r *reading) Completed() iter.Seq[*Framework] { return slices.Values(r.w.completed) }

func (r *reading) Tasks(framework string) iter.Seq[*Task] {
	return func(yield func(*Task) bool) {
		for _, t := range r.w.tasks[framework] {
			if !r.away[t.Agent] && !yield(t) {
				return
			}
		}
	}
}

func (r *reading) EndedTasks(framework string) iter.Seq[*Task] {
	return slices.Values(r.w.ended[framework])
}

func (r *reading) Roles() []Role {
	known := make(map[string]*Role)
	role := func(name string) *Role {
		if known[name] == nil {
			known[name] = &Role{Name: name, Weight: 1}
		}
		return known[name]
	}
	for name, weight := range r.w.weights {
		role(name).Weight = weight
	}
	for name, quota := range r.w.quotas {
		role(name).Quota = &quota
	}
	for f := range r.Frameworks() {
		for i, name := range f.Roles {
			k := role(name)
			k.Frameworks = append(k.Frameworks, f.ID)
			if i == 0 { // tasks here have the first role of their framework
				k.Used, k.Offered = k.Used.Plus(f.Used), k.Offered.Plus(f.Offered)
			}
		}
	}
	roles := make([]Role, 0, len(known))
	for _, name := range slices.Sorted(maps.Keys(known)) {
		roles = append(roles, *known[name])
	}
	return roles
}

func (r *reading) Machines() []Machine { return r.w.machines }

func (r *reading) Counters() map[string]float64 { return r.w.counters }
