package store

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Bounds of a spill.
const (
	maxSpilledFindings  = 10_000
	maxSpilledSnapshots = 20_000
)

// spill holds, of units that found no room to wait, what must not be lost: findings
// merged by id, the last snapshot of each subject, how far the sources were. It is
// written once everything that waits before it is; until then no source is further.
type spill struct {
	findings  map[string]mesoswatch.Finding
	foreign   map[string]mesoswatch.Finding // of other machines: they join, and add nothing up
	snapshots map[mesoswatch.Subject]*mesoswatch.Snapshot
	through   map[string]time.Time
}

func (p *spill) len() int {
	return len(p.findings) + len(p.foreign) + len(p.snapshots) + len(p.through)
}

// room makes the maps.
func (p *spill) room() {
	if p.findings == nil {
		p.findings = make(map[string]mesoswatch.Finding)
		p.foreign = make(map[string]mesoswatch.Finding)
		p.snapshots = make(map[mesoswatch.Subject]*mesoswatch.Snapshot)
		p.through = make(map[string]time.Time)
	}
}

// put takes a record in; false: it is not kept.
func (p *spill) put(r mesoswatch.Record) bool {
	p.room()
	switch {
	case r.Finding != nil:
		of, both := p.findings, mesoswatch.Finding.Merge
		if r.Origin == mesoswatch.Foreign {
			of, both = p.foreign, mesoswatch.Finding.Join
		}
		f := *r.Finding
		old, known := of[f.ID]
		if known {
			f = both(old, f)
		}
		if known || len(of) < maxSpilledFindings {
			of[f.ID] = f
			return true
		}
	case r.Snapshot != nil:
		subject := r.Snapshot.Subject()
		if _, known := p.snapshots[subject]; known || len(p.snapshots) < maxSpilledSnapshots {
			p.snapshots[subject] = r.Snapshot
			return true
		}
	case r.Health != nil:
		if _, known := p.through[r.Health.Source]; known || len(p.through) < maxSources {
			p.through[r.Health.Source] = r.Health.At
		}
		return true // its word of how it is: the next one has it again
	case r == mesoswatch.Record{}:
		return true
	}
	return false
}

// units are what it holds, as units; the findings are one.
func (p *spill) units() []unit {
	var all []unit
	for _, s := range p.snapshots {
		r := mesoswatch.Record{Snapshot: s}
		all = append(all, unit{first: r, bytes: weight(r)})
	}
	u := unit{}
	for _, f := range p.findings {
		u.add(mesoswatch.Record{Finding: &f})
	}
	for _, f := range p.foreign {
		u.add(mesoswatch.Record{Finding: &f, Origin: mesoswatch.Foreign})
	}
	if len(u.said) > 0 {
		all = append(all, u)
	}
	if len(p.through) > 0 {
		all = append(all, unit{through: p.through})
	}
	return all
}

// add puts what was said behind the rest.
func (u *unit) add(r mesoswatch.Record) {
	u.said = append(u.said, r)
	u.bytes += weight(r)
}

// spilled takes what must not be lost of a unit for which there is no room.
func (q *queue) spilled(u *unit) {
	for _, r := range append([]mesoswatch.Record{u.first}, u.said...) {
		if !q.spill.put(r) {
			q.lose(unit{first: r})
		}
	}
}

func (q *queue) lose(u unit) {
	for _, r := range append([]mesoswatch.Record{u.first}, u.said...) {
		switch {
		case r.Event != nil:
			q.lost("event", 1)
		case r.Snapshot != nil:
			q.lost("snapshot", 1)
		case r.Finding != nil:
			q.lost("finding", 1)
		case r.Verdict != nil:
			q.lost("verdict", 1)
		}
	}
}

func (q *queue) lost(kind string, n int64) {
	if n == 0 {
		return
	}
	if q.losing == nil {
		q.losing = make(map[string]int64)
	}
	q.losing[kind] += n
}

// losses answers what was not kept since it was last asked.
func (q *queue) losses() map[string]int64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := q.losing
	q.losing = nil
	return n
}
