package hostconf

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// asNobody names the variable that holds the root folder for the test that runs
// without rights.
const asNobody = "HOSTCONF_AS_NOBODY"

// TestWithoutRights looks at a tree as somebody who may not read all of it: as uid
// 65534 where the tests run as root, else as the one that runs them, whose own files
// without any rights are closed to him too.
func TestWithoutRights(t *testing.T) {
	if root := os.Getenv(asNobody); root != "" {
		out := json.NewEncoder(os.Stdout)
		must(t, (&Collector{Root: root}).Run(t.Context(), func(r mesoswatch.Record) error { return out.Encode(r) }))
		return
	}
	files := map[string]string{
		"etc/mesos-master/credentials": "/etc/mesos/credentials", "etc/mesos/credentials 0000": "ops " + good, "etc/mesos-master/acls": "/etc/closed/acls", "etc/closed/acls": "{}", "etc/closed/ 0000": "",
		"etc/mesos-master/quorum 0000": "2", "etc/default/mesos 0000": "LOGS=/x\n", "etc/zookeeper/conf/zoo.cfg 0000": "a=b\n", "var/lib/dpkg/status 0000": "x", "etc/mesos-master/zk": "zk://h/m",
		"etc/mesos-slave/ 0000": "", "etc/mesos/zk 0000": "zk://u:p@h/m", "home/bob/.dcos/dcos.toml": "[core]\n", "home/bob/ 0000": "", "home/carla/.dcos/dcos.toml 0000": "[core]\n",
	}
	running(files, 20, time.Hour, []string{"mesos-master", "--zk=zk://h/m"}, []string{"MESOS_X=1"})
	files["proc/20/environ 0000"] = files["proc/20/environ"]
	delete(files, "proc/20/environ")
	s := sorted(t, recordsOf(t, lookAsNobody(t, plant(t, files))))

	for path, want := range map[string]string{"/etc/mesos/credentials": "permission denied", "/etc/closed/acls": "permission denied", "/etc/mesos/zk": "permission denied"} {
		if f := s.files[path]; f == nil || f.Missing || f.Unreadable != want {
			t.Errorf("%s: %+v", path, f)
		}
	}
	if f := s.files["/etc/mesos/credentials"]; weaknesses(f) != "unreadable" || f.Mode != "----------" {
		t.Errorf("%+v", f)
	}
	h := s.health
	if h.OK || !slices.Equal(h.Complete, []string{"process"}) {
		t.Errorf("%+v", h)
	}
	for _, path := range []string{"/etc/mesos-master/quorum", "/etc/default/mesos", "/etc/zookeeper/conf/zoo.cfg", "/var/lib/dpkg/status", "/etc/mesos-slave", "/proc/20/environ", "/etc/closed/acls"} {
		if !strings.Contains(h.Why, path+": permission denied") {
			t.Errorf("%s is not in %q", path, h.Why)
		}
	}
	if !strings.Contains(h.Why, "/home/bob/.dcos: permission denied") || !strings.Contains(h.Why, "/home/carla/.dcos/dcos.toml: permission denied") || strings.Contains(h.Lacking["setting"], "/home/") {
		t.Errorf("a closed home: %q, lacking %q", h.Why, h.Lacking["setting"])
	}
	for kind, path := range map[string]string{"setting": "/proc/20/environ", "file": "/etc/mesos/credentials", "package": "/var/lib/dpkg/status"} {
		if !strings.Contains(h.Lacking[kind], path) {
			t.Errorf("%s lacks %q", kind, h.Lacking[kind])
		}
	}
	if p := s.processes["master 20"]; p == nil || p.Hidden != "environment: permission denied" {
		t.Errorf("%+v", p)
	}
	if z := s.settings["master zk"]; z == nil || z.Pending {
		t.Errorf("%+v", z)
	}
}

// lookAsNobody runs this test again in another process, on a tree that everybody can
// come to.
func lookAsNobody(t *testing.T, root string) []byte {
	t.Helper()
	dir, err := os.MkdirTemp("", "hostconf") // t.TempDir is closed to others
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	must(t, os.Chmod(dir, 0o755))
	binary := filepath.Join(dir, "hostconf.test")
	copyFile(t, os.Args[0], binary)
	moved := filepath.Join(dir, "host1")
	must(t, os.Rename(root, moved))
	cmd := exec.Command(binary, "-test.run=^TestWithoutRights$")
	cmd.Dir, cmd.Env = "/", append(slices.Clone(os.Environ()), asNobody+"="+moved, "GOCOVERDIR=")
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return out
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	must(t, err)
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o755)
	must(t, err)
	_, err = io.Copy(out, in)
	must(t, err)
	must(t, out.Close())
}

// recordsOf reads records, a line each, up to what the test itself says.
func recordsOf(t *testing.T, out []byte) []mesoswatch.Record {
	t.Helper()
	var all []mesoswatch.Record
	for line := range strings.Lines(string(out)) {
		if !strings.HasPrefix(line, "{") {
			continue
		}
		var r mesoswatch.Record
		must(t, json.Unmarshal([]byte(line), &r))
		all = append(all, r)
	}
	return all
}
