package zookeeper

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

var errShort = errors.New("a ZooKeeper message that is shorter than it says")

// statSize is what a Stat takes on the wire (zookeeper.jute).
const statSize = 68

// walk goes over a message in ZooKeeper's encoding without keeping any of it.
type walk struct {
	left []byte
	bad  bool
}

func (w *walk) skip(n int) {
	if n < 0 || n > len(w.left) {
		w.bad, w.left = true, nil
		return
	}
	w.left = w.left[n:]
}

func (w *walk) int() int {
	if len(w.left) < 4 {
		w.skip(4)
		return 0
	}
	n := int(int32(binary.BigEndian.Uint32(w.left)))
	w.skip(4)
	return n
}

func (w *walk) text() { w.skip(w.int()) }

// buffer may be null, which is a length of -1.
func (w *walk) buffer() {
	if n := w.int(); n != -1 {
		w.skip(n)
	}
}

// vector calls one for each element; least is the size of the smallest one.
func (w *walk) vector(least int, one func()) {
	n := w.int()
	if n < 0 || n > len(w.left)/least {
		w.skip(-1)
	}
	for i := 0; i < n && !w.bad; i++ {
		one()
	}
}

// checkReply walks the answer to op, behind its header.
func checkReply(op int32, body []byte) error {
	w := &walk{left: body}
	switch op {
	case opExists:
		w.skip(statSize)
	case opGetData:
		w.buffer()
		w.skip(statSize)
	case opChildren2:
		w.vector(4, w.text)
		w.skip(statSize)
	case opGetACL:
		w.vector(12, func() { w.skip(4); w.text(); w.text() })
		w.skip(statSize)
	}
	if w.bad {
		return errShort
	}
	return nil
}

// checkHello walks the answer to the connect request. A session of 0 means that
// the old one has expired, and the rest of it nothing.
func checkHello(body []byte) (alive bool, err error) {
	const longest = time.Hour
	if len(body) < 20 || len(body) > 256 {
		return false, errors.New("not the greeting of a ZooKeeper")
	}
	limit := time.Duration(int32(binary.BigEndian.Uint32(body[4:]))) * time.Millisecond
	alive = binary.BigEndian.Uint64(body[8:]) != 0
	if alive && (limit < 100*time.Millisecond || limit > longest) {
		return false, fmt.Errorf("a session time-out of %v", limit)
	}
	w := &walk{left: body[16:]}
	if w.buffer(); w.bad {
		return false, errShort
	}
	return alive, nil
}
