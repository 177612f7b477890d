package follow

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// got is what a follower gave, kept for the tests to look at.
type got struct {
	mu       sync.Mutex
	chunks   []Chunk
	lines    []string
	statuses []Status
	rounds   []Round
	news     chan struct{}
}

func (g *got) handler(also func(Chunk)) Handler {
	g.news = make(chan struct{}, 1)
	return Funcs{
		OnChunk: func(_ context.Context, c Chunk) error {
			c.Data = slices.Clone(c.Data)
			g.add(func() {
				g.chunks = append(g.chunks, c)
				for l := range c.Lines() {
					g.lines = append(g.lines, string(l.Text))
				}
			})
			also(c)
			return nil
		},
		OnStatus: func(_ context.Context, s Status) error {
			s.File.Head = slices.Clone(s.File.Head)
			g.add(func() { g.statuses = append(g.statuses, s) })
			return nil
		},
		OnRound: func(_ context.Context, r Round) error {
			g.add(func() { g.rounds = append(g.rounds, r) })
			return nil
		},
	}
}

func (g *got) add(f func()) {
	g.mu.Lock()
	f()
	g.mu.Unlock()
	select {
	case g.news <- struct{}{}:
	default:
	}
}

// following is a follower that runs during a test.
type following struct {
	*got
	t    *testing.T
	stop func() error
}

// follow starts a follower with short times.
func follow(t *testing.T, f *Follower) *following {
	t.Helper()
	return followWith(t, f, func(Chunk) {})
}

// followWith calls also after each chunk.
func followWith(t *testing.T, f *Follower, also func(Chunk)) *following {
	t.Helper()
	if f.Poll == 0 {
		f.Poll = 2 * time.Millisecond
	}
	ctx, cancel := context.WithCancel(context.Background())
	g := &got{}
	h := g.handler(also)
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx, h) }()
	fl := &following{got: g, t: t}
	var once sync.Once
	var err error
	fl.stop = func() error {
		once.Do(func() { cancel(); err = <-done })
		return err
	}
	t.Cleanup(func() {
		if err := fl.stop(); err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	return fl
}

// until waits for what is to become true.
func (f *following) until(what string, ok func() bool) {
	f.t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		f.mu.Lock()
		is := ok()
		f.mu.Unlock()
		if is {
			return
		}
		select {
		case <-f.news:
		case <-deadline:
			f.mu.Lock()
			defer f.mu.Unlock()
			f.t.Fatalf("waited in vain for %s\nlines: %.4000q\nstatuses: %s", what, f.lines, f.story())
		}
	}
}

func (f *following) story() string {
	var b strings.Builder
	for _, s := range f.statuses {
		fmt.Fprintf(&b, "\n  %s %s ino=%d gen=%d offset=%d behind=%d lost=%d recovered=%d err=%v",
			s.State, s.File.Path, s.File.Inode, s.File.Gen, s.Offset, s.Behind, s.Lost, s.Recovered, s.Err)
	}
	return b.String()
}

// wants waits for exactly these lines.
func (f *following) wants(lines ...string) {
	f.t.Helper()
	f.until(fmt.Sprintf("%d lines %.300q", len(lines), lines), func() bool { return len(f.lines) >= len(lines) })
	f.mu.Lock()
	defer f.mu.Unlock()
	if !slices.Equal(f.lines, lines) {
		f.t.Fatalf("got  %q\nwant %q\nstatuses: %s", f.lines, lines, f.story())
	}
}

// sees waits for a state and answers the first such status.
func (f *following) sees(state State) Status {
	f.t.Helper()
	var at int
	f.until(string(state), func() bool {
		at = slices.IndexFunc(f.statuses, func(s Status) bool { return s.State == state })
		return at >= 0
	})
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.statuses[at]
}

func write(t *testing.T, path string, lines ...string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	put(t, f, lines...)
}

func put(t *testing.T, f *os.File, lines ...string) {
	t.Helper()
	for _, l := range lines {
		if _, err := f.WriteString(l + "\n"); err != nil {
			t.Fatal(err)
		}
	}
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

// numbered makes lines that look like those of a master.
func numbered(from, to int) []string {
	var out []string
	for i := from; i <= to; i++ {
		out = append(out, fmt.Sprintf("I1120 04:56:17.%06d 20259 master.cpp:%d] line %08d of the test", i%1000000, i%9000, i))
	}
	return out
}

// held is a handler that stops in its first chunk until it is freed.
type held struct {
	begun, free chan struct{}
}

func newHeld() *held { return &held{make(chan struct{}), make(chan struct{})} }

func (h *held) follow(t *testing.T, f *Follower) *following {
	t.Helper()
	var once sync.Once
	return followWith(t, f, func(c Chunk) {
		once.Do(func() {
			close(h.begun)
			<-h.free
		})
	})
}
