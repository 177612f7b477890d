// Package replay is the collector of recordings: in come the JSON Lines a
// mesoswatch.Recorder wrote, out go the same records, but for findings and
// verdicts, which are judged afresh.
package replay

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Recording reads one recording, packed with gzip or not. Errors are Permanent and name the file and line.
// A last line that was being written when its program was ended is no error.
type Recording struct {
	Path string
	// R is read instead of Path when set.
	R io.Reader
	// Read, when set, counts bytes read; it may be looked at while Run runs.
	Read *atomic.Int64
	// Cut, when set, is told of a last line that is cut.
	Cut func(error)
}

// BrokenError says which lines are no records; the others have been read.
type BrokenError struct{ Errs []error }

func (e *BrokenError) Error() string { return errors.Join(e.Errs...).Error() }

// Unwrap gives what is wrong with each line.
func (e *BrokenError) Unwrap() []error { return e.Errs }

// Told says that a Health was emitted: at the time of the last record, not of
// today.
func (e *BrokenError) Told() bool { return true }

// Name names the collector.
func (r Recording) Name() string { return "replay" }

// Run emits the records in their order.
func (r Recording) Run(ctx context.Context, emit mesoswatch.Emit) error {
	in := r.R
	if in == nil {
		f, err := os.Open(r.Path)
		if err != nil {
			return mesoswatch.Permanent(fmt.Errorf("opening recording: %w", err))
		}
		defer f.Close()
		in = f
	}
	if r.Read != nil {
		in = &counted{in, r.Read}
	}
	in, err := Unpacked(bufio.NewReaderSize(in, 64<<10))
	if err != nil {
		return mesoswatch.Permanent(fmt.Errorf("recording %q: %w", r.Path, err))
	}
	var broken []error
	var last time.Time
	for rec, err := range mesoswatch.Records(in) {
		if errors.Is(err, mesoswatch.ErrCut) {
			if r.Cut != nil {
				r.Cut(fmt.Errorf("recording %q: %w", r.Path, err))
			}
			continue
		}
		if err != nil {
			if len(broken) < maxBroken {
				broken = append(broken, fmt.Errorf("recording %q: %w", r.Path, err))
			}
			continue
		}
		if rec.Finding != nil || rec.Verdict != nil {
			continue
		}
		if err := emit(rec); err != nil {
			return nil // the pipeline has ended
		}
		if at := rec.At(); at.After(last) {
			last = at
		}
		if ctx.Err() != nil {
			return nil
		}
	}
	return r.tell(broken, last, emit)
}

// Unpacked reads what in holds, unpacked where it is packed with gzip.
func Unpacked(in *bufio.Reader) (io.Reader, error) {
	if head, _ := in.Peek(2); !bytes.Equal(head, []byte{0x1f, 0x8b}) {
		return in, nil
	}
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, fmt.Errorf("unpacking it: %w", err)
	}
	return z, nil
}

// tell reports broken lines. Where there is nothing else, whoever runs it does:
// there is no time to report them at.
func (r Recording) tell(broken []error, at time.Time, emit mesoswatch.Emit) error {
	if len(broken) == 0 {
		return nil
	}
	e := &BrokenError{broken}
	if at.IsZero() {
		return mesoswatch.Permanent(errors.Join(broken...))
	}
	h := mesoswatch.Health{At: at, Source: r.Path, Collector: r.Name(), Asked: mesoswatch.Asked(r.Path), Why: mesoswatch.Mask(e.Error())}
	if emit(mesoswatch.Record{Health: &h}) != nil {
		return nil
	}
	return mesoswatch.Permanent(e)
}

// counted counts what is read through it.
type counted struct {
	io.Reader
	n *atomic.Int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// maxBroken is how many broken lines are named.
const maxBroken = 10
