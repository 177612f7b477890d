package rules

import (
	"path"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// hostPath is a place on a host that a container should not have.
type hostPath struct {
	path string
	// below: what lies below counts like it.
	below bool
	// rw and ro are how bad it is to write there and to read there.
	rw, ro mesoswatch.Level
	what   string
}

const (
	fine   = mesoswatch.Informational // no reason to say anything
	medium = mesoswatch.Medium
	high   = mesoswatch.High
)

const engineSocket = "the socket of the container engine, which is root on the host"

// hostPaths lists them, the more special behind the more general. A socket gives
// all it can through a read-only mount too.
var hostPaths = []hostPath{
	{"/", false, high, medium, "the whole host"},
	{"/bin", true, high, fine, "programs of the host"},
	{"/sbin", true, high, fine, "programs of the host"},
	{"/lib", true, high, fine, "libraries of the host"},
	{"/lib64", true, high, fine, "libraries of the host"},
	{"/usr", false, high, fine, "programs of the host"},
	{"/usr/bin", true, high, fine, "programs of the host"},
	{"/usr/sbin", true, high, fine, "programs of the host"},
	{"/usr/lib", true, high, fine, "libraries of the host"},
	{"/usr/lib64", true, high, fine, "libraries of the host"},
	{"/usr/libexec", true, high, fine, "programs of the host"},
	{"/usr/local", false, high, fine, "programs of the host"},
	{"/usr/local/bin", true, high, fine, "programs of the host"},
	{"/usr/local/sbin", true, high, fine, "programs of the host"},
	{"/opt/mesosphere", true, high, fine, "the programs of DC/OS, which run as root"},
	{"/boot", true, high, fine, "what the host starts from"},
	{"/root", true, high, medium, "root's files"},
	{"/home", false, high, medium, "the files of all users"},
	{"/dev", false, high, medium, "the devices of the host"},
	{"/dev/mem", false, high, high, "the memory of the host"},
	{"/proc", true, high, medium, "the processes of the host"},
	{"/sys", true, high, fine, "the kernel's settings"},
	{"/etc", false, high, medium, "the configuration of the host"},
	{"/etc", true, high, fine, "the configuration of the host"},
	{"/etc/shadow", false, high, medium, "passwords of the host"},
	{"/etc/gshadow", false, high, medium, "passwords of the host"},
	{"/etc/ssh", true, high, medium, "the host's keys"},
	{"/etc/mesos", true, high, medium, "the configuration of Mesos"},
	{"/etc/mesos-master", true, high, medium, "the configuration of Mesos"},
	{"/etc/mesos-slave", true, high, medium, "the configuration of Mesos"},
	{"/etc/mesos-agent", true, high, medium, "the configuration of Mesos"},
	{"/etc/localtime", false, fine, fine, ""},
	{"/etc/timezone", false, fine, fine, ""},
	{"/var", false, high, medium, "what the host keeps"},
	{"/var/lib", false, high, medium, "what the host's services keep"},
	{"/var/lib/mesos", true, high, medium, "the agent's files and the sandboxes of other tasks"},
	{"/var/lib/docker", true, high, medium, "the files of other containers"},
	{"/var/lib/containerd", true, high, medium, "the files of other containers"},
	{"/var/spool/cron", true, high, medium, "the host's timed jobs"},
	{"/run/dbus", true, high, high, "the system bus, which commands systemd"},
	{"/run/systemd/private", false, high, high, "systemd"},
	{"/run", false, high, high, engineSocket},
	{"/run/docker.sock", false, high, high, engineSocket},
	{"/run/containerd", true, high, high, engineSocket},
	{"/run/crio", true, high, high, engineSocket},
	{"/run/podman", true, high, high, engineSocket},
}

// grade says how bad it is to mount a volume, and as what it is found: nothing
// (Informational) for what is no path of a host that is of weight. A volume whose
// mode is not told counts as read-only.
func grade(v mesoswatch.Volume) (level mesoswatch.Level, socket bool, what string) {
	if !strings.HasPrefix(v.Host, "/") {
		return fine, false, ""
	}
	p := path.Clean(v.Host)
	if rest, ok := strings.CutPrefix(p, "/var/run"); ok && (rest == "" || rest[0] == '/') {
		p = "/run" + rest // a link on every host of today
	}
	var of *hostPath
	for i := range hostPaths {
		h := &hostPaths[i]
		if p == h.path || h.below && len(p) > len(h.path) && p[len(h.path)] == '/' && p[:len(h.path)] == h.path {
			if of == nil || len(h.path) > len(of.path) || len(h.path) == len(of.path) && p == h.path && !h.below {
				of = h
			}
		}
	}
	switch {
	case of == nil && strings.HasPrefix(p, "/home/") && strings.Contains(p, "/.ssh"):
		return high, false, "keys of a user"
	case of == nil && (strings.HasPrefix(p, "/dev/sd") || strings.HasPrefix(p, "/dev/nvme") || strings.HasPrefix(p, "/dev/vd") || strings.HasPrefix(p, "/dev/xvd")):
		return high, false, "a disk of the host"
	case of == nil:
		return fine, false, ""
	case v.Mode == "RW":
		return of.rw, of.what == engineSocket, of.what
	}
	return of.ro, of.what == engineSocket, of.what
}
