package mesoswatch

import "time"

// ZooKeeper is one server of an ensemble as its four-letter words, or its
// AdminServer, describe it.
type ZooKeeper struct {
	Address string `json:"address"` // host:port
	// Words holds the outcome of each word that was sent: answered, refused (not in
	// the whitelist), not-serving, timeout, unreachable, wrong-protocol.
	Words map[string]string `json:"words"`
	// Via is "tls" or "admin" where the answers did not come over the plain port.
	Via     string `json:"via,omitempty"`
	Version string `json:"version,omitempty"`
	Mode    string `json:"mode,omitempty"` // leader, follower, standalone, observer, read-only
	Zxid    string `json:"zxid,omitempty"` // hexadecimal, 0x…
	// ReadOnly is the answer of isro.
	ReadOnly    *bool    `json:"read_only,omitempty"`
	Connections *int64   `json:"connections,omitempty"`
	Outstanding *int64   `json:"outstanding,omitempty"`
	Nodes       *int64   `json:"nodes,omitempty"`
	Watches     *int64   `json:"watches,omitempty"`
	Ephemerals  *int64   `json:"ephemerals,omitempty"`
	LatencyMin  *float64 `json:"latency_min,omitempty"` // ms
	LatencyAvg  *float64 `json:"latency_avg,omitempty"` // ms
	LatencyMax  *float64 `json:"latency_max,omitempty"` // ms
	// Followers and Synced are the leader's own count (mntr).
	Followers *int64 `json:"followers,omitempty"`
	Synced    *int64 `json:"synced,omitempty"`
	// Lag is how many transactions it is behind the furthest server of the
	// ensemble in the same epoch.
	Lag *int64 `json:"lag,omitempty"`
	// Config is what conf and envi tell that is of weight: clientPort,
	// maxClientCnxns, tickTime, dataDir, java.version …; secrets masked.
	Config map[string]string `json:"config,omitempty"`
	// Clients are addresses of connections (cons), at most 50; theirs, not claims.
	Clients []string `json:"clients,omitempty"`
}

// Znode is a node of weight below the Mesos path: the path itself, a candidate
// (json.info_NNNNNNNNNN) with the MasterInfo in it, or a log replica.
type Znode struct {
	Path string `json:"path"`
	// What is candidate, replica, path, or replicas: the folder of those.
	What   string `json:"what,omitempty"`
	Leader bool   `json:"leader,omitempty"` // a candidate with the lowest sequence number
	// Of the MasterInfo, which is what the writer of the znode claims.
	ID       string `json:"id,omitempty"`
	PID      string `json:"pid,omitempty"`
	Hostname string `json:"hostname,omitempty"`
	Address  string `json:"address,omitempty"` // ip:port
	Version  string `json:"version,omitempty"`
	// Created and Session (hexadecimal; of the owner of an ephemeral node) are
	// ZooKeeper's own word.
	Created time.Time `json:"created,omitzero"`
	Session string    `json:"session,omitempty"`
	// ACL as scheme:id:perms, for example world:anyone:cdrwa; digests masked. nil:
	// not told.
	ACL []string `json:"acl,omitempty"`
}
