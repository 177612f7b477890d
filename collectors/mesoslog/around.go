package mesoslog

import (
	"bytes"
	"context"
	"fmt"
	"io"
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
	r, info, err := follow.Open(p.Path)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	from := max(0, p.Offset-aroundBytes)
	data, err := readFrom(r, from, p.Offset-from+aroundBytes)
	if err != nil {
		return nil, fmt.Errorf("reading around byte %d of %q: %w", p.Offset, p.Path, err)
	}
	if from > 0 { // begin behind the first line break
		cut := bytes.IndexByte(data, '\n') + 1
		data, from = data[cut:], from+int64(cut)
	}
	opt.All, opt.Since, opt.Until = true, time.Time{}, time.Time{}
	src := newSource(identify(info, opt), p.Path, info.Inode, opt)
	if from > 0 {
		src.line = -1
	}
	out := opt.parser().parse(piece{data: string(data), glogFile: src.glogFile, service: src.service})
	items := src.take(out, from, int64(len(data)))
	at := len(items)
	for i, it := range items {
		if it.ev.Offset >= p.Offset {
			at = i
			break
		}
	}
	var events []*mesoswatch.Event
	for _, it := range items[max(0, at-p.Before):min(len(items), at+1+p.After)] {
		events = append(events, it.ev)
	}
	return events, ctx.Err()
}

// readFrom reads n bytes from an offset of what may not be seekable.
func readFrom(r io.Reader, from, n int64) ([]byte, error) {
	if s, ok := r.(io.Seeker); ok {
		if _, err := s.Seek(from, io.SeekStart); err != nil {
			return nil, err
		}
	} else if _, err := io.CopyN(io.Discard, r, from); err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(r, n))
}
