package loggen

import "time"

// Truth is what stands in a log that was written.
type Truth struct {
	Bytes int64 `json:"bytes"`
	// Lines counts all, the header and continued ones too; Messages those with a
	// prefix of glog that a master wrote, Forged those that a name did.
	Lines    int64 `json:"lines"`
	Messages int64 `json:"messages"`
	Forged   int64 `json:"forged"`
	// Logins that succeeded.
	Logins int64 `json:"logins"`
	// FailedLogins counts attempts, each of which left two lines. Forged ones are
	// not in it.
	FailedLogins int64 `json:"failed_logins"`
	// BruteForces are the claimed addresses of which five or more logins failed
	// within a minute, in the order of the fifth. No other address comes near.
	BruteForces []string `json:"brute_forces"`
	// Intruders are those of them that then succeeded.
	Intruders []string `json:"intruders"`
	// Refusals, by what was wrong: the framework had not logged in, claimed
	// another principal, or may not have its role; the agent had not logged in.
	FrameworksRefused int64     `json:"frameworks_refused"`
	PrincipalsRefused int64     `json:"principals_refused"`
	RolesRefused      int64     `json:"roles_refused"`
	AgentsRefused     int64     `json:"agents_refused"`
	FrameworksAdded   int64     `json:"frameworks_added"`
	AgentsUnreachable int64     `json:"agents_unreachable"`
	TasksLaunched     int64     `json:"tasks_launched"`
	HTTPRequests      int64     `json:"http_requests"`
	First             time.Time `json:"first"`
	Last              time.Time `json:"last"`
}
