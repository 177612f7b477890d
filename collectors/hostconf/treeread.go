package hostconf

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// read reads a text of at most maxText bytes. Where it cannot, found.err says why.
func (t *tree) read(name string) ([]byte, found) {
	f := t.walk(name)
	if f.err != nil {
		return nil, f
	}
	text, err := t.bytes(f, maxText)
	f.err = err
	return text, f
}

// bytes reads what walk has found. A pipe or a device is not opened.
func (t *tree) bytes(f found, limit int64) ([]byte, error) {
	file, err := t.open(f)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, bare(err)
	}
	if int64(len(text)) > limit {
		return nil, errTooLarge
	}
	return text, nil
}

func (t *tree) open(f found) (*os.File, error) {
	switch {
	case f.info.IsDir():
		return nil, errFolder
	case !f.info.Mode().IsRegular():
		return nil, errNoFile
	}
	file, err := t.root.OpenFile(f.real[1:], os.O_RDONLY|unix.O_NONBLOCK|unix.O_NOCTTY|unix.O_NOFOLLOW, 0)
	if err != nil {
		return nil, bare(err)
	}
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		file.Close()
		return nil, errNoFile
	}
	return file, nil
}

// list names what a folder holds, sorted, at most maxEntries of it; more tells that
// there is more.
func (t *tree) list(name string) (names []string, more bool, err error) {
	f := t.walk(name)
	if f.err != nil {
		return nil, false, f.err
	}
	if !f.info.IsDir() {
		return nil, false, errNotThere
	}
	d, err := t.root.Open(path.Join(".", f.real))
	if err != nil {
		return nil, false, bare(err)
	}
	defer d.Close()
	names, err = d.Readdirnames(maxEntries + 1)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, false, bare(err)
	}
	slices.Sort(names)
	if len(names) > maxEntries {
		return names[:maxEntries], true, nil
	}
	return names, false, nil
}

// glob lists the paths that fit a pattern of path.Match, component by component.
// errs has what could not be looked into.
func (t *tree) glob(pattern string) (paths []string, errs map[string]error) {
	paths, errs = []string{"/"}, make(map[string]error)
	for _, part := range parts(pattern) {
		var next []string
		for _, dir := range paths {
			if !strings.ContainsAny(part, `*?[`) {
				next = append(next, path.Join(dir, part))
				continue
			}
			names, more, err := t.list(dir)
			switch {
			case err != nil && !isMissing(err):
				errs[dir] = err
			case more:
				errs[dir] = fmt.Errorf("more than %d entries: the rest is not looked at", maxEntries)
			}
			for _, n := range names {
				if ok, err := path.Match(part, n); ok && err == nil {
					next = append(next, path.Join(dir, n))
				}
			}
		}
		if paths = next; len(paths) > maxMatches {
			errs[pattern] = fmt.Errorf("more than %d matches: the rest is not looked at", maxMatches)
			paths = paths[:maxMatches]
		}
	}
	return slices.DeleteFunc(paths, func(p string) bool {
		f := t.walk(p)
		if f.err != nil && !f.missing() { // what is behind a closed door is not known to be there
			errs[f.real] = f.err
		}
		return f.err != nil
	}), errs
}
