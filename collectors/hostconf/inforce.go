package hostconf

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// clockSlack is how much newer than a process a file must be: the start of a process
// is told in hundredths of a second after a boot that is told in seconds.
const clockSlack = 2 * time.Second

func (l *look) runningOf(of string) []*process {
	var all []*process
	for _, p := range l.running {
		if p.of == of {
			all = append(all, p)
		}
	}
	return all
}

// told are the settings that one process has.
type told struct {
	process *process
	choices map[string]choice
	// whole is false where the environment could not be read: what is not on the
	// command line may stand there.
	whole bool
}

// inForce tells each setting of a master or agent: its value, what gave it, and
// whether the running process has it.
func (l *look) inForce(s setup, running []*process) {
	c := &chooser{program: program(s.of), known: knownFlags(s.of), release: l.release, lenient: s.of != master && s.of != agent}
	files := append(c.choose(s.given), lastOf(s.variables)...)
	// By name, so that a principal is known before its secret is looked at.
	slices.SortStableFunc(files, func(a, b choice) int { return strings.Compare(a.key, b.key) })
	if len(running) == 0 {
		for _, ch := range files {
			l.tellChoice(s.of, ch, false, !s.exec.inside)
		}
		return
	}
	var tolds []told
	for _, p := range running {
		tolds = append(tolds, l.toldBy(c, p))
	}
	for _, key := range keysOf(files, tolds) {
		l.reconcile(s, key, files, tolds)
	}
}

// toldBy takes the flags and variables of a process apart.
func (l *look) toldBy(c *chooser, p *process) told {
	t := told{process: p, whole: p.envErr == nil, choices: make(map[string]choice)}
	var all []given
	if c.lenient {
		all = optionsOf(p.args[p.main+1:], c.known, fromCommand, p.proc("cmdline"))
	} else {
		all = flagsOf(p.args[p.main+1:], fromCommand, p.proc("cmdline"))
	}
	var env environment
	for _, kv := range p.env {
		if name, value, ok := strings.Cut(kv, "="); ok {
			env = append(env, variable{assignment{name: name, value: value}, fromProcess, p.proc("environ"), time.Time{}})
		}
	}
	flags, variables := l.variablesOf(p.of, env)
	for _, ch := range append(c.choose(append(all, flags...)), lastOf(variables)...) {
		t.choices[ch.key] = ch
	}
	if p.envErr != nil {
		l.denied(p.proc("environ"), p.envErr, mesoswatch.SubjectSetting)
	}
	return t
}

func (l *look) variablesOf(of string, env environment) (flags, variables []given) {
	if of == master || of == agent {
		return l.environmentFlags(of, env)
	}
	return l.schedulerVariables(setupOf(of), env)
}

// lastOf takes of variables the last one of each name.
func lastOf(all []given) []choice {
	at := make(map[string]int)
	var out []choice
	for _, g := range all {
		if i, known := at[g.name]; known {
			out[i].shadowed = append(out[i].shadowed, out[i].given)
			out[i].given, out[i].effect = g, g.value
			continue
		}
		at[g.name] = len(out)
		out = append(out, choice{given: g, key: g.name, effect: g.value})
	}
	return out
}

func keysOf(files []choice, tolds []told) []string {
	var keys []string
	for _, ch := range files {
		keys = append(keys, ch.key)
	}
	for _, t := range tolds {
		for k := range t.choices {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// reconcile tells one setting from what the files and the running processes say.
func (l *look) reconcile(s setup, key string, files []choice, tolds []told) {
	first := tolds[0]
	p, has := first.choices[key]
	i := slices.IndexFunc(files, func(ch choice) bool { return ch.key == key })
	var ch choice
	pending := false
	switch {
	case i < 0:
		ch = p
	case has && (files[i].effect == p.effect || files[i].unread):
		if ch = files[i]; files[i].unread {
			ch = hiding(p, files[i])
		}
	case has && newer(files[i].given, first.process):
		ch, pending = hiding(files[i], p), true
	case has:
		ch = hiding(p, files[i])
		ch.trouble = joined(ch.trouble, fmt.Sprintf("the process was started with another value than %s gives", files[i].place()))
	case !first.whole && !newer(files[i].given, first.process):
		ch = files[i] // it may stand in the environment that cannot be read
	default:
		ch, pending = files[i], true
		if !newer(ch.given, first.process) && !ch.when.IsZero() {
			ch.trouble = joined(ch.trouble, "the running process does not have it, although the file is older")
		}
	}
	ch.trouble = joined(ch.trouble, disagreeing(key, tolds), onCommandLine(p))
	l.tellChoice(s.of, ch, pending, !first.process.inside && (i < 0 || !s.exec.inside))
}

// onCommandLine says that a process was given a password where every user of the host
// can read it.
func onCommandLine(p choice) string {
	_, _, login := zooKeeperLogin(p.value)
	if p.from != fromCommand || !login && (p.flag == nil || p.flag.holds != pair && p.flag.holds != hidden) {
		return ""
	}
	return "a password stands on the command line of the process, which every user of the host can read"
}

// hiding is a choice that hides another one.
func hiding(ch, other choice) choice {
	ch.shadowed = append([]given{other.given}, append(slices.Clone(ch.shadowed), other.shadowed...)...)
	return ch
}

// newer tells whether a file was changed after a process had started.
func newer(g given, p *process) bool {
	return !g.when.IsZero() && !p.started.IsZero() && g.when.After(p.started.Add(clockSlack))
}

// disagreeing says that several processes of one daemon differ.
func disagreeing(key string, tolds []told) string {
	first, has := tolds[0].choices[key]
	for _, t := range tolds[1:] {
		ch, also := t.choices[key]
		if also != has || ch.effect != first.effect {
			return fmt.Sprintf("%d processes run here and differ in this; told is that of %d", len(tolds), tolds[0].process.pid)
		}
	}
	return ""
}
