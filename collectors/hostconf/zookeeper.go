package hostconf

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// zooConfigs are where zoo.cfg usually is, the likeliest first.
var zooConfigs = []string{
	"/etc/zookeeper/conf/zoo.cfg", "/etc/zookeeper/zoo.cfg", "/etc/zookeeper*/zoo.cfg", "/var/lib/dcos/exhibitor/conf/zoo.cfg", "/var/lib/dcos/exhibitor/zookeeper/conf/zoo.cfg",
	"/opt/mesosphere/active/exhibitor/usr/zookeeper/conf/zoo.cfg", "/opt/zookeeper*/conf/zoo.cfg", "/opt/*/conf/zoo.cfg", "/usr/local/zookeeper*/conf/zoo.cfg", "/usr/share/zookeeper/conf/zoo.cfg", "/usr/lib/zookeeper/conf/zoo.cfg",
	"/opt/mesosphere/zookeeper/conf/zoo.cfg",
}

// jvmVariables hold options of the JVM, as zkEnv.sh and zkServer.sh read them.
var jvmVariables = []string{"JVMFLAGS", "SERVER_JVMFLAGS", "CLIENT_JVMFLAGS", "ZOO_LOG_OPTS", "JAVA_OPTS", "JAVA_TOOL_OPTIONS", "ZK_SERVER_HEAP"}

// seeZooKeeper tells how a ZooKeeper server is set up.
func (l *look) seeZooKeeper() {
	running := l.runningOf(zooKeeper)
	configs := l.zooFiles(running)
	units := l.unitsOf(zooKeeper)
	if len(running) == 0 && (len(configs) == 0 || l.zooOff(units)) {
		return
	}
	if len(units) > 0 {
		l.tellUnit(setup{of: zooKeeper, unit: units[0]})
	}
	var from time.Time
	if len(running) > 0 {
		from = running[0].started
	}
	var files []string
	for i, file := range configs {
		if i == 0 || len(running) == 0 {
			l.zooConfig(file, from)
			files = append(files, path.Dir(file))
		}
	}
	for _, p := range running {
		l.jvmOptions(p.args, fromCommand, p.proc("cmdline"), 0, !p.inside)
	}
	l.zooEnvironment(units, files)
	for _, p := range l.matches(mesoswatch.SubjectFile, "/etc/zookeeper/conf/*jaas*", "/etc/zookeeper/*jaas*", "/opt/zookeeper*/conf/*jaas*", "/usr/local/zookeeper*/conf/*jaas*") {
		if backupOf(path.Base(p)) == "" {
			l.jaasFile(p)
		}
	}
}

// zooOff tells whether the package is there and nothing starts the server.
func (l *look) zooOff(units []*unit) bool {
	if len(units) == 0 || units[0].enabled || strings.HasPrefix(units[0].path, "/etc/") && !units[0].masked {
		return false
	}
	return len(l.matches(mesoswatch.SubjectSetting, "/etc/rc[2345].d/S[0-9][0-9]zookeeper*", "/etc/init/zookeeper*.conf")) == 0
}

// zooFiles are the configurations: of what runs, or else all that are usual, each
// once.
func (l *look) zooFiles(running []*process) []string {
	var all []string
	for _, p := range running {
		for _, a := range p.args[min(len(p.args), p.main+1):] {
			if strings.HasSuffix(a, ".cfg") && path.IsAbs(a) && !p.inside {
				all = append(all, a)
			}
		}
	}
	all = append(all, l.matches(mesoswatch.SubjectSetting, zooConfigs...)...)
	real := make(map[string]bool)
	return slices.DeleteFunc(all, func(p string) bool {
		f := l.walk(p)
		if f.missing() || real[f.real] {
			return true
		}
		real[f.real] = true
		return false
	})
}

// zooConfig tells the settings of one zoo.cfg, and of the file with its members.
func (l *look) zooConfig(file string, started time.Time) {
	text, f, ok := l.text(file)
	if !ok {
		return
	}
	l.file(whatEnvironment, file)
	pending := !started.IsZero() && f.modified().After(started.Add(clockSlack))
	last := make(map[string]property)
	var order []string
	for _, p := range parseProperties(text) {
		if _, known := last[p.key]; known {
			l.zooSetting(p, file, pending)
			continue
		}
		order = append(order, p.key)
		last[p.key] = p
		l.zooSetting(p, file, pending)
		if p.key == "dynamicConfigFile" && path.IsAbs(p.value) {
			l.zooConfig(p.value, started)
		}
	}
	for _, key := range order {
		l.zooFile(key, last[key].value)
	}
}

