package ask

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
)

// Two clients with the same turns never have two requests at one process.
func TestOneRequestAtATime(t *testing.T) {
	var busy, most atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := busy.Add(1)
		defer busy.Add(-1)
		for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
		}
		reply(200, js, "{}")(w, r)
	}))
	defer server.Close()
	turns := &Turns{}
	clients := []*Client{open(t, Options{Turns: turns}), open(t, Options{Turns: turns})}
	var asking sync.WaitGroup
	for i := range 40 {
		asking.Go(func() {
			if _, err := clients[i%2].Do(t.Context(), target(t, server.URL), Flags()); err != nil {
				t.Error(err)
			}
		})
	}
	asking.Wait()
	if most.Load() != 1 {
		t.Errorf("%d requests at a time", most.Load())
	}
	if len(turns.of) != 0 {
		t.Errorf("%d turns are remembered", len(turns.of))
	}
}

// Who gives up while waiting sends nothing and leaves nothing behind.
func TestTurnThatIsNotWaitedFor(t *testing.T) {
	turns := &Turns{}
	end, err := turns.take(t.Context(), "h")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c := open(t, Options{Turns: turns})
	to := target(t, "h:5050")
	other, err := turns.take(t.Context(), to.host)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Do(ctx, to, Flags()); kind(err) != Cancelled {
		t.Errorf("%v", err)
	}
	other()
	end()
	if len(turns.of) != 0 {
		t.Errorf("%d turns are remembered", len(turns.of))
	}
}
