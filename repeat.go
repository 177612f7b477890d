package mesoswatch

import "time"

// repeatSpan is how long more of the same goes into one moment: what falls into the
// same minute, so that it does not matter in which order it becomes known.
const repeatSpan = time.Minute

// maxRepeats bounds what repeats are looked for in. Beyond it the older half is
// forgotten; a repeat of that begins another moment.
const maxRepeats = 8_192

// maxAlike is how many changes of one sort a minute has one by one; all beyond are
// one moment with a count, so that a failover of thousands of agents leaves room.
const maxAlike = 20

// same is what makes two moments repeats of each other.
type same struct {
	kind, what, peer, principal, framework, agent, detail string
	span                                                  int64
}

// repeats remembers the latest moments that may be repeated.
type repeats struct{ young, old map[same]repeated }

type repeated struct {
	place
	n int // changes of one sort
}

func (r *repeats) get(s same) (repeated, bool) {
	p, ok := r.young[s]
	if !ok {
		if p, ok = r.old[s]; ok {
			r.put(s, p)
		}
	}
	return p, ok
}

func (r *repeats) put(s same, p repeated) {
	if len(r.young) >= maxRepeats/2 {
		r.old, r.young = r.young, nil
	}
	if r.young == nil {
		r.young = make(map[same]repeated)
	}
	r.young[s] = p
}

// repeat adds one at a time to the moment that has more of the same; false when
// there is none.
func (t *Timeline) repeat(s same, at time.Time) bool {
	p, ok := t.repeats.get(s)
	if !ok {
		return false
	}
	now, ok := t.change(p.place, func(m *Moment) {
		if m.Count == 0 {
			m.Count, m.Last = 1, m.At
		}
		m.Count++
		m.Last = later(m.Last, at)
		if at.Before(m.At) {
			m.At = at
		}
	})
	if ok && now != p.place {
		t.repeats.put(s, repeated{place: now})
	}
	return ok
}

// once adds a moment, or adds it to the one that has more of the same.
func (t *Timeline) once(s same, m Moment) {
	s.kind, s.what, s.span = m.Kind, m.What, m.At.Unix()/int64(repeatSpan/time.Second)
	if !t.repeat(s, m.At) {
		t.repeats.put(s, repeated{place: t.add(m)})
	}
}

// few is once for changes of one sort, of which a minute may bring thousands.
func (t *Timeline) few(sort string, m Moment) {
	s := same{kind: m.Kind, what: m.What, detail: sort, span: m.At.Unix() / int64(repeatSpan/time.Second)}
	p, _ := t.repeats.get(s)
	p.n++
	t.repeats.put(s, p)
	if p.n <= maxAlike {
		t.once(same{peer: m.Subject.Kind, agent: m.Subject.Name, detail: m.Text}, m)
		return
	}
	m.Text, m.Subject = "more in that minute: "+sort, Subject{Kind: m.Subject.Kind}
	t.once(same{detail: "more " + sort}, m)
}
