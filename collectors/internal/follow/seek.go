package follow

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"
)

// seekSlack is how much out of order lines may be, in bytes, for SeekTime still
// to find the first of them.
const seekSlack = 64 << 10

// SeekTime answers the offset of the first line at or after t, by bisection.
// timeOf tells the time of a line, false if it has none. Lines are expected in
// order but for a small disorder (64 KiB); there it begins a little earlier. A
// file whose lines have no time is read from its start; with nothing at or
// after t the answer is the end of the last whole line.
func SeekTime(r io.ReaderAt, size int64, t time.Time, timeOf func(line []byte) (time.Time, bool)) (int64, error) {
	s := timeSeeker{r: r, size: size, t: t, timeOf: timeOf, buf: make([]byte, seekSlack)}
	lo, hi := int64(0), size // the answer lies in [lo,hi]
	known := false
	for hi-lo > seekSlack {
		mid := lo + (hi-lo)/2
		at, end, before, err := s.probe(mid, hi)
		if err != nil {
			return 0, err
		}
		switch {
		case at < 0: // no line with a time in [mid,hi): the answer is before it
			hi = mid
		case before:
			lo, known = end, true
		default:
			hi, known = mid, true
		}
	}
	return s.settle(max(0, lo-seekSlack), lo, known)
}

type timeSeeker struct {
	r      io.ReaderAt
	size   int64
	t      time.Time
	timeOf func([]byte) (time.Time, bool)
	buf    []byte
}

// probe finds the first line with a time that begins behind from and before
// limit. It answers where it begins (-1: none), where it ends, and whether it
// is before the time sought.
func (s *timeSeeker) probe(from, limit int64) (at, end int64, before bool, err error) {
	at = -1
	err = s.lines(from, func(offset int64, line []byte) bool {
		if offset >= limit {
			return false
		}
		when, ok := s.timeOf(line)
		if !ok {
			return true
		}
		at, end, before = offset, offset+int64(len(line))+1, when.Before(s.t)
		return false
	})
	return at, end, before, err
}

// settle goes forward from start to the first line at or after the time. If no
// line of the whole file has a time, it answers 0.
func (s *timeSeeker) settle(start, lo int64, known bool) (int64, error) {
	at, last := int64(-1), lo
	err := s.lines(start, func(offset int64, line []byte) bool {
		last = offset + int64(len(line)) + 1
		when, ok := s.timeOf(line)
		known = known || ok
		if ok && !when.Before(s.t) {
			at = offset
			return false
		}
		return true
	})
	switch {
	case err != nil:
		return 0, err
	case !known:
		return 0, nil
	case at >= 0:
		return at, nil
	}
	return min(last, s.size), nil
}

// lines gives the whole lines that begin behind from (at it, for 0) until f
// answers false. A line longer than the buffer is given by its beginning, its
// rest is passed over.
func (s *timeSeeker) lines(from int64, f func(offset int64, line []byte) bool) error {
	skip := from > 0 // the line that from is in
	if skip {
		from-- // unless from is a line start
	}
	for pos := from; pos < s.size; {
		n, err := s.r.ReadAt(s.buf[:min(int64(len(s.buf)), s.size-pos)], pos)
		if n == 0 {
			if err == nil || errors.Is(err, io.EOF) {
				return nil
			}
			return fmt.Errorf("seeking a time at offset %d: %w", pos, err)
		}
		whole := bytes.LastIndexByte(s.buf[:n], '\n') + 1
		if whole == 0 {
			if !skip && n == len(s.buf) && !f(pos, s.buf[:n]) {
				return nil
			}
			skip = true
			pos += int64(n)
			continue
		}
		for rest := s.buf[:whole]; len(rest) > 0; {
			i := bytes.IndexByte(rest, '\n')
			if !skip && !f(pos+int64(whole-len(rest)), rest[:i]) {
				return nil
			}
			skip = false
			rest = rest[i+1:]
		}
		pos += int64(whole)
	}
	return nil
}
