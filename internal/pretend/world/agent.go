package world

import "time"

// Agent is a machine that offers resources.
type Agent struct {
	ID, Hostname string
	PID          string // slave(1)@ip:port
	Port         int
	Version      string // empty: that of the master
	Attributes   []Attribute
	Total        Resources
	// Reserved by role; the rest is open to all.
	Reserved     map[string]Resources
	Registered   time.Time
	Reregistered time.Time
	// Inactive agents are connected but get no offers; Deactivated by an operator.
	Inactive, Deactivated bool
	// Drain is DRAINING or DRAINED, or empty.
	Drain string
	// Zone is "region/zone", or empty.
	Zone string

	// What a View adds up: nothing of it is read from a Change.
	Used, Offered Resources
	Tasks         map[string]int // by state, without those of completed frameworks
	Frameworks    []string       // ids of those with tasks here
}

// Attribute of an agent. Number counts when Text is empty.
type Attribute struct {
	Name, Text string
	Number     float64
}

// Unreserved is what is open to all roles.
func (a *Agent) Unreserved() Resources {
	left := a.Total
	for _, r := range a.Reserved {
		left = left.Minus(r)
	}
	return left
}
