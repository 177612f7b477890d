package notify

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

type beats struct {
	n   int
	err error
}

func (b *beats) Beat(context.Context, time.Duration) error {
	if b.err == nil {
		b.n++
	}
	return b.err
}

// It beats while sources speak, and not for the store or for itself.
func TestHeartbeat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &beats{}
		h := &Heartbeat{To: to, Where: "webhook x", Every: time.Minute}
		ctx, cancel := context.WithCancel(t.Context())
		var last mesoswatch.Health
		done := make(chan error, 1)
		go func() {
			done <- h.Run(ctx, func(r mesoswatch.Record) error { last = *r.Health; return nil })
		}()
		speak := func(collector string, minutes int) {
			for range minutes * 6 {
				if err := h.Handle(mesoswatch.Record{Health: &mesoswatch.Health{Collector: collector, OK: true}}); err != nil {
					t.Error(err)
				}
				time.Sleep(10 * time.Second)
			}
			synctest.Wait()
		}
		if speak("store", 5); to.n != 0 {
			t.Errorf("%d beats before any source spoke", to.n)
		}
		if speak("mesoslog", 10); to.n < 9 || to.n > 11 || !last.OK {
			t.Errorf("%d beats in ten minutes, %+v", to.n, last)
		}
		was := to.n
		if speak("store", 10); to.n > was+3 || last.OK || !strings.Contains(last.Why, "no source has said anything") {
			t.Errorf("%d beats while no source spoke, %+v", to.n-was, last)
		}
		to.err = errors.New("refused")
		if speak("mesosapi", 3); last.OK || last.Why != "refused" || last.Collector != "notify" {
			t.Errorf("%+v", last)
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}
