package mesoswatch

import (
	"cmp"
	"iter"
	"slices"
	"sort"
	"sync"
	"time"
)

// Kinds of moments.
const (
	MomentEvent   = "event"   // a line of a log that bears on security
	MomentFinding = "finding" // a turn in the life of a finding
	MomentChange  = "change"  // of the leader, the configuration, the frameworks, the agents
	MomentAction  = "action"  // of an operator
	MomentGap     = "gap"     // our own sight failed, from At to Until
)

// Moment is one entry of the timeline.
type Moment struct {
	// N numbers the moments in the order they entered, from 0.
	N int64 `json:"-"`
	// At is when it happened, by the clock of its source: the order of the
	// timeline. Until ends a gap; zero while it lasts.
	At    time.Time `json:"at"`
	Until time.Time `json:"until,omitzero"`
	// Count is how many of the same kind by the same peer this stands for, the last
	// of them at Last; 0 stands for one.
	Count int       `json:"count,omitempty"`
	Last  time.Time `json:"last,omitzero"`
	Kind  string    `json:"kind"`
	// What it is, short and of a closed set by kind: the event's kind; opened,
	// rose, reopened, resolved; leader, configuration, framework, agent; the
	// action's What; blind.
	What string `json:"what"`
	// Text is for reading; foreign words in it are as they came.
	Text string `json:"text"`
	// Level of a finding.
	Level Level `json:"level,omitempty"`
	// Finding is the id a turn or an action belongs to.
	Finding string  `json:"finding,omitempty"`
	Subject Subject `json:"subject,omitzero"`
	Source  string  `json:"source,omitempty"`
	// Event is the first of those that a moment stands for.
	Event  *Event  `json:"event,omitempty"`
	Action *Action `json:"action,omitempty"`
}

// compare orders by time, then as they entered.
func (m *Moment) compare(o *Moment) int { return cmp.Or(m.At.Compare(o.At), cmp.Compare(m.N, o.N)) }

// maxMoments bounds a timeline. Events go before all others, and actions last;
// among them those of a kind that has had more than its share, the oldest first.
const maxMoments = 20_000

// momentChunk is how many moments share their fate in a copy: one that is written
// after it is copied first.
const momentChunk = 256

// Timeline keeps what happened in the order of data time, whatever the order in
// which it became known. A copy that a reader keeps shares what has not changed.
type Timeline struct {
	// Evicted counts moments that had to go.
	Evicted int64

	chunks  []*moments // none empty
	size    int
	next    int64
	version int64
	// turn numbers the copies that were handed out: what was made in an earlier turn
	// is read by others and must not be written.
	turn    int64
	repeats repeats
	gaps    map[gapKey]*gap
	flat    *flat
}

// moments are a part of the timeline, in order.
type moments struct {
	turn int64
	kept []*kept
}

// kept is a moment and the turn it was made in.
type kept struct {
	turn int64
	Moment
}

// place finds a moment again.
type place struct {
	at time.Time
	n  int64
}

// flat is the whole of a copy in one piece, for readers that want that.
type flat struct {
	of   int64 // the version
	once sync.Once
	all  []Moment
}

// Len is how many moments are kept.
func (t *Timeline) Len() int { return t.size }

// Version tells two copies apart: it grows with each change.
func (t *Timeline) Version() int64 { return t.version }

// All are the moments in order. The caller must not change them. Of a copy of a
// Board they are gathered once, when first asked for.
func (t *Timeline) All() []Moment {
	if t.flat == nil || t.flat.of != t.version {
		return t.gather()
	}
	t.flat.once.Do(func() { t.flat.all = t.gather() })
	return t.flat.all
}

func (t *Timeline) gather() []Moment {
	all := make([]Moment, 0, t.size)
	for m := range t.Moments() {
		all = append(all, *m)
	}
	return all
}

// Moments goes over them in order, without the cost of All. What it gives must not
// be changed, and not be kept but by who reads a copy of a Board.
func (t *Timeline) Moments() iter.Seq[*Moment] {
	return func(yield func(*Moment) bool) {
		for _, c := range t.chunks {
			for _, k := range c.kept {
				if !yield(&k.Moment) {
					return
				}
			}
		}
	}
}