// zooSetting tells one key. Of a key that stands twice the last value counts.
func (l *look) zooSetting(p property, file string, pending bool) {
	s := mesoswatch.Setting{Of: zooKeeper, Name: p.key, Value: masked(p.key, p.value), From: fromConfig, At: file, Line: p.line, Pending: pending}
	if strings.HasSuffix(p.value, " ") || strings.HasSuffix(p.value, "\t") {
		s.Value = masked(p.key, strings.TrimRight(p.value, " \t"))
	}
	old := l.settings.by[zooKeeper+" "+printable(p.key)]
	if old != nil && old.At == printable(file) {
		shadow := mesoswatch.Shadow{Value: old.Value, From: old.From, At: old.At, Line: old.Line}
		old.Shadowed = append(old.Shadowed, shadow)
		old.Value, old.Line = s.Value, s.Line
		old.Trouble = "given twice: the last one counts"
		return
	}
	l.setting(s)
}

// zooFile looks at what a key names.
func (l *look) zooFile(key, value string) {
	if !path.IsAbs(value) {
		return
	}
	switch {
	case key == "dataDir":
		l.file(whatWorkDir, value)
	case key == "dataLogDir":
		l.file(whatLogDir, value)
	case strings.HasSuffix(key, "keyStore.location"):
		l.file(whatKey, value)
	case strings.HasSuffix(key, "trustStore.location"):
		l.file(whatCertificate, value)
	}
}

// zooEnvironment reads the files that set options of the JVM.
func (l *look) zooEnvironment(units []*unit, dirs []string) {
	files := []string{"/etc/default/zookeeper", "/etc/zookeeper/conf/environment", "/etc/zookeeper/conf/java.env", "/etc/zookeeper/conf/zookeeper-env.sh"}
	for _, d := range dirs {
		files = append(files, path.Join(d, "java.env"), path.Join(d, "zookeeper-env.sh"), path.Join(d, "environment"))
	}
	var all environment
	done := make(map[string]bool)
	for _, file := range files {
		if f := l.walk(file); !f.missing() && !done[f.real] {
			done[f.real] = true
			all = append(all, l.sourced(file)...)
		}
	}
	if len(units) > 0 {
		all = append(all, l.unitEnvironment(units[0])...)
	}
	for _, v := range all {
		if slices.Contains(jvmVariables, v.name) {
			l.jvmOptions(strings.Fields(v.value), v.from, v.at, v.line, true)
		}
	}
}

// jvmOptions tells the options -Dzookeeper.… of a server: settings under the names
// that they have in zoo.cfg, where a value in the file hides them
// (QuorumPeerConfig.parseProperties).
func (l *look) jvmOptions(args []string, from, at string, line int64, follow bool) {
	for _, p := range javaProperties(args) {
		name, own := strings.CutPrefix(p.key, "zookeeper.")
		switch {
		case p.key == "java.security.auth.login.config":
			own, name = true, p.key
			if follow && path.IsAbs(p.value) {
				l.jaasFile(p.value)
			}
		case strings.HasPrefix(p.key, "com.sun.management.jmxremote"), strings.HasPrefix(p.key, "java.security.krb5"):
			own, name = true, p.key
		}
		if own {
			l.setting(mesoswatch.Setting{Of: zooKeeper, Name: name, Value: masked(name, p.value), From: from, At: at, Line: line})
		}
	}
}

// jaasFile looks at a file with the logins of ZooKeeper.
func (l *look) jaasFile(name string) {
	file, f := l.file(whatJAAS, name)
	if file == nil || file.Format != "" {
		return
	}
	text, ok := l.content(file, f)
	if !ok {
		return
	}
	file.Format = formatText
	logins, modules := parseJAAS(string(text))
	var plain []login
	for _, in := range logins {
		plain = append(plain, in.login)
		l.vault.keep(keeping{login: in.login, file: file, at: printable(f.path), list: in.section != "Client" && in.section != "QuorumLearner"})
	}
	judgeLogins(file, distinct(plain))
	for _, m := range modules {
		section, module, _ := strings.Cut(m, " ")
		l.setting(mesoswatch.Setting{Of: zooKeeper, Name: "jaas." + section, Value: module, From: fromConfig, At: f.path, Trouble: weakModule(module)})
	}
}

// distinct leaves out a login that stands there twice with the same secret, as a
// server's list and its own login do.
func distinct(all []login) []login {
	var out []login
	for _, in := range all {
		if !slices.ContainsFunc(out, func(o login) bool { return o.principal == in.principal && o.secret == in.secret }) {
			out = append(out, in)
		}
	}
	return out
}

func weakModule(module string) string {
	if strings.HasSuffix(module, "DigestLoginModule") {
		return fmt.Sprintf("%s compares passwords that stand in this file", module)
	}
	return ""
}
