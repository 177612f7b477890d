package zookeeper

import (
	"context"
	"net"
	"sync"
	"time"
)

// dialer makes the connections of one session, with a guard on each, and can end
// all of them.
type dialer struct {
	ctx      context.Context // ends with close; the library knows no contexts
	cancel   context.CancelFunc
	dialing  *dialing
	names    map[string]string // of the hosts, by ip:port
	watches  *watches
	patience time.Duration // for connecting, and for the server's hello

	last time.Time // when the library dialled last; only dial uses it

	mu      sync.Mutex
	open    map[net.Conn]bool
	trouble string // of the last connection that came to nothing
}

// breath is the least time between two connections: servers that greet and hang
// up are tried again without end.
const breath = 50 * time.Millisecond

func newDialer(o opening, w *watches) *dialer {
	ctx, cancel := context.WithCancel(context.Background())
	d := &dialer{
		ctx: ctx, cancel: cancel, dialing: o.dialing, names: make(map[string]string), watches: w,
		patience: o.limit / 3, open: make(map[net.Conn]bool),
	}
	for _, h := range o.hosts {
		if d.names[h.address] == "" {
			d.names[h.address] = h.name
		}
	}
	return d
}

// dial implements zk.Dialer.
func (d *dialer) dial(_, address string, _ time.Duration) (net.Conn, error) {
	rest := time.NewTimer(breath - time.Since(d.last))
	defer rest.Stop()
	select {
	case <-rest.C:
	case <-d.ctx.Done():
		return nil, d.ctx.Err()
	}
	d.last = time.Now()
	ctx, cancel := context.WithTimeout(d.ctx, d.patience)
	defer cancel()
	c, err := d.dialing.dialAs(ctx, address, d.names[address])
	if err != nil {
		d.note(address, bare(err))
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ctx.Err() != nil {
		c.Close()
		return nil, d.ctx.Err()
	}
	// The library has one connection at a time; it does not close all it leaves.
	for old := range d.open {
		old.Close()
		delete(d.open, old)
	}
	d.open[c] = true
	return &guard{
		Conn: c, watches: d.watches, patience: d.patience,
		ungreeted: func(err error) { d.note(address, "no greeting: "+bare(err)) },
	}, nil
}

// note keeps why a connection came to nothing: the library tells only that.
func (d *dialer) note(address, why string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ctx.Err() == nil {
		d.trouble = address + ": " + why
	}
}

func (d *dialer) lastTrouble() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.trouble
}

func (d *dialer) close() {
	d.cancel()
	d.mu.Lock()
	defer d.mu.Unlock()
	for c := range d.open {
		c.Close()
		delete(d.open, c)
	}
}
