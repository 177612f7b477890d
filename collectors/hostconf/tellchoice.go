package hostconf

import (
	"fmt"
	"path"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/secret"
)

// tellChoice tells a setting of a master or agent. follow is false for what runs in a
// container: the files that it names are not here.
func (l *look) tellChoice(of string, ch choice, pending, follow bool) {
	out := mesoswatch.Setting{
		Of: of, Name: ch.name, From: ch.from, At: ch.at, Line: ch.line, Pending: pending, Trouble: ch.trouble,
		Shadowed: ch.shadows(func(g given) string { return shownValue(ch.flag, g.name, g.value) }),
	}
	value := ch.effect
	if ch.flag != nil && !ch.unread && follow {
		value = l.refer(of, &ch, &out)
	}
	if out.Value = shownValue(ch.flag, ch.name, value); len(value) > maxValue {
		out.Trouble = joined(out.Trouble, fmt.Sprintf("longer than %d bytes: not shown", maxValue))
	}
	if ch.flag == nil && (strings.HasPrefix(ch.name, "LIBPROCESS_") || strings.HasPrefix(ch.name, "SSL_")) && follow {
		l.tlsFile(ch.name, ch.value)
	}
	l.setting(out)
}

// shownValue masks a value by what its name means; f is nil for what is no flag.
func shownValue(f *flag, name, value string) string {
	if f == nil && !allowedName(name) {
		return maskUnknown(name, value)
	}
	return maskFlag(f, name, value)
}

// maskUnknown shows the value of a file that is no flag only where it is a path or a
// switch: what else stands there may be anything.
func maskUnknown(name, value string) string {
	if _, boolean := truth(value); boolean || value == "" || strings.HasPrefix(value, "/") && !strings.ContainsAny(value, " \n") {
		return masked(name, value)
	}
	if strings.HasPrefix(value, "zk://") {
		return secret.ZooKeeper(value)
	}
	return mesoswatch.Masked
}

// refer looks at the files that the value of a flag names, and answers the value as
// the daemon takes it.
func (l *look) refer(of string, ch *choice, out *mesoswatch.Setting) string {
	file := strings.TrimPrefix(ch.effect, "file://")
	switch what := ch.flag.holds; what {
	case plain, document:
		return ch.effect
	case pair:
		l.loginSetting(*ch)
		return ch.effect
	case hidden:
		l.passwordSetting(*ch)
		return ch.effect
	case byFile:
		return l.byText(ch, out)
	default:
		if ch.effect == "" || strings.HasPrefix(strings.TrimSpace(ch.effect), "{") {
			return ch.effect // a document in the place of a path
		}
		if !path.IsAbs(file) {
			out.Trouble = joined(out.Trouble, "a relative path: where it leads depends on where the daemon is started")
			return ch.effect
		}
		l.named(of, what, file, out)
	}
	return ch.effect
}

// byText reads the file that stands in the place of a value: file:///path gives the
// text of the file.
func (l *look) byText(ch *choice, out *mesoswatch.Setting) string {
	file, by := strings.CutPrefix(ch.effect, "file://")
	zk := ch.name == "zk" || ch.name == "master"
	if !by && (zk || !strings.HasPrefix(ch.effect, "/")) {
		if _, _, has := zooKeeperLogin(ch.effect); has && ch.from == fromFile {
			l.zkFile(ch.at) // the password stands in the flag's own file
		}
		l.keepZooKeeperLogin(ch.effect, ch.place())
		return ch.effect
	}
	if zk {
		l.zkFile(file)
	}
	text, f := l.read(file)
	switch {
	case f.missing():
		out.Trouble = joined(out.Trouble, "the file it names, "+printable(file)+", is missing: the daemon does not start")
		return ch.effect
	case f.err != nil:
		l.denied(file, f.err, mesoswatch.SubjectSetting)
		out.Trouble = joined(out.Trouble, "the file it names, "+printable(file)+": "+reason(f.err))
		return ch.effect
	}
	out.At, out.Line = file, 1
	out.Pending = out.Pending || l.later(out.Of, f)
	l.keepZooKeeperLogin(string(text), printable(file))
	return strings.TrimSpace(string(text))
}

// later tells whether a file was changed after the daemon had read it.
func (l *look) later(of string, f found) bool {
	for _, p := range l.runningOf(of) {
		if newer(given{when: f.modified()}, p) {
			return true
		}
	}
	return false
}

// zkFile tells of a file with a ZooKeeper URL: who can read it can read the password
// in it.
func (l *look) zkFile(name string) {
	file, f := l.file(whatZK, name)
	if text, ok := l.content(file, f); ok {
		l.keepZooKeeperLogin(string(text), printable(name))
		if user, password, has := zooKeeperLogin(string(text)); has && len(file.Principals) == 0 {
			judgeLogins(file, []login{{principal: user, secret: password}})
		}
	}
}

func (l *look) keepZooKeeperLogin(url, at string) {
	if user, password, ok := zooKeeperLogin(url); ok {
		l.vault.keep(keeping{login: login{principal: user, secret: password}, at: "the ZooKeeper URL of " + at, list: false})
	}
}
