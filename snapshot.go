package mesoswatch

import "time"

// Snapshot is what one source says about one subject at one time. Exactly one of
// the subject fields is set. It is emitted when it changed; a whole cluster
// state never travels as one record. Absent means unknown, not zero.
type Snapshot struct {
	At     time.Time `json:"at"`
	Source string    `json:"source"` // URL or host:port that said so

	Master    *Master    `json:"master,omitempty"`
	Flag      *Flag      `json:"flag,omitempty"`
	ZooKeeper *ZooKeeper `json:"zookeeper,omitempty"`
	Znode     *Znode     `json:"znode,omitempty"`
}

// Master is a master as its own endpoints describe it (/version, /health).
type Master struct {
	URL     string `json:"url"`
	Version string `json:"version,omitempty"`
	GitSHA  string `json:"git_sha,omitempty"`
	Built   string `json:"built,omitempty"` // build_date of /version
	// Healthy is the answer of /health; nil when it gave none.
	Healthy *bool `json:"healthy,omitempty"`
	// FlagsVisible tells whether /flags answered with flags.
	FlagsVisible bool `json:"flags_visible"`
}

// Flag is one effective flag of a master or agent (/flags), secrets masked.
type Flag struct {
	Of    string `json:"of"` // URL of the process
	Name  string `json:"name"`
	Value string `json:"value"`
	// Gone is set when the process no longer has the flag (another version, or
	// started without it).
	Gone bool `json:"gone,omitempty"`
}

// ZooKeeper is one server of an ensemble as its four-letter words describe it.
type ZooKeeper struct {
	Address string `json:"address"` // host:port
	// Answered is the outcome of ruok and srvr: answered, refused, not-serving,
	// timeout, unreachable, wrong-protocol.
	Ruok        string `json:"ruok"`
	Srvr        string `json:"srvr"`
	Version     string `json:"version,omitempty"`
	Mode        string `json:"mode,omitempty"` // leader, follower, standalone, observer
	Zxid        string `json:"zxid,omitempty"`
	Connections *int64 `json:"connections,omitempty"`
	Outstanding *int64 `json:"outstanding,omitempty"`
	Nodes       *int64 `json:"nodes,omitempty"`
}

// Znode is one candidate node below the Mesos path (json.info_NNNNNNNNNN), the
// MasterInfo in it, and who may write it.
type Znode struct {
	Path     string `json:"path"`
	Leader   bool   `json:"leader"` // the lowest sequence number
	ID       string `json:"id,omitempty"`
	PID      string `json:"pid,omitempty"`
	Hostname string `json:"hostname,omitempty"`
	Address  string `json:"address,omitempty"` // ip:port
	Version  string `json:"version,omitempty"`
	// ACL as scheme:id:perms, for example world:anyone:cdrwa; digests masked.
	ACL []string `json:"acl,omitempty"`
	// Gone is set when the node has disappeared.
	Gone bool `json:"gone,omitempty"`
}

// Subject is what the snapshot is about.
func (s Snapshot) Subject() Subject {
	switch {
	case s.Master != nil:
		return Subject{"master", s.Master.URL}
	case s.Flag != nil:
		return Subject{"flag", s.Flag.Of + " " + s.Flag.Name}
	case s.ZooKeeper != nil:
		return Subject{"zookeeper", s.ZooKeeper.Address}
	case s.Znode != nil:
		return Subject{"znode", s.Znode.Path}
	}
	return Subject{}
}
