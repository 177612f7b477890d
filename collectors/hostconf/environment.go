package hostconf

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// variable is one setting of a variable at one place.
type variable struct {
	assignment
	from string
	at   string
	when time.Time
}

// given is the variable as a value for a setting of that name.
func (v variable) given(name string) given {
	g := given{name: name, value: v.value, env: true, from: v.from, at: v.at, line: v.line, when: v.when, trouble: v.trouble, unread: v.unread}
	if strings.HasSuffix(v.value, "\r") {
		g.trouble = joined(g.trouble, "ends in a carriage return, which is part of the value")
	}
	return g
}

// environment are variables in the order in which they are set; the last one counts.
type environment []variable

// values are what counts, for putting variables into a command.
func (e environment) values() map[string]string {
	vars := make(map[string]string)
	for _, v := range e {
		if !v.unread && !v.ignored {
			vars[v.name] = v.value
		}
	}
	return vars
}

// sourced reads a file as the shell that sources it.
func (l *look) sourced(file string) environment {
	text, f, ok := l.text(file)
	if !ok {
		return nil
	}
	l.file(whatEnvironment, file)
	sh := parseShell(text, func(p string) (string, error) {
		b, g := l.read(p)
		l.denied(p, g.err, mesoswatch.SubjectSetting)
		return string(b), g.err
	})
	for _, n := range sh.notes {
		l.ask(fmt.Sprintf("%s line %d", printable(file), n.line), n.text)
	}
	var all environment
	for _, a := range sh.out {
		all = append(all, variable{a, fromEnv, file, f.modified()})
	}
	return all
}

// unitEnvironment is what systemd gives to what a unit starts: Environment=, over it
// the environment files, less UnsetEnvironment=.
func (l *look) unitEnvironment(u *unit) environment {
	var all environment
	for _, s := range u.env {
		name, value, ok := strings.Cut(s.text, "=")
		if !ok || !isName(name) {
			continue
		}
		a := assignment{name: name, value: strings.ReplaceAll(value, "%%", "%"), line: s.line}
		if strings.Contains(strings.ReplaceAll(value, "%%", ""), "%") {
			a.unread, a.trouble = true, notEvaluated("a specifier of systemd (%)")
		}
		all = append(all, variable{a, fromUnit, s.at, s.when})
	}
	for _, s := range u.from {
		all = append(all, l.environmentFile(u, s)...)
	}
	return slices.DeleteFunc(all, func(v variable) bool {
		return slices.Contains(u.unset, v.name) || slices.Contains(u.unset, v.name+"="+v.value)
	})
}

// environmentFile reads a file that EnvironmentFile= names.
func (l *look) environmentFile(u *unit, s source) environment {
	file, optional := strings.CutPrefix(s.text, "-")
	if strings.Contains(file, "%") {
		l.lack(mesoswatch.SubjectSetting, fmt.Sprintf("%s line %d names the environment file %s, whose specifiers are not evaluated", printable(s.at), s.line, printable(file)))
		return nil
	}
	if strings.ContainsAny(file, "*?[") {
		var all environment
		for _, p := range l.matches(mesoswatch.SubjectSetting, file) {
			all = append(all, l.environmentFile(u, source{text: p, at: s.at, line: s.line})...)
		}
		return all
	}
	text, f, ok := l.text(file)
	if !ok {
		if f.missing() && !optional {
			l.ask(printable(file), fmt.Sprintf("missing: %s does not start", u.name))
		}
		return nil
	}
	l.file(whatEnvironment, file)
	var all environment
	for _, a := range parseEnvFile(text) {
		all = append(all, variable{a, fromEnv, file, f.modified()})
	}
	return all
}
