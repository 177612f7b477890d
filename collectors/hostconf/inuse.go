package hostconf

import (
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// packageDefaults are the flags that the packages set on every host, whether a daemon
// is meant to run there or not.
var packageDefaults = []string{"work_dir", "quorum", "zk", "master", "log_dir", "port"}

// inUse tells whether a daemon is set up to run on this host. The packages bring
// master and agent together, so that files alone do not tell.
func (l *look) inUse(s setup, running []*process) bool {
	if len(running) > 0 {
		return true
	}
	own := slices.ContainsFunc(s.given, func(g given) bool { return !slices.Contains(packageDefaults, g.name) })
	if s.unit == nil {
		if l.upstartOff(s.of) {
			return false
		}
		return own || len(s.folder) > 0 || l.initScript(s.of)
	}
	if s.unit.masked {
		return false
	}
	return s.unit.enabled || own || len(s.ignored) > 0 || strings.HasPrefix(s.unit.path, "/etc/")
}

// initNames are the names of a daemon's scripts of older init systems.
func initNames(of string) []string {
	if of == master {
		return []string{"mesos-master"}
	}
	return []string{"mesos-slave", "mesos-agent"}
}

// initScript tells whether upstart or System V starts the daemon at boot.
func (l *look) initScript(of string) bool {
	for _, n := range initNames(of) {
		if len(l.matches(mesoswatch.SubjectSetting, "/etc/init/"+n+".conf", "/etc/rc[2345].d/S[0-9][0-9]"+n)) > 0 {
			return true
		}
	}
	return false
}

// upstartOff tells whether the usual override keeps upstart from starting it.
func (l *look) upstartOff(of string) bool {
	for _, n := range initNames(of) {
		text, f := l.read("/etc/init/" + n + ".override")
		if f.err == nil && slices.Contains(strings.Fields(string(text)), "manual") {
			return true
		}
	}
	return false
}

// tellUnit tells how systemd starts a daemon: as whom, and with what.
func (l *look) tellUnit(s setup) {
	u := s.unit
	if u == nil || u.masked {
		return
	}
	user := mesoswatch.Setting{Of: s.of, Name: "User", Value: u.user.text, From: fromUnit, At: u.user.at, Line: u.user.line}
	if user.Value == "" {
		user.Value, user.At = "root", u.path // what systemd takes without User=
	}
	l.setting(user)
	if n := len(u.execs); n > 0 {
		x := u.execs[n-1]
		exec := mesoswatch.Setting{Of: s.of, Name: "ExecStart", Value: maskCommand(s.of, x.text), From: fromUnit, At: x.at, Line: x.line}
		if n > 1 {
			exec.Trouble = "more than one ExecStart=: a drop-in must empty it first, systemd refuses the unit"
		}
		l.setting(exec)
	}
}

// maskCommand masks a command line as a whole.
func maskCommand(of, line string) string {
	known := knownFlags(of)
	words := unitWords(line)
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = maskArgument(w, known)
		switch {
		case i > 0 && separateSecret(words[i-1], w):
			out[i] = mesoswatch.Masked
		case i > 0 && (words[i-1] == "-e" || words[i-1] == "--env"):
			out[i] = maskGiven(of, w)
		case i > 0 && words[i-1] == "-c":
			out[i] = mesoswatch.Mask(maskCommand(of, strings.ReplaceAll(w, `\`, `\\`)))
		}
		if strings.ContainsAny(out[i], " \t\"") {
			out[i] = `"` + out[i] + `"`
		}
	}
	return strings.Join(out, " ")
}

// maskGiven masks a variable given to a container: only names that may be shown keep
// their value.
func maskGiven(of, w string) string {
	name, value, has := strings.Cut(w, "=")
	switch {
	case !has:
		return w
	case allowedName(name):
		return name + "=" + maskVariable(of, name, value)
	}
	return name + "=" + mesoswatch.Masked
}
