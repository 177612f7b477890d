package mesoswatch

import (
	"maps"
	"slices"
	"time"
)

// Blind is the What of every gap.
const Blind = "blind"

// gapKey is what cannot be seen: a kind of subjects of a source, or with an empty
// kind all of the source.
type gapKey struct{ source, kind string }

// look takes the word of a source on its sight: it opens and ends gaps. last is when
// the source was last well, zero when that is not known: what happened since then
// may have been missed. Restored Health makes gaps too; what it leaves open ends
// with the next word of the source.
func (t *Timeline) look(h *Health, last time.Time) {
	if !h.OK {
		t.blind(gapKey{h.Source, ""}, h.At, last, h.Why)
		return // what it lacks of each kind says no more
	}
	t.sees(gapKey{h.Source, ""}, h.At)
	for _, kind := range slices.Sorted(maps.Keys(h.Lacking)) {
		t.blind(gapKey{h.Source, kind}, h.At, last, h.Lacking[kind])
	}
	for _, kind := range h.Complete {
		t.sees(gapKey{h.Source, kind}, h.At)
	}
}

func (t *Timeline) blind(k gapKey, at, last time.Time, why string) {
	if _, open := t.gaps[k]; open {
		return
	}
	if len(t.gaps) >= maxBoardSources {
		t.Evicted++
		return
	}
	m := Moment{At: at, Kind: MomentGap, What: Blind, Source: k.source, Subject: Subject{"source", k.source}}
	if !last.IsZero() && last.Before(at) {
		m.At = last
	}
	if m.Text = "no sight of " + k.source; k.kind != "" {
		m.Text = "no sight of what " + k.source + " has of kind " + k.kind
	}
	if why != "" {
		m.Text += ": " + why
	}
	m.Text = clip(m.Text, maxMomentText)
	if t.gaps == nil {
		t.gaps = make(map[gapKey]place)
	}
	t.gaps[k] = t.add(m)
}

func (t *Timeline) sees(k gapKey, at time.Time) {
	p, open := t.gaps[k]
	if !open {
		return
	}
	delete(t.gaps, k)
	t.change(p, func(m *Moment) { m.Until = at })
}
