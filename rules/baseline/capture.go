package baseline

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// maxLeftOut bounds how many things that were left out the file tells.
const maxLeftOut = 200

// YAML writes the file with comments for the one who reviews it: what each entry
// was made of, what was left out and why, which sections nothing was seen for.
func (r Result) YAML() []byte {
	w := &writer{}
	w.raw(header)
	w.raw("#\n# Made from what was seen; nothing of it counts until you keep it as your baseline.\n")
	if r.Evicted > 0 {
		fmt.Fprintf(w, "# WARNING: %d things did not fit into memory. Something that should be left out may\n# stand below: capture a shorter time.\n", r.Evicted)
	}
	w.baseline(r.Baseline, r.hints)
	var missing []string
	for _, s := range r.Baseline.counts() {
		if !s.described {
			missing = append(missing, s.key)
		}
	}
	if len(missing) > 0 {
		w.raw("\n# Nothing was seen for: " + strings.Join(missing, ", ") + ". Not judged until you add them.\n")
	}
	w.alike(r.Baseline.Frameworks)
	w.leftOut(r.LeftOut)
	return w.Bytes()
}

// manyAlike is how many names that differ in numbers only are worth a word.
const manyAlike = 5

var number = regexp.MustCompile(`[0-9]+`)

// alike points at frameworks that are numbered. A pattern would cover them, and
// more: to write one is the reader's decision.
func (w *writer) alike(all []Framework) {
	seen := make(map[string]int)
	for _, f := range all {
		if p := number.ReplaceAllString(escapeWild(f.Name), "*"); f.NamePattern == "" && strings.Contains(p, "*") {
			seen[p]++
		}
	}
	for _, p := range slices.Sorted(maps.Keys(seen)) {
		if seen[p] >= manyAlike {
			fmt.Fprintf(w, "\n# %d frameworks differ in numbers only. One entry with this in place of the name would\n# cover them all, and whoever chooses such a name: name_pattern: %s\n", seen[p], quote(p))
		}
	}
}

// escapeWild takes the meaning from what a pattern would read in a name.
func escapeWild(s string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`).Replace(s)
}

func (w *writer) leftOut(all []LeftOut) {
	if len(all) == 0 {
		return
	}
	w.raw("\n# Left out, because something speaks against it. What belongs here all the same is\n# yours to add.\n")
	for i, l := range all {
		if i == maxLeftOut {
			fmt.Fprintf(w, "#   … and %d more\n", len(all)-i)
			return
		}
		w.raw("#   " + l.String() + "\n")
	}
}

// sectionCount is how many entries a section has.
type sectionCount struct {
	key, one, many string
	n              int
	described      bool
}

func (b *Baseline) counts() []sectionCount {
	return []sectionCount{
		{"frameworks", "framework", "frameworks", len(b.Frameworks), b.Frameworks != nil},
		{"agents", "agent", "agents", len(b.Agents), b.Agents != nil},
		{"principals", "principal", "principals", len(b.Principals), b.Principals != nil},
		{"operators", "operator network", "operator networks", len(b.Operators), b.Operators != nil},
		{"masters", "master", "masters", len(b.Masters), b.Masters != nil},
		{"ports", "port", "ports", len(b.Ports), b.Ports != nil},
		{"versions", "version", "versions", len(b.Versions), b.Versions != nil},
		{"images", "image", "images", len(b.Images), b.Images != nil},
	}
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
