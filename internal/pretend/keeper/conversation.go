package keeper

import (
	"encoding/binary"
	"io"
	"net"
	"sync"
	"time"
)

// Operations of the client protocol that are answered, and a few numbers beside.
const (
	opExists       = 3
	opGetData      = 4
	opGetACL       = 6
	opGetChildren  = 8
	opSync         = 9
	opPing         = 11
	opGetChildren2 = 12
	opAuth         = 100
	opSetWatches   = 101
	opClose        = -11

	xidWatch = -1
	errOK    = 0
	errNode  = -101
	// errUnimplemented is what a client gets who wants to write.
	errUnimplemented = -6
)

// What a watch is told.
const (
	created  = int32(1)
	deleted  = int32(2)
	children = int32(4)
)

// messageCap is more than any request here needs (jute.maxbuffer is 1 MB).
const messageCap = 1 << 16

// conversation with one client.
type conversation struct {
	server  *server
	conn    net.Conn
	timeout time.Duration

	mu      sync.Mutex // of writing
	watched map[string]map[int32]bool
}

// converse speaks the client protocol until the client is done.
func (s *server) converse(conn net.Conn, first [4]byte) {
	c := &conversation{server: s, conn: conn, watched: make(map[string]map[int32]bool)}
	body, err := c.body(first)
	if err != nil || !c.connect(body) {
		return
	}
	t := &s.ensemble.tree
	t.mu.Lock()
	t.watchers[c] = struct{}{}
	t.mu.Unlock()
	defer func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.watchers, c)
	}()
	for {
		_ = conn.SetDeadline(time.Now().Add(c.timeout))
		var length [4]byte
		if _, err := io.ReadFull(conn, length[:]); err != nil {
			return
		}
		body, err := c.body(length)
		if err != nil || !c.answer(body) {
			return
		}
	}
}

func (c *conversation) body(length [4]byte) ([]byte, error) {
	n := binary.BigEndian.Uint32(length[:])
	if n > messageCap {
		return nil, errShort
	}
	body := make([]byte, n)
	_, err := io.ReadFull(c.conn, body)
	return body, err
}

// connect answers the request that begins a session.
func (c *conversation) connect(body []byte) bool {
	r := &reader{b: body}
	r.int()  // protocol
	r.long() // the last transaction it has seen
	timeout := max(4000, min(40_000, r.int()))
	session := r.long()
	if r.bytes(); r.err != nil {
		return false
	}
	t := &c.server.ensemble.tree
	t.mu.Lock()
	switch {
	case session == 0:
		session = t.session()
	case session <= t.expired:
		session, timeout = 0, 0 // the client has to begin anew
	}
	t.mu.Unlock()
	c.timeout = time.Duration(timeout) * time.Millisecond
	w := &writer{}
	w.int(0)
	w.int(timeout)
	w.long(session)
	w.bytes(make([]byte, 16))
	w.bool(false)
	return c.send(w) && session != 0
}

func (c *conversation) send(w *writer) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, err := c.conn.Write(w.framed())
	return err == nil
}

// answer does one request; false ends the conversation.
func (c *conversation) answer(body []byte) bool {
	r := &reader{b: body}
	xid, op := r.int(), r.int()
	if r.err != nil {
		return false
	}
	t := &c.server.ensemble.tree
	t.mu.Lock()
	reply := &writer{}
	code := c.do(op, r, reply)
	zxid := t.zxid
	t.mu.Unlock()
	w := &writer{}
	w.int(xid)
	w.long(zxid)
	w.int(code)
	if code == errOK {
		w.b = append(w.b, reply.b...)
	}
	return r.err == nil && c.send(w) && op != opClose
}

// do is the operation; the caller holds the tree's lock.
func (c *conversation) do(op int32, r *reader, w *writer) (code int32) {
	t := &c.server.ensemble.tree
	switch op {
	case opPing, opAuth, opClose:
		return errOK
	case opSetWatches:
		c.setWatches(r)
		return errOK
	case opSync:
		w.text(r.text())
		return errOK
	case opExists, opGetData, opGetACL, opGetChildren, opGetChildren2:
	default:
		return errUnimplemented
	}
	path := r.text()
	watch := op != opGetACL && r.bool()
	n := t.nodes[path]
	if watch {
		c.watch(path, op, n != nil)
	}
	if n == nil {
		return errNode
	}
	t.tell(op, path, n, w)
	return errOK
}

// tell is what a reading operation answers of a node; the caller holds the lock.
func (t *tree) tell(op int32, path string, n *node, w *writer) {
	switch op {
	case opExists:
		t.stat(path, n, w)
	case opGetData:
		w.bytes(n.data)
		t.stat(path, n, w)
	case opGetACL:
		acl(w)
		t.stat(path, n, w)
	case opGetChildren, opGetChildren2:
		names := t.children(path)
		w.int(int32(len(names)))
		for _, name := range names {
			w.text(name)
		}
		if op == opGetChildren2 {
			t.stat(path, n, w)
		}
	}
}

// acl is world:anyone:cdrwa, which is what Mesos without ZooKeeper credentials
// leaves.
func acl(w *writer) {
	w.int(1)
	w.int(31)
	w.text("world")
	w.text("anyone")
}

// stat of a node; the caller holds the lock.
func (t *tree) stat(path string, n *node, w *writer) {
	w.long(n.czxid)
	w.long(n.mzxid)
	w.long(n.created)
	w.long(n.created)
	w.int(0) // version
	w.int(n.cversion)
	w.int(0) // of the ACL
	w.long(n.owner)
	w.int(int32(len(n.data)))
	w.int(int32(len(t.children(path))))
	w.long(n.pzxid)
}
