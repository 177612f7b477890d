package hostconf

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// unitDirs are where systemd looks for units; the first that has one counts
// (systemd.unit(5)).
var unitDirs = []string{"/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"}

// unit is a service that starts a daemon, drop-ins applied.
type unit struct {
	name    string // mesos-master.service
	of      string
	path    string // of the file that counts
	files   []string
	masked  bool // linked to /dev/null: nothing can start it
	enabled bool // something at boot wants it

	user  source
	execs []source
	env   []source // NAME=value, in order
	from  []source // environment files, in order, "-" before those that may be missing
	unset []string
}

// source is a text and the place where it stands.
type source struct {
	text string
	at   string
	line int64
	when time.Time
}

// units by name, without dcos- before it and what is behind an @.
var unitNames = map[string]string{
	"mesos-master": master, "mesosmaster": master,
	"mesos-slave": agent, "mesos-agent": agent, "mesosslave": agent, "mesosagent": agent, "mesos-slave-public": agent, "mesos-agent-public": agent,
	"marathon": marathon, "chronos": chronos, "metronome": metronome,
	"zookeeper": zooKeeper, "zookeeper-server": zooKeeper, "zkserver": zooKeeper, "exhibitor": zooKeeper,
	"spark": spark, "spark-dispatcher": spark, "spark-mesos-dispatcher": spark, "mesos-spark-dispatcher": spark, "mesos-dispatcher": spark,
}

// candidate is a unit that is looked into although its name tells nothing certain.
var candidate = regexp.MustCompile(`(?i)mesos|marathon|chronos|metronome|zookeeper|exhibitor|spark`)

// seeUnits finds the units that start daemons.
func (l *look) seeUnits() {
	seen := make(map[string]bool)
	for _, dir := range unitDirs {
		names, more, err := l.list(dir)
		l.denied(dir, err, mesoswatch.SubjectSetting)
		if more {
			l.lack(mesoswatch.SubjectSetting, fmt.Sprintf("%s has more than %d entries: the rest is not looked at", dir, maxEntries))
		}
		for _, n := range names {
			if !strings.HasSuffix(n, ".service") || !candidate.MatchString(n) || seen[n] {
				continue
			}
			seen[n] = true
			if u := l.unit(dir, n); u != nil {
				l.units = append(l.units, u)
			}
		}
	}
}

// unitsOf are the units that start one daemon, those first that are wanted at boot.
func (l *look) unitsOf(of string) []*unit {
	var all []*unit
	for _, u := range l.units {
		if u.of == of {
			all = append(all, u)
		}
	}
	slices.SortStableFunc(all, func(a, b *unit) int { return rank(a) - rank(b) })
	return all
}

func rank(u *unit) int {
	switch {
	case u.masked:
		return 2
	case u.enabled:
		return 0
	}
	return 1
}

// unit reads one unit; nil where it starts none of the daemons.
func (l *look) unit(dir, name string) *unit {
	u := &unit{name: name, path: path.Join(dir, name)}
	f := l.walk(u.path)
	if f.real == "/dev/null" || f.err == nil && f.info.Size() == 0 && f.info.Mode().IsRegular() {
		u.masked = true
		u.of = unitNames[stem(name)]
		return keepUnit(u)
	}
	u.files = append([]string{u.path}, l.dropIns(name)...)
	for _, file := range u.files {
		text, f, ok := l.text(file)
		if ok {
			u.apply(parseUnit(text), file, f.modified())
		}
	}
	u.of = unitNames[stem(name)]
	if u.of == "" {
		u.of = u.execution().of
	}
	if u.of == "" {
		return nil
	}
	u.enabled = len(l.matches(mesoswatch.SubjectSetting, "/etc/systemd/system/*.wants/"+name, "/etc/systemd/system/*.requires/"+name, "/usr/lib/systemd/system/*.wants/"+name)) > 0
	for _, file := range u.files {
		l.file(whatUnit, file)
	}
	return u
}

func keepUnit(u *unit) *unit {
	if u.of == "" {
		return nil
	}
	return u
}

// stem is a unit's name without what varies.
func stem(name string) string {
	s := strings.ToLower(strings.TrimSuffix(name, ".service"))
	s, _, _ = strings.Cut(s, "@")
	return strings.TrimPrefix(strings.ReplaceAll(s, "_", "-"), "dcos-")
}

// dropIns are the files that change a unit, in the order in which they count: by
// name, whatever their folder; of the same name the first folder's.
func (l *look) dropIns(name string) []string {
	byName := make(map[string]string)
	for _, dir := range unitDirs {
		for _, d := range dropInDirs(name) {
			names, _, err := l.list(path.Join(dir, d))
			l.denied(path.Join(dir, d), err, mesoswatch.SubjectSetting)
			for _, n := range names {
				if _, known := byName[n]; !known && strings.HasSuffix(n, ".conf") {
					byName[n] = path.Join(dir, d, n)
				}
			}
		}
	}
	var names []string
	for n := range byName {
		names = append(names, n)
	}
	slices.Sort(names)
	var all []string
	for _, n := range names {
		f := l.walk(byName[n])
		if f.real != "/dev/null" && (f.info == nil || f.info.Mode()&fs.ModeDevice == 0) {
			all = append(all, byName[n])
		}
	}
	return all
}

// dropInDirs are the folders of drop-ins for a unit, the most particular first: its
// own, those of its name up to each dash, and that of all services.
func dropInDirs(name string) []string {
	dirs := []string{name + ".d"}
	if template, _, ok := strings.Cut(name, "@"); ok {
		dirs = append(dirs, template+"@.service.d")
	}
	s := strings.TrimSuffix(name, ".service")
	for i := len(s) - 1; i > 0; i-- {
		if s[i] == '-' {
			dirs = append(dirs, s[:i+1]+".service.d")
		}
	}
	return append(dirs, "service.d")
}

// apply takes the directives of one file. An empty value resets a list.
func (u *unit) apply(all []directive, file string, when time.Time) {
	for _, d := range all {
		if d.section != "Service" {
			continue
		}
		s := source{text: d.value, at: file, line: d.line, when: when}
		switch d.key {
		case "User":
			u.user = s
		case "ExecStart":
			u.execs = add(u.execs, s)
		case "EnvironmentFile":
			u.from = add(u.from, s)
		case "Environment":
			if d.value == "" {
				u.env = nil
			}
			for _, w := range unitWords(d.value) {
				s.text = w
				u.env = append(u.env, s)
			}
		case "UnsetEnvironment":
			u.unset = append(u.unset, unitWords(d.value)...)
		}
	}
}

func add(list []source, s source) []source {
	if s.text == "" {
		return nil
	}
	return append(list, s)
}
