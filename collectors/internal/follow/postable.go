package follow

import "slices"

// gens in the order they were added. The caller holds the lock.
func (p *Positions) gens() []uint64 {
	all := make([]uint64, 0, len(p.files))
	for gen := range p.files {
		all = append(all, gen)
	}
	slices.Sort(all)
	return all
}

// add takes a generation up and numbers it; when the table is full it forgets
// the one that has been gone longest, else the oldest. The caller holds the
// lock or is alone.
func (p *Positions) add(s *saved) uint64 {
	if p.files == nil {
		p.files = map[uint64]*saved{}
	}
	if len(p.files) >= maxPositions {
		p.evict()
	}
	p.next++
	p.files[p.next] = s
	p.dirty = true
	return p.next
}

func (p *Positions) evict() {
	var worst uint64
	for _, gen := range p.gens() {
		s, w := p.files[gen], p.files[worst]
		if w == nil || (!s.Gone.IsZero() && (w.Gone.IsZero() || s.Gone.Before(w.Gone))) {
			worst = gen
		}
	}
	delete(p.files, worst)
	p.evicted++
}

// with gives access to the entry of a generation, which may be gone.
func (p *Positions) with(gen uint64, f func(*saved)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s := p.files[gen]; s != nil {
		f(s)
	}
}

// begin takes up a generation.
func (p *Positions) begin(s saved) uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.add(&s)
}

// each goes through a copy of the entries, the oldest first.
func (p *Positions) each(f func(gen uint64, s saved)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, gen := range p.gens() {
		f(gen, *p.files[gen])
	}
}

// update changes the entry of a generation, if there still is one.
func (p *Positions) update(gen uint64, f func(*saved)) {
	p.with(gen, func(s *saved) {
		before := *s
		f(s)
		p.dirty = p.dirty || before != *s
	})
}

// lostEntries is how many entries a full table had to forget.
func (p *Positions) lostEntries() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.evicted
}

// number gives a generation number to a stream, which has no position.
func (p *Positions) number() uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next++
	return p.next
}
