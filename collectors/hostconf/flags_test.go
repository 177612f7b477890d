package hostconf

import (
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

// dpkgMesos is a status file with one version of Mesos.
func dpkgMesos(version string) string {
	return "Package: mesos\nStatus: install ok installed\nVersion: " + version + "\n\n"
}

// TestTraps plants one folder or file each and looks at the setting that becomes of
// it.
func TestTraps(t *testing.T) {
	const m = "etc/mesos-master/"
	for _, tc := range []struct {
		name    string
		files   map[string]string
		setting string // of and name
		value   string
		from    string
		trouble string // a part of it; empty: none at all
		shadows string // values, joined by blanks
	}{
		{"a value", map[string]string{m + "quorum": "2\n"}, "master quorum", "2", "file", "", ""},
		{"line feeds at the end", map[string]string{m + "cluster": "north\n\n\n"}, "master cluster", "north", "file", "", ""},
		{"line feeds inside", map[string]string{m + "cluster": "a\nb\n"}, "master cluster", "a\nb", "file", "", ""},
		{"blanks at the end", map[string]string{m + "authenticate_frameworks": "true \t\n"}, "master authenticate_frameworks", "true", "file", "", ""},
		{"blanks before it", map[string]string{m + "authenticate_frameworks": " true\n"}, "master authenticate_frameworks", " true", "file", "does not start", ""},
		{"carriage return", map[string]string{m + "authenticate_frameworks": "true\r\n"}, "master authenticate_frameworks", "true", "file", "carriage return", ""},
		{"empty is true", map[string]string{m + "authenticate_frameworks": ""}, "master authenticate_frameworks", "true", "file", "", ""},
		{"1 is true", map[string]string{m + "authenticate_agents": "1"}, "master authenticate_agents", "true", "file", "", ""},
		{"0 is false", map[string]string{m + "authenticate_agents": "0\n"}, "master authenticate_agents", "false", "file", "", ""},
		{"yes is nothing", map[string]string{m + "authenticate_agents": "yes\n"}, "master authenticate_agents", "yes", "file", "neither true, 1, false nor 0", ""},
		{"True is nothing", map[string]string{m + "authenticate_agents": "True\n"}, "master authenticate_agents", "True", "file", "does not start", ""},
		{"?name", map[string]string{m + "?authenticate_agents": "false"}, "master authenticate_agents", "true", "file", "", ""},
		{"?no-name", map[string]string{m + "?no-root_submissions": "true"}, "master root_submissions", "false", "file", "", ""},
		{"?name=value", map[string]string{m + "?quorum=3": ""}, "master quorum", "3", "file", "", ""},
		{"?name of a string", map[string]string{m + "?quorum": "2"}, "master quorum", "", "file", "needs a value", ""},
		{"no-name with text", map[string]string{m + "no-authenticate_agents": "true"}, "master authenticate_agents", "true", "file", "a value with no-", ""},
		{"no-name without text", map[string]string{m + "no-authenticate_agents": ""}, "master authenticate_agents", "false", "file", "", ""},
		{"capitals", map[string]string{m + "QUORUM": "2"}, "master quorum", "2", "file", "", ""},
		{"twice", map[string]string{m + "quorum": "2", m + "?quorum=3": ""}, "master quorum", "2", "file", "2 times on the command line", "3"},
		{"alias and name", map[string]string{m + "authenticate": "true", m + "authenticate_frameworks": "true"}, "master authenticate", "true", "file", "already loaded", ""},
		{"alias alone", map[string]string{m + "authenticate_slaves": "true"}, "master authenticate_slaves", "true", "file", "", ""},
		{"editor's backup", map[string]string{m + "acls": "/etc/mesos/acls", m + "acls~": "/etc/mesos/old"}, "master acls~", "/etc/mesos/old", "file", `a copy of the file "acls"`, ""},
		{"dpkg's backup", map[string]string{m + "quorum.dpkg-old": "1"}, "master quorum.dpkg-old", "1", "file", "does not start", ""},
		{"rpm's backup", map[string]string{m + "credentials.rpmsave": "geheim geheim"}, "master credentials.rpmsave", "***", "file", `a copy of the file "credentials"`, ""},
		{"misspelt", map[string]string{m + "authenticate_framework": "true"}, "master authenticate_framework", "true", "file", "authenticate_frameworks was meant", ""},
		{"an agent's flag", map[string]string{m + "isolation": "posix/cpu"}, "master isolation", "***", "file", "not a flag of mesos-master", ""},
		{"too new", map[string]string{m + "authenticate_frameworks": "true", "var/lib/dpkg/status": dpkgMesos("0.28.2-2.0.27")}, "master authenticate_frameworks", "true", "file", "came with 1.0", ""},
		{"dangling link", map[string]string{m + "quorum": "1", m + "acls -> /nowhere/acls": ""}, "master acls", "", "file", "leads nowhere", ""},
		{"link to a file", map[string]string{"opt/q": "5\n", m + "quorum -> /opt/q": ""}, "master quorum", "5", "file", "", ""},

		{"variable", map[string]string{"etc/default/mesos-master": "MESOS_QUORUM=2\n", m + "cluster": "x"}, "master quorum", "2", "environment", "", ""},
		{"file beats variable", map[string]string{"etc/default/mesos-master": "export MESOS_QUORUM=2\n", m + "quorum": "3"}, "master quorum", "3", "file", "", "2"},
		{"the wrapper's variable is a flag", map[string]string{"etc/default/mesos-master": "PORT=5055\nMESOS_PORT=1\n", m + "cluster": "x"}, "master port", "5055", "environment", "", "1"},
		{"and makes a flag twice", map[string]string{"etc/default/mesos-master": "PORT=5055\n", m + "port": "5050"}, "master port", "5050", "file", "Duplicate flag", "5055"},
		{"an empty one makes none", map[string]string{"etc/default/mesos-master": "PORT=\n", m + "port": "5050"}, "master port", "5050", "file", "", ""},
		{"negation in a variable", map[string]string{"etc/default/mesos-master": "MESOS_AUTHENTICATE_AGENTS=\n", m + "cluster": "x"}, "master authenticate_agents", "true", "environment", "", ""},
		{"misspelt variable", map[string]string{"etc/default/mesos-master": "MESOS_AUTHENTICATE_FRAMEWORK=true\n", m + "cluster": "x"}, "master MESOS_AUTHENTICATE_FRAMEWORK", "***", "environment", "MESOS_AUTHENTICATE_FRAMEWORKS was meant", ""},
		{"a variable too new", map[string]string{"etc/default/mesos-master": "MESOS_AUTHENTICATE_AGENTS=true\n", m + "cluster": "x", "var/lib/dpkg/status": dpkgMesos("0.25.0")}, "master authenticate_agents", "true", "environment", "ignored in silence", ""},
		{"an agent's variable", map[string]string{"etc/default/mesos-master": "MESOS_CREDENTIAL=/x\n", m + "cluster": "x"}, "master MESOS_CREDENTIAL", "/x", "environment", "a flag of mesos-agent", ""},
		{"libprocess", map[string]string{"etc/default/mesos": "LIBPROCESS_SSL_ENABLED=1\n", m + "cluster": "x"}, "master LIBPROCESS_SSL_ENABLED", "1", "environment", "", ""},
		{"carriage return in a variable", map[string]string{"etc/default/mesos": "LIBPROCESS_SSL_ENABLED=1\r\n", m + "cluster": "x"}, "master LIBPROCESS_SSL_ENABLED", "1\r", "environment", "carriage return", ""},
		{"later file wins", map[string]string{"etc/default/mesos": "LIBPROCESS_IP=10.1.1.1\n", "etc/default/mesos-master": "LIBPROCESS_IP=10.2.2.2\n", m + "cluster": "x"}, "master LIBPROCESS_IP", "10.2.2.2", "environment", "", "10.1.1.1"},

		{"zk from the file", map[string]string{"etc/mesos/zk": "zk://10.0.3.1:2181/mesos\n", "etc/default/mesos-master": "ZK=`cat /etc/mesos/zk`\n", m + "quorum": "1"}, "master zk", "zk://10.0.3.1:2181/mesos", "environment", "", ""},
		{"zk by $(cat)", map[string]string{"etc/mesos/zk": "zk://10.0.3.1:2181/mesos\n", "etc/default/mesos-master": "ZK=\"$(cat /etc/mesos/zk)\"\n", m + "quorum": "1"}, "master zk", "zk://10.0.3.1:2181/mesos", "environment", "", ""},
		{"zk password", map[string]string{m + "zk": "zk://mesos:pa@s:s@10.0.3.1:2181/mesos\n"}, "master zk", "zk://mesos:***@10.0.3.1:2181/mesos", "file", "", ""},
		{"zk by file://", map[string]string{m + "zk": "file:///etc/keep/zk\n", "etc/keep/zk": "zk://m:geheim@h:1/m\n"}, "master zk", "zk://m:***@h:1/m", "file", "", ""},
		{"zk by a file that is missing", map[string]string{m + "zk": "file:///etc/keep/zk\n"}, "master zk", "file:///etc/keep/zk", "file", "is missing", ""},
		{"not evaluated", map[string]string{"etc/default/mesos-master": "IP=$(hostname -i)\n", m + "quorum": "1"}, "master ip", "$(hostname -i)", "environment", "not evaluated: $(hostname -i)", ""},
		{"modules are hidden", map[string]string{m + "modules": `{"libraries":[{"x":"geheim"}]}`}, "master modules", "***", "file", "", ""},
		{"modules by path", map[string]string{m + "modules": "file:///etc/mesos/modules.json"}, "master modules", "file:///etc/mesos/modules.json", "file", "", ""},
		{"credentials inline", map[string]string{m + "credentials": `{"credentials":[]}`}, "master credentials", "***", "file", "", ""},
		{"credentials missing", map[string]string{m + "credentials": "/etc/mesos/none"}, "master credentials", "/etc/mesos/none", "file", "is missing", ""},
		{"relative path", map[string]string{m + "credentials": "creds"}, "master credentials", "creds", "file", "a relative path", ""},

		{"attributes", map[string]string{"etc/mesos-slave/attributes/rack": "r2\n", "etc/mesos-slave/attributes/os": "deb\n", "etc/mesos-slave/attributes/none": ""}, "agent attributes", "os:deb;rack:r2", "file", "", ""},
		{"resources", map[string]string{"etc/mesos-slave/resources/cpus": "4", "etc/mesos-slave/resources/cpus~": "8"}, "agent resources", "cpus:4;cpus~:8", "file", "a copy of cpus", ""},
		{"attributes of a master", map[string]string{m + "attributes/rack": "r2\n", m + "cluster": "x"}, "master cluster", "x", "file", "", ""},
		{"agent folder", map[string]string{"etc/mesos-agent/containerizers": "mesos,docker\n"}, "agent containerizers", "mesos,docker", "file", "", ""},
		{"executor's secrets", map[string]string{"etc/mesos-slave/executor_environment_variables": `{"A":"geheim"}`}, "agent executor_environment_variables", "***", "file", "", ""},
		{"registry logins", map[string]string{"etc/mesos-slave/docker_config": `{"auths":{"r":{"auth":"Z2VoZWlt"}}}`}, "agent docker_config", "***", "file", "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := see(t, plant(t, tc.files))
			got := s.settings[tc.setting]
			if got == nil {
				t.Fatalf("no setting %q in %v", tc.setting, keys(s.settings))
			}
			if got.Value != tc.value || got.From != tc.from || got.Host != "host1" || got.Pending {
				t.Errorf("%+v", got)
			}
			if (got.Trouble == "") != (tc.trouble == "") || !strings.Contains(got.Trouble, tc.trouble) {
				t.Errorf("trouble %q, want %q", got.Trouble, tc.trouble)
			}
			var shadows []string
			for _, sh := range got.Shadowed {
				shadows = append(shadows, sh.Value)
			}
			if strings.Join(shadows, " ") != tc.shadows {
				t.Errorf("shadows %q, want %q", shadows, tc.shadows)
			}
			if got.At == "" || strings.Contains(got.At, "host1") {
				t.Errorf("place %q", got.At)
			}
			silent(t, s.records)
		})
	}
}

