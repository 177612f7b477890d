package mesoslog

import "context"

// repeats remembers which source tells a line best. Two generations bound it.
type repeats struct {
	now, before map[uint64]int
}

const maxRepeats = 1 << 17

// claim notes that a source has a line.
func (r *repeats) claim(it item, order int) {
	if it.hash == 0 {
		return
	}
	key := it.hash
	if it.undated {
		key = atAbout(it, 0)
	}
	if o, ok := r.find(key); ok && o <= order {
		return
	}
	if r.now == nil || len(r.now) >= maxRepeats {
		r.before, r.now = r.now, make(map[uint64]int)
	}
	r.now[key] = order
}

func (r *repeats) find(key uint64) (order int, ok bool) {
	if order, ok = r.now[key]; !ok {
		order, ok = r.before[key]
	}
	return order, ok
}

// owner gives the richest source that has the line.
func (r *repeats) owner(it item) (order int, ok bool) {
	if !it.undated {
		return r.find(it.hash)
	}
	for near := int64(-1); near <= 1 && !ok; near++ {
		order, ok = r.find(atAbout(it, near))
	}
	return order, ok
}

// recurring is how far apart in time two lines without a time of their own may
// stand in different sources and still be one.
const recurring = 4 * second

// atAbout makes a line without a time one of its time.
func atAbout(it item, near int64) uint64 {
	return it.hash + uint64(it.key/recurring+near)*0x9e3779b97f4a7c15
}

// maxHeldEvents bounds what is read ahead of its turn.
const maxHeldEvents = 1 << 15

// repeated tells whether a richer source has the line too. Those sources are
// read ahead as far as the line's time, so that what they have is known.
func (m *merge) repeated(ctx context.Context, l *lane, it item) (bool, error) {
	if o, ok := m.ids.owner(it); ok && o < l.order {
		return true, nil
	}
	if upTo := it.key + together; upTo > l.richer {
		upTo += together // not for every line anew
		if err := m.readTo(ctx, l, upTo); err != nil {
			return false, err
		}
		l.richer = upTo
	}
	o, ok := m.ids.owner(it)
	return ok && o < l.order, nil
}

// readTo reads all sources richer than a lane up to a time.
func (m *merge) readTo(ctx context.Context, l *lane, upTo int64) error {
	for len(m.waiting) > 0 && m.waiting[0].first < upTo {
		if err := m.startNext(ctx); err != nil {
			return err
		}
	}
	for _, o := range m.open {
		for o.order < l.order && !o.done && o.items[len(o.items)-1].key < upTo && m.held < maxHeldEvents {
			m.readOn(o)
		}
	}
	return nil
}
