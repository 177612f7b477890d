package mesoslog

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// input is one old log that will be read.
type input struct {
	identity
	path  string
	named bool // by the user, not found in a folder
	index int
	info  follow.FileInfo
	first time.Time // of its first line
	stdin io.Reader
}

// trouble is an input that cannot be read, with the reason.
type trouble struct {
	path  string
	named bool
	err   error
}

// found is what the paths of a command line come to.
type found struct {
	inputs   []*input
	troubles []trouble
	// aside says of files in folders why they are not read, by reason.
	aside map[string]int
}

// ErrNoMatch is wrapped by the error of a glob that matches nothing.
var ErrNoMatch = errors.New("no file matches")

// errTar is the answer for archives.
var errTar = errors.New("is a tar archive: unpack it and name the folder")

// gather finds the files behind paths: files, folders (with all below), globs,
// and - for standard input.
func gather(paths []string, opt Options, stdin io.Reader) found {
	f := found{aside: make(map[string]int)}
	seen := make(map[[2]uint64]bool)
	for _, p := range paths {
		switch {
		case p == "-":
			f.inputs = append(f.inputs, stdinInput(stdin, opt))
		case isGlob(p):
			names, err := filepath.Glob(p)
			if err == nil && len(names) == 0 {
				err = ErrNoMatch
			}
			if err != nil {
				f.troubles = append(f.troubles, trouble{p, true, fmt.Errorf("%q: %w", p, err)})
			}
			for _, n := range names {
				f.addPath(n, true, seen, opt)
			}
		default:
			f.addPath(p, true, seen, opt)
		}
	}
	for i, in := range f.inputs {
		in.index = i
	}
	sort.SliceStable(f.inputs, func(i, j int) bool { return f.inputs[i].first.Before(f.inputs[j].first) })
	return f
}

// isGlob: a path that exists is never taken as a pattern.
func isGlob(p string) bool {
	if !strings.ContainsAny(p, "*?[") {
		return false
	}
	_, err := os.Lstat(p)
	return err != nil
}

func (f *found) addPath(path string, named bool, seen map[[2]uint64]bool, opt Options) {
	st, err := os.Stat(path)
	if err != nil {
		if !named && errors.Is(err, fs.ErrNotExist) {
			f.aside["link to a file that is gone"]++
			return
		}
		f.troubles = append(f.troubles, trouble{path, named, err})
		return
	}
	if st.IsDir() {
		f.addFolder(path, seen, opt)
		return
	}
	if !named && !st.Mode().IsRegular() {
		f.aside["no regular file"]++
		return
	}
	f.addFile(path, named, seen, opt)
}

// addFolder takes the files below a folder, targets before links to them.
func (f *found) addFolder(dir string, seen map[[2]uint64]bool, opt Options) {
	var files, links []string
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			f.troubles = append(f.troubles, trouble{p, true, err})
			if d != nil && d.IsDir() {
				return filepath.SkipDir
			}
		case d.Type()&fs.ModeSymlink != 0:
			if st, err := os.Stat(p); err != nil || !st.IsDir() { // links to folders could turn in a circle
				links = append(links, p)
			}
		case !d.IsDir():
			files = append(files, p)
		}
		return nil
	})
	if err != nil {
		f.troubles = append(f.troubles, trouble{dir, true, err})
	}
	for _, p := range append(files, links...) {
		f.addPath(p, false, seen, opt)
	}
}

func (f *found) addFile(path string, named bool, seen map[[2]uint64]bool, opt Options) {
	r, info, err := follow.Open(path)
	if err != nil {
		f.troubles = append(f.troubles, trouble{path, named, err})
		return
	}
	r.Close()
	if id := [2]uint64{info.Dev, info.Inode}; info.Inode != 0 && info.Head != nil {
		if seen[id] {
			f.aside["the same file by another name"]++
			return
		}
		seen[id] = true
	}
	if isTar(info.Head) {
		f.aside["tar archive"]++
		if named {
			f.troubles = append(f.troubles, trouble{path, named, fmt.Errorf("%q %w", path, errTar)})
		}
		return
	}
	in := &input{identity: identify(info, opt), path: path, named: named, info: info}
	if !in.log && !named {
		f.aside["no line of a log in its first 4096 bytes"]++
		return
	}
	in.first = firstTime(in, opt)
	f.inputs = append(f.inputs, in)
}

func stdinInput(r io.Reader, opt Options) *input {
	br := newPeeker(r)
	info := follow.FileInfo{Pattern: "-", Path: "-", Head: br.head()}
	in := &input{identity: identify(info, opt), path: "-", named: true, info: info, stdin: br}
	in.first = firstTime(in, opt)
	return in
}

// firstTime is when the input's first dated line was written; the zero time,
// which comes first, when its beginning has none.
func firstTime(in *input, opt Options) time.Time {
	c := clock{loc: opt.zone(), year: in.year}
	for line := range strings.Lines(string(in.info.Head)) {
		line = strings.TrimRight(strings.TrimLeft(line, "\x00"), "\r\n")
		env := unwrap(line)
		p, ok := glogPrefix(env.content)
		if !ok {
			p, ok = otherPrefix(env.content)
		}
		if ok && p.stamp.set || env.hasAbs {
			return c.at(p.stamp, env, true)
		}
	}
	return time.Time{}
}

// open opens the input where reading begins: behind the lines before Since when
// the file can be searched.
func (in *input) open(opt Options) (io.ReadCloser, int64, error) {
	if in.stdin != nil {
		return io.NopCloser(in.stdin), 0, nil
	}
	r, _, err := follow.Open(in.path)
	if err != nil {
		return nil, 0, err
	}
	file, seekable := r.(*os.File)
	if opt.Since.IsZero() || in.info.Compressed || !seekable {
		return r, 0, nil
	}
	c := clock{loc: opt.zone(), year: in.year}
	at, err := follow.SeekTime(file, in.info.Size, opt.Since, func(line []byte) (time.Time, bool) {
		p, _ := prefixOf(string(line), in.glogFile)
		if !p.stamp.set {
			return time.Time{}, false
		}
		return c.at(p.stamp, unwrap(string(line)), false), true
	})
	if err == nil {
		_, err = file.Seek(at, io.SeekStart)
	}
	if err != nil {
		r.Close()
		return nil, 0, fmt.Errorf("finding --since in %q: %w", in.path, err)
	}
	return r, at, nil
}

func (in *input) reading(offset int64) follow.Options { return follow.Options{Offset: offset} }

// isTar looks for the magic of a tar header.
func isTar(head []byte) bool { return len(head) >= 262 && string(head[257:262]) == "ustar" }

// peeker lets the beginning of a stream be looked at.
type peeker struct {
	r     io.Reader
	begun []byte
	err   error
}

func newPeeker(r io.Reader) *peeker { return &peeker{r: r} }

// head reads what the stream gives at once, up to 4096 bytes.
func (p *peeker) head() []byte {
	buf := make([]byte, 4096)
	n, err := p.r.Read(buf)
	p.begun, p.err = buf[:n:n], err
	return p.begun
}

// Read gives the looked-at bytes first.
func (p *peeker) Read(b []byte) (int, error) {
	if len(p.begun) > 0 {
		n := copy(b, p.begun)
		p.begun = p.begun[n:]
		return n, nil
	}
	if p.err != nil {
		return 0, p.err
	}
	return p.r.Read(b)
}
