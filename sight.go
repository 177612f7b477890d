package mesoswatch

import "time"

// Sight says how fresh what is known of a kind of subjects is.
type Sight struct {
	// At is when all of them were last seen; zero: never.
	At time.Time
	// Since is when that began to fail, and Why how; both empty while all is well.
	Since time.Time
	Why   string
	// Source said so last.
	Source string
	// said numbers the words in the order they came.
	said uint64
}

// Clear tells whether the last look saw all.
func (s Sight) Clear() bool { return !s.At.IsZero() && s.Why == "" }

type sightKey struct{ kind, source string }

// see notes what a round says of the kinds it saw whole or did not get.
func (b *Board) see(h *Health) {
	if len(h.Complete) == 0 && len(h.Lacking) == 0 {
		return
	}
	if b.sights == nil {
		b.sights = make(map[sightKey]Sight)
	}
	b.words++
	for _, kind := range h.Complete {
		put(b, &b.sights, sightKey{kind, h.Source}, Sight{At: h.At, Source: h.Source, said: b.words}, maxBoardSources)
	}
	for kind, why := range h.Lacking {
		k := sightKey{kind, h.Source}
		s := b.sights[k]
		if s.Why == "" {
			s.Since = h.At
		}
		s.Why, s.Source, s.said = why, h.Source, b.words
		put(b, &b.sights, k, s, maxBoardSources)
	}
}

// SightOf says how fresh the subjects of one kind from one source are.
func (b *Board) SightOf(kind, source string) Sight { return b.sights[sightKey{kind, source}] }

// Sight says how fresh the subjects of one kind are that the cluster has as a
// whole (frameworks, agents, roles, tasks, znodes): the last word counts, whoever's
// it is, so that what a former leader saw is not taken for what the present one
// refuses to tell. At is when any source last saw all. The zero Sight: nobody has
// asked yet.
func (b *Board) Sight(kind string) Sight {
	var last Sight
	var at time.Time
	for k, s := range b.sights {
		if k.kind != kind {
			continue
		}
		if s.At.After(at) {
			at = s.At
		}
		if s.said > last.said {
			last = s
		}
	}
	last.At = at
	if last.Why != "" && at.After(last.Since) {
		last.Since = at // it had failed before another saw all
	}
	return last
}
