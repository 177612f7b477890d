package hostconf

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Bounds of what one look tells.
const (
	maxSettings  = 4000
	maxFiles     = 1000
	maxProcesses = 500
	maxPackages  = 500
	maxTroubles  = 20 // named in Health.Why
)

// look is one look at a host: what was seen, and what kept from seeing more.
type look struct {
	*tree
	host    string
	at      time.Time
	release mesoswatch.Release // of the installed mesos; zero: not known

	settings  table[mesoswatch.Setting]
	files     table[mesoswatch.File]
	processes table[mesoswatch.Process]
	packages  table[mesoswatch.Package]
	running   []*process
	units     []*unit
	vault     vault

	asked    []mesoswatch.Exchange
	troubles []string            // paths that could not be read, and why
	lacking  map[string][]string // by kind
}

// table keeps things by name, in the order in which they came.
type table[T any] struct {
	by    map[string]*T
	order []*T
	max   int
	over  int // not kept
}

func newTable[T any](max int) table[T] { return table[T]{by: make(map[string]*T), max: max} }

// put keeps v unless its name is known: then it answers what is known of it.
func (t *table[T]) put(name string, v T) (kept *T, fresh bool) {
	if old := t.by[name]; old != nil {
		return old, false
	}
	if len(t.order) >= t.max {
		t.over++
		return &v, true
	}
	t.by[name] = &v
	t.order = append(t.order, &v)
	return &v, true
}

func newLook(t *tree, host string, at time.Time) *look {
	return &look{
		tree: t, host: host, at: at, lacking: make(map[string][]string),
		settings: newTable[mesoswatch.Setting](maxSettings), files: newTable[mesoswatch.File](maxFiles),
		processes: newTable[mesoswatch.Process](maxProcesses), packages: newTable[mesoswatch.Package](maxPackages),
	}
}

// all looks at everything. Packages and processes come first: what a setting means
// depends on the version, and what is in force on what runs.
func (l *look) all() {
	l.seePackages()
	l.seeProcesses()
	l.seeUnits()
	for _, of := range []string{master, agent} {
		l.seeMesos(of)
	}
	for _, s := range schedulerSetups() {
		l.seeScheduler(s)
	}
	l.seeZooKeeper()
	l.seeSpark()
	l.seeDCOS()
	l.vault.reuse()
	l.seeBackups()
}

// setting tells of a setting. A second value for the same one is a shadow.
func (l *look) setting(s mesoswatch.Setting) {
	s.Host = l.host
	s.Name, s.At = printable(s.Name), printable(s.At)
	old, fresh := l.settings.put(s.Of+" "+s.Name, s)
	if !fresh && (old.At != s.At || old.Value != s.Value) && len(old.Shadowed) < 20 {
		old.Shadowed = append(old.Shadowed, mesoswatch.Shadow{Value: s.Value, From: s.From, At: s.At, Line: s.Line})
	}
}

// lack says that a kind was not seen whole, and why.
func (l *look) lack(kind, why string) {
	if all := l.lacking[kind]; !slices.Contains(all, why) {
		l.lacking[kind] = append(all, why)
	}
}

// denied notes that something is there and cannot be read, and which kinds of
// subjects are not whole for that. What is missing is no trouble.
func (l *look) denied(path string, err error, kinds ...string) {
	if err == nil || isMissing(err) {
		return
	}
	why := printable(path) + ": " + reason(err)
	if !slices.Contains(l.troubles, why) {
		l.troubles = append(l.troubles, why)
	}
	for _, k := range kinds {
		l.lack(k, why)
	}
}

// text reads a file of configuration. ok is false where it is missing or cannot be
// read; the latter is noted, and that settings are not whole for that.
func (l *look) text(path string) (text string, f found, ok bool) {
	b, f := l.read(path)
	if f.missing() {
		return "", f, false
	}
	outcome := "read"
	if f.err != nil {
		outcome = reason(f.err)
		var kinds []string
		if !l.owners.personal(path) {
			kinds = []string{mesoswatch.SubjectSetting}
		}
		l.denied(path, f.err, kinds...)
	}
	l.ask(printable(path), outcome)
	return string(b), f, f.err == nil
}

// maxAsked bounds what Health lists.
const maxAsked = 500

// ask notes what was looked at, once.
func (l *look) ask(what, outcome string) {
	e := mesoswatch.Exchange{What: what, Outcome: outcome}
	if len(l.asked) < maxAsked && !slices.Contains(l.asked, e) {
		l.asked = append(l.asked, e)
	}
}

// people are the homes of users, which are often closed: what may stand there beside
// the configuration of the daemons does not make that incomplete.
const people = ""

// matches are the paths that fit any of the patterns. kind is not whole where a folder
// could not be looked into.
func (l *look) matches(kind string, patterns ...string) []string {
	var all, kinds []string
	if kind != people {
		kinds = []string{kind}
	}
	for _, p := range patterns {
		paths, errs := l.glob(p)
		for _, dir := range slices.Sorted(maps.Keys(errs)) {
			l.denied(dir, errs[dir], kinds...)
		}
		for _, q := range paths {
			if !slices.Contains(all, q) {
				all = append(all, q)
			}
		}
	}
	return all
}

// reason is an error without the path that it is said of.
func reason(err error) string {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return "permission denied"
	case errors.Is(err, fs.ErrNotExist):
		return "missing"
	}
	return strings.TrimSpace(bare(err).Error())
}

// modified is when what was found was last changed; zero where it was not found.
func (f found) modified() time.Time {
	if f.err != nil || f.info == nil {
		return time.Time{}
	}
	return f.info.ModTime()
}
