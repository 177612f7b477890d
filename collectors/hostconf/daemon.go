package hostconf

// Daemons, as in Setting.Of and Process.Of.
const (
	master    = "master"
	agent     = "agent"
	marathon  = "marathon"
	chronos   = "chronos"
	metronome = "metronome"
	spark     = "spark"
	zooKeeper = "zookeeper"
	exhibitor = "exhibitor"
	dcos      = "dcos"
)

// program is how a daemon is called in sentences.
func program(of string) string {
	switch of {
	case master:
		return "mesos-master"
	case agent:
		return "mesos-agent"
	}
	return of
}

// other is the daemon whose flags stand in the same shared files.
func other(of string) string {
	if of == master {
		return agent
	}
	return master
}
