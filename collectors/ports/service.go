package ports

import (
	"slices"
	"strings"
)

// Roles of hosts. Those of schedulers are their kinds.
const (
	RoleMaster    = "master"
	RoleAgent     = "agent"
	RoleZooKeeper = "zookeeper"
)

// usual is a service at the port it usually has.
type usual struct {
	port    int
	service string
	// roles of hosts on which it is tried.
	roles []string
	// anywhere: it gives away a host to whoever reaches it, and is tried on all.
	anywhere bool
}

// usualPorts are all that are tried. Masters are few and often carry the rest of
// the cluster's services (DC/OS has all of them there), so they have most.
func usualPorts() []usual {
	return []usual{
		{5050, "master", []string{RoleMaster}, false},
		{5051, "agent", []string{RoleAgent}, false},
		{2181, "zookeeper", []string{RoleZooKeeper, RoleMaster, "dcos"}, false},
		{2281, "zookeeper-tls", []string{RoleZooKeeper}, false},
		{2888, "zookeeper-quorum", []string{RoleZooKeeper}, false},
		{3888, "zookeeper-election", []string{RoleZooKeeper}, false},
		{8080, "marathon", []string{"marathon", RoleMaster, "dcos"}, false},
		{8080, "zookeeper-admin", []string{RoleZooKeeper}, false},
		{8443, "marathon-tls", []string{"marathon", RoleMaster, "dcos"}, false},
		{4400, "chronos", []string{"chronos", RoleMaster}, true}, // runs any command it is given
		{7077, "spark", []string{"spark"}, true},                 // as do these two
		{6066, "spark-submission", []string{"spark"}, true},
		{8081, "spark-ui", []string{"spark"}, false},
		{9000, "metronome", []string{"metronome", RoleMaster, "dcos"}, false},
		{2379, "etcd", []string{"etcd", RoleMaster, "dcos"}, true},
		{4001, "etcd", []string{"etcd", RoleMaster, "dcos"}, false}, // up to etcd 2.0
		{2380, "etcd-peer", []string{"etcd", RoleMaster, "dcos"}, false},
		{8181, "exhibitor", []string{"exhibitor", RoleZooKeeper, RoleMaster, "dcos"}, false},
		{8123, "mesos-dns", []string{"mesos-dns", RoleMaster, "dcos"}, false},
		{53, "dns", []string{"mesos-dns", RoleMaster, "dcos"}, false},
		{2375, "docker", nil, true}, // root on the host
		{2376, "docker-tls", nil, true},
		{80, "adminrouter", []string{RoleMaster, "dcos"}, false},
		{443, "adminrouter-tls", []string{RoleMaster, "dcos"}, false},
	}
}

// usualService is what usually listens on a port; empty: nothing in particular.
func usualService(port int) string {
	for _, u := range usualPorts() {
		if u.port == port {
			return u.service
		}
	}
	return ""
}

// servicesOfProcesses are names as /proc/PID/comm has them, cut off at 15 bytes.
func servicesOfProcesses() map[string]string {
	return map[string]string{
		"mesos-master": "master", "lt-mesos-master": "master",
		"mesos-agent": "agent", "lt-mesos-agent": "agent", "mesos-slave": "agent", "lt-mesos-slave": "agent",
		"mesos-executor": "executor", "mesos-docker-ex": "executor", "mesos-default-e": "executor",
		"mesos-dns": "mesos-dns", "etcd": "etcd", "dockerd": "docker", "docker": "docker", "docker-containe": "docker", "dcos-metrics": "dcos-metrics",
		"sshd": "ssh", "systemd-resolve": "dns", "dnsmasq": "dns",
	}
}

// servicesOfArguments are what runs in a Java machine or below a wrapper, by a part
// of its arguments.
func servicesOfArguments() [][2]string {
	return [][2]string{
		{"org.apache.zookeeper.server", "zookeeper"},
		{"mesosphere.marathon", "marathon"},
		{"org.apache.mesos.chronos", "chronos"},
		{"dcos.metronome", "metronome"},
		{"netflix.exhibitor", "exhibitor"},
		{"org.apache.spark.deploy.mesos", "spark"},
		{"org.apache.spark.deploy.master", "spark"},
		{"org.apache.spark.deploy.worker", "spark-ui"},
	}
}

// generic tells of processes whose name says nothing of what they serve: machines,
// proxies and what hands on the ports of containers.
func generic(name string) bool {
	return name == "" || slices.Contains([]string{"java", "nginx", "openresty", "haproxy", "envoy", "docker-proxy", "socat", "systemd"}, name)
}

// serviceOf says what a process is; empty where it cannot be told.
func serviceOf(name string, arguments []string) string {
	if s := servicesOfProcesses()[name]; s != "" {
		return s
	}
	for _, a := range arguments {
		for _, s := range servicesOfArguments() {
			if strings.Contains(a, s[0]) {
				return s[1]
			}
		}
	}
	return ""
}

// serviceAt is the service of a socket: what its process is, or what usually
// listens there where the process does not tell. Another program on the port of
// the master is no master.
func serviceAt(port int, o owner) string {
	if o.service != "" || !generic(o.name) {
		return o.service
	}
	return usualService(port)
}
