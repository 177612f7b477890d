package mesoslog

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// trouble is an input that cannot be read, with the reason.
type trouble struct {
	path string
	err  error
	// blind: it was asked for by name, or its name speaks of Mesos.
	blind bool
}

// found is what the paths of a command line come to.
type found struct {
	inputs   []*input
	troubles []trouble
	// aside says of files in folders why they are not read, by reason.
	aside map[string]int

	opt   Options
	seen  map[[2]uint64]bool
	pipes pipes
}

// ErrNoMatch is wrapped by the error of a glob that matches nothing.
var ErrNoMatch = errors.New("no file matches")

// gather finds the files behind paths: files, folders (with all below), globs,
// and - for standard input.
func gather(paths []string, opt Options, p pipes) *found {
	f := &found{aside: make(map[string]int), opt: opt, seen: make(map[[2]uint64]bool), pipes: p}
	for _, p := range paths {
		switch {
		case p == "-":
			f.addStdin()
		case isGlob(p):
			names, err := filepath.Glob(p)
			if err == nil && len(names) == 0 {
				err = ErrNoMatch
			}
			if err != nil {
				f.fail(p, fmt.Errorf("%q: %w; quote a pattern so that the shell leaves it alone", p, err), true)
			}
			for _, n := range names {
				f.addPath(n, true)
			}
		default:
			f.addPath(p, true)
		}
	}
	for i, in := range f.inputs {
		in.index = i
	}
	sort.SliceStable(f.inputs, func(i, j int) bool { return f.inputs[i].first < f.inputs[j].first })
	return f
}

func (f *found) fail(path string, err error, blind bool) {
	f.troubles = append(f.troubles, trouble{path, err, blind})
}

// isGlob: a path that exists is never taken as a pattern.
func isGlob(p string) bool {
	if !strings.ContainsAny(p, "*?[") {
		return false
	}
	_, err := os.Lstat(p)
	return err != nil
}

func (f *found) addPath(path string, named bool) {
	st, err := os.Stat(path)
	switch {
	case err != nil:
		f.addBroken(path, err, named)
	case st.IsDir():
		f.addFolder(path)
	case st.Mode()&os.ModeNamedPipe != 0 && named:
		f.addPipe(path)
	case !named && !st.Mode().IsRegular():
		f.aside["no regular file"]++
	default:
		f.addFile(path, named)
	}
}

func (f *found) addBroken(path string, err error, named bool) {
	if to, lerr := os.Readlink(path); lerr == nil && errors.Is(err, fs.ErrNotExist) {
		if !named {
			f.aside["link to a file that is gone"]++
			return
		}
		err = fmt.Errorf("%q is a link to %q, which is gone: name the file that holds the log now", path, to)
	}
	f.fail(path, advise(err), named)
}

// addFolder takes the files below a folder, targets before links to them.
func (f *found) addFolder(dir string) {
	before := f.told()
	files, links := f.walk(dir)
	for _, p := range append(files, links...) {
		f.addPath(p, false)
	}
	if f.told() == before {
		f.fail(dir, fmt.Errorf("%q holds no log of Mesos: name the folder that --log_dir of the master names, or a file", dir), true)
	}
}

// told counts what is read, or read already, and what the user hears of.
func (f *found) told() int { return len(f.inputs) + len(f.troubles) + f.aside[sameFile] }

const sameFile = "the same file by another name"

func (f *found) walk(dir string) (files, links []string) {
	root := dir
	if st, err := os.Lstat(dir); err == nil && st.Mode()&fs.ModeSymlink != 0 {
		root = dir + string(os.PathSeparator) // WalkDir does not follow links
	}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			f.fail(p, advise(err), p == root)
			if d != nil && d.IsDir() {
				return filepath.SkipDir
			}
		case d.Type()&fs.ModeSymlink != 0:
			if st, err := os.Stat(p); err == nil && st.IsDir() { // could turn in a circle
				f.aside["link to a folder"]++
			} else {
				links = append(links, p)
			}
		case !d.IsDir():
			files = append(files, p)
		}
		return nil
	})
	if err != nil {
		f.fail(dir, advise(err), true)
	}
	return files, links
}

func (f *found) addFile(path string, named bool) {
	r, info, err := follow.Open(path)
	if err != nil {
		f.fail(path, advise(err), named || serviceOf(filepath.Base(path)) != "")
		return
	}
	defer r.Close()
	if id := [2]uint64{info.Dev, info.Inode}; info.Inode != 0 {
		if f.seen[id] {
			f.aside[sameFile]++
			return
		}
		f.seen[id] = true
	}
	if what := packedAs(info.Head); what != "" {
		f.aside[what]++
		if named {
			f.fail(path, fmt.Errorf("%q is a %s: unpack it and name the folder or the file", path, what), true)
		}
		return
	}
	in := newInput(info, f.opt)
	if !in.log && !named && !looksFurther(r, info, f.opt) {
		delete(f.seen, [2]uint64{info.Dev, info.Inode})
		f.aside["no line of a log at its beginning"]++
		return
	}
	f.inputs = append(f.inputs, in)
}

// furtherSize is how much of a file of a folder is looked at for a line of a log:
// one that was cut may begin within a long message.
const furtherSize = 64 << 10

func looksFurther(r io.Reader, info follow.FileInfo, opt Options) bool {
	if bytes.IndexByte(info.Head, 0) >= 0 {
		return false
	}
	head := make([]byte, furtherSize)
	n, _ := io.ReadFull(r, head)
	info.Head = head[:n]
	return identify(info, opt).log
}

// packedAs names the form of an archive, or of a compression that is not read;
// empty for everything else.
func packedAs(head []byte) string {
	switch {
	case len(head) >= 262 && string(head[257:262]) == "ustar":
		return "tar archive"
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return "zip archive"
	case bytes.HasPrefix(head, []byte("\xfd7zXZ\x00")):
		return "file compressed by xz"
	case bytes.HasPrefix(head, []byte("BZh")):
		return "file compressed by bzip2"
	case bytes.HasPrefix(head, []byte("\x28\xb5\x2f\xfd")):
		return "file compressed by zstd"
	}
	return ""
}

// advise says what to do about an error that the system gives; the error names
// the file.
func advise(err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w: run as a user who may read it, or copy it to where you may", err)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: check the path", err)
	case errors.Is(err, follow.ErrNotLog):
		return fmt.Errorf("%w: name a file, a folder or a pipe", err)
	}
	return err
}
