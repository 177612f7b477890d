package hostconf

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// sparkFolders are where Spark's configuration usually is.
var sparkFolders = []string{
	"/etc/spark/conf", "/etc/spark*/conf", "/etc/spark*", "/opt/spark*/conf", "/opt/*/spark*/conf", "/usr/lib/spark*/conf", "/usr/local/spark*/conf", "/usr/share/spark*/conf", "/srv/spark*/conf",
	"/opt/spark/dist/conf",
}

// sparkKeys are the properties that are told of: how it logs in, what is encrypted,
// who may do what, and how it uses Mesos.
var sparkKeys = regexp.MustCompile(`^spark\.(?:master$|submit\.deployMode$|authenticate|ssl\.|network\.(?:crypto|sasl|encryption)|io\.encryption|acls\.|admin\.acls|modify\.acls|view\.acls|ui\.(?:acls|view|filters|enabled|port|reverseProxy|allowFramingFrom|xXssProtection)|history\.(?:ui|kerberos|fs\.logDirectory|fs\.driverlog)|mesos\.|dispatcher\.|deploy\.(?:recoveryMode|zookeeper|recoveryDirectory)|shuffle\.service\.(?:enabled|port)|local\.dir|eventLog\.(?:enabled|dir)|driver\.(?:host|bindAddress|port)|redaction\.|yarn\.keytab|kerberos\.|executor\.uri|files$|jars$)`)

// sparkSecrets are properties whose value is a secret or holds some, whatever their
// name says: variables of drivers and executors, and values of secrets.
var sparkSecrets = regexp.MustCompile(`(?i)(?:^|\.)(?:secret|password|keyPassword|keyStorePassword|trustStorePassword|token|secret\.values|driver\.secret\.values|executor\.secret\.values)$|^spark\.(?:mesos\.driverEnv|executorEnv)\.|^spark\.mesos\.task\.labels$`)

// javaOptions hold -Dspark.… in the files of variables.
var javaOptions = []string{"SPARK_DAEMON_JAVA_OPTS", "SPARK_SUBMIT_OPTS", "SPARK_JAVA_OPTS", "SPARK_MASTER_OPTS", "SPARK_WORKER_OPTS", "SPARK_HISTORY_OPTS", "SPARK_SHUFFLE_OPTS", "SPARK_DISPATCHER_OPTS"}

// seeSpark tells how Spark is set up: its properties, what its files of variables
// give, and what the running dispatchers and drivers were started with.
func (l *look) seeSpark() {
	for _, u := range l.unitsOf(spark) {
		l.tellUnit(setup{of: spark, unit: u})
		l.sparkVariables(l.unitEnvironment(u))
		break
	}
	for _, p := range l.runningOf(spark) {
		l.sparkArguments(p)
	}
	var files []string
	for _, dir := range append(l.sparkHomes(), sparkFolders...) {
		files = append(files, path.Join(dir, "spark-defaults.conf"), path.Join(dir, "spark-env.sh"), path.Join(dir, "mesos-cluster-dispatcher.properties"))
	}
	done := make(map[string]bool)
	for _, file := range l.matches(mesoswatch.SubjectSetting, files...) {
		f := l.walk(file)
		if f.missing() || done[f.real] {
			continue
		}
		done[f.real] = true
		if path.Base(file) == "spark-env.sh" {
			l.sparkVariables(l.sourced(file))
		} else {
			l.sparkProperties(file)
		}
	}
}

// sparkHomes are the folders of configuration that running processes name.
func (l *look) sparkHomes() []string {
	var all []string
	for _, p := range l.runningOf(spark) {
		for _, kv := range p.env {
			name, value, _ := strings.Cut(kv, "=")
			switch {
			case p.inside || !path.IsAbs(value) || strings.ContainsAny(value, "*?["):
			case name == "SPARK_HOME":
				all = append(all, path.Join(value, "conf"))
			case name == "SPARK_CONF_DIR":
				all = append(all, value)
			}
		}
	}
	return all
}

// sparkProperties tells the properties of one file.
func (l *look) sparkProperties(file string) {
	text, f, ok := l.text(file)
	if !ok {
		return
	}
	kept, _ := l.file(whatEnvironment, file)
	last := make(map[string]int)
	all := parseProperties(text)
	for i, p := range all {
		last[p.key] = i
	}
	for i, p := range all {
		if last[p.key] == i {
			l.sparkSetting(p, given{from: fromConfig, at: file, line: p.line}, kept)
		}
	}
	for _, p := range l.runningOf(spark) {
		if newer(given{when: f.modified()}, p) {
			l.sparkPending(file)
		}
	}
}

// sparkPending marks the settings of a file that is newer than what runs.
func (l *look) sparkPending(file string) {
	for _, s := range l.settings.order {
		if s.Of == spark && s.At == printable(file) {
			s.Pending = true
		}
	}
}

