package posture

import (
	"github.com/mesoswatch/mesoswatch"
)

func task(t mesoswatch.Task) []mesoswatch.Record {
	t.FrameworkID = "F1"
	if t.ID == "" {
		t.ID = "t1"
	}
	return recs(snap(mesoswatch.Snapshot{Task: &t}), seen(mesoswatch.SubjectTask))
}

func isolationCases() map[string]outcomesOf {
	denied := acls("1.9.0", "permissive: false\n")
	plain := task(mesoswatch.Task{User: "web"})
	blind := recs(lacking(mesoswatch.SubjectTask, "403"))
	return map[string]outcomesOf{
		"isolation-root-capable": {
			pass:    says("limits capabilities", recs(masterWith("1.9.0"), agentWith("1.9.0", "isolation=cgroups/cpu,linux/capabilities"))),
			fail:    says("posix/cpu", recs(masterWith("1.9.0"), agentWith("1.9.0", "isolation=posix/cpu,posix/mem"))),
			unknown: does(recs(hidden("1.9.0"), agentWith("1.9.0", "isolation=posix/cpu"))),
			more: []outcomeAs{
				passing(says("the masters do not", recs(denied, agentWith("1.9.0", "isolation=posix/cpu")))), undecided(does(recs(masterWith("1.9.0"), agentHidden("1.9.0")))),
				moot(does(recs(masterWith("1.9.0"), agentWith("1.9.0", "isolation=posix/cpu", "containerizers=docker")))),
			},
		},
		"isolation-default-container": {
			pass: does(agentWith("1.9.0")), fail: says("names /etc", agentWith("1.9.0", "default_container_info=type: MESOS\nvolumes {\n  host_path: \"/etc\"\n}\n")), unknown: does(agentHidden("1.9.0")),
			more: []outcomeAs{
				passing(says("no path", agentWith("1.9.0", `default_container_info={"type": "MESOS", "volumes": [{"host_path": "tmp", "container_path": "/tmp"}]}`))),
				undecided(says("was not read", agentWith("1.9.0", "default_container_info=/etc/mesos/container.json"))),
			},
		},
		"isolation-task-privileged": {pass: does(plain), fail: says("t1 is privileged", task(mesoswatch.Task{Privileged: true})), unknown: says("403", blind)},
		"isolation-task-host-paths": {
			pass: does(plain), fail: says("mounts / RW", task(mesoswatch.Task{Volumes: []mesoswatch.Volume{{Host: "/", Container: "/host", Mode: "RW"}}})), unknown: says("403", blind),
			more: []outcomeAs{passing(does(task(mesoswatch.Task{Volumes: []mesoswatch.Volume{{Host: "/data/shop", Mode: "RW"}, {Host: "sandbox", Mode: "RW"}}})))},
		},
		"isolation-task-root": {pass: does(plain), fail: says("runs as root", recs(framework(mesoswatch.Framework{Name: "shop"}), task(mesoswatch.Task{User: "root"}))), unknown: says("403", blind)},
	}
}

