package mesoswatch

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
