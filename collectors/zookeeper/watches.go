package zookeeper

import (
	"encoding/binary"
	"errors"
	"sync"
)

// kinds of watches on one znode, as bits.
type kinds uint8

const (
	watchData kinds = 1 << iota
	watchExists
	watchChildren
)

// Types of watch events (Watcher.java).
const (
	eventCreated  = 1
	eventDeleted  = 2
	eventData     = 3
	eventChildren = 4
)

// errUnasked ends a connection: who tells what nobody asked for is no ZooKeeper.
var errUnasked = errors.New("a watch event although nothing of the kind is watched")

// watches are those of one session, over all of its connections: the client
// library sets them again when it has to reconnect.
type watches struct {
	woken chan<- struct{} // has room for one

	mu    sync.Mutex
	armed map[string]kinds // set and not yet fired, by path
	asked map[string]kinds // ever set, but for what forget took out
	sasl  bool             // the server wants a SASL login
}

func newWatches(woken chan<- struct{}) *watches {
	return &watches{woken: woken, armed: make(map[string]kinds), asked: make(map[string]kinds)}
}

// arm tells whether a watch has to be set, and takes it for set: the library
// keeps a channel for each time one is, whether it fires or not.
func (w *watches) arm(path string, k kinds) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.armed[path]&k != 0 {
		return false
	}
	w.armed[path] |= k
	w.asked[path] |= k
	return true
}

// disarm is for a watch that was not set after all.
func (w *watches) disarm(path string, k kinds) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clear(path, k)
}

func (w *watches) clear(path string, k kinds) {
	if w.armed[path] &^= k; w.armed[path] == 0 {
		delete(w.armed, path)
	}
}

// event takes the body of a watch event, and answers an error for one that was
// not asked for. A server may tell of one thing twice: where two watches were.
func (w *watches) event(body []byte) error {
	walk := &walk{left: body}
	what := walk.int()
	walk.skip(4) // the state of the session
	n := walk.int()
	if walk.bad || n != len(walk.left) {
		return errShort
	}
	path := string(walk.left)
	var fired kinds
	switch what {
	case eventCreated:
		fired = watchExists
	case eventData:
		fired = watchData | watchExists
	case eventChildren:
		fired = watchChildren
	case eventDeleted:
		fired = watchData | watchExists | watchChildren
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.asked[path]&fired == 0 {
		return errUnasked
	}
	w.clear(path, fired)
	w.wake()
	return nil
}

// expired is called when the session is no more and its watches with it.
func (w *watches) expired() {
	w.mu.Lock()
	defer w.mu.Unlock()
	clear(w.armed)
	w.wake()
}

func (w *watches) wake() {
	select {
	case w.woken <- struct{}{}:
	default:
	}
}

// forget drops what was asked about znodes that are no more, for candidates to
// come and go for years.
func (w *watches) forget(still func(path string) bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for path := range w.asked {
		if w.armed[path] == 0 && !still(path) {
			delete(w.asked, path)
		}
	}
}

// codeSASL is KeeperException's SESSIONCLOSEDREQUIRESASLAUTH (3.6 and later).
const codeSASL = -124

// refused notes what the code in the header of an answer tells of the server.
func (w *watches) refused(header []byte) {
	if int32(binary.BigEndian.Uint32(header[12:])) != codeSASL {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sasl = true
}

func (w *watches) wantsSASL() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.sasl
}
