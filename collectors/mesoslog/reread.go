package mesoslog

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// Recorded is a message as it was recorded, and the place it had then.
type Recorded struct {
	Path   string
	Inode  uint64
	Offset int64
	// Text as recorded, secrets masked.
	Text string
	// Cut: Text may be only the beginning of the message. It counts for long ones
	// only.
	Cut bool
}

// Reread is what stands there now.
type Reread struct {
	// Bytes of the message as they stand in File, without the last line break; nil
	// when they could not be read, and then Why says why.
	Bytes []byte
	File  string
	Why   string
}

// Why a message is not read again.
const (
	whyPipe    = "it came through a pipe, or from a source without files"
	whyOther   = "what stands at its place now is not what was recorded"
	whyApart   = "its lines do not stand together in the file"
	whyShorter = "the file ends before it"
	whyBack    = "it lies within another message of a compressed file"
)

const (
	maxReread = 2 << 20 // bytes of one message
	skipBelow = 1 << 20 // shorter ways to the next message are read, not jumped
	maxFolder = 20_000  // entries of a folder that are looked through
	longText  = 1000    // bytes that nobody guesses
)

// ReadAgain reads messages again from the files they came from, byte for byte. A
// file that was renamed is found by its inode in its folder. A message counts as
// found only where what stands there is, secrets masked, what was recorded: a
// record can come from anybody, and must not get anything out of this host that it
// does not know. The answers are in the order of the messages. The error is ctx's.
func ReadAgain(ctx context.Context, messages []Recorded) ([]Reread, error) {
	out := make([]Reread, len(messages))
	type file struct {
		path  string
		inode uint64
	}
	of := make(map[file][]int)
	for i, m := range messages {
		f := file{m.Path, m.Inode}
		of[f] = append(of[f], i)
	}
	for f, at := range of {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		slices.SortFunc(at, func(a, b int) int { return cmp.Compare(messages[a].Offset, messages[b].Offset) })
		g, why := openAgain(f.path, f.inode)
		for _, i := range at {
			if g == nil {
				out[i].Why = why
			} else if err := ctx.Err(); err != nil {
				g.r.Close()
				return nil, err
			} else {
				out[i] = g.read(messages[i])
			}
		}
		if g != nil {
			g.r.Close()
		}
	}
	return out, nil
}

// again is a file that is read for the second time, forward.
type again struct {
	name string
	r    io.ReadCloser
	seek io.Seeker // nil for a compressed one
	buf  *bufio.Reader
	at   int64
}

// openAgain opens the file with an inode, under its name or the one it has now.
func openAgain(path string, inode uint64) (*again, string) {
	if inode == 0 || path == "-" || strings.Contains(path, "://") {
		return nil, whyPipe
	}
	name, why := nameOf(path, inode)
	if name == "" {
		return nil, why
	}
	r, info, err := follow.Open(name)
	if err != nil {
		return nil, mesoswatch.Mask(advise(err).Error())
	}
	if info.Inode != inode {
		r.Close()
		return nil, "the file was rotated away just now"
	}
	g := &again{name: name, r: r, buf: bufio.NewReaderSize(r, 64<<10)}
	g.seek, _ = r.(io.Seeker)
	return g, ""
}

// nameOf finds what the file with an inode is called now; a rotated one stands in
// the folder of its path, or in that of what the path links to.
func nameOf(path string, inode uint64) (name, why string) {
	has := func(name string) bool {
		st, err := os.Stat(name)
		return err == nil && st.Mode().IsRegular() && inodeOf(st) == inode
	}
	if has(path) {
		return path, ""
	}
	dirs := []string{filepath.Dir(path)}
	if target, err := filepath.EvalSymlinks(path); err == nil && filepath.Dir(target) != dirs[0] {
		dirs = append(dirs, filepath.Dir(target))
	}
	var packed []string
	for _, dir := range dirs {
		entries := list(dir)
		for _, e := range entries {
			if full := filepath.Join(dir, e); has(full) {
				return full, ""
			} else if strings.HasSuffix(e, ".gz") && strings.HasPrefix(e, stem(path)) {
				packed = append(packed, full)
			}
		}
	}
	why = "the file is gone or was rotated away"
	if len(packed) > 0 {
		slices.Sort(packed)
		why += "; not looked into: " + strings.Join(packed[:min(3, len(packed))], ", ")
		if len(packed) > 3 {
			why += fmt.Sprintf(" and %d more", len(packed)-3)
		}
	}
	return "", why
}

func inodeOf(st os.FileInfo) uint64 {
	if s, ok := st.Sys().(*syscall.Stat_t); ok {
		return s.Ino
	}
	return 0
}

// stem is what the names of all generations of a log begin with.
func stem(path string) string {
	name := filepath.Base(path)
	if i := strings.IndexByte(name, '.'); i > 0 {
		return name[:i]
	}
	return name
}

// list gives the names in a folder; none where it cannot be read.
func list(dir string) []string {
	d, err := os.Open(dir)
	if err != nil {
		return nil
	}
	defer d.Close()
	names, _ := d.Readdirnames(maxFolder)
	return names
}

// read reads one message, which is not before the last.
func (g *again) read(m Recorded) Reread {
	if m.Text == "" {
		return Reread{Why: "its text was not recorded"}
	}
	if err := g.goTo(m.Offset); err != nil {
		if errors.Is(err, io.EOF) {
			return Reread{Why: whyShorter}
		}
		return Reread{Why: mesoswatch.Mask(err.Error())}
	}
	var text []byte
	lines := strings.Count(m.Text, "\n") + 1
	for range lines {
		part, err := g.line(maxReread - len(text))
		text = append(text, part...)
		if err != nil {
			break // the end, or a line that never ends: what was read decides
		}
	}
	text = trim(text)
	if !m.fits(string(text)) {
		if lines > 1 {
			return Reread{Why: whyApart}
		}
		return Reread{Why: whyOther}
	}
	return Reread{Bytes: text, File: g.name}
}

// fits tells whether text is the message that was recorded. Of a message whose end
// was not recorded, it is the lines that were.
func (m Recorded) fits(text string) bool {
	masked := mesoswatch.Mask(text)
	return masked == m.Text || strings.TrimSuffix(masked, "\r") == m.Text || m.Cut && len(m.Text) >= longText && strings.HasPrefix(masked, m.Text)
}

// goTo moves to an offset. io.EOF: the file is shorter.
func (g *again) goTo(offset int64) error {
	if way := offset - g.at; g.seek != nil && (way < 0 || way > skipBelow) {
		if _, err := g.seek.Seek(offset, io.SeekStart); err != nil {
			return err
		}
		g.buf.Reset(g.r)
		g.at = offset
	} else if way < 0 {
		return errors.New(whyBack)
	} else {
		n, err := io.CopyN(io.Discard, g.buf, way)
		if g.at += n; err != nil {
			return err
		}
	}
	_, err := g.buf.Peek(1)
	return err
}

// line reads a line, at most so many bytes of it.
func (g *again) line(most int) ([]byte, error) {
	var line []byte
	for {
		part, err := g.buf.ReadSlice('\n')
		g.at += int64(len(part))
		line = append(line, part...)
		if len(line) > most {
			return line[:most], bufio.ErrTooLong
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

func trim(b []byte) []byte { return bytes.TrimSuffix(b, []byte("\n")) }
