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
	for _, kind := range h.Complete {
		put(b, &b.sights, sightKey{kind, h.Source}, Sight{At: h.At, Source: h.Source}, maxBoardSources)
	}
	for kind, why := range h.Lacking {
		k := sightKey{kind, h.Source}
		s := b.sights[k]
		if s.Why == "" {
			s.Since = h.At
		}
		s.Why, s.Source = why, h.Source
		put(b, &b.sights, k, s, maxBoardSources)
	}
}

// SightOf says how fresh the subjects of one kind from one source are.
func (b *Board) SightOf(kind, source string) Sight { return b.sights[sightKey{kind, source}] }

// Sight says how fresh a kind of subjects is that the cluster has as a whole
// (frameworks, agents, roles, tasks, znodes): what the source that saw all of them
// last says, or why none does. The zero Sight: nobody has asked yet.
func (b *Board) Sight(kind string) Sight {
	var best Sight
	for k, s := range b.sights {
		switch {
		case k.kind != kind:
		case best.Source == "", s.At.After(best.At),
			s.At.Equal(best.At) && (s.Since.After(best.Since) || s.Since.Equal(best.Since) && s.Source < best.Source):
			best = s
		}
	}
	return best
}
