package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/share"
)

// shared has a duty share what it keeps, where that is configured. When that cannot be
// the user is told, on the screen too, and watching goes on.
func (a *app) shared(ctx context.Context, d *duty) {
	if a.config.Share == nil {
		return
	}
	s, err := a.openShare(ctx, d)
	if err == nil {
		d.share = s
		return
	}
	err = fmt.Errorf("%w; watching goes on, and nothing is shared", err)
	a.warn(err)
	d.also = append(d.also, nothingShared{mesoswatch.Mask(err.Error())})
}

func (a *app) openShare(ctx context.Context, d *duty) (*share.Share, error) {
	if d.store == nil {
		return nil, errors.New("share: only what is stored is shared, and there is no store")
	}
	o := a.config.Share.options(cmp.Or(a.screen.cluster, a.config.Cluster))
	o.Path = filepath.Join(a.stateDir(), "share", filepath.Base(a.storePath()))
	o.Kept = func() time.Time { return d.store.Through(d.store.Name()) }
	o.Log = a.logger()
	s, err := share.Open(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("share: %w", err)
	}
	return s, nil
}

// nothingShared is a collector that says again and again that nothing is shared, so
// that the screen shows it.
type nothingShared struct{ why string }

func (n nothingShared) Name() string { return "share" }

func (n nothingShared) Run(ctx context.Context, emit mesoswatch.Emit) error {
	t := time.NewTicker(10 * time.Second)
	defer t.Stop()
	for {
		h := mesoswatch.Health{At: time.Now(), Source: "share", Collector: "share", Why: n.why}
		if emit(mesoswatch.Record{Health: &h}) != nil {
			return nil
		}
		select {
		case <-t.C:
		case <-ctx.Done():
			return nil
		}
	}
}
