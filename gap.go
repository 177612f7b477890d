package mesoswatch

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Blind is the What of every gap.
const Blind = "blind"

// Nobody is the Source of a Health that tells when nobody was watching. It is no
// source that is there: what it says is over when it is told.
const Nobody = "mesoswatch"

// gapKey is what cannot be seen: a kind of subjects of a source, or with an empty
// kind all of the source. What the cluster has as a whole is of no source: whoever
// sees it ends the gap.
type gapKey struct{ source, kind string }

func gapOf(source, kind string) gapKey {
	switch kind {
	case SubjectCluster, SubjectFramework, SubjectAgent, SubjectTask, SubjectRole, SubjectMachine:
		source = ""
	}
	return gapKey{source, kind}
}

// gap is one moment of what could not be seen for one reason: several kinds share it
// as long as they are out of sight together.
type gap struct {
	place
	source, why string
	keys        []gapKey
}

// look takes the word of a source on its sight: it opens and ends gaps. last is when
// the source was last well, zero when that is not known: what happened since then
// may have been missed. Restored Health makes gaps too; what it leaves open ends
// with the next word of the source.
func (t *Timeline) look(h *Health, last time.Time) {
	if last.IsZero() || last.After(h.At) {
		last = h.At
	}
	whole := gapKey{h.Source, ""}
	if !h.OK {
		t.blind(last, h.Source, h.Why, whole)
		return // what it lacks of each kind says no more
	}
	seen := []gapKey{whole}
	for _, kind := range h.Complete {
		seen = append(seen, gapOf(h.Source, kind))
	}
	t.sees(h.At, seen)
	lacking := make(map[string][]gapKey)
	for _, kind := range slices.Sorted(maps.Keys(h.Lacking)) {
		why := h.Lacking[kind]
		lacking[why] = append(lacking[why], gapOf(h.Source, kind))
	}
	for _, why := range slices.Sorted(maps.Keys(lacking)) {
		t.blind(last, h.Source, why, lacking[why]...)
	}
}

// blind opens one gap for those of keys that have none.
func (t *Timeline) blind(at time.Time, source, why string, keys ...gapKey) {
	keys = slices.DeleteFunc(keys, func(k gapKey) bool { return t.gaps[k] != nil })
	if len(keys) == 0 {
		return
	}
	if len(t.gaps)+len(keys) > maxBoardSources {
		t.Evicted++
		return
	}
	if t.gaps == nil {
		t.gaps = make(map[gapKey]*gap)
	}
	g := &gap{source: source, why: why, keys: keys}
	m := Moment{At: at, Kind: MomentGap, What: Blind, Source: source, Subject: Subject{"source", source}}
	m.Text = clip(g.words(), maxMomentText)
	g.place = t.add(m)
	for _, k := range keys {
		t.gaps[k] = g
	}
}

// sees ends the gaps of what is seen. What remains of one goes on as one of its own.
func (t *Timeline) sees(at time.Time, seen []gapKey) {
	for _, k := range seen {
		g := t.gaps[k]
		if g == nil {
			continue
		}
		t.change(g.place, func(m *Moment) { m.Until = at })
		var rest []gapKey
		for _, one := range g.keys {
			if delete(t.gaps, one); !slices.Contains(seen, one) {
				rest = append(rest, one)
			}
		}
		t.blind(at, g.source, g.why, rest...)
	}
}

// words say what is not seen: kinds by name, behind them whose word it is.
func (g *gap) words() string {
	text := "no sight of " + g.source
	if g.keys[0].kind != "" {
		var kinds []string
		for _, k := range g.keys {
			kinds = append(kinds, strings.ReplaceAll(k.kind, "_", " ")+"s")
		}
		text = "no sight of " + strings.Join(kinds, ", ") + " from " + g.source
	}
	if g.why != "" {
		text += ": " + g.why
	}
	return text
}
