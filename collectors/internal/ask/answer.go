package ask

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
)

// Answer is what came back. With an error it holds what was read up to then.
type Answer struct {
	Status      int
	ContentType string
	// Body is unpacked. It is not kept beyond its bound.
	Body []byte
	// Wire is how many bytes of body travelled.
	Wire int64
	// Took is the time from the request to the last byte.
	Took time.Duration
}

var (
	errTooLarge = errors.New("too large")
	errPacked   = errors.New("not in the gzip form it claims")
)

// Decode reads the JSON document into v; what does not fit is a Garbage *Error.
func (a Answer) Decode(v any) error {
	if err := json.Unmarshal(a.Body, v); err != nil {
		return &Error{Kind: Garbage, Status: a.Status, Err: err}
	}
	return nil
}

// checkJSON refuses what is no JSON document. The content type is named because
// it tells who answered (a login page, a proxy); a missing one is let pass.
func (a Answer) checkJSON() error {
	kind, _, err := mime.ParseMediaType(a.ContentType)
	if a.ContentType != "" && (err != nil || !strings.HasSuffix(kind, "json")) {
		return fmt.Errorf("content type %q where JSON was expected", clip(a.ContentType))
	}
	if len(bytes.TrimSpace(a.Body)) == 0 {
		return errors.New("an empty body where JSON was expected")
	}
	if !json.Valid(a.Body) {
		return errors.New("a body that is not JSON")
	}
	return nil
}

// read takes in the body up to most bytes, packed or unpacked.
func read(resp *http.Response, most int64) (Answer, error) {
	a := Answer{Status: resp.StatusCode, ContentType: resp.Header.Get("Content-Type")}
	if a.Status != http.StatusOK {
		most = min(most, maxHeader) // only a few words are of interest
	}
	wire := &counter{from: io.LimitReader(resp.Body, most+1)}
	var from io.Reader = wire
	var err error
	if strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") {
		from, err = gzip.NewReader(wire)
	}
	if err == nil {
		a.Body, err = io.ReadAll(io.LimitReader(from, most+1))
	}
	a.Wire = wire.n
	if wire.n > most || int64(len(a.Body)) > most {
		a.Body = nil
		return a, fmt.Errorf("%w: more than %d bytes", errTooLarge, most)
	}
	if badPacking(err) {
		err = errPacked
	}
	return a, err
}

func badPacking(err error) bool {
	var corrupt flate.CorruptInputError
	return errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || errors.Is(err, io.EOF) || errors.As(err, &corrupt)
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
