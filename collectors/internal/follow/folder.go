package follow

import (
	"os"
	"path/filepath"
	"slices"
	"time"
)

// racy is how close to a change a listing may have been to have missed another
// one of the same clock tick; within it the folder is listed again.
const racy = 100 * time.Millisecond

// maxNames bounds how many names of a folder are looked at.
const maxNames = 1 << 16

// folder is what was last seen of one.
type folder struct {
	names  []string
	mod    time.Time
	listed time.Time
	looked time.Time // by the scan that began then
	err    error
}

// refresh lists the folder again if it may have changed; it answers whether it
// was listed.
func (d *folder) refresh(path string, now time.Time, force bool) bool {
	st, err := os.Stat(path)
	if err != nil {
		changed := d.err == nil || d.listed.IsZero() || len(d.names) > 0
		d.err, d.names, d.listed, d.mod = err, nil, now, time.Time{}
		return changed
	}
	if !force && d.err == nil && st.ModTime().Equal(d.mod) && d.listed.Sub(d.mod) > racy {
		return false
	}
	for range 3 { // a rename during the listing can hide a name
		d.mod, d.listed = st.ModTime(), time.Now()
		if d.names, d.err = list(path); d.err != nil {
			return true
		}
		if st, err = os.Stat(path); err != nil || st.ModTime().Equal(d.mod) {
			break
		}
	}
	return true
}

func list(path string) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	names, err := f.Readdirnames(maxNames)
	if len(names) > 0 {
		err = nil
	} else if err != nil && err.Error() == "EOF" {
		err = nil
	}
	slices.Sort(names)
	return names, err
}

// candidate is a file that belongs to a pattern.
type candidate struct {
	pat  *pattern
	path string
	st   os.FileInfo
	id   identity
}

// candidates looks at the files of the folders; each file once, whatever its
// names, for the first pattern that owns it.
func (r *run) candidates() []candidate {
	var all []candidate
	met := map[identity]bool{}
	for _, p := range r.pats {
		for _, dir := range p.dirs {
			d := r.folders[dir]
			if d == nil {
				continue
			}
			for _, name := range d.namesFor(p, dir) {
				if !p.owns(dir, name) {
					continue
				}
				path := filepath.Join(dir, name)
				real, st, err := behindLinks(path)
				if err != nil || !st.Mode().IsRegular() || (p.kind != listed && p.kind != globbed && real != path) {
					continue
				}
				id, _ := identityOf(st)
				if met[id] {
					continue
				}
				met[id] = true
				if p.kind == globbed {
					p.learnFamily(real)
				}
				all = append(all, candidate{p, real, st, id})
			}
		}
	}
	return all
}

// learnFamily makes what rotation makes of a file that matches a glob part of
// the pattern, although its name may not match.
func (p *pattern) learnFamily(path string) {
	dir, name := filepath.Split(path)
	dir = filepath.Clean(dir)
	if p.learnt[dir] == nil {
		p.learnt[dir] = map[string]bool{}
	}
	if len(p.learnt[dir]) < maxLearnt {
		p.learnt[dir][placeOf(name).family] = true
	}
}

// namesFor: a folder that may be passed through but not listed still gives the
// file that was named.
func (d *folder) namesFor(p *pattern, dir string) []string {
	if d.err != nil && p.kind == single && p.err == nil && filepath.Dir(p.target) == filepath.Clean(dir) {
		return []string{filepath.Base(p.target)}
	}
	return d.names
}
