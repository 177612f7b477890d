package hostconf

import (
	"io/fs"
	"path"
	"slices"
)

// maxExposed bounds what is said of one file.
const maxExposed = 40

// class is a kind of people that a mode or an ACL speaks of, beside owner and root.
type class struct {
	others bool
	user   bool
	id     uint32
}

func (t *tree) className(c class) string {
	switch {
	case c.others:
		return "others"
	case c.user:
		return "user " + t.owners.user(c.id)
	}
	return "group " + t.owners.group(c.id)
}

// Bits of a mode, as a class has them.
const (
	mayRead  = 4
	mayWrite = 2
	mayEnter = 1
)

// reach is what is known of everything on the way to a file, by real path.
type reach struct {
	infos map[string]fs.FileInfo
	acls  map[string][]grant
}

// exposed says who besides root and the owner of the file can read or replace it,
// or, where it is missing, put one there. Folders and links of the whole path count.
func (t *tree) exposed(f found) []string {
	r, dirs, links := t.reachOf(f)
	if f.err != nil {
		return t.creatable(f, &r)
	}
	owner, _ := ids(f.info)
	classes := slices.DeleteFunc(r.classes(), func(c class) bool { return c.user && c.id == owner })
	var out []string
	out = t.say(out, "read by ", "", classes, func(c class) bool { return r.can(c, f.real, mayRead) })
	out = t.say(out, "written by ", "", classes, func(c class) bool { return r.can(c, f.real, mayWrite) })
	for _, d := range dirs {
		through := " through " + printable(d.path)
		if uid, _ := ids(d.info); uid != 0 && uid != owner {
			out = append(out, "replaced by user "+t.owners.user(uid)+through)
		}
		if d.info.Mode()&fs.ModeSticky == 0 {
			out = t.say(out, "replaced by ", through, classes, func(c class) bool { return r.can(c, d.path, mayWrite|mayEnter) })
		}
	}
	for _, l := range links {
		if uid, _ := ids(l.info); uid != 0 && uid != owner {
			out = append(out, "redirected by user "+t.owners.user(uid)+" through the link "+printable(l.path))
		}
	}
	return out[:min(len(out), maxExposed)]
}

// reachOf gathers everything on the way to a file, by the path that was asked for and
// by the one without links. The folder of the tree itself counts on a live host only.
func (t *tree) reachOf(f found) (r reach, dirs, links []step) {
	r = reach{infos: make(map[string]fs.FileInfo), acls: make(map[string][]grant)}
	steps := f.steps
	if f.err == nil && f.real != f.path {
		steps = append(slices.Clip(steps), t.walk(f.real).steps...)
	}
	for _, s := range steps {
		if _, known := r.infos[s.path]; known {
			continue
		}
		r.infos[s.path] = s.info
		if g := t.grants(s); len(g) > 0 {
			r.acls[s.path] = g
		}
		switch {
		case s.link():
			links = append(links, s)
		case s.info.IsDir() && s.path != f.real && (t.live || s.path != "/"):
			dirs = append(dirs, s)
		}
	}
	return r, dirs, links
}

// creatable says who could make a missing file that something names.
func (t *tree) creatable(f found, r *reach) []string {
	if !f.missing() || len(f.steps) == 0 {
		return nil
	}
	last := f.steps[len(f.steps)-1]
	if !last.info.IsDir() || last.path == "/" && !t.live {
		return nil
	}
	var out []string
	through := " in " + printable(last.path)
	if uid, _ := ids(last.info); uid != 0 {
		out = append(out, "created by user "+t.owners.user(uid)+through)
	}
	return t.say(out, "created by ", through, r.classes(), func(c class) bool { return r.can(c, last.path, mayWrite|mayEnter) })
}

// say adds a sentence for each class that can; where all others can, the groups
// among them need no mention.
func (t *tree) say(out []string, before, after string, classes []class, can func(class) bool) []string {
	for _, c := range classes {
		if !can(c) {
			continue
		}
		out = append(out, before+t.className(c)+after)
		if c.others {
			break
		}
	}
	return out
}

// classes are those that the modes and ACLs on the way name, others first.
func (r *reach) classes() []class {
	seen := make(map[class]bool)
	for p, info := range r.infos {
		if info.Mode()&fs.ModeSymlink != 0 {
			continue
		}
		_, gid := ids(info)
		seen[class{id: gid}] = true
		for _, g := range r.acls[p] {
			seen[class{user: g.user, id: g.id}] = true
		}
	}
	delete(seen, class{})           // root's own group
	delete(seen, class{user: true}) // and root
	all := make([]class, 0, len(seen)+1)
	for c := range seen {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b class) int {
		if a.user != b.user {
			if a.user {
				return 1
			}
			return -1
		}
		return int(a.id) - int(b.id)
	})
	return slices.Insert(all, 0, class{others: true})
}

// can tells whether a class may do that to something and come to it at all.
func (r *reach) can(c class, real string, want uint16) bool {
	for at := real; at != "/"; {
		at = path.Dir(at)
		if info, ok := r.infos[at]; ok && at != real && r.bits(c, at, info)&mayEnter == 0 {
			return false
		}
	}
	info, ok := r.infos[real]
	return ok && r.bits(c, real, info)&want == want
}

// bits are the rights of a class on one thing, as the kernel finds them
// (acl(5), access check algorithm).
func (r *reach) bits(c class, real string, info fs.FileInfo) uint16 {
	perm := info.Mode().Perm()
	others := uint16(perm & 7)
	if c.others {
		return others
	}
	uid, gid := ids(info)
	acl := r.acls[real]
	var listed bool
	var bits uint16
	for _, g := range acl {
		if g.id == c.id && (c.user && g.user || !c.user && g.group) {
			listed, bits = true, bits|g.bits
		}
	}
	switch {
	case listed:
		return bits
	case c.user && uid == c.id:
		return uint16(perm >> 6 & 7)
	case !c.user && gid == c.id && len(acl) == 0:
		return uint16(perm >> 3 & 7)
	}
	return others
}
