package share

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// patience is how long a test waits for what must happen.
const patience = 2 * time.Minute

// noon is a time of data.
var noon = time.Now().Add(-time.Hour).UTC().Truncate(time.Second)

// console is a machine in a pipeline of its own: a board, what it does itself, and
// its part in the share.
type console struct {
	t       *testing.T
	share   *Share
	feed    *mesoswatch.Feed
	records chan mesoswatch.Record

	mu    sync.Mutex
	seen  map[string]int // actions that came from elsewhere, by id
	stop  func()
	ended chan error
}

func (c *console) Name() string { return "here" }

// Run is the collector of what happens on the machine.
func (c *console) Run(ctx context.Context, emit mesoswatch.Emit) error {
	for {
		select {
		case r := <-c.records:
			if emit(r) != nil {
				return nil
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// Handle counts what came from elsewhere.
func (c *console) Handle(r mesoswatch.Record) error {
	if r.Action != nil && r.Origin == mesoswatch.Foreign {
		c.mu.Lock()
		c.seen[r.Action.ID]++
		c.mu.Unlock()
	}
	return nil
}

// start runs a console; dir keeps what survives it.
func start(t *testing.T, dir string, o Options) *console {
	t.Helper()
	o.Path, o.Cluster = filepath.Join(dir, o.Console+".db"), "prod-eu1"
	s, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	c := &console{t: t, share: s, feed: mesoswatch.NewFeed(0), records: make(chan mesoswatch.Record, 64), seen: make(map[string]int), ended: make(chan error, 1)}
	go func() { c.ended <- mesoswatch.Watch(ctx, []mesoswatch.Collector{s, c}, nil, c.feed, c, s) }()
	c.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-c.ended; err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { c.stop() })
	return c
}

func (c *console) tell(rs ...mesoswatch.Record) {
	for _, r := range rs {
		c.records <- r
	}
}

// until waits for something the board is to say.
func (c *console) until(what string, ok func(*mesoswatch.Board) bool) {
	c.t.Helper()
	for end := time.Now().Add(patience); !ok(c.feed.Board()); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			h, _ := c.feed.Board().Source(sourceName)
			waits, dropped, err := c.share.box.waits(c.t.Context())
			c.share.mu.Lock()
			c.t.Logf("outbox: %d wait, %d dropped, %v; in memory %d, findings %d; read to %d", waits, dropped, err, len(c.share.acts), len(c.share.own.waiting), c.share.readTo)
			c.share.mu.Unlock()
			c.t.Fatalf("%s waits in vain: %s; %d findings, %d actions; share: %+v", c.share.o.Console, what, len(c.feed.Board().Findings()), len(c.feed.Board().Actions()), h)
		}
	}
}

// once wants each action to have come from elsewhere at most once.
func (c *console) once() {
	c.t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	for id, n := range c.seen {
		if n > 1 {
			c.t.Errorf("%s: action %s came %d times", c.share.o.Console, id, n)
		}
	}
}

func found(n int, at time.Time, count int) mesoswatch.Record {
	s := mesoswatch.Subject{Kind: "address", Name: fmt.Sprintf("10.0.9.%d", n)}
	return mesoswatch.Record{Finding: &mesoswatch.Finding{ID: mesoswatch.FindingID("auth-brute-force", s), Rule: "auth-brute-force", Title: "Many failed logins",
		Level: mesoswatch.High, Status: mesoswatch.Open, Subject: s, FirstSeen: at, LastSeen: at, Count: count,
		Evidence: []mesoswatch.Evidence{{Source: "/var/log/mesos/mesos-master.INFO", Line: int64(n), Time: at, Text: "Failed to authenticate scheduler(1)@10.0.9.9:4711: refused"}}}}
}

func did(what string, f mesoswatch.Record, who string) mesoswatch.Record {
	return mesoswatch.Record{Action: &mesoswatch.Action{ID: mesoswatch.ActionID(), At: time.Now().UTC(), Who: who, What: what, Finding: f.Finding.ID, Text: "looking"}}
}

func status(b *mesoswatch.Board, r mesoswatch.Record) mesoswatch.Status {
	f, _ := b.Finding(r.Finding.ID)
	return f.Status
}
