package notify

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Beater is told that we are alive, and when the next word is due.
type Beater interface {
	Beat(ctx context.Context, every time.Duration) error
}

// Heartbeat tells a receiver every so often that the cluster is watched, as long as
// it is: records of sources that are looked at pass through the stream. When they
// cease it says nothing, and the receiver wakes somebody.
type Heartbeat struct {
	To    Beater
	Where string // for Health
	Every time.Duration
	Now   func() time.Time // nil: time.Now

	moved atomic.Int64 // when the last such record passed, Unix microseconds
}

// slack is how long sources may be at rest between two rounds.
const slack = 2 * time.Minute

// ours are collectors that speak of this program and not of the cluster.
var ours = []string{"notify", "store", "share"}

// Handle notes that the stream moves.
func (h *Heartbeat) Handle(r mesoswatch.Record) error {
	said := r.Health
	if r.Origin == mesoswatch.Fresh && (r.Event != nil || r.Snapshot != nil || said != nil && !slices.Contains(ours, said.Collector)) {
		h.moved.Store(h.now().UnixMicro())
	}
	return nil
}

func (h *Heartbeat) now() time.Time {
	if h.Now != nil {
		return h.Now()
	}
	return time.Now()
}

// Name is the name of the collector.
func (h *Heartbeat) Name() string { return "heartbeat" }

// Run beats until ctx ends; its Health is that of source "notify heartbeat".
func (h *Heartbeat) Run(ctx context.Context, emit mesoswatch.Emit) error {
	for {
		told := mesoswatch.Health{Source: "notify heartbeat", Collector: "notify", Asked: mesoswatch.Asked(h.Where), Interval: h.Every.Seconds()}
		began := h.now()
		if moved := h.moved.Load(); moved != 0 {
			told.Why = h.beat(ctx, began.Sub(time.UnixMicro(moved)))
			told.At, told.OK = h.now(), told.Why == ""
			told.Seconds = told.At.Sub(began).Seconds()
			if ctx.Err() != nil || emit(mesoswatch.Record{Health: &told}) != nil {
				return nil
			}
		}
		rest := h.Every
		if told.At.IsZero() {
			rest = time.Second // nothing has come yet
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(rest):
		}
	}
}

// beat beats once, or says why it does not.
func (h *Heartbeat) beat(ctx context.Context, still time.Duration) string {
	if still > max(h.Every, slack) {
		return "no source has said anything for " + strings.TrimSuffix(still.Round(time.Minute).String(), "0s") + ": no heartbeat is sent"
	}
	within, cancel := context.WithTimeout(ctx, min(h.Every, defaultTimeout))
	defer cancel()
	if err := h.To.Beat(within, h.Every); err != nil {
		return mesoswatch.Mask(err.Error())
	}
	return ""
}