func applicationCases() map[string]outcomesOf {
	app := func(a mesoswatch.Application) []mesoswatch.Record {
		a.Container = "docker"
		return application(a)
	}
	bare := says("was not told", application(mesoswatch.Application{}))
	volume := func(host, mode string) []mesoswatch.Record {
		return app(mesoswatch.Application{Volumes: []mesoswatch.Volume{{Host: host, Container: "/x", Mode: mode}}})
	}
	image := func(names ...string) []mesoswatch.Record { return app(mesoswatch.Application{Images: names}) }
	digest := "registry.example/shop@sha256:" + "0123456789abcdef"
	param := func(p ...string) []mesoswatch.Record { return app(mesoswatch.Application{Parameters: p}) }
	return map[string]outcomesOf{
		"isolation-app-privileged": {pass: does(app(mesoswatch.Application{})), fail: does(app(mesoswatch.Application{Privileged: true})), unknown: bare},
		"isolation-app-host-paths": {
			pass: does(volume("/data/shop", "RW")), fail: graded(mesoswatch.High, "/ RW", volume("/", "RW")), unknown: bare,
			more: []outcomeAs{
				failing(graded(mesoswatch.High, "docker.sock", volume("/var/run/docker.sock", "RO"))), failing(graded(mesoswatch.Medium, "/etc/ssl", volume("/etc/ssl/", "RO"))),
				passing(does(volume("/home/shop/data", "RW"))), passing(does(volume("", "RW"))), failing(graded(mesoswatch.High, "/etc", volume("/etc", ""))),
			},
		},
		"isolation-app-parameters": {
			pass: does(param("net=bridge", "memory-swappiness=0", "security-opt=no-new-privileges", "volume=/data:/data:rw", "privileged=false")), fail: says("cap-add=SYS_ADMIN", param("cap-add=SYS_ADMIN")), unknown: bare,
			more: []outcomeAs{failing(says("--pid=host", param("--pid=host"))), failing(says("v=/:/host", param("v=/:/host"))), failing(does(param("security-opt=seccomp=unconfined")))},
		},
		"isolation-app-root": {pass: does(app(mesoswatch.Application{User: "web"})), fail: does(app(mesoswatch.Application{User: "root"})), unknown: says("names no user", app(mesoswatch.Application{}))},
		"isolation-app-image-tag": {
			pass: does(image("registry.example:5000/shop:1.2")), fail: says("shop:latest", image("shop:latest")), unknown: bare,
			more: []outcomeAs{failing(does(image("registry.example:5000/shop"))), passing(does(image(digest))), moot(does(app(mesoswatch.Application{})))},
		},
		"isolation-app-image-digest": {pass: does(image(digest)), fail: does(image("shop:1.2")), unknown: bare, more: []outcomeAs{moot(says("", image("shop:latest")))}},
		"isolation-app-fetch": {
			pass: does(app(mesoswatch.Application{Fetch: []string{"https://x.example/a.tgz", "http://127.0.0.1/a"}})), fail: says("http://x.example", app(mesoswatch.Application{Fetch: []string{"http://x.example/a.tgz"}})), unknown: bare,
		},
		"secrets-app": {pass: does(app(mesoswatch.Application{Env: []string{"HOME"}})), fail: says("DB_PASSWORD", app(mesoswatch.Application{Exposed: []string{"DB_PASSWORD"}})), unknown: bare},
	}
}

