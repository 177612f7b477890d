package zookeeper

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// Operations of ZooKeeper's protocol that may be sent (ZooDefs.java): none of
// them changes a znode. opSetWatches sets watches again after a reconnect.
const (
	opExists     = 3
	opGetData    = 4
	opGetACL     = 6
	opPing       = 11
	opChildren2  = 12
	opClose      = -11
	opAuth       = 100
	opSetWatches = 101
)

func readOnly(op int32) bool {
	switch op {
	case opExists, opGetData, opGetACL, opPing, opChildren2, opClose, opAuth, opSetWatches:
		return true
	}
	return false
}

// maxFrame bounds a message of a server, in bytes; ZooKeeper's own bound for a
// znode is 1 MB, and only a list of children can be longer.
const maxFrame = 4 << 20

// guard stands between the client library and the network. Outwards it lets only
// reading operations pass. Inwards it takes whole messages and checks every
// length in them first: the library trusts these, so that a hostile server could
// make it allocate gigabytes, panic on a time-out of zero, or wait for ever in
// the middle of a message. It also knows what is watched.
type guard struct {
	net.Conn
	watches  *watches
	patience time.Duration // for the server's hello; the library would wait for minutes
	// ungreeted is told why the connection ended before a hello.
	ungreeted func(error)

	mu    sync.Mutex
	under map[int32]int32 // operations under way, by xid
	hello bool            // our hello is sent

	greeted bool   // the server's hello has come; only Read uses it
	in      []byte // checked and not yet handed on; only Read uses it
}

// Write takes one whole message, as the library writes them.
func (g *guard) Write(p []byte) (int, error) {
	if len(p) < 12 || int(binary.BigEndian.Uint32(p)) != len(p)-4 {
		return 0, errors.New("not a ZooKeeper message")
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.hello {
		g.hello = true
		return g.Conn.Write(p)
	}
	xid, op := int32(binary.BigEndian.Uint32(p[4:])), int32(binary.BigEndian.Uint32(p[8:]))
	if !readOnly(op) {
		return 0, fmt.Errorf("ZooKeeper operation %d is not a reading one", op)
	}
	if xid >= 0 {
		if g.under == nil {
			g.under = make(map[int32]int32)
		}
		g.under[xid] = op
	}
	return g.Conn.Write(p)
}

// Read hands on checked messages; what does not check ends the connection.
func (g *guard) Read(p []byte) (int, error) {
	if len(g.in) == 0 {
		greeted := g.greeted
		m, err := g.message()
		if err != nil {
			if !greeted {
				g.ungreeted(err)
			}
			g.Close()
			return 0, err
		}
		g.in = m
	}
	n := copy(p, g.in)
	g.in = g.in[n:]
	return n, nil
}

func (g *guard) message() ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(g.Conn, head[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(head[:])
	if n > maxFrame {
		return nil, fmt.Errorf("a message of %d bytes: no ZooKeeper, or too many znodes", n)
	}
	m := make([]byte, 4+n)
	copy(m, head[:])
	if _, err := io.ReadFull(g.Conn, m[4:]); err != nil {
		return nil, err
	}
	if !g.greeted {
		g.greeted = true
		alive, err := checkHello(m[4:])
		if err == nil && !alive {
			g.watches.expired()
		}
		return m, err
	}
	return m, g.check(m[4:])
}

// SetReadDeadline lets the library wait for the hello only as long as we do.
func (g *guard) SetReadDeadline(t time.Time) error {
	if longest := time.Now().Add(g.patience); !g.greeted && (t.IsZero() || t.After(longest)) {
		t = longest
	}
	return g.Conn.SetReadDeadline(t)
}

func (g *guard) check(body []byte) error {
	if len(body) < 16 {
		return errShort
	}
	xid, failed := int32(binary.BigEndian.Uint32(body)), binary.BigEndian.Uint32(body[12:]) != 0
	switch {
	case xid == -1:
		return g.watches.event(body[16:])
	case xid < 0:
		return nil // the answer to a ping
	}
	g.mu.Lock()
	op, known := g.under[xid]
	delete(g.under, xid)
	g.mu.Unlock()
	if !known {
		return errors.New("an answer to nothing that was asked")
	}
	if failed {
		g.watches.refused(body)
		return nil
	}
	return checkReply(op, body[16:])
}
