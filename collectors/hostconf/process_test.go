package hostconf

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// boot is when the hosts of these tests were started.
var boot = time.Date(2024, 3, 1, 6, 0, 0, 0, time.UTC)

// running plants a process that was started some time after the boot.
func running(files map[string]string, pid int, after time.Duration, args, env []string) {
	dir := fmt.Sprintf("proc/%d/", pid)
	files["proc/stat"] = fmt.Sprintf("cpu  1 2 3\nbtime %d\n", boot.Unix())
	files["proc/1/cmdline"] = "/sbin/init\x00"
	files["proc/1/stat"], files["proc/1/status"] = statLine(1, "init", 0), "Uid:\t0\t0\t0\t0\n"
	files[dir+"cmdline"] = strings.Join(args, "\x00") + "\x00"
	files[dir+"environ"] = strings.Join(env, "\x00") + "\x00"
	files[dir+"status"] = "Name:\tx\nUid:\t997\t997\t997\t997\n"
	files[dir+"cgroup"] = "0::/system.slice/x.service\n"
	files[dir+"stat"] = statLine(pid, "odd) name (x", after)
}

func statLine(pid int, name string, after time.Duration) string {
	return fmt.Sprintf("%d (%s) S 1 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 %d 100 200\n", pid, name, after/(time.Second/ticks))
}

func TestProcesses(t *testing.T) {
	files := map[string]string{"etc/passwd": "root:x:0:0::/root:/bin/sh\nmesos:x:997:997::/:/bin/false\n"}
	add := func(pid int, args ...string) {
		running(files, pid, time.Hour, args, []string{"HOME=/", "DB_PASSWORD=geheim"})
	}
	add(10, "/usr/sbin/mesos-master", "--zk=zk://mesos:pa@s:s@10.1.1.1:2181/m", "--credentials=/etc/c", "--modules={\"geheim\"}")
	add(11, "/usr/sbin/mesos-agent", "--executor_environment_variables={\"A\":\"geheim\"}", "--docker_config=/etc/docker.json")
	add(12, "/usr/bin/java", "-Xmx512m", "-cp", "/usr/share/marathon/marathon.jar", "mesosphere.marathon.Main", "--http_credentials", "ops:geheim", "--mesos_authentication_secret", "geheim", "--ssl_keystore_password=geheim", "--master", "zk://a/m")
	add(13, "java", "-Dzookeeper.DigestAuthenticationProvider.superDigest=super:geheim", "org.apache.zookeeper.server.quorum.QuorumPeerMain", "/etc/zk.cfg")
	add(14, "/opt/jdk/bin/java", "-Dspark.mesos.secret=geheim", "org.apache.spark.deploy.SparkSubmit", "--conf", "spark.mesos.secret=geheim", "--class", "x.Y", "/opt/app.jar", "geheim", "--other=geheim")
	add(15, "java", "-jar", "/opt/chronos-3.0.jar", "--zk_hosts", "a:2181")
	add(16, "/usr/bin/vim", "mesos-master")
	add(17, "java", "some.other.Main", "mesosphere.marathon.Maine")
	files["proc/10/cgroup"] = "12:cpu:/docker/0123456789abcdef0123\n"
	s := see(t, plant(t, files))
	for name, args := range map[string]string{
		"master 10":    "/usr/sbin/mesos-master --zk=zk://mesos:***@10.1.1.1:2181/m --credentials=/etc/c --modules=***",
		"agent 11":     "/usr/sbin/mesos-agent --executor_environment_variables=*** --docker_config=/etc/docker.json",
		"marathon 12":  "/usr/bin/java -Xmx512m -cp /usr/share/marathon/marathon.jar mesosphere.marathon.Main --http_credentials ops:*** --mesos_authentication_secret *** --ssl_keystore_password=*** --master zk://a/m",
		"zookeeper 13": "java -Dzookeeper.DigestAuthenticationProvider.superDigest=*** org.apache.zookeeper.server.quorum.QuorumPeerMain /etc/zk.cfg",
		"spark 14":     "/opt/jdk/bin/java -Dspark.mesos.secret=*** org.apache.spark.deploy.SparkSubmit --conf spark.mesos.secret=*** --class x.Y /opt/app.jar",
		"chronos 15":   "java -jar /opt/chronos-3.0.jar --zk_hosts a:2181",
	} {
		p := s.processes[name]
		if p == nil {
			t.Errorf("no process %s in %v", name, keys(s.processes))
			continue
		}
		if got := strings.Join(p.Arguments, " "); got != args {
			t.Errorf("%s: %s", name, got)
		}
		if p.User != "mesos" || !p.Started.Equal(boot.Add(time.Hour)) || p.Environment != nil {
			t.Errorf("%+v", p)
		}
	}
	if len(s.processes) != 6 {
		t.Errorf("%v", keys(s.processes))
	}
	if h := s.processes["master 10"].Hidden; !strings.Contains(h, "container") {
		t.Errorf("hidden %q", h)
	}
	if h := s.processes["spark 14"].Hidden; h != "2 arguments of an application are not shown" {
		t.Errorf("hidden %q", h)
	}
	silent(t, s.records)
}

