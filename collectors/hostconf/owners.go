package hostconf

import (
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// maxOwners bounds the users and groups that names are kept of.
const maxOwners = 20_000

// owners are the names of users and groups by number, as the files of the tree tell;
// directories such as LDAP are not asked.
type owners struct {
	users, groups map[uint32]string
	homes         []string // of people and of root
}

func readOwners(t *tree) owners {
	o := owners{users: readNames(t, "/etc/passwd"), groups: readNames(t, "/etc/group")}
	text, _ := t.read("/etc/passwd")
	dirs, _ := t.glob("/home/*")
	for line := range strings.Lines(string(text)) {
		fields := strings.Split(strings.TrimRight(line, "\n"), ":")
		if len(fields) < 7 {
			continue
		}
		uid, err := strconv.ParseUint(fields[2], 10, 32)
		if home := path.Clean(fields[5]); err == nil && (uid == 0 || uid >= firstPerson) && path.IsAbs(home) && home != "/" && !strings.ContainsAny(home, `*?[\`) {
			dirs = append(dirs, home)
		}
	}
	slices.Sort(dirs)
	dirs = slices.Compact(dirs)
	o.homes = dirs[:min(len(dirs), maxHomes)]
	return o
}

// Bounds of the homes that are looked into, and the first number that systems give to
// people rather than to services.
const (
	maxHomes    = 200
	firstPerson = 1000
)

// inHomes are patterns below each home.
func (o owners) inHomes(patterns ...string) []string {
	var all []string
	for _, h := range o.homes {
		for _, p := range patterns {
			all = append(all, path.Join(h, p))
		}
	}
	return all
}

// personal tells whether a path lies in somebody's home.
func (o owners) personal(name string) bool {
	return slices.ContainsFunc(o.homes, func(h string) bool { return strings.HasPrefix(name, h+"/") })
}

// readNames reads "name:x:number:…". A file that cannot be read leaves numbers.
func readNames(t *tree, file string) map[uint32]string {
	names := make(map[uint32]string)
	text, f := t.read(file)
	if f.err != nil {
		return names
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.SplitN(strings.TrimRight(line, "\n"), ":", 4)
		if len(fields) < 3 || fields[0] == "" || len(names) >= maxOwners {
			continue
		}
		n, err := strconv.ParseUint(fields[2], 10, 32)
		if err != nil {
			continue
		}
		if _, known := names[uint32(n)]; !known {
			names[uint32(n)] = printable(fields[0])
		}
	}
	return names
}

func (o owners) user(uid uint32) string  { return nameOf(o.users, uid) }
func (o owners) group(gid uint32) string { return nameOf(o.groups, gid) }

func nameOf(names map[uint32]string, n uint32) string {
	if name, ok := names[n]; ok {
		return name
	}
	if n == 0 {
		return "root"
	}
	return strconv.FormatUint(uint64(n), 10)
}

// ids are the numbers of owner and group; zero where the system does not tell.
func ids(info fs.FileInfo) (uid, gid uint32) {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return s.Uid, s.Gid
	}
	return 0, 0
}

// modeText writes a mode as ls does.
func modeText(m fs.FileMode) string {
	const rwx = "rwxrwxrwx"
	b := []byte("----------")
	switch {
	case m.IsDir():
		b[0] = 'd'
	case m&fs.ModeSymlink != 0:
		b[0] = 'l'
	case m&fs.ModeNamedPipe != 0:
		b[0] = 'p'
	case m&fs.ModeSocket != 0:
		b[0] = 's'
	case m&fs.ModeCharDevice != 0:
		b[0] = 'c'
	case m&fs.ModeDevice != 0:
		b[0] = 'b'
	}
	for i := range rwx {
		if m&(1<<(8-i)) != 0 {
			b[i+1] = rwx[i]
		}
	}
	for _, special := range []struct {
		bit        fs.FileMode
		at         int
		with, bare byte
	}{{fs.ModeSetuid, 3, 's', 'S'}, {fs.ModeSetgid, 6, 's', 'S'}, {fs.ModeSticky, 9, 't', 'T'}} {
		if m&special.bit == 0 {
			continue
		}
		if b[special.at] == 'x' {
			b[special.at] = special.with
		} else {
			b[special.at] = special.bare
		}
	}
	return string(b)
}
