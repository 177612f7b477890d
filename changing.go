package mesoswatch

import (
	"maps"
	"slices"
)

// listing is a kind of subjects of a source; with an empty source it is one that
// the cluster has as a whole, whoever lists it.
type listing struct {
	kind, source string
	restored     bool
}

func listingOf(kind, source string, from Origin) listing {
	switch kind {
	case SubjectFramework, SubjectAgent, SubjectAgentCheck, SubjectRole, SubjectMachine:
		source = "" // another leader tells of the same
	}
	return listing{kind, source, from == Restored}
}

// list notes which kinds were seen as a whole: from then on what is not known has
// come, and before it was only not yet told. What was whole before this start does
// not count now: what came while nobody watched cannot be told from what the store
// no longer holds.
func (b *Board) list(h *Health, from Origin) {
	for _, kind := range h.Complete {
		if from == Fresh {
			b.bury(kind, h)
		}
		if b.listed == nil {
			b.listed = make(map[listing]bool)
		}
		if l := listingOf(kind, h.Source, from); len(b.listed) < 4*maxBoardSources {
			b.listed[l] = true
		}
	}
}

// changes puts what a snapshot changes on the timeline.
func (b *Board) changes(old, new *Snapshot, of Subject, from Origin) {
	d := differs{old: old, new: new, listed: b.listed[listingOf(of.Kind, new.Source, from)], led: b.leader}
	for _, c := range d.changes() {
		m := Moment{At: new.At, Kind: MomentChange, What: c.what, Text: clip(c.text, maxMomentText), Subject: of, Source: new.Source}
		if c.what == ChangeLeader {
			b.Timeline.add(m) // who led when is told one by one
			continue
		}
		b.Timeline.few(c.sort, m)
	}
	if new.Cluster != nil && new.Cluster.Leader != "" {
		b.leader = new.Cluster.Leader
	}
}

// revive notes whether a subject is only known from before this start.
func (b *Board) revive(of Subject, from Origin) {
	if from != Restored {
		delete(b.old[of.Kind], of.Name)
		return
	}
	if b.old == nil {
		b.old = make(map[string]map[string]struct{})
	}
	if b.old[of.Kind] == nil {
		b.old[of.Kind] = make(map[string]struct{})
	}
	b.old[of.Kind][of.Name] = struct{}{}
}

// bury takes out what was known before this start and is not there any more, now
// that a source has told all it has of a kind: nobody else will say that it is gone.
func (b *Board) bury(kind string, h *Health) {
	for _, name := range slices.Sorted(maps.Keys(b.old[kind])) {
		s := b.subjects[kind].Get(name)
		if s != nil && listingOf(kind, s.Source, Fresh) != listingOf(kind, h.Source, Fresh) {
			continue
		}
		delete(b.old[kind], name)
		if s != nil {
			gone := *s
			gone.At, gone.Source, gone.Gone = h.At, h.Source, true
			b.snapshot(&gone, Fresh)
		}
	}
}
