package hostconf

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// What the value of a flag is, for reading on.
const (
	plain    = ""
	document = "secret" // a document in which a secret can have any name
	byFile   = "text"   // file:///path means the text of that file
	pair     = "login"  // user:password
	hidden   = "password"
)

// flag is one setting of a master or agent under all its names.
type flag struct {
	names   []flagName // the newest first
	boolean bool
	// holds is plain, secret, byFile, or what the File is that the value names:
	// credentials, acls, work-dir …
	holds string
}

// flagName is a name and the minor release that brought it; zero: not known, old.
type flagName struct {
	name  string
	since mesoswatch.Release
}

// flags are those of one daemon, by each of their names.
type flags map[string]*flag

// parseFlags reads a table: names with the release that brought them, newest name
// first, then words: bool, or what the value holds.
func parseFlags(tables ...string) flags {
	all := make(flags)
	for _, table := range tables {
		for line := range strings.Lines(table) {
			words := strings.Fields(line)
			if len(words) == 0 {
				continue
			}
			f := &flag{}
			for i, w := range words {
				switch {
				case i > 0 && w == "bool":
					f.boolean = true
				case i > 0 && strings.HasPrefix(w, "="):
					f.holds = w[1:]
				default:
					name, since, _ := strings.Cut(w, ":")
					r, _ := mesoswatch.ParseRelease(since)
					f.names = append(f.names, flagName{name, r})
					all[name] = f
				}
			}
		}
	}
	return all
}

// since is the release that brought a name; zero: not known.
func (f *flag) since(name string) mesoswatch.Release {
	for _, n := range f.names {
		if n.name == name {
			return n.since
		}
	}
	return mesoswatch.Release{}
}

// has tells whether a release knows the name. Where the release is not known, all do.
func (fs flags) has(name string, v mesoswatch.Release) bool {
	f := fs[name]
	if f == nil {
		return false
	}
	since := f.since(name)
	return !v.Known() || !since.Known() || v.AtLeast(since.Major, since.Minor)
}

// nearest is the flag of that release whose name is most like a misspelt one; empty
// where none is like it.
func (fs flags) nearest(name string, v mesoswatch.Release) string {
	best, distance := "", max(2, len(name)/5)+1
	for known := range fs {
		if !fs.has(known, v) {
			continue
		}
		d := mesoswatch.EditDistance(name, known, distance+1)
		if d < distance || d == distance && best != "" && known < best {
			best, distance = known, d
		}
	}
	return best
}

// truth reads a boolean flag (3rdparty/stout/include/stout/flags/parse.hpp); ok is
// false for what the daemon refuses.
func truth(value string) (on, ok bool) {
	switch value {
	case "true", "1":
		return true, true
	case "false", "0":
		return false, true
	}
	return false, false
}
