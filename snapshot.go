package mesoswatch

import (
	"strconv"
	"time"
)

// Snapshot is what one source says about one subject at one time. Exactly one of
// the subject fields is set. It is emitted when it changed; a whole cluster
// state never travels as one record. Absent means unknown, not zero.
//
// What a Snapshot points at does not change once it is emitted: collector, judge
// and readers share it.
type Snapshot struct {
	At     time.Time `json:"at"`
	Source string    `json:"source"` // URL or host:port that said so
	// Gone is set when the source no longer has the subject; of the subject at
	// least what identifies it is set, and at best what was last known of it.
	Gone bool `json:"gone,omitempty"`

	Self       *Self       `json:"self,omitempty"`
	Cluster    *Cluster    `json:"cluster,omitempty"`
	Master     *Master     `json:"master,omitempty"`
	Metrics    *Metrics    `json:"metrics,omitempty"`
	Flag       *Flag       `json:"flag,omitempty"`
	Realm      *Realm      `json:"realm,omitempty"`
	Framework  *Framework  `json:"framework,omitempty"`
	Agent      *Agent      `json:"agent,omitempty"`
	AgentCheck *AgentCheck `json:"agent_check,omitempty"`
	Role       *Role       `json:"role,omitempty"`
	Task       *Task       `json:"task,omitempty"`
	Machine    *Machine    `json:"machine,omitempty"`
	ZooKeeper  *ZooKeeper  `json:"zookeeper,omitempty"`
	Znode      *Znode      `json:"znode,omitempty"`

	Setting     *Setting     `json:"setting,omitempty"`
	File        *File        `json:"file,omitempty"`
	Process     *Process     `json:"process,omitempty"`
	Package     *Package     `json:"package,omitempty"`
	Socket      *Socket      `json:"socket,omitempty"`
	Port        *Port        `json:"port,omitempty"`
	Endpoint    *Endpoint    `json:"endpoint,omitempty"`
	Scheduler   *Scheduler   `json:"scheduler,omitempty"`
	Application *Application `json:"application,omitempty"`
	Grant       *Grant       `json:"grant,omitempty"`
}

// Kinds of subjects of snapshots, as in Subject.Kind and Health.Complete.
const (
	SubjectSelf       = "self"
	SubjectCluster    = "cluster"
	SubjectMaster     = "master"
	SubjectMetrics    = "metrics"
	SubjectFlag       = "flag"
	SubjectRealm      = "realm"
	SubjectFramework  = "framework"
	SubjectAgent      = "agent"
	SubjectAgentCheck = "agent-check"
	SubjectRole       = "role"
	SubjectTask       = "task"
	SubjectMachine    = "machine"
	SubjectZooKeeper  = "zookeeper"
	SubjectZnode      = "znode"

	SubjectSetting     = "setting"
	SubjectFile        = "file"
	SubjectProcess     = "process"
	SubjectPackage     = "package"
	SubjectSocket      = "socket"
	SubjectPort        = "port"
	SubjectEndpoint    = "endpoint"
	SubjectScheduler   = "scheduler"
	SubjectApplication = "application"
	SubjectGrant       = "grant"
)

// Subject is what the snapshot is about.
func (s *Snapshot) Subject() Subject {
	switch {
	case s.Self != nil:
		return Subject{SubjectSelf, s.Self.UserAgent}
	case s.Cluster != nil:
		return Subject{SubjectCluster, "cluster"} // a process looks at one cluster
	case s.Master != nil:
		return Subject{SubjectMaster, s.Master.URL}
	case s.Metrics != nil:
		return Subject{SubjectMetrics, s.Metrics.Of}
	case s.Flag != nil:
		return Subject{SubjectFlag, s.Flag.Of + " " + s.Flag.Name}
	case s.Realm != nil:
		return Subject{SubjectRealm, s.Realm.Of + " " + s.Realm.Name}
	case s.Framework != nil:
		return Subject{SubjectFramework, s.Framework.ID}
	case s.Agent != nil:
		return Subject{SubjectAgent, s.Agent.ID}
	case s.AgentCheck != nil:
		return Subject{SubjectAgentCheck, s.AgentCheck.URL}
	case s.Role != nil:
		return Subject{SubjectRole, s.Role.Name}
	case s.Task != nil:
		return Subject{SubjectTask, s.Task.FrameworkID + " " + s.Task.ID}
	case s.Machine != nil:
		return Subject{SubjectMachine, s.Machine.Hostname + " " + s.Machine.IP}
	case s.ZooKeeper != nil:
		return Subject{SubjectZooKeeper, s.ZooKeeper.Address}
	case s.Znode != nil:
		return Subject{SubjectZnode, s.Znode.Path}
	}
	return s.hostSubject()
}

// hostSubject is Subject for what hosts, ports and schedulers tell.
func (s *Snapshot) hostSubject() Subject {
	switch {
	case s.Setting != nil:
		return Subject{SubjectSetting, s.Setting.Host + " " + s.Setting.Of + " " + s.Setting.Name}
	case s.File != nil:
		return Subject{SubjectFile, s.File.Host + " " + s.File.Path}
	case s.Process != nil:
		return Subject{SubjectProcess, s.Process.Host + " " + s.Process.Of + " " + strconv.Itoa(s.Process.PID)}
	case s.Package != nil:
		return Subject{SubjectPackage, s.Package.Host + " " + s.Package.Name}
	case s.Socket != nil:
		return Subject{SubjectSocket, s.Socket.Host + " " + s.Socket.Protocol + " " + s.Socket.Address + " " + strconv.Itoa(s.Socket.Port)}
	case s.Port != nil:
		return Subject{SubjectPort, s.Port.Host + " " + strconv.Itoa(s.Port.Port)}
	case s.Endpoint != nil:
		return Subject{SubjectEndpoint, s.Endpoint.Address}
	case s.Scheduler != nil:
		return Subject{SubjectScheduler, s.Scheduler.URL}
	case s.Application != nil:
		return Subject{SubjectApplication, s.Application.Scheduler + " " + s.Application.ID}
	case s.Grant != nil:
		return Subject{SubjectGrant, s.Grant.Who + " " + s.Grant.Resource}
	}
	return Subject{}
}
