package world

import "iter"

// View is a cluster as its leading master knows it at one moment. What it yields
// is only good until the next is yielded, and must not be changed.
type View interface {
	// Agents are registered; Recovered are in the registry and not yet back after a
	// failover.
	Agents() iter.Seq[*Agent]
	Recovered() iter.Seq[*Agent]
	// Unreachable is how many agents are.
	Unreachable() int
	Frameworks() iter.Seq[*Framework]
	// Completed are remembered only; the oldest first.
	Completed() iter.Seq[*Framework]
	// Tasks of a framework that have not ended, and EndedTasks those that have and
	// are remembered.
	Tasks(framework string) iter.Seq[*Task]
	EndedTasks(framework string) iter.Seq[*Task]
	// Roles that have a framework, a quota or a weight, by name.
	Roles() []Role
	Machines() []Machine
	// Counters by the names of the metrics without "master/"; those of principals
	// as "frameworks/<principal>/…".
	Counters() map[string]float64
}

// Nothing is what a master knows that leads and has not read its registry, and
// what one before 1.0 knows that does not lead.
type Nothing struct{}

// Agents yields none.
func (Nothing) Agents() iter.Seq[*Agent] { return func(func(*Agent) bool) {} }

// Recovered yields none.
func (Nothing) Recovered() iter.Seq[*Agent] { return func(func(*Agent) bool) {} }

// Unreachable is 0.
func (Nothing) Unreachable() int { return 0 }

// Frameworks yields none.
func (Nothing) Frameworks() iter.Seq[*Framework] { return func(func(*Framework) bool) {} }

// Completed yields none.
func (Nothing) Completed() iter.Seq[*Framework] { return func(func(*Framework) bool) {} }

// Tasks yields none.
func (Nothing) Tasks(string) iter.Seq[*Task] { return func(func(*Task) bool) {} }

// EndedTasks yields none.
func (Nothing) EndedTasks(string) iter.Seq[*Task] { return func(func(*Task) bool) {} }

// Roles are none.
func (Nothing) Roles() []Role { return nil }

// Machines are none.
func (Nothing) Machines() []Machine { return nil }

// Counters are all 0.
func (Nothing) Counters() map[string]float64 { return nil }
