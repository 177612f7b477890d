package mesoslog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// Place is a line of a file and how many messages around it are wanted.
type Place struct {
	Path   string
	Offset int64
	// Inode and Text as they were recorded, secrets masked; without Text whatever stands
	// at the offset is taken for the line.
	Inode         uint64
	Text          string
	Before, After int
}

// Neighbours are a line and the messages around it, as a file has them now.
type Neighbours struct {
	Events []*mesoswatch.Event
	// At is the index of the line; -1: it is in none of the files that were Searched.
	At int
	// File it stands in: that of the Place, or another generation of that log.
	File string
	// Copied: this is another file than the line was read from, which says the same at
	// the same place.
	Copied   bool
	Searched []string
}

// aroundBytes is how far back and forth the neighbours of a line are looked for.
const aroundBytes = 256 << 10

// maxGenerations is how many other files a line is looked for in.
const maxGenerations = 20

// Around reads the messages before and behind a place in a log, recognised or
// not, the one at the place among them. A file that was renamed is found by its
// inode, one that was copied by its text at the same offset, both in the folder of
// the log. Where no file of the log is left that is an error. Errors name the file.
func Around(ctx context.Context, p Place, opt Options) (Neighbours, error) {
	n, err := p.around(ctx, p.Path, opt)
	if n.At >= 0 && err == nil || p.Text == "" || p.isPipe() {
		return n, err
	}
	searched := []string{p.Path}
	for _, name := range p.generations() {
		if ctx.Err() != nil {
			return n, ctx.Err()
		}
		searched = append(searched, name)
		if other, wrong := p.around(ctx, name, opt); wrong == nil && other.At >= 0 {
			return other, nil
		}
	}
	missing := errors.Is(err, fs.ErrNotExist)
	if err != nil && !missing && !errors.Is(err, errShort) || missing && len(searched) == 1 { // the log is not of this host
		return n, err
	}
	return Neighbours{At: -1, Searched: searched}, ctx.Err()
}

// around reads the place in one file; At is -1 where another line stands there.
func (p Place) around(ctx context.Context, name string, opt Options) (Neighbours, error) {
	none := Neighbours{At: -1}
	from := p
	from.Path = name
	data, start, info, err := from.read(ctx)
	if err != nil {
		return none, err
	}
	opt.All, opt.Since, opt.Until = true, time.Time{}, time.Time{}
	src := newSource(identify(info, opt), name, info.Inode, opt)
	in := piece{data: string(data), glogFile: src.glogFile, service: src.service}
	if start > 0 {
		src.line, in.inside = -1, true
	}
	items := src.take(opt.parser().parse(in), start, int64(len(data)))
	// The place may be a line that continues its message.
	at := sort.Search(len(items), func(i int) bool { return items[i].ev.Offset > p.Offset }) - 1
	first := max(0, at-p.Before)
	n := Neighbours{At: at - first, File: name, Copied: p.Inode != 0 && info.Inode != p.Inode}
	if at < 0 || !p.is(items[at].ev) {
		n.At = -1
	}
	for _, it := range items[first:min(len(items), max(at, 0)+1+p.After)] {
		n.Events = append(n.Events, it.ev)
	}
	return n, ctx.Err()
}

// is tells whether an event is the line of the place: by the first line of its text,
// which does not depend on where its file ended when it was read.
func (p Place) is(e *mesoswatch.Event) bool {
	if p.Text == "" {
		return true
	}
	text, _, _ := strings.Cut(p.Text, "\n")
	now, _, _ := strings.Cut(e.Raw, "\n")
	return e.Offset == p.Offset && Recorded{Text: strings.TrimSuffix(text, "\r"), Cut: true}.fits(strings.TrimSuffix(now, "\r"))
}

func (p Place) isPipe() bool {
	st, err := os.Stat(p.Path)
	return p.Path == "-" || strings.Contains(p.Path, "://") || err == nil && st.Mode()&os.ModeNamedPipe != 0
}

// generations are the other files of a log, that with the inode first, the newest
// before the older ones.
func (p Place) generations() []string {
	type generation struct {
		name string
		same bool
		at   time.Time
	}
	dirs := []string{filepath.Dir(p.Path)}
	here, _ := os.Stat(p.Path)
	if target, err := filepath.EvalSymlinks(p.Path); err == nil && filepath.Dir(target) != dirs[0] {
		dirs = append(dirs, filepath.Dir(target))
	}
	var all []generation
	for _, dir := range dirs {
		for _, e := range list(dir) {
			full := filepath.Join(dir, e)
			st, err := os.Lstat(full) // links lead to files that are listed themselves
			if err != nil || !st.Mode().IsRegular() || here != nil && os.SameFile(st, here) {
				continue
			}
			if same := p.Inode != 0 && inodeOf(st) == p.Inode; same || strings.HasPrefix(e, stem(p.Path)) {
				all = append(all, generation{full, same, st.ModTime()})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b generation) int {
		if a.same != b.same {
			if a.same {
				return -1
			}
			return 1
		}
		return b.at.Compare(a.at)
	})
	var names []string
	for _, g := range all[:min(len(all), maxGenerations)] {
		names = append(names, g.name)
	}
	return names
}

// read reads the bytes around the place, from the beginning of a line.
func (p Place) read(ctx context.Context) (data []byte, from int64, info follow.FileInfo, err error) {
	if strings.Contains(p.Path, "://") {
		return nil, 0, info, fmt.Errorf("%q is read over the network: no file here has it", p.Path)
	}
	if p.isPipe() {
		return nil, 0, info, fmt.Errorf("%q is a pipe: what came through it was not kept", p.Path)
	}
	r, info, err := follow.Open(p.Path)
	if err != nil {
		return nil, 0, info, advise(err)
	}
	defer r.Close()
	from = max(0, p.Offset-aroundBytes)
	if data, err = readFrom(ctx, r, from, p.Offset-from+aroundBytes); err != nil {
		return nil, 0, info, fmt.Errorf("reading around byte %d of %q: %w", p.Offset, p.Path, err)
	}
	if from > 0 { // begin behind the first line break
		cut := bytes.IndexByte(data, '\n') + 1
		data, from = data[cut:], from+int64(cut)
	}
	return data, from, info, nil
}

// errShort: the file has become shorter, or another has taken its name.
var errShort = errors.New("the file ends before it; it may have been rotated since")

// readFrom reads n bytes from an offset of what may not be seekable.
func readFrom(ctx context.Context, r io.Reader, from, n int64) ([]byte, error) {
	if s, ok := r.(io.Seeker); ok {
		if _, err := s.Seek(from, io.SeekStart); err != nil {
			return nil, err
		}
	} else if _, err := io.CopyN(io.Discard, untilDone{ctx, r}, from); err != nil {
		if errors.Is(err, io.EOF) {
			err = errShort
		}
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(r, n))
	if err == nil && len(data) == 0 {
		err = errShort
	}
	return data, err
}

// untilDone is a reader that ends with its context.
type untilDone struct {
	ctx context.Context
	io.Reader
}

func (u untilDone) Read(b []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.Reader.Read(b)
}
