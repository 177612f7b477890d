package saved

import (
	"archive/zip"
	"cmp"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// mostFiles bounds what is looked at: a bundle of a large cluster has some ten
// thousand files.
const mostFiles = 200_000

// Folder is one that was opened. Close it when its answers are read.
type Folder struct {
	// Others counts files that hold no JSON; Skipped those that were not looked into:
	// no plain files, zips that cannot be read, those beyond the bound.
	Others, Skipped int

	dir   string
	files []file
	heads map[string]file // heads of answers beside their bodies, by path without ending
	zips  []*zip.ReadCloser
}

// Open lists what is below dir: a folder, a zip or a file. What in it cannot be
// read is skipped; an error says that dir itself cannot, or that ctx ended.
func Open(ctx context.Context, dir string) (*Folder, error) {
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		dir = strings.TrimRight(dir, "/") + "/" // what a link leads to, if it was named
	}
	f := &Folder{dir: dir, heads: make(map[string]file)}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && name == dir:
			return err
		case err != nil:
			f.Skipped++
		case !d.IsDir():
			f.entry(name, d)
		}
		return nil
	})
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("reading saved answers in %q: %w", dir, err)
	}
	slices.SortStableFunc(f.files, func(a, b file) int { return strings.Compare(a.path, b.path) })
	return f, nil
}

// entry takes in what stands in a folder.
func (f *Folder) entry(name string, d fs.DirEntry) {
	info, err := d.Info()
	if err == nil && info.Mode()&fs.ModeSymlink != 0 && name == f.dir {
		info, err = os.Stat(name) // the link itself was named
	}
	switch {
	case err != nil || !info.Mode().IsRegular():
		f.Skipped++
	case strings.EqualFold(filepath.Ext(name), ".zip"):
		f.archive(name)
	default:
		f.add(file{path: name, at: info.ModTime(), packed: info.Size(), open: func() (io.ReadCloser, error) { return os.Open(name) }})
	}
}

// archive takes in what is in a zip; zips in zips are left alone.
func (f *Folder) archive(name string) {
	z, err := zip.OpenReader(name)
	if err != nil {
		f.Skipped++
		return
	}
	f.zips = append(f.zips, z)
	for _, entry := range z.File {
		if !entry.Mode().IsRegular() || strings.HasSuffix(entry.Name, "/") {
			continue
		}
		inside := path.Clean("/" + strings.ReplaceAll(entry.Name, `\`, "/"))
		f.add(file{path: name + inside, at: entry.Modified, packed: int64(entry.CompressedSize64), open: entry.Open})
	}
}

func (f *Folder) add(v file) {
	switch {
	case len(f.files) >= mostFiles:
		f.Skipped++
		return
	case v.at.Before(time.Unix(0, 0)): // a zip need not tell
		v.at = time.Unix(0, 0)
	}
	v.at = v.at.UTC()
	if strings.HasSuffix(v.path, ".hdr") {
		f.heads[stem(v.path)] = v
		return
	}
	f.files = append(f.files, v)
}

// Answers looks into all files and lists those that hold JSON, the oldest answer
// first, those of equal age by path. The error is that of ctx.
func (f *Folder) Answers(ctx context.Context) ([]Answer, error) {
	var all []Answer
	f.Others = 0
	for _, v := range f.files {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		some, err := v.answers(f.heads)
		if err != nil {
			f.Others++
			continue
		}
		all = append(all, some...)
	}
	slices.SortStableFunc(all, func(a, b Answer) int { return cmp.Or(a.At.Compare(b.At), strings.Compare(a.Path, b.Path)) })
	return all, nil
}

// Close closes what Open opened.
func (f *Folder) Close() {
	for _, z := range f.zips {
		z.Close()
	}
}
