package mesoswatch

import (
	"maps"
	"slices"
	"sort"
	"time"
)

// Caps of the Board. What they push out is counted, never silently gone.
const (
	maxBoardSources  = 1_000
	maxBoardVerdicts = 20_000
	loginMinutes     = 24 * 60
)

// maxSubjects caps the snapshots of one kind.
func maxSubjects(kind string) int {
	switch kind {
	case SubjectTask:
		return 250_000
	case SubjectAgent, SubjectAgentCheck:
		return 50_000
	}
	return 20_000
}

// Board is the read model: what the stream says up to now. It is a Sink. It is
// not safe for concurrent use; Feed hands out copies that are.
type Board struct {
	// Now is the latest time any record carried: the clock of everything shown.
	Now time.Time
	// Seq counts records; it tells whether two copies differ.
	Seq int64
	// Log holds the latest events.
	Log EventLog
	// Since is the earliest time of an event or of a source's word on itself: what was
	// before is not known.
	Since time.Time
	// Logins counts attempts by minute.
	Logins Logins
	// Found says when findings were found, by minute.
	Found FoundTimes
	// Evicted counts entries that the caps pushed out.
	Evicted int64
	// Kinds counts events by kind.
	Kinds map[string]int64
	// Timeline is what happened, in order.
	Timeline Timeline

	cases    cases
	sources  map[string]Health
	subjects map[string]*Subjects // by kind
	sights   map[sightKey]Sight
	words    uint64 // of sources about their sight
	listed   map[listing]bool
	old      map[string]map[string]struct{} // by kind: only known from before this start
	leader   string                         // the last that was told
	judged   *Judged

	judgedSince time.Time
}

// Handle takes one record in.
func (b *Board) Handle(r Record) error {
	b.Seq++
	if at := r.At(); at.After(b.Now) {
		b.Now = at
	}
	if at := r.At(); (r.Event != nil || r.Health != nil) && !at.IsZero() && (b.Since.IsZero() || at.Before(b.Since)) {
		b.Since = at
	}
	switch {
	case r.Event != nil:
		b.event(r.Event)
	case r.Finding != nil:
		b.finding(*r.Finding, r.Origin)
	case r.Health != nil:
		b.health(r.Health, r.Origin)
	case r.Snapshot != nil:
		b.snapshot(r.Snapshot, r.Origin)
	case r.Verdict != nil:
		b.verdict(r.Verdict)
	case r.Action != nil:
		b.action(*r.Action)
	}
	b.rouse()
	return nil
}

// health takes the word of a source on itself. What it said before this start tells
// of gaps then, and nothing of how it is now; nor does it tell of now that nobody was
// watching for a while.
func (b *Board) health(h *Health, from Origin) {
	var last time.Time
	if was, known := b.sources[h.Source]; known && was.OK {
		last = was.At
	}
	b.Timeline.look(h, last)
	b.list(h, from)
	if from != Restored && h.Source != Nobody {
		put(b, &b.sources, h.Source, *h, maxBoardSources)
		b.see(h)
	}
}

func put[K comparable, V any](b *Board, m *map[K]V, k K, v V, most int) {
	if *m == nil {
		*m = make(map[K]V)
	}
	if _, known := (*m)[k]; !known && len(*m) >= most {
		b.Evicted++
		return
	}
	(*m)[k] = v
}

func (b *Board) snapshot(s *Snapshot, from Origin) {
	subject := s.Subject()
	of := b.subjects[subject.Kind]
	if of == nil {
		if b.subjects == nil {
			b.subjects = make(map[string]*Subjects)
		}
		of = &Subjects{}
		b.subjects[subject.Kind] = of
	}
	b.changes(of.Get(subject.Name), s, subject, from)
	b.revive(subject, from)
	switch {
	case s.Gone:
		of.drop(subject.Name)
	case !of.put(subject.Name, s, maxSubjects(subject.Kind)):
		b.Evicted++
	}
}

func (b *Board) event(e *Event) {
	b.Log.add(e)
	if e.Kind == "" {
		return
	}
	if b.Kinds == nil {
		b.Kinds = make(map[string]int64)
	}
	b.Kinds[e.Kind]++
	if BearsOnSecurity(e) {
		b.Timeline.once(e.same(), e.moment())
	}
	switch {
	case e.Kind == KindAuthOK:
		b.Logins.add(e.Time, 1, 0)
	case IsFailedLogin(e):
		b.Logins.add(e.Time, 0, 1)
	}
}

// IsFailedLogin tells whether the event is the one line of a failed login
// attempt that counts: the one that names the peer. A wrong secret leaves two
// lines, and the other (from the authenticator) names nobody.
func IsFailedLogin(e *Event) bool { return e.Kind == KindAuthFailed && e.UPID != "" }

// Sources lists the last Health of each source, by name.
func (b *Board) Sources() []Health {
	return sorted(b.sources, func(a, c Health) bool { return a.Source < c.Source })
}

// Snapshots lists what is known of each subject, by kind and name.
func (b *Board) Snapshots() []Snapshot {
	var out []Snapshot
	for _, kind := range slices.Sorted(maps.Keys(b.subjects)) {
		for _, s := range b.subjects[kind].Sorted() {
			out = append(out, *s)
		}
	}
	return out
}

// Subjects are the last snapshots of one kind; nil when there are none, which all
// methods of Subjects take.
func (b *Board) Subjects(kind string) *Subjects { return b.subjects[kind] }

// Source is the last Health of one source.
func (b *Board) Source(name string) (Health, bool) { h, ok := b.sources[name]; return h, ok }

func sorted[K comparable, V any](m map[K]V, less func(a, b V) bool) []V {
	vs := slices.Collect(maps.Values(m))
	sort.Slice(vs, func(i, j int) bool { return less(vs[i], vs[j]) })
	return vs
}

// copy is what a reader may keep: it shares only what no longer changes.
func (b *Board) copy() *Board {
	c := *b
	c.cases = b.cases.copy(b)
	c.Timeline = b.Timeline.copy()
	c.Found = b.Found.copy()
	c.listed, c.old = nil, nil
	c.sources = maps.Clone(b.sources)
	c.subjects = make(map[string]*Subjects, len(b.subjects))
	for kind, s := range b.subjects {
		c.subjects[kind] = s.copy()
	}
	c.sights = maps.Clone(b.sights)
	if b.judged != nil {
		c.judged = b.judged.copy()
	}
	c.Kinds = maps.Clone(b.Kinds)
	c.Log = b.Log.copy()
	return &c
}
