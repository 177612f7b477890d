package follow

import (
	"cmp"
	"path"
	"regexp"
	"strings"
	"time"
)

// A family is what all generations of one log are called: the name without
// what rotation appends. Of glog's <program>.<host>.<user>.log.<severity>.
// <date>-<time>.<pid> it is the part up to the severity.

var (
	glogName = regexp.MustCompile(`^(.+\.log\.(?:INFO|WARNING|ERROR|FATAL))\.(\d{8}-\d{6})\.(\d+)(.*)$`)
	// what logrotate and people append: .1, -20261120, .20261120-045617, .old
	rotation   = regexp.MustCompile(`[._-](?:\d[\d._:T-]*|old|bak|orig|prev|save)$`)
	compressed = regexp.MustCompile(`\.(?:gz|bz2|xz|zst|lz4|Z|zip|tgz)$`)
	// never a log: editors' and our own unfinished files
	scrap = regexp.MustCompile(`^\.|~$|\.(?:swp|swx|tmp|part|pid|lock)$`)
)

// place is what a name says of the age of a generation.
type place struct {
	family string
	glog   string // date and time in the name
	pid    string
	suffix string // what rotation appended; empty for the live file
}

func placeOf(name string) place {
	name = compressed.ReplaceAllString(name, "")
	if m := glogName.FindStringSubmatch(name); m != nil {
		return place{family: m[1], glog: m[2], pid: m[3], suffix: m[4]}
	}
	base := name
	for {
		loc := rotation.FindStringIndex(base)
		if loc == nil || loc[0] == 0 {
			break
		}
		base = base[:loc[0]]
	}
	return place{family: base, suffix: name[len(base):]}
}

// rotatedFrom tells whether name is base, or base with something appended as
// rotation does; before the extension too, as logrotate's "extension" has it.
func rotatedFrom(base, name string) bool {
	if name == base {
		return true
	}
	if scrap.MatchString(name) {
		return false
	}
	if rest, ok := strings.CutPrefix(name, base); ok {
		glog := placeOf(name)
		return strings.ContainsAny(rest[:1], "._-") && (glog.glog == "" || strings.HasPrefix(base, glog.family))
	}
	ext := path.Ext(base)
	stem, ok := strings.CutSuffix(compressed.ReplaceAllString(name, ""), ext)
	if !ok || ext == "" || ext == base {
		return false
	}
	pl := placeOf(stem)
	return pl.suffix != "" && pl.family+ext == base
}

// rank orders generations by what their names and times say.
type rank struct {
	place
	live bool // has the name that is written to
	gone bool // has no name any more
	mod  time.Time
	seen uint64 // order of discovery
}

// compareAge answers <0 if a is the older generation.
func compareAge(a, b rank) int {
	switch {
	case a.gone != b.gone:
		return first(a.gone)
	case a.live != b.live:
		return first(b.live)
	case a.glog != "" && b.glog != "" && a.glog != b.glog:
		return cmp.Compare(a.glog, b.glog)
	}
	if c := compareSuffix(a.suffix, b.suffix); c != 0 && a.family == b.family {
		return c
	}
	return cmp.Or(a.mod.Compare(b.mod), cmp.Compare(a.seen, b.seen))
}

func first(isFirst bool) int {
	if isFirst {
		return -1
	}
	return 1
}

// compareSuffix: .2 is older than .1, -20261119 older than -20261120, and any
// suffix older than none. 0 if they cannot be compared.
func compareSuffix(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == "" || b == "":
		return first(b == "")
	}
	x, y := strings.Trim(a, "._-"), strings.Trim(b, "._-")
	if !digits(x) || !digits(y) || (len(x) > 6) != (len(y) > 6) {
		return 0
	}
	if len(x) > 6 { // a date
		return cmp.Compare(x, y)
	}
	x, y = strings.TrimLeft(x, "0"), strings.TrimLeft(y, "0")
	return cmp.Or(cmp.Compare(len(y), len(x)), cmp.Compare(y, x))
}

func digits(s string) bool {
	return s != "" && (s[0] >= '0' && s[0] <= '9') && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && !strings.ContainsRune("._:T-", r)
	})
}