// sparkSetting tells one property, if it is of weight.
func (l *look) sparkSetting(p property, at given, file *mesoswatch.File) {
	if !sparkKeys.MatchString(p.key) {
		return
	}
	s := mesoswatch.Setting{Of: spark, Name: p.key, Value: sparkValue(p.key, p.value), From: at.from, At: at.at, Line: at.line}
	hides := sparkSecrets.MatchString(p.key) || secretName(p.key)
	if hides && p.value != "" && !strings.HasPrefix(p.key, "spark.mesos.driverEnv.") && !strings.HasPrefix(p.key, "spark.executorEnv.") {
		s.Trouble = "a secret stands in clear text"
		in := login{secret: p.value}
		if p.key == "spark.mesos.secret" {
			in.principal = l.sparkPrincipal()
		}
		if file != nil {
			judgeLogins(file, []login{in})
		}
		l.vault.keep(keeping{login: in, file: file, at: at.place()})
	}
	l.setting(s)
	switch {
	case !path.IsAbs(strings.TrimPrefix(p.value, "file://")):
	case p.key == "spark.mesos.secret.file":
		l.secretFile(whatCredential, strings.TrimPrefix(p.value, "file://"), l.sparkPrincipal())
	case strings.HasSuffix(p.key, "keyStore"):
		l.file(whatKey, strings.TrimPrefix(p.value, "file://"))
	}
}

// sparkPrincipal is the principal that is told so far.
func (l *look) sparkPrincipal() string {
	if s := l.settings.by[spark+" spark.mesos.principal"]; s != nil {
		return s.Value
	}
	return ""
}

func sparkValue(key, value string) string {
	if value != "" && sparkSecrets.MatchString(key) {
		return mesoswatch.Masked
	}
	return masked(key, value)
}

// sparkVariables tells what a file of variables gives: libprocess' own, and properties
// among the options of the JVM.
func (l *look) sparkVariables(env environment) {
	for _, v := range env {
		switch {
		case v.ignored:
		case slices.Contains(javaOptions, v.name):
			for _, p := range javaProperties(strings.Fields(v.value)) {
				l.sparkSetting(p, given{from: v.from, at: v.at, line: v.line}, l.files.by[v.at])
			}
		case allowedName(v.name):
			l.setting(mesoswatch.Setting{Of: spark, Name: v.name, Value: maskVariable(spark, v.name, v.value), From: v.from, At: v.at, Line: v.line, Trouble: v.trouble})
		case v.name == "SPARK_MESOS_SECRET" || v.name == "SPARK_AUTHENTICATE_SECRET":
			l.setting(mesoswatch.Setting{Of: spark, Name: v.name, Value: mesoswatch.Masked, From: v.from, At: v.at, Line: v.line, Trouble: "a secret stands in clear text"})
		case v.name == "SPARK_MESOS_PRINCIPAL":
			l.setting(mesoswatch.Setting{Of: spark, Name: v.name, Value: v.value, From: v.from, At: v.at, Line: v.line})
		}
	}
}

// dispatcherOptions are those of the dispatcher's command line.
var dispatcherOptions = []string{"host", "port", "webui-port", "master", "zk", "name", "properties-file"}

// sparkArguments tells what a dispatcher or driver was started with.
func (l *look) sparkArguments(p *process) {
	args := p.args[:applicationAt(p.args, p.main)]
	at := given{from: fromCommand, at: p.proc("cmdline")}
	for _, d := range javaProperties(args) {
		l.sparkSetting(d, at, nil)
	}
	for i, a := range args {
		if (a == "--conf" || a == "-c") && i+1 < len(args) {
			key, value, _ := strings.Cut(args[i+1], "=")
			l.sparkSetting(property{key: key, value: value}, at, nil)
		}
	}
	if !strings.HasSuffix(p.args[p.main], "MesosClusterDispatcher") {
		return
	}
	for _, g := range optionsOf(p.args[p.main+1:], nil, fromCommand, p.proc("cmdline")) {
		if !slices.Contains(dispatcherOptions, g.name) {
			continue
		}
		l.setting(mesoswatch.Setting{Of: spark, Name: "dispatcher." + g.name, Value: masked(g.name, g.value), From: g.from, At: g.at,
			Trouble: clearMaster(g)})
		if g.name == "properties-file" && path.IsAbs(g.value) && !p.inside {
			l.sparkProperties(g.value)
		}
	}
}

// clearMaster says that a dispatcher's ZooKeeper URL carries a password on a command
// line, which every user of the host can read.
func clearMaster(g given) string {
	if _, _, has := zooKeeperLogin(strings.TrimPrefix(g.value, "mesos://")); has {
		return fmt.Sprintf("a password stands in --%s, on a command line that every user of the host can read", g.name)
	}
	return ""
}
