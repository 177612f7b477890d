package baseline

import (
	"net/netip"
	"slices"
	"strings"
)

// What a Change says.
const (
	Added   = "added"
	Removed = "removed" // in Against: not seen
	Changed = "changed"
)

// Change is one difference between two baselines.
type Change struct {
	What string `json:"what"`
	Kind string `json:"kind"` // framework, agent, principal, operator, master, port, version, image
	Name string `json:"name"`
	// Details say what is different, or what a new entry holds, one fact each;
	// foreign text in them is quoted.
	Details []string `json:"details,omitempty"`
}

// String is for people; foreign text in it is quoted.
func (c Change) String() string {
	s := map[string]string{Added: "+", Removed: "-", Changed: "~"}[c.What] + " " + c.Kind + " "
	switch c.Kind {
	case "operator", "port":
		s += mild(c.Name)
	default:
		s += aside(c.Name)
	}
	if len(c.Details) > 0 {
		s += ": " + strings.Join(c.Details, "; ")
	}
	return s
}

// Diff says what has to change to make new of old: by sections, then in the
// order of the entries. Notes and dates do not count.
func Diff(old, new *Baseline) []Change { return differ{}.all(old, new) }

// Against says what was seen and is not in b, and which entries of b were not
// seen. A part of what an entry allows is no difference. Of sections that b does
// not describe nothing is said.
func (b *Baseline) Against(seen *Baseline) []Change { return differ{seen: true}.all(b, seen) }

// differ compares entries as facts. With seen, the new side is what was seen: it
// may be less than the old side allows.
type differ struct{ seen bool }

func (d differ) all(old, new *Baseline) []Change {
	var out []Change
	olds, news := old.sections(), new.sections()
	for i := range olds {
		if d.seen && olds[i] == nil {
			continue
		}
		out = append(out, d.section(olds[i], news[i], news[i] != nil)...)
	}
	return out
}

// about tells whether the old entry f speaks of the new entry n.
func (d differ) about(f, n facts) bool {
	switch {
	case d.seen && f.kind == "operator":
		return covered(f.networks, n.networks[0])
	case d.seen && f.kind == "master" && len(f.networks) > 0 && len(n.networks) > 0:
		return f.name == n.name || f.networks[0] == n.networks[0]
	case d.seen && f.kind == "image" && f.pattern != "":
		return like(f.pattern, n.name) || like(Repository(f.pattern), n.name) // of what was seen the tag is not kept
	case d.seen && f.pattern != "":
		return like(f.pattern, n.name)
	case d.seen && f.kind == "image":
		return Repository(f.name) == n.name
	}
	return f.name == n.name && f.pattern == n.pattern
}

// section compares the entries of one section. Several may have one name: an
// equal old entry is taken before a near one. In what was written each old entry
// stands for one new entry; in what was seen it may stand for many.
func (d differ) section(olds, news []facts, described bool) []Change {
	index := indexOf(olds)
	spoken := make([]bool, len(olds))
	best := make([]int, len(news)) // index of the old entry, -1 for none
	wrong := make([][]string, len(news))
	for _, exact := range []bool{true, false} {
		for i, n := range news {
			if exact {
				best[i] = -1
			} else if best[i] >= 0 {
				continue
			}
			for _, j := range index.near(n) {
				if !d.about(olds[j], n) || spoken[j] && !d.seen {
					continue
				}
				diff := d.compare(olds[j], n)
				spoken[j] = spoken[j] || d.seen
				if exact && len(diff) > 0 || best[i] >= 0 && len(diff) >= len(wrong[i]) {
					continue
				}
				best[i], wrong[i] = j, diff
			}
			if best[i] >= 0 {
				spoken[best[i]] = true
			}
		}
	}
	var out []Change
	for i, n := range news {
		switch {
		case best[i] < 0:
			out = append(out, Change{Added, n.kind, n.shown(), n.details()})
		case len(wrong[i]) > 0:
			out = append(out, Change{Changed, n.kind, n.shown(), wrong[i]})
		}
	}
	for i, f := range olds {
		if !spoken[i] && (described || !d.seen) {
			out = append(out, Change{Removed, f.kind, f.shown(), nil})
		}
	}
	return out
}

// byName finds entries by their name; those that can speak of other names are
// under the empty one.
type byName map[string][]int

func indexOf(olds []facts) byName {
	index := make(byName)
	for i, f := range olds {
		k := f.near()
		if f.pattern != "" || f.kind == "operator" || f.kind == "master" {
			k = ""
		}
		index[k] = append(index[k], i)
	}
	return index
}

func (b byName) near(n facts) []int {
	if n.name == "" {
		return b[""]
	}
	return slices.Concat(b[n.near()], b[""])
}

// near is the name under which an entry is looked for.
func (f facts) near() string {
	if f.kind == "image" {
		return Repository(f.name)
	}
	return f.name
}

// compare says what is different in the new entry.
func (d differ) compare(old, new facts) []string {
	var out []string
	for i, f := range new.lists {
		was := old.lists[i].values
		if d.seen && (len(was) == 0 || len(f.values) == 0) {
			continue // not stated, or not seen
		}
		more := without(f.values, was)
		less := without(was, f.values)
		if d.seen {
			less = nil
		}
		out = append(out, told(f.key, more, less)...)
	}
	if d.seen && len(old.networks) == 0 {
		return out
	}
	more := withoutNetworks(new.networks, old.networks, d.seen)
	var less []string
	if !d.seen {
		less = withoutNetworks(old.networks, new.networks, false)
	}
	return append(out, told("networks", more, less)...)
}

func told(key string, more, less []string) []string {
	var out []string
	if len(more) > 0 {
		out = append(out, key+" +"+strings.Join(more, " +"))
	}
	if len(less) > 0 {
		out = append(out, key+" -"+strings.Join(less, " -"))
	}
	return out
}

// without lists, quoted, what is in a and not in b.
func without(a, b []string) []string {
	var out []string
	for _, s := range a {
		if !slices.Contains(b, s) {
			out = append(out, aside(s))
		}
	}
	return out
}

func withoutNetworks(a, b []netip.Prefix, parts bool) []string {
	var out []string
	for _, p := range a {
		if !slices.Contains(b, p) && !(parts && covered(b, p)) {
			out = append(out, showNetwork(p))
		}
	}
	return out
}
