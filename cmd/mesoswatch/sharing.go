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
	d.also = append(d.also, outOfOrder{name: "share", why: mesoswatch.Mask(err.Error())})
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
