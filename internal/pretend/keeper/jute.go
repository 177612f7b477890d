package keeper

import (
	"encoding/binary"
	"errors"
)

// errShort is a message that ends before its fields do.
var errShort = errors.New("short message")

// reader takes fields from a message, as jute lays them out.
type reader struct {
	b   []byte
	err error
}

func (r *reader) take(n int) []byte {
	if r.err != nil || n < 0 || len(r.b) < n {
		r.err = errShort
		return make([]byte, max(0, min(n, 8)))
	}
	taken := r.b[:n]
	r.b = r.b[n:]
	return taken
}

func (r *reader) int() int32   { return int32(binary.BigEndian.Uint32(r.take(4))) }
func (r *reader) long() int64  { return int64(binary.BigEndian.Uint64(r.take(8))) }
func (r *reader) bool() bool   { return r.take(1)[0] != 0 }
func (r *reader) text() string { return string(r.bytes()) }

// bytes with their length in front; -1 is none.
func (r *reader) bytes() []byte {
	n := r.int()
	if n < 0 || r.err != nil {
		return nil
	}
	return r.take(int(n))
}

// writer lays fields out.
type writer struct{ b []byte }

func (w *writer) int(n int32)   { w.b = binary.BigEndian.AppendUint32(w.b, uint32(n)) }
func (w *writer) long(n int64)  { w.b = binary.BigEndian.AppendUint64(w.b, uint64(n)) }
func (w *writer) text(s string) { w.bytes([]byte(s)) }

func (w *writer) bytes(b []byte) {
	w.int(int32(len(b)))
	w.b = append(w.b, b...)
}

func (w *writer) bool(is bool) {
	if is {
		w.b = append(w.b, 1)
	} else {
		w.b = append(w.b, 0)
	}
}

// framed is the message with its length in front.
func (w *writer) framed() []byte {
	return append(binary.BigEndian.AppendUint32(nil, uint32(len(w.b))), w.b...)
}
