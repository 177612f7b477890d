package notify

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

type beats struct {
	mu  sync.Mutex
	n   int
	err error
}

func (b *beats) Beat(context.Context, time.Duration) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err == nil {
		b.n++
	}
	return b.err
}

func (b *beats) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.n
}

func (b *beats) fail(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.err = err
}

// It beats while sources speak, and not for the store or for itself.
func TestHeartbeat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &beats{}
		h := &Heartbeat{To: to, Where: "webhook x", Every: time.Minute}
		ctx, cancel := context.WithCancel(t.Context())
		var mu sync.Mutex
		var said mesoswatch.Health
		done := make(chan error, 1)
		go func() {
			done <- h.Run(ctx, func(r mesoswatch.Record) error { mu.Lock(); defer mu.Unlock(); said = *r.Health; return nil })
		}()
		var last mesoswatch.Health
		speak := func(collector string, minutes int) {
			for range minutes * 6 {
				if err := h.Handle(mesoswatch.Record{Health: &mesoswatch.Health{Collector: collector, OK: true}}); err != nil {
					t.Error(err)
				}
				time.Sleep(10 * time.Second)
			}
			synctest.Wait()
			mu.Lock()
			defer mu.Unlock()
			last = said
		}
		if speak("store", 5); to.count() != 0 {
			t.Errorf("%d beats before any source spoke", to.count())
		}
		if speak("mesoslog", 10); to.count() < 9 || to.count() > 11 || !last.OK {
			t.Errorf("%d beats in ten minutes, %+v", to.count(), last)
		}
		was := to.count()
		if speak("store", 10); to.count() > was+3 || last.OK || !strings.Contains(last.Why, "no source has said anything") {
			t.Errorf("%d beats while no source spoke, %+v", to.count()-was, last)
		}
		to.fail(errors.New("refused"))
		if speak("mesosapi", 3); last.OK || last.Why != "refused" || last.Collector != "notify" {
			t.Errorf("%+v", last)
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}
