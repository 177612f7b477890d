package ask

import (
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// A body that unpacks to more than mostRatio times what travelled is a trap once
// it is longer than ratioFrom: the most repetitive of cluster states packs to
// about a hundredth, and nothing packs to less than a thousandth.
const (
	mostRatio = 400
	ratioFrom = 64 * megabyte
)

var (
	errTooLarge = errors.New("too large")
	errPacked   = errors.New("not in the gzip form it claims")
)

// body reads the body of an answer, unpacked and bounded. Its memory does not
// depend on its length.
type body struct {
	packed bool
	wire   *counter
	from   io.Reader // nil before the first read of a packed one
	n      int64     // unpacked
	most   int64
	err    error // what ended it, io.EOF too
}

func newBody(resp *http.Response, most int64) *body {
	b := &body{wire: &counter{from: resp.Body}, most: most}
	b.packed = strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip")
	if !b.packed {
		b.from = b.wire
	}
	return b
}

// Read hands on the next bytes; what is over the bound is never handed on.
func (b *body) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	if b.from == nil {
		from, err := gzip.NewReader(b.wire)
		if err != nil {
			return 0, b.end(err)
		}
		b.from = from
	}
	n, err := b.from.Read(p)
	b.n += int64(n)
	switch {
	case b.n > b.most || b.wire.n > b.most+maxHeader:
		b.err = fmt.Errorf("%w: more than %d bytes", errTooLarge, b.most)
		return 0, b.err
	case b.n > ratioFrom && b.n/mostRatio > b.wire.n:
		b.err = fmt.Errorf("%w: %d bytes that travelled unpack to more than %d", errTooLarge, b.wire.n, b.n)
		return 0, b.err
	case err == io.EOF:
		b.err = err
	case err != nil:
		b.end(err)
	}
	return n, b.err
}

// end notes what ended it. A packed body that ends before it began is none.
func (b *body) end(err error) error {
	var corrupt flate.CorruptInputError
	if errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || err == io.EOF || errors.As(err, &corrupt) {
		err = errPacked
	}
	b.err = err
	return err
}

// trouble is what ended it early, or nil.
func (b *body) trouble() error {
	if b.err == io.EOF {
		return nil
	}
	return b.err
}

// counter counts what passes.
type counter struct {
	from io.Reader
	n    int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += int64(n)
	return n, err
}
