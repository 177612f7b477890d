package ask

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// recordMost bounds the records after the first, which tell of one task, agent
// or framework each.
const recordMost = 64 * megabyte

var errFraming = errors.New("not RecordIO")

// frames reads RecordIO: a decimal length, a line feed, so many bytes, and so on
// (3rdparty/stout/include/stout/recordio.hpp).
type frames struct {
	from *bufio.Reader
	most int64 // of the next record
	left int64 // of this one
	err  error
}

// next skips what is left and answers the length of the next record; io.EOF only
// between two records.
func (f *frames) next() (int64, error) {
	if f.err != nil {
		return 0, f.err
	}
	if _, err := io.Copy(io.Discard, f); err != nil {
		return 0, err
	}
	n, err := f.length()
	if err == nil && n > f.most {
		err = fmt.Errorf("%w: a record of %d bytes, more than %d", errTooLarge, n, f.most)
	}
	f.err, f.left, f.most = err, n, recordMost
	return n, err
}

// length reads the line in front of a record: 1 to 19 digits that do not begin
// with 0, as nothing is empty here.
func (f *frames) length() (int64, error) {
	var n int64
	for digits := 0; ; digits++ {
		c, err := f.from.ReadByte()
		switch {
		case err == io.EOF && digits > 0:
			return 0, io.ErrUnexpectedEOF
		case err != nil:
			return 0, err
		case c == '\n' && digits > 0:
			return n, nil
		case c < '0' || c > '9' || digits == 18 || (c == '0' && digits == 0):
			return 0, fmt.Errorf("%w: %q where the length of a record was expected", errFraming, rune(c))
		}
		n = 10*n + int64(c-'0')
	}
}

// Read reads on in this record, up to its end.
func (f *frames) Read(p []byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	if f.left == 0 {
		return 0, io.EOF
	}
	n, err := f.from.Read(p[:min(int64(len(p)), f.left)])
	f.left -= int64(n)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	f.err = err
	return n, err
}
