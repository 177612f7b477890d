package hostconf

import (
	"strings"
	"testing"
)

// expect is what a setting should be.
type expect struct{ setting, value, from, at, trouble string }

func (e expect) check(t *testing.T, s seen) {
	t.Helper()
	got := s.settings[e.setting]
	if e.value == "-" {
		if got != nil {
			t.Errorf("%s: %+v", e.setting, got)
		}
		return
	}
	if got == nil {
		t.Errorf("no setting %q in %v", e.setting, keys(s.settings))
		return
	}
	if got.Value != e.value || got.From != e.from || e.at != "" && got.At != e.at {
		t.Errorf("%s: %+v, want %+v", e.setting, got, e)
	}
	if (got.Trouble == "") != (e.trouble == "") || !strings.Contains(got.Trouble, e.trouble) {
		t.Errorf("%s: trouble %q, want %q", e.setting, got.Trouble, e.trouble)
	}
}

func TestUnits(t *testing.T) {
	const (
		system = "etc/systemd/system/mesos-master.service"
		vendor = "lib/systemd/system/mesos-master.service"
		dropIn = "etc/systemd/system/mesos-master.service.d/"
	)
	service := func(lines ...string) string {
		return "[Unit]\nDescription=m\n[Service]\n" + strings.Join(lines, "\n") + "\n"
	}
	direct := "ExecStart=/usr/sbin/mesos-master --quorum=2 --zk=zk://a:2181/m"
	for _, tc := range []struct {
		name  string
		files map[string]string
		want  []expect
	}{
		{"arguments", map[string]string{system: service(direct, "User=mesos")}, []expect{
			{"master quorum", "2", "unit", "/" + system, ""}, {"master User", "mesos", "unit", "/" + system, ""},
			{"master ExecStart", "/usr/sbin/mesos-master --quorum=2 --zk=zk://a:2181/m", "unit", "", ""},
		}},
		{"no user is root", map[string]string{system: service(direct)}, []expect{{"master User", "root", "unit", "/" + system, ""}}},
		{"environment", map[string]string{system: service(`Environment="MESOS_CLUSTER=a b" MESOS_QUORUM=9`, "Environment=LIBPROCESS_SSL_ENABLED=1", direct)}, []expect{
			{"master cluster", "a b", "unit", "", ""}, {"master quorum", "2", "unit", "", ""}, {"master LIBPROCESS_SSL_ENABLED", "1", "unit", "", ""},
		}},
		{"a reset", map[string]string{system: service("Environment=MESOS_CLUSTER=a", direct), dropIn + "10.conf": service("Environment=", "Environment=MESOS_HOSTNAME=h")}, []expect{
			{"master cluster", "-", "", "", ""}, {"master hostname", "h", "unit", "/" + dropIn + "10.conf", ""},
		}},
		{"file over environment", map[string]string{system: service("EnvironmentFile=/etc/m.env", "Environment=MESOS_CLUSTER=a", direct), "etc/m.env": "MESOS_CLUSTER=b\n"}, []expect{
			{"master cluster", "b", "environment", "/etc/m.env", ""},
		}},
		{"the later file", map[string]string{system: service("EnvironmentFile=/etc/m.env", "EnvironmentFile=-/etc/none.env", "EnvironmentFile=-/etc/n.env", direct), "etc/m.env": "MESOS_CLUSTER=b\n", "etc/n.env": "MESOS_CLUSTER=c\n"}, []expect{
			{"master cluster", "c", "environment", "/etc/n.env", ""},
		}},
		{"files reset", map[string]string{system: service("EnvironmentFile=/etc/m.env", direct), "etc/m.env": "MESOS_CLUSTER=b\n", dropIn + "x.conf": service("EnvironmentFile=")}, []expect{{"master cluster", "-", "", "", ""}}},
		{"taken away", map[string]string{system: service("Environment=MESOS_CLUSTER=a MESOS_PORT=1", "UnsetEnvironment=MESOS_CLUSTER", direct)}, []expect{{"master cluster", "-", "", "", ""}, {"master port", "1", "unit", "", ""}}},
		{"order of drop-ins", map[string]string{
			system: service(direct), "lib/systemd/system/mesos-master.service.d/20-b.conf": service("Environment=MESOS_CLUSTER=vendor20"),
			dropIn + "10-a.conf": service("Environment=MESOS_CLUSTER=etc10"), "etc/systemd/system/mesos-.service.d/15.conf": service("Environment=MESOS_CLUSTER=prefix15"),
		}, []expect{{"master cluster", "vendor20", "unit", "/lib/systemd/system/mesos-master.service.d/20-b.conf", ""}}},
		{"the same name in /etc hides", map[string]string{
			system: service(direct), "lib/systemd/system/mesos-master.service.d/20-b.conf": service("Environment=MESOS_CLUSTER=vendor"), dropIn + "20-b.conf": service("Environment=MESOS_HOSTNAME=h"),
		}, []expect{{"master cluster", "-", "", "", ""}, {"master hostname", "h", "unit", "", ""}}},
		{"a drop-in that is masked", map[string]string{
			system: service(direct), "lib/systemd/system/mesos-master.service.d/20-b.conf": service("Environment=MESOS_CLUSTER=vendor"), dropIn + "20-b.conf -> /dev/null": "", "dev/null": "",
		}, []expect{{"master cluster", "-", "", "", ""}}},
		{"/etc before /lib", map[string]string{system: service(direct), vendor: service("ExecStart=/usr/sbin/mesos-master --quorum=7")}, []expect{{"master quorum", "2", "unit", "/" + system, ""}}},
		{"start replaced", map[string]string{system: service(direct), dropIn + "a.conf": service("ExecStart=", "ExecStart=/usr/sbin/mesos-master --quorum=3")}, []expect{{"master quorum", "3", "unit", "/" + dropIn + "a.conf", ""}, {"master zk", "-", "", "", ""}}},
		{"start not replaced", map[string]string{system: service(direct), dropIn + "a.conf": service("ExecStart=/usr/sbin/mesos-master --quorum=3")}, []expect{{"master ExecStart", "/usr/sbin/mesos-master --quorum=3", "unit", "", "more than one ExecStart="}}},
		{"variables in arguments", map[string]string{system: service("Environment=Q=2", "Environment=REST=--cluster=a", "EnvironmentFile=/e", "ExecStart=/usr/sbin/mesos-master --quorum=${Q} $REST --hostname=${H} --ip=${NONE}"), "e": "H=here\n"}, []expect{
			{"master quorum", "2", "unit", "", ""}, {"master cluster", "a", "unit", "", ""}, {"master hostname", "here", "unit", "", ""}, {"master ip", "${NONE}", "unit", "", "not evaluated: ${NONE}"},
		}},
		{"specifiers", map[string]string{system: service("Environment=MESOS_HOSTNAME=%H MESOS_CLUSTER=50%%", direct)}, []expect{{"master hostname", "%H", "unit", "", "not evaluated"}, {"master cluster", "50%", "unit", "", ""}}},
		{"shell", map[string]string{system: service(`ExecStart=/bin/bash -c "ulimit -n 9; X=1 exec /usr/sbin/mesos-master --quorum=2 --ip=$(hostname -i)"`)}, []expect{{"master quorum", "2", "unit", "", ""}, {"master ip", "", "unit", "", "not evaluated: $(hostname -i)"}}},
		{"prefixes", map[string]string{system: service("ExecStart=-/usr/sbin/mesos-master --quorum=4")}, []expect{{"master quorum", "4", "unit", "", ""}}},
		{"other name for itself", map[string]string{system: service("ExecStart=@/usr/sbin/mesos-master me --quorum=4")}, []expect{{"master quorum", "4", "unit", "", ""}}},
		{"wrapper", map[string]string{vendor: service("ExecStart=/usr/bin/mesos-init-wrapper master"), "etc/mesos-master/quorum": "5\n", "etc/default/mesos": "LOGS=/var/log/m\n", "etc/mesos-master/cluster": "c"}, []expect{
			{"master quorum", "5", "file", "/etc/mesos-master/quorum", ""}, {"master log_dir", "/var/log/m", "environment", "/etc/default/mesos", "is missing"},
		}},
		{"folder that nothing reads", map[string]string{system: service(direct), "etc/mesos-master/authenticate_frameworks": "true"}, []expect{
			{"master authenticate_frameworks", "-", "", "", ""}, {"master /etc/mesos-master/authenticate_frameworks", "***", "file", "", "nothing reads this file"},
		}},
		{"masked", map[string]string{system + " -> /dev/null": "", "dev/null": "", vendor: service(direct), "etc/mesos-master/cluster": "x"}, []expect{{"master cluster", "-", "", "", ""}, {"master quorum", "-", "", "", ""}}},
		{"export in an environment file", map[string]string{system: service("EnvironmentFile=/e", direct), "e": "export MESOS_AUTHENTICATE_AGENTS=true\n"}, []expect{{"master authenticate_agents", "-", "", "", ""}, {"master MESOS_AUTHENTICATE_AGENTS", "true", "environment", "/e", "begins with export"}}},
		{"backquotes in an environment file", map[string]string{system: service("EnvironmentFile=/e", "ExecStart=/usr/sbin/mesos-master"), "e": "MESOS_ZK=`cat /etc/mesos/zk`\n"}, []expect{{"master zk", "`cat /etc/mesos/zk`", "environment", "/e", "nothing is expanded"}}},
		{"dcos", map[string]string{
			"etc/systemd/system/dcos-mesos-master.service": service("EnvironmentFile=/opt/mesosphere/etc/mesos-master", "EnvironmentFile=-/var/lib/dcos/mesos-master-extras", "ExecStart=$PKG_PATH/bin/start_mesos.sh $PKG_PATH/bin/mesos-master"),
			"opt/mesosphere/etc/mesos-master":              "MESOS_QUORUM=2\nMESOS_AUTHENTICATE_AGENTS=true\n", "var/lib/dcos/mesos-master-extras": "MESOS_QUORUM=3\n",
		}, []expect{{"master quorum", "3", "environment", "/var/lib/dcos/mesos-master-extras", ""}, {"master authenticate_agents", "true", "environment", "", ""}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := see(t, plant(t, tc.files))
			for _, e := range tc.want {
				e.check(t, s)
			}
		})
	}
}

