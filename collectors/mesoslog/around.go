package mesoslog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// Place is a line in a file and how many messages around it are wanted.
type Place struct {
	Path          string
	Offset        int64
	Before, After int
}

// aroundBytes is how far back and forth the neighbours of a line are looked for.
const aroundBytes = 256 << 10

// Around reads the messages before and behind a place in a log, recognised or
// not, the one at the place among them. Errors name the file.
func Around(ctx context.Context, p Place, opt Options) ([]*mesoswatch.Event, error) {
	data, from, info, err := p.read(ctx)
	if err != nil {
		return nil, err
	}
	opt.All, opt.Since, opt.Until = true, time.Time{}, time.Time{}
	src := newSource(identify(info, opt), p.Path, info.Inode, opt)
	in := piece{data: string(data), glogFile: src.glogFile, service: src.service}
	if from > 0 {
		src.line, in.inside = -1, true
	}
	items := src.take(opt.parser().parse(in), from, int64(len(data)))
	// The place may be a line that continues its message.
	at := sort.Search(len(items), func(i int) bool { return items[i].ev.Offset > p.Offset }) - 1
	var events []*mesoswatch.Event
	for _, it := range items[max(0, at-p.Before):min(len(items), max(at, 0)+1+p.After)] {
		events = append(events, it.ev)
	}
	return events, ctx.Err()
}

// read reads the bytes around the place, from the beginning of a line.
func (p Place) read(ctx context.Context) (data []byte, from int64, info follow.FileInfo, err error) {
	if st, err := os.Stat(p.Path); err == nil && st.Mode()&os.ModeNamedPipe != 0 || p.Path == "-" {
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
