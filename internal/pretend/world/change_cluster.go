package world

import (
	"maps"
	"slices"
	"time"
)

// Failover is a new leader that has read its registry: agents are recovered,
// frameworks and tasks are known when their agents return, and all counters
// begin anew.
type Failover struct{}

func (Failover) apply(w *World, _ time.Time) error {
	for _, a := range w.agents {
		away := *a
		away.Registered, away.Reregistered = time.Time{}, time.Time{}
		w.recovered = append(w.recovered, &away)
	}
	w.agents, w.completed, w.counters = nil, nil, nil
	clear(w.ended)
	for i, f := range w.frameworks {
		away := *f
		away.Recovered, away.Inactive, away.Disconnected, away.Offers = true, true, true, nil
		away.place, away.PID, away.Registered, away.Reregistered = f.PID, "", time.Time{}, time.Time{}
		w.frameworks[i] = &away
	}
	return nil
}

// Returned is everybody who is away after a failover coming back at once.
// Frameworks keep the places they had.
type Returned struct{}

func (Returned) apply(w *World, at time.Time) error {
	for _, a := range slices.Clone(w.recovered) {
		if err := (AgentReturned{ID: a.ID}).apply(w, at); err != nil {
			return err
		}
	}
	for _, f := range slices.Clone(w.frameworks) {
		if f.Recovered {
			if err := (FrameworkReturned{ID: f.ID}).apply(w, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// QuotaSet sets the quota of a role; nil takes it away.
type QuotaSet struct {
	Role  string
	Quota *Quota
}

func (c QuotaSet) apply(w *World, _ time.Time) error {
	w.quotas = maps.Clone(w.quotas)
	if w.quotas == nil {
		w.quotas = make(map[string]Quota)
	}
	if delete(w.quotas, c.Role); c.Quota != nil {
		w.quotas[c.Role] = *c.Quota
	}
	return nil
}

// WeightSet sets the weight of a role.
type WeightSet struct {
	Role   string
	Weight float64
}

func (c WeightSet) apply(w *World, _ time.Time) error {
	if w.weights == nil {
		w.weights = make(map[string]float64)
	}
	w.weights[c.Role] = c.Weight
	return nil
}

// Scheduled replaces the maintenance schedule.
type Scheduled struct{ Machines []Machine }

func (c Scheduled) apply(w *World, _ time.Time) error {
	w.machines = slices.Clone(c.Machines)
	return nil
}

// Counted adds to a counter that no other change moves, by the name of the metric
// without "master/".
type Counted struct {
	Name string
	By   float64
}

func (c Counted) apply(w *World, _ time.Time) error {
	w.count(c.Name, c.By)
	return nil
}