func TestEnvironmentOfProcess(t *testing.T) {
	files := make(map[string]string)
	running(files, 10, time.Hour, []string{"mesos-master"}, []string{
		"PATH=/bin", "LIBPROCESS_SSL_KEY_FILE=/k", "SSL_ENABLED=1", "MESOS_QUORUM=2", "MESOS_MODULES={geheim}", "MESOS_ZK=zk://u:geheim@h/m", "MESOS_SECRET_THING=geheim", "MESOS_ODD=geheim",
		"MESOS_NATIVE_JAVA_LIBRARY=/lib/x.so", "AWS_SECRET_ACCESS_KEY=geheim", "MESOSX=1", "LIBPROCESS_TOKEN=geheim",
	})
	s := see(t, plant(t, files))
	want := map[string]string{
		"LIBPROCESS_SSL_KEY_FILE": "/k", "SSL_ENABLED": "1", "MESOS_QUORUM": "2", "MESOS_MODULES": "***", "MESOS_ZK": "zk://u:***@h/m", "MESOS_SECRET_THING": "***", "MESOS_ODD": "***",
		"MESOS_NATIVE_JAVA_LIBRARY": "/lib/x.so", "LIBPROCESS_TOKEN": "***",
	}
	if got := s.processes["master 10"].Environment; !maps.Equal(got, want) {
		t.Errorf("%v", got)
	}
	for _, e := range []expect{
		{"master quorum", "2", "process", "/proc/10/environ", ""}, {"master LIBPROCESS_SSL_KEY_FILE", "/k", "process", "", ""},
		{"master MESOS_ODD", "***", "process", "", "ignored in silence"},
	} {
		e.check(t, s)
	}
	silent(t, s.records)
}