func TestContainerUnits(t *testing.T) {
	unit := `[Service]
Environment=OUTER=x MESOS_QUORUM=9
EnvironmentFile=-/etc/environment
ExecStartPre=-/usr/bin/docker kill mesos_master
ExecStart=/usr/bin/docker run --rm --name mesos_master \
 --net=host -p 5050:5050 -v /var/lib/m:/var/lib/m \
 -e "MESOS_CLUSTER=east side" -e MESOS_ZK=zk://m:geheim@a:2181/m -e DB_PASSWORD=geheim --env=LIBPROCESS_IP=${NONE} -e OUTER \
 --env-file /etc/m.env --hostname box shop/mesos-master:1.9 --credentials=/etc/creds --ip=0.0.0.0
`
	s := see(t, plant(t, map[string]string{"etc/systemd/system/mesos_master.service": unit, "etc/m.env": "MESOS_QUORUM=2\n", "etc/creds 0644": "a b\n"}))
	for _, e := range []expect{
		{"master cluster", "east side", "unit", "", ""}, {"master zk", "zk://m:***@a:2181/m", "unit", "", ""}, {"master quorum", "2", "environment", "/etc/m.env", ""},
		{"master ip", "0.0.0.0", "unit", "", ""}, {"master hostname", "-", "", "", ""}, {"master LIBPROCESS_IP", "${NONE}", "unit", "", "not evaluated"},
		{"master credentials", "/etc/creds", "unit", "", ""},
	} {
		e.check(t, s)
	}
	if s.files["/etc/creds"] != nil {
		t.Error("a file of the container is looked for on the host")
	}
	if got := s.settings["master ExecStart"].Value; !strings.Contains(got, "DB_PASSWORD=***") || !strings.Contains(got, `"MESOS_CLUSTER=east side"`) {
		t.Errorf("%s", got)
	}
	silent(t, s.records)
}

func TestNotUnderstood(t *testing.T) {
	s := see(t, plant(t, map[string]string{"etc/systemd/system/mesos-slave.service": "[Service]\nExecStart=/opt/bin/run-agent.sh\n", "etc/systemd/system/mesos-dns.service": "[Service]\nExecStart=/usr/bin/mesos-dns\n",
		"etc/systemd/system/marathon-lb.service": "[Service]\nExecStart=/usr/bin/docker run --name marathon-lb shop/marathon-lb sse\n"}))
	if why := s.health.Lacking["setting"]; !strings.Contains(why, "/opt/bin/run-agent.sh, which is not read") {
		t.Errorf("lacking %q", why)
	}
	for name := range s.settings {
		if !strings.HasPrefix(name, "agent ") {
			t.Errorf("%s", name)
		}
	}
}
