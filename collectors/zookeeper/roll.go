package zookeeper

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"
)

// zxid numbers a transaction: the epoch counts elections, the counter
// transactions since (server/quorum/Leader.java).
type zxid struct{ epoch, counter uint32 }

// parseZxid reads 0x700000a1f; a compatible server may write 19.
func parseZxid(s string) (zxid, bool) {
	base := 10
	if digits, ok := strings.CutPrefix(s, "0x"); ok {
		s, base = digits, 16
	}
	n, err := strconv.ParseUint(s, base, 64)
	return zxid{uint32(n >> 32), uint32(n)}, err == nil
}

func (z zxid) less(o zxid) bool {
	return z.epoch < o.epoch || z.epoch == o.epoch && z.counter < o.counter
}

// settle is how long a server's round waits for the zxids of the others.
const settle = time.Second

// roll is one round of an ensemble: the servers are asked side by side, and what
// they say of their zxid meets here.
type roll struct {
	mu       sync.Mutex
	awaited  int           // servers that have not said theirs
	complete chan struct{} // closed when none is awaited
	said     int
	furthest zxid
}

// newRoll awaits n servers.
func newRoll(n int) *roll { return &roll{awaited: n, complete: make(chan struct{})} }

// absent is called for a server that will not say its zxid in this round.
func (r *roll) absent() { r.note(zxid{}, false) }

func (r *roll) note(z zxid, known bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if known {
		if r.said++; r.said == 1 || r.furthest.less(z) {
			r.furthest = z
		}
	}
	if r.awaited--; r.awaited == 0 {
		close(r.complete)
	}
}

// lag says how far a server with this zxid is behind the furthest, once the others
// have said theirs or a moment has passed. nil: nobody to compare with, or another
// epoch: a follower keeps the old one until the first transaction of the new.
func (r *roll) lag(ctx context.Context, text string) *int64 {
	z, known := parseZxid(text)
	r.note(z, known)
	if !known {
		return nil
	}
	moment := time.NewTimer(settle)
	defer moment.Stop()
	select {
	case <-r.complete:
	case <-moment.C:
	case <-ctx.Done():
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.said < 2 || z.epoch != r.furthest.epoch {
		return nil
	}
	behind := int64(r.furthest.counter) - int64(z.counter)
	return &behind
}
