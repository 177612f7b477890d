package share

import (
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// maxOwn bounds the findings that are told.
const maxOwn = 10_000

// own are the findings of this machine: what it counted itself, without what others
// told of the same, with all that operators decided.
type own struct {
	all map[string]*kept
	// waiting are the ids of those that may have changed since they were told, in the
	// order in which they did.
	waiting []string
	left    int64 // not taken in: too many
}

// kept is one of them.
type kept struct {
	finding mesoswatch.Finding
	waits   bool
	told    time.Time // last; zero: not by this process
}

// take takes in a finding as the stream brought it; false: it is not told.
func (o *own) take(f mesoswatch.Finding, from mesoswatch.Origin) bool {
	n, k := f.Own(), o.all[f.ID]
	adds := from == mesoswatch.Fresh && k != nil // if only that it is over
	if from == mesoswatch.Foreign || n == 0 && !adds || f.Subject.Kind == "source" && aboutUs(f.Subject.Name) {
		return false
	}
	f.Count, f.Counts = n, nil
	switch {
	case k == nil && len(o.all) >= maxOwn:
		o.left++
		return false
	case k == nil:
		if o.all == nil {
			o.all = make(map[string]*kept)
		}
		k = &kept{finding: f}
		o.all[f.ID] = k
	case from == mesoswatch.Fresh:
		k.finding = k.finding.Merge(f)
	default:
		k.finding = f
	}
	o.wait(k)
	return true
}

// apply takes in what an operator did.
func (o *own) apply(a mesoswatch.Action) {
	if k := o.all[a.Finding]; k != nil {
		k.finding = k.finding.Apply(a)
		o.wait(k)
	}
}

func (o *own) wait(k *kept) {
	if !k.waits {
		k.waits = true
		o.waiting = append(o.waiting, k.finding.ID)
	}
}

// due takes out up to n findings that wait and were not told within the pause.
func (o *own) due(now time.Time, pause time.Duration, n int) (due []mesoswatch.Finding) {
	rest := o.waiting[:0:0]
	for _, id := range o.waiting {
		k := o.all[id]
		if len(due) == n || now.Sub(k.told) < pause {
			rest = append(rest, id)
			continue
		}
		k.waits, k.told = false, now
		due = append(due, k.finding)
	}
	o.waiting = rest
	return due
}

// again puts one back that could not be told.
func (o *own) again(id string) {
	if k := o.all[id]; k != nil {
		k.told = time.Time{}
		o.wait(k)
	}
}

// everything has all findings wait: the stream is new.
func (o *own) everything() {
	for _, k := range o.all {
		k.told = time.Time{}
		o.wait(k)
	}
}

// watcher begins the source that says whether another machine still watches.
const watcher = "watcher "

// aboutUs tells whether a source is part of this program and nothing of the cluster:
// each machine has its own.
func aboutUs(source string) bool {
	return source == "store" || source == sourceName || strings.HasPrefix(source, watcher)
}
