package main

import (
	"context"
	"slices"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// noted writes what the user does outside of the dashboard into the store of the
// cluster, so that whoever watches takes it into account; where no cluster is
// named, into every store that is watched, for which of them it concerns is not
// known here. told: somebody is watching, and will have seen it within a second.
func (a *app) noted(ctx context.Context, act mesoswatch.Action) (told bool, err error) {
	if a.noStore {
		return false, nil
	}
	act.ID, act.Who, act.At = mesoswatch.ActionID(), a.operatorName(), time.Now()
	told, err = a.noteIn(ctx, a.storePath(), act, false)
	if err != nil || a.screen.cluster != "" || a.config.Cluster != "" {
		return told, err
	}
	others := slices.DeleteFunc(a.storedClusters(), func(path string) bool { return path == a.storePath() })
	for _, path := range others {
		watched, err := a.noteIn(ctx, path, act, true)
		if err != nil {
			return told, err
		}
		told = told || watched
	}
	return told, nil
}

// noteIn writes an action into a store, and tells whether somebody watches there.
func (a *app) noteIn(ctx context.Context, path string, act mesoswatch.Action, ifWatched bool) (watched bool, err error) {
	s, err := a.openStore(ctx, path, nil, 0)
	if err != nil {
		return false, err
	}
	defer s.Close()
	if _, watched, err = s.Writer(ctx); err != nil || ifWatched && !watched {
		return watched, err
	}
	_, err = s.Act(ctx, act)
	return watched, err
}