// TestLeftOut names files that must not become flags.
func TestLeftOut(t *testing.T) {
	s := see(t, plant(t, map[string]string{
		"etc/mesos-master/.quorum.swp": "x", "etc/mesos-master/quorum": "1", "etc/mesos-master/folder/deep": "x", "etc/mesos-master/.hidden": "y",
	}))
	for name := range s.settings {
		if strings.Contains(name, "hidden") || strings.Contains(name, "deep") || strings.Contains(name, "swp") || strings.Contains(name, "folder") {
			t.Errorf("%q", name)
		}
	}
}

// TestNothingHere wants no setting from what the packages bring to every host.
func TestNothingHere(t *testing.T) {
	unit := "[Service]\nExecStart=/usr/bin/mesos-init-wrapper %s\n"
	files := map[string]string{
		"etc/default/mesos": "LOGS=/var/log/mesos\nULIMIT=\"-n 8192\"\n", "etc/default/mesos-slave": "MASTER=`cat /etc/mesos/zk`\n", "etc/mesos/zk": "zk://localhost:2181/mesos\n",
		"etc/mesos-slave/work_dir": "/var/lib/mesos\n", "etc/mesos-master/quorum": "2\n", "etc/default/mesos-master": "PORT=5050\nZK=`cat /etc/mesos/zk`\n",
		"lib/systemd/system/mesos-slave.service":  strings.ReplaceAll(unit, "%s", "slave"),
		"lib/systemd/system/mesos-master.service": strings.ReplaceAll(unit, "%s", "master"),
		"etc/systemd/system/multi-user.target.wants/mesos-master.service -> /lib/systemd/system/mesos-master.service": "",
	}
	s := see(t, plant(t, files))
	if s.settings["master quorum"] == nil || s.settings["master log_dir"].Value != "/var/log/mesos" {
		t.Errorf("the master is not seen: %v", keys(s.settings))
	}
	for name := range s.settings {
		if strings.HasPrefix(name, "agent") {
			t.Errorf("an agent is seen where none starts: %s", name)
		}
	}
	files["etc/mesos-slave/isolation"] = "posix/cpu\n"
	if s = see(t, plant(t, files)); s.settings["agent isolation"] == nil {
		t.Error("an agent that somebody has set up is not seen")
	}
	delete(files, "etc/mesos-slave/isolation")
	delete(files, "lib/systemd/system/mesos-slave.service")
	files["etc/init/mesos-slave.override"] = "manual\n"
	if s = see(t, plant(t, files)); s.settings["agent work_dir"] != nil {
		t.Error("an agent is seen that upstart does not start")
	}
}

func keys[T any](m map[string]T) []string {
	var all []string
	for k := range m {
		all = append(all, k)
	}
	return all
}

// silent wants none of the words that stand for secrets in these tests.
func silent(t *testing.T, records []mesoswatch.Record) {
	t.Helper()
	text := jsonText(t, records)
	for _, secret := range []string{"geheim", "pa@s:s", "Z2VoZWlt"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q is told: %s", secret, text)
		}
	}
}
