package main

import (
	"context"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// noted writes what the user does outside of the dashboard into the store of the
// cluster, so that whoever watches takes it into account. told: somebody is
// watching, and will have seen it within a second.
func (a *app) noted(ctx context.Context, act mesoswatch.Action) (told bool, err error) {
	if a.noStore {
		return false, nil
	}
	s, err := a.openStore(ctx, a.storePath(), nil, 0)
	if err != nil {
		return false, err
	}
	defer s.Close()
	act.Who, act.At = a.operatorName(), time.Now()
	if _, err := s.Act(ctx, act); err != nil {
		return false, err
	}
	_, told, err = s.Writer(ctx)
	return told, err
}
