package hostconf

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"syscall"
)

// Bounds of what is read. What is larger is said to be, not cut in silence.
const (
	maxText    = 1 << 20 // of one file
	maxLinks   = 40      // symbolic links on the way to one file, as in Linux
	maxParts   = 512     // components of a path, links resolved
	maxEntries = 4096    // of one folder
	maxMatches = 256     // of one pattern
)

var (
	errTooLarge = fmt.Errorf("larger than %d bytes: not read", maxText)
	errTooMany  = errors.New("too many symbolic links on the way")
	errNoFile   = errors.New("neither file nor folder: not read")
	errFolder   = errors.New("a folder, not a file")
	errNotThere = fmt.Errorf("a part of the path is no folder: %w", fs.ErrNotExist)
)

// tree is the files below a root folder. Symbolic links are resolved as by a process
// that has this folder as its "/", so none leads out of it, and os.Root holds that
// even while somebody moves things about.
type tree struct {
	root   folder
	live   bool // the root folder is "/": its own mode counts
	owners owners
}

// folder is what is used of os.Root.
type folder interface {
	Lstat(name string) (os.FileInfo, error)
	Readlink(name string) (string, error)
	Open(name string) (*os.File, error)
	OpenFile(name string, flag int, perm os.FileMode) (*os.File, error)
	Close() error
}

func openTree(name string) (*tree, error) {
	r, err := os.OpenRoot(name)
	if err != nil {
		return nil, fmt.Errorf("opening the root folder %q: %w", name, bare(err))
	}
	t := &tree{root: r, live: path.Clean(name) == "/"}
	t.owners = readOwners(t)
	return t, nil
}

func (t *tree) close() { t.root.Close() }

// step is one thing passed on the way to a file.
type step struct {
	path string // below the root folder, without links: /etc/mesos
	info fs.FileInfo
}

func (s step) link() bool { return s.info.Mode()&fs.ModeSymlink != 0 }

// found is what a path leads to.
type found struct {
	path  string // as asked for
	real  string // without links; where err is set, as far as it goes
	info  fs.FileInfo
	steps []step // folders and links on the way and the thing itself
	err   error
}

// missing tells whether there is nothing at that path.
func (f found) missing() bool { return f.err != nil && isMissing(f.err) }

func isMissing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// bare takes off the layers that repeat the path, which is relative to the root.
func bare(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// walk goes to name and notes everything that is passed on the way.
func (t *tree) walk(name string) found {
	rest := parts(name)
	f := found{path: "/" + strings.Join(rest, "/"), real: "/"}
	if f.info, f.err = t.lstat("/"); f.err != nil {
		return f
	}
	f.steps = []step{{"/", f.info}}
	var at []string
	for links := 0; len(rest) > 0; {
		part := rest[0]
		rest = rest[1:]
		if part == ".." {
			at = at[:max(0, len(at)-1)]
			continue
		}
		here := append(slices.Clip(at), part)
		f.real = "/" + path.Join(here...)
		if f.info, f.err = t.lstat(f.real); f.err != nil {
			return f
		}
		f.steps = append(f.steps, step{f.real, f.info})
		switch {
		case f.info.Mode()&fs.ModeSymlink != 0:
			target, err := t.root.Readlink(f.real[1:])
			if links++; err == nil && (links > maxLinks || len(rest) > maxParts) {
				err = errTooMany
			}
			if err != nil {
				f.err = bare(err)
				return f
			}
			if path.IsAbs(target) {
				at = nil
			}
			rest = append(parts(target), rest...)
		case len(rest) > 0 && !f.info.IsDir():
			f.err = errNotThere
			return f
		default:
			at = here
		}
	}
	f.real = "/" + path.Join(at...)
	f.info, f.err = t.lstat(f.real)
	return f
}

// lstat looks at one thing whose path has no links.
func (t *tree) lstat(real string) (fs.FileInfo, error) {
	info, err := t.root.Lstat(path.Join(".", real))
	if err != nil {
		return nil, bare(err)
	}
	return info, nil
}

// parts are the components of a path; ".." stays, for it depends on links.
func parts(p string) []string {
	all := strings.Split(p, "/")
	return slices.DeleteFunc(all, func(s string) bool { return s == "" || s == "." })
}
