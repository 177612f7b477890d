package world

import "time"

// Role with what is set for it; Frameworks, Used and Offered are what a View adds up.
type Role struct {
	Name   string
	Weight float64 // 1 where nobody set it
	// Quota is nil where there is none.
	Quota         *Quota
	Frameworks    []string
	Used, Offered Resources
}

// Quota of a role.
type Quota struct {
	Guarantee, Limit Resources
	Principal        string // who set it; told up to 1.8
}

// Machine is a host in the maintenance schedule.
type Machine struct {
	Hostname, IP string
	Down         bool // otherwise it is draining
	Start        time.Time
	Duration     time.Duration // 0: without end
}
