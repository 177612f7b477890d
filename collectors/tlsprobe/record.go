package tlsprobe

import (
	"errors"
	"fmt"
	"io"
)

// Bounds of what is read of a server.
const (
	maxRecord  = 16<<10 + 2<<10 // RFC 5246, 6.2.3; one that is larger is none
	maxRecords = 256            // empty ones are allowed, endlessly
	maxFlight  = 128 << 10
)

// Types of records.
const (
	recordAlert       = 21
	recordApplication = 23
)

// foreign is what a server answers that does not speak TLS: its first bytes.
type foreign struct{ said []byte }

func (f *foreign) Error() string { return fmt.Sprintf("it does not speak TLS: it answers %q", f.said) }

// alert is what a server refuses with.
type alert struct{ what byte }

const alertFatal = 2

// Descriptions of alerts that mean: not this version, none of these suites.
const (
	alertClose        = 0
	alertHandshake    = 40
	alertIllegal      = 47
	alertVersion      = 70
	alertInsufficient = 71
)

// refuses tells whether it is about what was offered, and not about the server's
// own troubles.
func (a *alert) refuses() bool {
	switch a.what {
	case alertClose, alertHandshake, alertIllegal, alertVersion, alertInsufficient:
		return true
	}
	return false
}

func (a *alert) Error() string { return fmt.Sprintf("it answers with alert %d", a.what) }

// errClosed is a connection that ends before the server has said anything.
var errClosed = errors.New("it closes the connection without a word")

// records takes the records of a server apart, within the bounds.
type records struct {
	from  io.Reader
	read  int // bytes
	count int
}

// next reads one record. Its errors: *foreign and errClosed for the first record,
// others for what is broken.
func (r *records) next() (kind byte, body []byte, err error) {
	if r.count++; r.count > maxRecords {
		return 0, nil, fmt.Errorf("more than %d records in one answer", maxRecords)
	}
	var head [5]byte
	n, err := io.ReadFull(r.from, head[:])
	if n == 0 && err != nil && !late(err) && r.read == 0 {
		return 0, nil, errClosed
	}
	if n > 0 && r.read == 0 && !begins(head[:n]) {
		return 0, nil, &foreign{said: head[:n]}
	}
	r.read += n
	switch {
	case err == nil:
	case n == 0 && !late(err):
		return 0, nil, errors.New("it closes the connection before its answer is whole")
	default:
		return 0, nil, short("the head of a record", err)
	}
	size := int(head[3])<<8 | int(head[4])
	if !begins(head[:]) || size > maxRecord {
		return 0, nil, fmt.Errorf("a record of type %d, version %d.%d and %d bytes, which cannot be", head[0], head[1], head[2], size)
	}
	if r.read += size; r.read > maxFlight {
		return 0, nil, fmt.Errorf("an answer of more than %d bytes", maxFlight)
	}
	body = make([]byte, size)
	if _, err := io.ReadFull(r.from, body); err != nil {
		return 0, nil, short("a record", err)
	}
	return head[0], body, nil
}

// begins tells whether bytes can be the beginning of a record.
func begins(b []byte) bool {
	return b[0] >= 20 && b[0] <= recordApplication && (len(b) < 2 || b[1] == 3) && (len(b) < 3 || b[2] <= 4)
}

// short is the error of an answer that ends in the middle.
func short(of string, err error) error {
	if late(err) {
		return fmt.Errorf("waiting for the rest of %s: %w", of, err)
	}
	return fmt.Errorf("it closes the connection in the middle of %s", of)
}

func late(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}