// TestInForce plants files and a process that was started at 07:00, an hour after the
// boot.
func TestInForce(t *testing.T) {
	before, after := boot.Add(30*time.Minute), boot.Add(2*time.Hour)
	const file = "etc/mesos-master/authenticate_agents"
	for _, tc := range []struct {
		name    string
		value   string // of the file; empty: no file
		changed time.Time
		args    []string
		env     []string
		want    expect
		pending bool
		shadow  string // from and value of the first
	}{
		{"as started", "true", before, []string{"--authenticate_agents=true"}, nil, expect{"master authenticate_agents", "true", "file", "/" + file, ""}, false, ""},
		{"as started, in other words", "1", before, []string{"--authenticate_agents"}, nil, expect{"master authenticate_agents", "true", "file", "/" + file, ""}, false, ""},
		{"touched only", "true", after, []string{"--authenticate_agents=true"}, nil, expect{"master authenticate_agents", "true", "file", "/" + file, ""}, false, ""},
		{"changed since", "true", after, []string{"--authenticate_agents=false"}, nil, expect{"master authenticate_agents", "true", "file", "/" + file, ""}, true, "command-line false"},
		{"added since", "true", after, nil, nil, expect{"master authenticate_agents", "true", "file", "/" + file, ""}, true, ""},
		{"started otherwise", "true", before, []string{"--authenticate_agents=false"}, nil, expect{"master authenticate_agents", "false", "command-line", "/proc/20/cmdline", "started with another value than /etc/mesos-master/authenticate_agents"}, false, "file true"},
		{"not taken", "true", before, nil, nil, expect{"master authenticate_agents", "true", "file", "/" + file, "the running process does not have it"}, true, ""},
		{"taken away", "", before, []string{"--authenticate_agents=true"}, nil, expect{"master authenticate_agents", "true", "command-line", "/proc/20/cmdline", ""}, false, ""},
		{"by a variable", "", before, nil, []string{"MESOS_AUTHENTICATE_AGENTS=true"}, expect{"master authenticate_agents", "true", "process", "/proc/20/environ", ""}, false, ""},
		{"both", "", before, []string{"--authenticate_agents=false"}, []string{"MESOS_AUTHENTICATE_AGENTS=true"}, expect{"master authenticate_agents", "false", "command-line", "/proc/20/cmdline", ""}, false, "process true"},
		{"under its other name", "true", before, []string{"--authenticate_slaves=true"}, nil, expect{"master authenticate_agents", "true", "file", "/" + file, ""}, false, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			files := map[string]string{"etc/mesos-master/quorum": "1"}
			if tc.value != "" {
				files[file] = tc.value
			}
			running(files, 20, time.Hour, append([]string{"/usr/sbin/mesos-master", "--quorum=1"}, tc.args...), tc.env)
			root := plant(t, files)
			must(t, os.Chtimes(filepath.Join(root, "etc/mesos-master/quorum"), before, before))
			if tc.value != "" {
				must(t, os.Chtimes(filepath.Join(root, file), tc.changed, tc.changed))
			}
			s := see(t, root)
			tc.want.check(t, s)
			got := s.settings[tc.want.setting]
			if got == nil {
				return
			}
			shadow := ""
			if len(got.Shadowed) > 0 {
				shadow = got.Shadowed[0].From + " " + got.Shadowed[0].Value
			}
			if got.Pending != tc.pending || shadow != tc.shadow {
				t.Errorf("pending %v, shadow %q: %+v", got.Pending, shadow, got)
			}
		})
	}
}

// TestReferredLater wants a file of credentials that is newer than the process to be
// called not yet in force, although its path is.
func TestReferredLater(t *testing.T) {
	files := map[string]string{"etc/mesos-master/credentials": "/etc/creds", "etc/creds 0600": `{"credentials":[{"principal":"p","secret":"long enough secret"}]}`, "etc/mesos-master/acls": "/etc/acls", "etc/acls": "{}"}
	running(files, 20, time.Hour, []string{"mesos-master", "--credentials=/etc/creds", "--acls=/etc/acls"}, nil)
	root := plant(t, files)
	for name, at := range map[string]time.Time{"etc/mesos-master/credentials": boot, "etc/mesos-master/acls": boot, "etc/creds": boot.Add(2 * time.Hour), "etc/acls": boot} {
		must(t, os.Chtimes(filepath.Join(root, name), at, at))
	}
	s := see(t, root)
	if c, a := s.settings["master credentials"], s.settings["master acls"]; !c.Pending || a.Pending || c.Value != "/etc/creds" {
		t.Errorf("%+v %+v", c, a)
	}
}

func TestTwoProcesses(t *testing.T) {
	files := make(map[string]string)
	running(files, 30, time.Hour, []string{"mesos-agent", "--port=5051", "--work_dir=/a"}, nil)
	running(files, 31, time.Hour, []string{"mesos-agent", "--port=5052", "--work_dir=/a"}, nil)
	s := see(t, plant(t, files))
	expect{"agent port", "5051", "command-line", "", "2 processes run here and differ in this; told is that of 30"}.check(t, s)
	expect{"agent work_dir", "/a", "command-line", "", "is missing"}.check(t, s)
}

// TestNoProc wants what runs to be unknown where there is no /proc.
func TestNoProc(t *testing.T) {
	s := see(t, plant(t, map[string]string{"etc/mesos-master/quorum": "1"}))
	if !strings.Contains(s.health.Lacking["process"], "no /proc") || !s.health.OK {
		t.Errorf("%+v", s.health)
	}
	if got := strings.Join(s.health.Complete, " "); got != "file setting" {
		t.Errorf("complete %q", got)
	}
}
