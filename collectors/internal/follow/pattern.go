package follow

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
)

// What a pattern names.
type kind int

const (
	missing kind = iota
	single       // a file or a link to one, with its generations
	listed       // a folder
	globbed
	piped // a named pipe
	stdin
)

// maxLearnt bounds how many names a pattern may come to stand for.
const maxLearnt = 256

// pattern is one path that the user named.
type pattern struct {
	raw    string
	kind   kind
	target string // of single: the file behind the links
	err    error  // why there is nothing
	denied error  // why a file of it cannot be opened
	told   string // the error last told
	// learnt holds, by folder, the names whose generations belong to it
	learnt map[string]map[string]bool
	dirs   []string // folders to look into
	// of streams
	running bool
	done    atomic.Bool
}

func newPattern(raw string) *pattern {
	p := &pattern{raw: raw, learnt: map[string]map[string]bool{}}
	switch {
	case raw == "-":
		p.kind = stdin
	case strings.ContainsAny(raw, "*?["):
		if _, err := os.Lstat(raw); err != nil {
			p.kind = globbed
		}
	}
	return p
}

// over tells that nothing more can come.
func (p *pattern) over() bool { return p.kind == stdin && p.done.Load() }

// resolve finds out what the pattern names now. It answers whether that changed.
func (p *pattern) resolve() bool {
	kind, target, err := p.kind, p.target, p.err
	p.err = nil
	switch p.kind {
	case stdin:
		return false
	case globbed:
		p.resolveGlob()
		return false
	}
	p.resolvePath()
	return p.kind != kind || p.target != target || (p.err == nil) != (err == nil)
}

func (p *pattern) resolveGlob() {
	dir, _ := filepath.Split(p.raw)
	if dir == "" {
		dir = "."
	}
	if !strings.ContainsAny(dir, "*?[") {
		p.dirs = []string{filepath.Clean(dir)}
		return
	}
	p.dirs, p.err = filepath.Glob(filepath.Clean(dir))
	if p.err == nil && len(p.dirs) == 0 {
		p.err = describe("looking for", dir, fs.ErrNotExist)
	}
}

func (p *pattern) resolvePath() {
	path, st, err := behindLinks(p.raw)
	if err != nil {
		p.err = err
		if errors.Is(err, fs.ErrNotExist) && p.kind == missing {
			p.learn(path)
		}
		return
	}
	switch m := st.Mode(); {
	case m.IsRegular():
		p.kind, p.target = single, path
		p.learn(path)
	case m.IsDir():
		p.kind, p.target, p.dirs = listed, path, []string{path}
	case m&os.ModeNamedPipe != 0:
		p.kind, p.target = piped, path
	default:
		p.err = describe("following", p.raw, ErrNotLog)
	}
}

// behindLinks follows links and answers the path they lead to, which need not
// exist.
func behindLinks(path string) (string, os.FileInfo, error) {
	for range 16 {
		st, err := os.Lstat(path)
		if err != nil || st.Mode()&os.ModeSymlink == 0 {
			return path, st, err
		}
		to, err := os.Readlink(path)
		if err != nil {
			return path, nil, err
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		path = to
	}
	return path, nil, describe("following", path, errors.New("too many links"))
}

// learn makes the generations of path part of the pattern.
func (p *pattern) learn(path string) {
	dir, name := filepath.Split(path)
	dir = filepath.Clean(dir)
	if pl := placeOf(name); pl.glog != "" && path != filepath.Clean(p.raw) && path != p.raw {
		name = pl.family // reached by a link: all of the same program, host, severity
	}
	if p.learnt[dir] == nil {
		p.learnt[dir] = map[string]bool{}
		p.dirs = append(p.dirs, dir)
	}
	if len(p.learnt[dir]) < maxLearnt {
		p.learnt[dir][name] = true
	}
}

// owns tells whether a file of a folder belongs to the pattern.
func (p *pattern) owns(dir, name string) bool {
	if scrap.MatchString(name) && filepath.Join(dir, name) != p.target {
		return false
	}
	if c := compressed.FindString(name); c != "" && c != ".gz" {
		return false
	}
	switch p.kind {
	case listed:
		return true
	case globbed:
		if ok, _ := filepath.Match(filepath.Base(p.raw), name); ok {
			return true
		}
	}
	for base := range p.learnt[dir] {
		if rotatedFrom(base, name) {
			return true
		}
	}
	return false
}

// series names what a file is a generation of.
func (p *pattern) series(path string) string {
	if p.kind == listed || p.kind == globbed {
		dir, name := filepath.Split(path)
		return filepath.Join(dir, placeOf(name).family)
	}
	return p.raw
}

// live tells whether path is the name that is written to. For glog's names in a
// folder that is known only beside the others: the newest.
func (p *pattern) live(path string) bool {
	if p.kind == listed || p.kind == globbed {
		pl := placeOf(filepath.Base(path))
		return pl.suffix == "" && pl.glog == "" && !strings.HasSuffix(path, ".gz")
	}
	return path == p.target && p.err == nil
}