func hostCases() map[string]outcomesOf {
	hid := process(mesoswatch.Process{Of: Master, PID: 7, Hidden: "permission denied"})
	return map[string]outcomesOf{
		"host-pending": {
			pass: does(recs(on(Master, "quorum", "2"), looked())), unknown: says("permission denied", recs(on(Master, "quorum", "2"), unlooked(mesoswatch.SubjectSetting))),
			fail: says("acls", recs(setting(mesoswatch.Setting{Of: Master, Name: "acls", Value: "/x", From: "file", At: "/x", Pending: true}), looked())),
		},
		"host-setting-trouble": {
			pass: does(recs(on(Master, "quorum", "2"), looked())), unknown: says("not evaluated", recs(setting(mesoswatch.Setting{Of: Master, Name: "ip", Value: "$(x)", From: "unit", At: "/u", Trouble: "not evaluated: $(x)"}), looked())),
			fail: graded(mesoswatch.Medium, "copy", recs(setting(mesoswatch.Setting{Of: Master, Name: "acls~", Value: "***", From: "file", At: "/etc/mesos-master/acls~", Trouble: `a copy of the file "acls"`}), looked())),
			more: []outcomeAs{failing(graded(mesoswatch.High, "meant", recs(setting(mesoswatch.Setting{Of: Master, Name: "MESOS_AUTHENTICATE_FRAMEWORK", Value: "true", From: "environment", At: "/etc/default/mesos",
				Trouble: "no flag of mesos-master: ignored in silence (MESOS_AUTHENTICATE_FRAMEWORKS was meant?)"}), looked()))),
				passing(does(recs(setting(mesoswatch.Setting{Of: "spark", Name: "spark.mesos.secret", Value: "***", From: "configuration", At: "/s", Trouble: "a secret stands in clear text; /x is missing"}), looked())))},
		},
		"host-shadowed": {
			pass:    does(recs(setting(mesoswatch.Setting{Of: Master, Name: "quorum", Value: "2", From: "file", At: "/a", Shadowed: []mesoswatch.Shadow{{Value: "2", From: "environment", At: "/b"}}}), looked())),
			fail:    says(`hides "1" at /b`, recs(setting(mesoswatch.Setting{Of: Master, Name: "quorum", Value: "2", From: "file", At: "/a", Shadowed: []mesoswatch.Shadow{{Value: "1", From: "environment", At: "/b"}}}), looked())),
			unknown: does(recs(unlooked(mesoswatch.SubjectSetting))),
		},
		"host-user": {
			pass: does(recs(process(mesoswatch.Process{Of: Master, PID: 7, User: "mesos"}), looked())), fail: says("zookeeper runs as root", recs(process(mesoswatch.Process{Of: "zookeeper", PID: 7, User: "root"}), looked())), unknown: does(recs(hid)),
			more: []outcomeAs{moot(does(recs(process(mesoswatch.Process{Of: Agent, PID: 7, User: "root"}), looked())))},
		},
		"host-together": {
			pass: does(recs(masterWith("1.9.0"), agentWith("1.9.0"))), unknown: does(masterWith("1.9.0")),
			fail: says("10.0.0.1", recs(masterWith("1.9.0"), snap(mesoswatch.Snapshot{AgentCheck: &mesoswatch.AgentCheck{URL: "http://10.0.0.1:5051"}}))),
			more: []outcomeAs{failing(says("m1", recs(snap(mesoswatch.Snapshot{Master: &mesoswatch.Master{URL: "http://10.0.0.1:5050", Hostname: "m1"}}), snap(mesoswatch.Snapshot{Agent: &mesoswatch.Agent{ID: "S1", Hostname: "m1.example"}}))))},
		},
		"logging-blind": {
			pass: does(masterWith("1.9.0", "quiet=true", "log_dir=/var/log/mesos")), fail: does(masterWith("1.9.0", "quiet=true")), unknown: does(hidden("1.9.0")), more: []outcomeAs{passing(does(agentWith("1.9.0", "quiet=false")))},
		},
		"logging-forwarding": {
			pass:    does(recs(setting(mesoswatch.Setting{Of: "rsyslog", Name: "input", Value: "/var/log/mesos/*", From: "configuration", At: "/etc/rsyslog.d/mesos.conf"}), looked())),
			fail:    says("neither log files", recs(on(Master, "logger", "false"), looked())),
			unknown: says("is installed", recs(installed("rsyslog", "8.1"), looked())),
			more:    []outcomeAs{undecided(says("no program", recs(on(Master, "quorum", "2"), looked())))},
		},
		"secrets-settings": {
			pass: does(recs(on("marathon", "hostname", "x"), looked())), fail: graded(mesoswatch.Medium, "a secret stands", recs(on("marathon", "ssl_keystore_password", "***"), looked())), unknown: does(recs(unlooked(mesoswatch.SubjectSetting))),
			more: []outcomeAs{moot(does(recs(setting(mesoswatch.Setting{Of: Agent, Name: "/etc/mesos-slave/attributes", Value: "***", From: "file", At: "/etc/mesos-slave/attributes"}), looked()))),
				failing(graded(mesoswatch.High, "unit", recs(setting(mesoswatch.Setting{Of: "marathon", Name: "ssl_keystore_password", Value: "***", From: "unit", At: "/etc/systemd/system/marathon.service"}), looked())))},
		},
		"secrets-command-line": {
			pass: does(recs(process(mesoswatch.Process{Of: Master, PID: 7, Arguments: []string{"mesos-master", "--quorum=2"}}), looked())), unknown: does(recs(hid)),
			fail: says("--zk", recs(process(mesoswatch.Process{Of: Master, PID: 7, Arguments: []string{"mesos-master", "--zk=zk://u:***@h/m"}}), looked())),
		},
		"secrets-scheduler": {
			pass: does(scheduler(mesoswatch.Scheduler{Kind: "marathon", Settings: map[string]string{"mesos_role": "web"}})), unknown: does(scheduler(mesoswatch.Scheduler{Kind: "chronos"})),
			fail: says("zk", scheduler(mesoswatch.Scheduler{Kind: "marathon", ZK: "zk://u:***@h/marathon"})),
			more: []outcomeAs{failing(says("password", scheduler(mesoswatch.Scheduler{Kind: "marathon", Settings: map[string]string{"ssl_keystore_password": "***"}})))},
		},
	}
}
