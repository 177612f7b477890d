package notify

import (
	"slices"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// maxKnown bounds the findings that are followed; of more nothing can be told.
const maxKnown = 50_000

// findings are all that are known, whole, as every other sink sees them.
type findings struct {
	all map[string]*mesoswatch.Finding
	now time.Time // the clock of the data
	// decided are what operators did on findings that are not known yet.
	decided map[string][]mesoswatch.Action
	waits   int
	evicted int64
}

// see takes a record in; the finding it is about is answered, nil when it is none.
func (k *findings) see(r mesoswatch.Record) *mesoswatch.Finding {
	if at := r.At(); at.After(k.now) {
		k.now = at
	}
	switch {
	case r.Finding != nil:
		return k.finding(*r.Finding, r.Origin)
	case r.Action != nil && r.Action.Finding != "":
		return k.action(*r.Action)
	}
	return nil
}

func (k *findings) finding(f mesoswatch.Finding, from mesoswatch.Origin) *mesoswatch.Finding {
	if k.all == nil {
		k.all = make(map[string]*mesoswatch.Finding)
	}
	before := k.all[f.ID]
	switch {
	case before != nil && from == mesoswatch.Fresh:
		f = before.Merge(f)
	case before != nil && from == mesoswatch.Foreign:
		f = before.Join(f)
	case before == nil && len(k.all) >= maxKnown && !k.room():
		k.evicted++
		return nil
	case before == nil:
		for _, a := range k.decided[f.ID] {
			f = f.Apply(a)
		}
		k.waits -= len(k.decided[f.ID])
		delete(k.decided, f.ID)
	}
	f = f.Heard(k.now)
	k.all[f.ID] = &f
	return &f
}

// room forgets findings that are over; false: none is.
func (k *findings) room() bool {
	var over []*mesoswatch.Finding
	for _, f := range k.all {
		if f.Status == mesoswatch.Resolved {
			over = append(over, f)
		}
	}
	slices.SortFunc(over, func(a, b *mesoswatch.Finding) int { return a.LastSeen.Compare(b.LastSeen) })
	for _, f := range over[:(len(over)+1)/2] {
		delete(k.all, f.ID)
	}
	return len(over) > 0
}

func (k *findings) action(a mesoswatch.Action) *mesoswatch.Finding {
	if f := k.all[a.Finding]; f != nil {
		is := f.Apply(a).Heard(k.now)
		k.all[a.Finding] = &is
		return &is
	}
	if k.waits < maxKnown {
		if k.decided == nil {
			k.decided = make(map[string][]mesoswatch.Action)
		}
		k.decided[a.Finding] = append(k.decided[a.Finding], a)
		k.waits++
	}
	return nil
}

// firing lists what is not over and not silenced, the first seen first.
func (k *findings) firing() []mesoswatch.Finding {
	var all []mesoswatch.Finding
	for _, f := range k.all {
		if h := f.Heard(k.now); h.Status == mesoswatch.Open || h.Status == mesoswatch.Acknowledged {
			all = append(all, h)
		}
	}
	mesoswatch.SortFindings(all)
	return all
}
