package hostconf

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// flagFolder reads a folder with one flag a file, as the wrapper of the Mesosphere
// packages does: the name is the flag, the text its value; "?name" is a flag without
// value; names that begin with a dot are left out; nothing else is.
func (l *look) flagFolder(dir string) []given {
	names, more, err := l.list(dir)
	l.denied(dir, err, mesoswatch.SubjectSetting)
	if more {
		l.lack(mesoswatch.SubjectSetting, fmt.Sprintf("%s has more than %d entries: the rest is not looked at", dir, maxEntries))
	}
	if err == nil {
		l.ask(printable(dir), fmt.Sprintf("%d files", len(names)))
	}
	var all []given
	for _, n := range names {
		if strings.HasPrefix(n, ".") {
			continue
		}
		file := path.Join(dir, n)
		f := l.walk(file)
		switch {
		case f.missing():
			all = append(all, danglingFlag(n, file))
		case f.err != nil:
			l.denied(file, f.err, mesoswatch.SubjectSetting)
		case f.info.IsDir():
			if n == "attributes" || n == "resources" {
				all = append(all, l.pairs(n, file)...)
			}
		case f.info.Mode().IsRegular():
			if g, ok := l.flagFile(n, file, f); ok {
				all = append(all, g)
			}
		}
	}
	return all
}

// danglingFlag tells of a link that leads nowhere: the wrapper leaves it out.
func danglingFlag(name, file string) given {
	return given{name: name, from: fromFile, at: file, unread: true, trouble: "a link that leads nowhere: it is left out"}
}

// flagFile reads one file as the argument that it becomes.
func (l *look) flagFile(name, file string, f found) (given, bool) {
	text, err := l.bytes(f, maxText)
	if err != nil {
		l.denied(file, err, mesoswatch.SubjectSetting)
		return given{}, false
	}
	arg := "--" + name + "=" + shellText(text)
	if bare, ok := strings.CutPrefix(name, "?"); ok {
		arg = "--" + bare
	}
	g, ok := flagOf(arg)
	if !ok {
		g = given{name: name, trouble: "a name that makes no flag"}
	}
	g.from, g.at, g.when = fromFile, file, f.modified()
	if strings.HasSuffix(strings.TrimRight(string(text), "\n"), "\r") && !g.bare {
		g.trouble = joined(g.trouble, "ends in a carriage return, which is taken off here")
	}
	if !strings.HasPrefix(name, "?") {
		g.line = 1
	}
	return g, true
}

// shellText is what $(cat FILE) gives: no zero bytes, no line feeds at the end.
func shellText(text []byte) string {
	return strings.TrimRight(strings.ReplaceAll(string(text), "\x00", ""), "\n")
}

// pairs joins the files of attributes/ or resources/ as "key:value;key:value"; empty
// ones are left out.
func (l *look) pairs(name, dir string) []given {
	names, _, err := l.list(dir)
	l.denied(dir, err, mesoswatch.SubjectSetting)
	g := given{name: name, from: fromFile, at: dir}
	var all []string
	for _, n := range names {
		file := path.Join(dir, n)
		if strings.HasPrefix(n, ".") {
			continue
		}
		text, f := l.read(file)
		if f.err != nil {
			l.denied(file, f.err, mesoswatch.SubjectSetting)
			continue
		}
		if len(text) == 0 {
			continue
		}
		if original := backupOf(n); original != "" && slices.Contains(names, original) {
			g.trouble = joined(g.trouble, fmt.Sprintf("%s is a copy of %s and counts too", printable(n), printable(original)))
		}
		all = append(all, n+":"+shellText(text))
		if f.modified().After(g.when) {
			g.when = f.modified()
		}
	}
	if len(all) == 0 {
		return nil
	}
	g.value = strings.Join(all, ";")
	return []given{g}
}
