package store

import "time"

// Holder is the process that has the writer's lease.
type Holder struct {
	PID                 int
	Host, Command, User string
	Since, Beat         time.Time
}
