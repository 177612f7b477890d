package rules

import (
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

func TestGrade(t *testing.T) {
	for _, c := range []struct {
		host   string
		rw, ro mesoswatch.Level
		socket bool
	}{
		{"/", high, medium, false},
		{"//", high, medium, false},
		{"/./", high, medium, false},
		{"/data/..", high, medium, false},
		{"/etc", high, medium, false},
		{"/etc/", high, medium, false},
		{"/etc/cron.d", high, fine, false},
		{"/etc/mesos-slave/attributes", high, medium, false},
		{"/etc/mesosphere", high, fine, false},
		{"/etc/localtime", fine, fine, false},
		{"/etcetera", fine, fine, false},
		{"/etc2", fine, fine, false},
		{"/run", high, high, true},
		{"/var/run", high, high, true},
		{"/var/run/docker.sock", high, high, true},
		{"/run/docker.sock", high, high, true},
		{"/var/runner", fine, fine, false},
		{"/run/docker/plugins", fine, fine, false},
		{"/run/podman/podman.sock", high, high, true},
		{"/run/dbus/system_bus_socket", high, high, false},
		{"/root/.ssh/id_rsa", high, medium, false},
		{"/home", high, medium, false},
		{"/home/ana", fine, fine, false},
		{"/home/ana/.ssh", high, high, false},
		{"/dev", high, medium, false},
		{"/dev/sda1", high, high, false},
		{"/dev/shm", fine, fine, false},
		{"/dev/nvidia0", fine, fine, false},
		{"/proc/sys", high, medium, false},
		{"/sys/fs/cgroup", high, fine, false},
		{"/usr", high, fine, false},
		{"/usr/share/zoneinfo", fine, fine, false},
		{"/usr/local/bin/x", high, fine, false},
		{"/var/lib/mesos/slaves", high, medium, false},
		{"/var/lib/postgresql", fine, fine, false},
		{"/var/log", fine, fine, false},
		{"/mnt/data", fine, fine, false},
		{"data", fine, fine, false},
		{"etc", fine, fine, false},
		{"", fine, fine, false},
	} {
		for mode, want := range map[string]mesoswatch.Level{"RW": c.rw, "RO": c.ro, "": c.ro} {
			level, socket, what := grade(mesoswatch.Volume{Host: c.host, Mode: mode})
			if level != want || socket != c.socket || level > fine && what == "" {
				t.Errorf("%q %s: %s, %v, %q", c.host, mode, level, socket, what)
			}
		}
	}
}

// Writing is never better than reading, and what lies below a place is listed
// behind it.
func TestHostPathsAreInOrder(t *testing.T) {
	for _, h := range hostPaths {
		if h.rw < h.ro || (h.what == "") != (h.rw == fine) {
			t.Errorf("%+v", h)
		}
	}
}
