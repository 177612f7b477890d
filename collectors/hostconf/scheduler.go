package hostconf

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// schedulerSetup is where one scheduler's options stand.
type schedulerSetup struct {
	of      string
	folder  string // one option a file, as for Mesos
	sourced []string
	// other names of variables, from an old web server that Marathon and Chronos share
	alias map[string]string
	// native is a part of the path of a starter that does not read the folder.
	native string
}

func schedulerSetups() []schedulerSetup {
	web := map[string]string{"MESOSPHERE_HTTP_CREDENTIALS": "http_credentials", "MESOSPHERE_KEYSTORE_PATH": "ssl_keystore_path", "MESOSPHERE_KEYSTORE_PASS": "ssl_keystore_password"}
	return []schedulerSetup{
		{of: marathon, folder: "/etc/marathon/conf", sourced: []string{"/etc/default/marathon"}, alias: web, native: "/usr/share/marathon/"},
		{of: chronos, folder: "/etc/chronos/conf", sourced: []string{"/etc/default/chronos"}, alias: web},
		{of: metronome, sourced: []string{"/etc/default/metronome"}},
	}
}

// seeScheduler tells how a scheduler is set up.
func (l *look) seeScheduler(c schedulerSetup) {
	s := setup{of: c.of}
	running := l.runningOf(c.of)
	if all := l.unitsOf(c.of); len(all) > 0 {
		s.unit = all[0]
		s.env = l.unitEnvironment(s.unit)
		s.exec = s.unit.executes(s.env)
		s.given = wordOptions(s.exec.args, s.unit, knownFlags(c.of))
	}
	for _, file := range c.sourced {
		if s.unit == nil || !slices.ContainsFunc(s.unit.from, func(f source) bool { return strings.TrimPrefix(f.text, "-") == file }) {
			s.env = append(s.env, l.sourced(file)...)
		}
	}
	if s.exec.inside {
		s.env = l.engineEnvironment(s)
	}
	if c.folder != "" {
		s.folder = l.optionFolder(c.folder)
	}
	if c.native != "" && s.unit != nil && strings.Contains(s.exec.script, c.native) {
		s.ignored, s.folder = s.folder, nil
	}
	s.given = append(s.given, s.folder...)
	flags, variables := l.schedulerVariables(c, s.env)
	s.given, s.variables = append(s.given, flags...), variables
	if !l.schedulerInUse(s, running) {
		return
	}
	l.tellUnit(s)
	for _, g := range s.ignored {
		l.setting(mesoswatch.Setting{Of: c.of, Name: g.at, Value: mesoswatch.Masked, From: g.from, At: g.at, Line: g.line,
			Trouble: fmt.Sprintf("nothing reads this file: %s starts %s, which takes variables only", printable(s.unit.path), printable(s.exec.script))})
	}
	l.inForce(s, running)
}

func (l *look) schedulerInUse(s setup, running []*process) bool {
	switch {
	case len(running) > 0:
		return true
	case s.unit != nil && s.unit.masked:
		return false
	}
	return len(s.given) > 0 || s.unit != nil && (s.unit.enabled || strings.HasPrefix(s.unit.path, "/etc/"))
}

// optionFolder reads a folder with one option a file.
func (l *look) optionFolder(dir string) []given {
	all := l.flagFolder(dir)
	for i := range all {
		if original := backupOf(all[i].name); original != "" {
			all[i].trouble = joined(all[i].trouble, fmt.Sprintf("a copy of the file %q that is taken as an option of its own", printable(original)))
		}
	}
	return all
}

// wordOptions are the options of a unit's command.
func wordOptions(words []word, u *unit, known flags) []given {
	if len(u.execs) == 0 {
		return nil
	}
	at := u.execs[len(u.execs)-1]
	args := make([]string, len(words))
	for i, w := range words {
		args[i] = w.value
	}
	all := optionsOf(args, known, fromUnit, at.at)
	for i := range all {
		all[i].line, all[i].when = at.line, at.when
		if strings.Contains(all[i].value, "${") {
			all[i].unread, all[i].trouble = true, notEvaluated(all[i].value)
		}
	}
	return all
}

// optionsOf are the options of a command line whose values may stand behind them:
// --name value, --name=value, --name.
func optionsOf(args []string, known flags, from, at string) []given {
	var all []given
	for i := 0; i < len(args); i++ {
		g, ok := flagOf(args[i])
		if !ok {
			continue
		}
		g.from, g.at = from, at
		boolean := known[g.name] != nil && known[g.name].boolean
		if g.bare && !boolean && i+1 < len(args) && !strings.HasPrefix(args[i+1], "--") {
			i++
			g.value, g.bare = args[i], false
		}
		all = append(all, g)
	}
	return all
}

// schedulerVariables sorts variables: those with the scheduler's prefix are options.
func (l *look) schedulerVariables(c schedulerSetup, env environment) (flags, variables []given) {
	prefix := strings.ToUpper(c.of) + "_"
	known := knownFlags(c.of)
	for _, v := range env {
		rest, own := strings.CutPrefix(v.name, prefix)
		low := strings.ToLower(rest)
		switch {
		case v.ignored:
		case own && known[low] != nil:
			flags = append(flags, v.given(low))
		case c.alias[v.name] != "":
			flags = append(flags, v.given(c.alias[v.name]))
		case strings.HasPrefix(v.name, "LIBPROCESS_"), strings.HasPrefix(v.name, "SSL_"):
			variables = append(variables, v.given(v.name))
		}
	}
	return flags, variables
}

// setupOf is where the options of a scheduler stand.
func setupOf(of string) schedulerSetup {
	for _, c := range schedulerSetups() {
		if c.of == of {
			return c
		}
	}
	return schedulerSetup{of: of}
}