// add takes a moment in at its place. Most come in order.
func (t *Timeline) add(m Moment) place {
	if t.size >= maxMoments {
		t.cut(maxMoments / 10)
	}
	m.N = t.next
	t.next++
	t.insert(&kept{t.turn, m})
	return place{m.At, m.N}
}

func (t *Timeline) insert(k *kept) {
	t.size++
	t.version++
	i := len(t.chunks) - 1
	if i < 0 {
		t.chunks = append(t.chunks, &moments{t.turn, append(make([]*kept, 0, momentChunk), k)})
		return
	}
	if last := t.chunks[i].kept; k.compare(&last[len(last)-1].Moment) < 0 {
		i = max(0, sort.Search(len(t.chunks), func(i int) bool { return t.chunks[i].kept[0].compare(&k.Moment) > 0 })-1)
	}
	if len(t.chunks[i].kept) == momentChunk {
		i = t.split(i, k)
	}
	c := t.own(i)
	j, _ := slices.BinarySearchFunc(c.kept, k, func(a, b *kept) int { return a.compare(&b.Moment) })
	c.kept = slices.Insert(c.kept, j, k)
}

// split makes room for k in chunk i, and answers which chunk takes it. One that
// comes behind all others begins a new chunk, so that chunks fill up.
func (t *Timeline) split(i int, k *kept) int {
	full := t.chunks[i].kept
	at := momentChunk / 2
	if i == len(t.chunks)-1 && k.compare(&full[momentChunk-1].Moment) > 0 {
		at = momentChunk
	}
	before := &moments{t.turn, append(make([]*kept, 0, momentChunk), full[:at]...)}
	behind := &moments{t.turn, append(make([]*kept, 0, momentChunk), full[at:]...)}
	t.chunks[i] = before
	t.chunks = slices.Insert(t.chunks, i+1, behind)
	if at == momentChunk || k.compare(&behind.kept[0].Moment) > 0 {
		return i + 1
	}
	return i
}

// own is chunk i, written by nobody else.
func (t *Timeline) own(i int) *moments {
	c := t.chunks[i]
	if c.turn != t.turn {
		c = &moments{t.turn, append(make([]*kept, 0, momentChunk), c.kept...)}
		t.chunks[i] = c
	}
	return c
}

// find is where a moment is; false when it had to go.
func (t *Timeline) find(p place) (i, j int, ok bool) {
	want := kept{Moment: Moment{At: p.at, N: p.n}}
	i = sort.Search(len(t.chunks), func(i int) bool { return t.chunks[i].kept[0].compare(&want.Moment) > 0 }) - 1
	if i < 0 {
		return 0, 0, false
	}
	j, ok = slices.BinarySearchFunc(t.chunks[i].kept, &want, func(a, b *kept) int { return a.compare(&b.Moment) })
	return i, j, ok
}

// change writes a moment that is there and answers where it is then.
func (t *Timeline) change(p place, how func(*Moment)) (place, bool) {
	i, j, ok := t.find(p)
	if !ok {
		return p, false
	}
	t.version++
	c := t.own(i)
	k := c.kept[j]
	if k.turn != t.turn {
		k = &kept{t.turn, k.Moment}
		c.kept[j] = k
	}
	if how(&k.Moment); !k.At.Equal(p.at) {
		c.kept = slices.Delete(c.kept, j, j+1)
		if len(c.kept) == 0 {
			t.chunks = slices.Delete(t.chunks, i, i+1)
		}
		t.size--
		t.insert(k)
	}
	return place{k.At, p.n}, true
}

// copy is what a reader may keep.
func (t *Timeline) copy() Timeline {
	t.turn++
	if t.flat == nil || t.flat.of != t.version {
		t.flat = &flat{of: t.version}
	}
	c := *t
	c.chunks = slices.Clone(t.chunks)
	c.repeats, c.gaps = repeats{}, nil
	return c
}
