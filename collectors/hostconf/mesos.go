package hostconf

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// setup is how a daemon is set up to start on this host.
type setup struct {
	of   string
	unit *unit
	exec execution
	env  environment
	// given are flags and variables of Mesos; variables those of libprocess.
	given     []given
	variables []given
	// folder has the flags of the one-flag-a-file folder, ignored those that nothing
	// reads.
	folder  []given
	ignored []given
	// blind says why flags may be missing here.
	blind string
}

// wrapperVariables are what the packages' wrapper makes flags of.
var wrapperVariables = map[string]map[string]string{
	master: {"ZK": "zk", "IP": "ip", "PORT": "port", "CLUSTER": "cluster", "LOGS": "log_dir"},
	agent:  {"MASTER": "master", "IP": "ip", "PORT": "port", "ISOLATION": "isolation", "LOGS": "log_dir"},
}

// seeMesos tells how a master or agent is set up and what is in force.
func (l *look) seeMesos(of string) {
	s := l.mesosSetup(of)
	running := l.runningOf(of)
	if !l.inUse(s, running) {
		l.ask(program(of), "not set up to start here")
		return
	}
	l.tellUnit(s)
	if s.blind != "" && len(running) == 0 {
		l.lack(mesoswatch.SubjectSetting, s.blind)
	}
	l.inForce(s, running)
	for _, g := range s.ignored {
		l.setting(mesoswatch.Setting{Of: of, Name: g.at, Value: mesoswatch.Masked, From: g.from, At: g.at, Line: g.line,
			Trouble: fmt.Sprintf("nothing reads this file: %s starts %s itself", printable(s.unit.path), program(of))})
	}
	if f := l.walk("/etc/mesos/zk"); !f.missing() {
		l.zkFile("/etc/mesos/zk")
	}
}

func (l *look) mesosSetup(of string) setup {
	s := setup{of: of}
	if all := l.unitsOf(of); len(all) > 0 {
		s.unit = all[0]
		s.env = l.unitEnvironment(s.unit)
		s.exec = s.unit.executes(s.env)
	}
	folders := l.folders(of, s.exec.wrapper)
	switch {
	case s.unit == nil || s.exec.wrapper != "":
		for _, file := range defaults(of) {
			s.env = append(s.env, l.sourced(file)...)
		}
		s.given = l.wrapperFlags(of, s.env)
		for _, dir := range folders {
			s.folder = append(s.folder, l.flagFolder(dir)...)
		}
		s.given = append(s.given, s.folder...)
	case s.unit.masked:
	default:
		for _, dir := range folders {
			s.ignored = append(s.ignored, l.flagFolder(dir)...)
		}
		s.given = wordFlags(s.exec.args, s.unit)
		if s.exec.of == "" {
			s.blind = fmt.Sprintf("%s starts %s, which is not read: flags may be given there", printable(s.unit.path), printable(s.exec.script))
		}
	}
	if s.exec.inside {
		s.env = l.engineEnvironment(s)
	}
	flags, variables := l.environmentFlags(of, s.env)
	s.given, s.variables = append(s.given, flags...), variables
	return s
}

// folders are the folders with one flag a file that the wrapper reads; without a
// unit that tells, all that are usual.
func (l *look) folders(of, wrapper string) []string {
	switch {
	case of == master:
		return []string{"/etc/mesos-master"}
	case wrapper != "":
		return []string{"/etc/mesos-" + wrapper}
	}
	return []string{"/etc/mesos-slave", "/etc/mesos-agent"}
}

// defaults are the files that the wrapper sources.
func defaults(of string) []string {
	if of == master {
		return []string{"/etc/default/mesos", "/etc/default/mesos-master"}
	}
	return []string{"/etc/default/mesos", "/etc/default/mesos-slave", "/etc/default/mesos-agent"}
}

// wrapperFlags are the flags that the wrapper makes of variables.
func (l *look) wrapperFlags(of string, env environment) []given {
	last := make(map[string]variable)
	var order []string
	for _, v := range env {
		if _, wanted := wrapperVariables[of][v.name]; !wanted || v.ignored {
			continue
		}
		if !slices.Contains(order, v.name) {
			order = append(order, v.name)
		}
		last[v.name] = v
	}
	var all []given
	for _, name := range order {
		v := last[name]
		if v.value == "" && !v.unread {
			continue
		}
		g := v.given(wrapperVariables[of][name])
		g.env = false
		all = append(all, g)
	}
	return all
}

// wordFlags are the flags of a unit's command.
func wordFlags(words []word, u *unit) []given {
	at := u.execs[len(u.execs)-1]
	var all []given
	for _, w := range words {
		g, ok := flagOf(w.value)
		if !ok {
			continue
		}
		g.from, g.at, g.line, g.when, g.unread, g.trouble = fromUnit, at.at, at.line, at.when, w.unread, w.trouble
		all = append(all, g)
	}
	return all
}

// engineEnvironment are the variables that a container is given; those of the unit
// stay outside of it.
func (l *look) engineEnvironment(s setup) environment {
	at := s.unit.execs[len(s.unit.execs)-1]
	outer := s.env.values()
	var all environment
	for _, file := range s.exec.from {
		all = append(all, l.environmentFile(s.unit, source{text: file, at: at.at, line: at.line})...)
	}
	for _, w := range s.exec.env {
		name, value, has := strings.Cut(w.value, "=")
		if !has {
			value = outer[name]
		}
		if isName(name) {
			all = append(all, variable{assignment{name: name, value: value, line: at.line, unread: w.unread, trouble: w.trouble}, fromUnit, at.at, at.when})
		}
	}
	return all
}

// environmentFlags sorts variables: MESOS_* are flags of the daemon, LIBPROCESS_* and
// SSL_* settings of their own. What begins with MESOS_ and is nobody's is told, for
// the daemon ignores it in silence.
func (l *look) environmentFlags(of string, env environment) (flags, variables []given) {
	known := knownFlags(of)
	for _, v := range env {
		rest, mesos := strings.CutPrefix(v.name, "MESOS_")
		low := strings.ToLower(rest)
		switch {
		case v.ignored && allowedName(v.name):
			l.strayVariable(of, v, v.trouble)
		case v.ignored:
		case strings.HasPrefix(v.name, "LIBPROCESS_"), strings.HasPrefix(v.name, "SSL_"):
			variables = append(variables, v.given(v.name))
		case mesos && known[low] != nil:
			flags = append(flags, v.given(low))
		case mesos && !harmlessVariable(v.name):
			l.strayVariable(of, v, l.strayReason(of, low, v))
		}
	}
	return flags, variables
}

// strayReason says why a variable means nothing to a daemon; empty where that is as
// it should be, for the file serves both daemons.
func (l *look) strayReason(of, low string, v variable) string {
	if knownFlags(other(of))[low] != nil {
		if v.at == "/etc/default/mesos" {
			return ""
		}
		return fmt.Sprintf("a flag of %s, not of %s: ignored in silence", program(other(of)), program(of))
	}
	text := "no flag of " + program(of) + ": ignored in silence"
	if meant := knownFlags(of).nearest(low, l.release); meant != "" {
		text += fmt.Sprintf(" (MESOS_%s was meant?)", strings.ToUpper(meant))
	}
	return text
}

func (l *look) strayVariable(of string, v variable, why string) {
	if why == "" || v.from == fromProcess && l.settings.by[of+" "+v.name] != nil {
		return // as it should be, or told of the file that gave it to the process
	}
	l.setting(mesoswatch.Setting{Of: of, Name: v.name, Value: maskVariable(of, v.name, v.value), From: v.from, At: v.at, Line: v.line, Trouble: why})
}
