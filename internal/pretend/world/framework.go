package world

import "time"

// Framework is a scheduler that the master knows.
type Framework struct {
	ID, Name  string
	User      string
	Principal string
	PID       string // empty: it speaks HTTP
	Hostname  string
	WebUI     string
	// Roles are told as one "role" unless MultiRole.
	Roles           []string
	MultiRole       bool
	Capabilities    []string // besides MULTI_ROLE
	Checkpoint      bool
	FailoverTimeout float64 // seconds
	Labels          []Label
	Registered      time.Time
	Reregistered    time.Time
	Unregistered    time.Time
	// Inactive: registered, and offered nothing. Disconnected: gone, its failover
	// time-out runs. Recovered: known from agents only, after a failover.
	Inactive, Disconnected, Recovered bool
	Offers                            []Offer
	place                             string // PID before a failover

	// What a View adds up: nothing of it is read from a Change.
	Used, Offered Resources
	Tasks         map[string]int // by state
	Agents        []string       // ids of those with tasks of it
}

// Offer of an agent's resources that a framework holds.
type Offer struct {
	ID, Agent string
	Resources Resources
}

// Label of a framework or a task.
type Label struct{ Key, Value string }
