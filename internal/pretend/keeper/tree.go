package keeper

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// tree of znodes. All times are of the wall.
type tree struct {
	mu       sync.Mutex
	nodes    map[string]*node
	zxid     int64
	sessions int64 // the newest
	expired  int64 // this one, and all before it
	replicas int   // sequence number of the next log replica
	watchers map[*conversation]struct{}
}

// node is one znode.
type node struct {
	data           []byte
	created, czxid int64 // milliseconds; transaction
	mzxid, pzxid   int64
	cversion       int32
	owner          int64 // session of an ephemeral one
	replica        string
}

// epoch of the ensemble's leader: the upper half of a transaction id.
const epoch = 4 << 32

// begin makes the tree of a cluster without masters.
func (t *tree) begin(now time.Time) {
	t.nodes, t.zxid, t.sessions = make(map[string]*node), epoch+0x1a0, 0x3000a7c41d20000
	t.watchers = make(map[*conversation]struct{})
	for _, path := range []string{"/", "/zookeeper", "/zookeeper/config", "/zookeeper/quota", Path, Path + "/log_replicas"} {
		t.create(path, &node{created: now.UnixMilli()})
	}
}

// create adds a node; the caller holds the lock, or nobody else knows the tree.
func (t *tree) create(path string, n *node) {
	t.zxid++
	n.czxid, n.mzxid, n.pzxid = t.zxid, t.zxid, t.zxid
	t.nodes[path] = n
	t.touch(path)
	t.fire(path, created)
}

func (t *tree) remove(path string) {
	t.zxid++
	delete(t.nodes, path)
	t.touch(path)
	t.fire(path, deleted)
}

// touch notes on the parent that it has another set of children.
func (t *tree) touch(path string) {
	if parent := t.nodes[parentOf(path)]; parent != nil && path != "/" {
		parent.cversion++
		parent.pzxid = t.zxid
	}
}

func parentOf(path string) string {
	if i := strings.LastIndexByte(path, '/'); i > 0 {
		return path[:i]
	}
	return "/"
}

// set makes these the candidates, with a session for each node, as Mesos has it.
func (t *tree) set(now []Candidate) {
	t.mu.Lock()
	defer t.mu.Unlock()
	wanted := make(map[string]Candidate)
	for _, c := range now {
		wanted[Path+"/"+c.Node] = c
	}
	for _, path := range slices.Sorted(maps.Keys(t.nodes)) {
		n := t.nodes[path] // nil when it went with its candidate
		if n != nil && n.owner != 0 && n.replica == "" {
			if c, stays := wanted[path]; !stays || string(c.Data) != string(n.data) {
				t.dismiss(path, n)
			}
		}
	}
	for _, path := range slices.Sorted(maps.Keys(wanted)) {
		if t.nodes[path] == nil {
			t.join(path, wanted[path])
		}
	}
}

func (t *tree) join(path string, c Candidate) {
	at := time.Now().UnixMilli()
	t.create(path, &node{data: c.Data, created: at, owner: t.session()})
	replica := fmt.Sprintf("%s/log_replicas/%010d", Path, t.replicas)
	t.replicas++
	t.create(replica, &node{data: []byte(c.Replica), created: at, owner: t.session(), replica: path})
}

func (t *tree) dismiss(path string, n *node) {
	t.remove(path)
	for _, other := range slices.Sorted(maps.Keys(t.nodes)) {
		if t.nodes[other].replica == path {
			t.remove(other)
		}
	}
}

// session is a new one; the caller holds the lock.
func (t *tree) session() int64 {
	t.sessions++
	return t.sessions
}

// expire ends all sessions there are.
func (t *tree) expire() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.expired = t.sessions
}

// children of a path, by name; the caller holds the lock.
func (t *tree) children(path string) []string {
	prefix := strings.TrimSuffix(path, "/") + "/"
	var names []string
	for p := range t.nodes {
		if rest, below := strings.CutPrefix(p, prefix); below && rest != "" && !strings.Contains(rest, "/") {
			names = append(names, rest)
		}
	}
	slices.Sort(names)
	return names
}

func (t *tree) counts() (nodes, ephemerals, size int, zxid int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for path, n := range t.nodes {
		size += len(path) + len(n.data)
		if n.owner != 0 {
			ephemerals++
		}
	}
	return len(t.nodes), ephemerals, size, t.zxid
}

// fire tells those who watch; the caller holds the lock.
func (t *tree) fire(path string, what int32) {
	for c := range t.watchers {
		c.changed(path, what)
	}
}
