package mesoswatch

import (
	"maps"
	"slices"
	"sort"
	"time"
)

// Caps of the Board. What they push out is counted, never silently gone.
const (
	maxBoardFindings = 10_000
	maxBoardSubjects = 20_000
	maxBoardSources  = 1_000
	maxBoardVerdicts = 20_000
	loginMinutes     = 24 * 60
)

// Board is the read model: what the stream says up to now. It is a Sink. It is
// not safe for concurrent use; Feed hands out copies that are.
type Board struct {
	// Now is the latest time any record carried: the clock of everything shown.
	Now time.Time
	// Seq counts records; it tells whether two copies differ.
	Seq int64
	// Log holds the latest events.
	Log EventLog
	// Logins counts attempts by minute.
	Logins Logins
	// Evicted counts entries that the caps pushed out.
	Evicted int64
	// Kinds counts events by kind.
	Kinds map[string]int64

	findings  map[string]Finding
	sources   map[string]Health
	subjects  map[Subject]Snapshot
	verdicts  map[verdictKey]Verdict
	actions   []Action
	byFinding []Finding // sorted copy for readers, nil when outdated
}

type verdictKey struct {
	check   string
	subject Subject
}

// Handle takes one record in.
func (b *Board) Handle(r Record) error {
	b.Seq++
	if at := r.At(); at.After(b.Now) {
		b.Now = at
	}
	switch {
	case r.Event != nil:
		b.event(r.Event)
	case r.Finding != nil:
		b.finding(*r.Finding)
	case r.Health != nil:
		put(b, &b.sources, r.Health.Source, *r.Health, maxBoardSources)
	case r.Snapshot != nil:
		put(b, &b.subjects, r.Snapshot.Subject(), *r.Snapshot, maxBoardSubjects)
	case r.Verdict != nil:
		put(b, &b.verdicts, verdictKey{r.Verdict.Check, r.Verdict.Subject}, *r.Verdict, maxBoardVerdicts)
	case r.Action != nil:
		b.action(*r.Action)
	}
	return nil
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

func (b *Board) event(e *Event) {
	b.Log.add(e)
	if e.Kind == "" {
		return
	}
	if b.Kinds == nil {
		b.Kinds = make(map[string]int64)
	}
	b.Kinds[e.Kind]++
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

func (b *Board) finding(f Finding) {
	b.byFinding = nil
	if b.findings == nil {
		b.findings = make(map[string]Finding)
	}
	if old, known := b.findings[f.ID]; known {
		f = old.Merge(f)
	} else if len(b.findings) >= maxBoardFindings {
		b.Evicted++
		return
	}
	b.findings[f.ID] = f
}

func (b *Board) action(a Action) {
	b.actions = append(b.actions, a)
	f, ok := b.findings[a.Finding]
	if !ok {
		return
	}
	switch a.What {
	case Acknowledge:
		f.Status = Acknowledged
	case Silence:
		f.Status = Silenced
	case Resolve, AcceptBaseline: // what is known is no news; it opens again if the baseline says otherwise
		f.Status = Resolved
	}
	b.findings[a.Finding] = f
	b.byFinding = nil
}

// Findings lists all, worst first, then the latest, then by id. The caller must
// not change the slice.
func (b *Board) Findings() []Finding {
	if b.byFinding == nil {
		fs := slices.Collect(maps.Values(b.findings))
		sort.Slice(fs, func(i, j int) bool {
			switch a, c := fs[i], fs[j]; {
			case (a.Status == Resolved) != (c.Status == Resolved):
				return c.Status == Resolved
			case a.Level != c.Level:
				return a.Level > c.Level
			case !a.LastSeen.Equal(c.LastSeen):
				return a.LastSeen.After(c.LastSeen)
			default:
				return a.ID < c.ID
			}
		})
		b.byFinding = fs
	}
	return b.byFinding
}

// Finding looks one up by id.
func (b *Board) Finding(id string) (Finding, bool) { f, ok := b.findings[id]; return f, ok }

// Levels counts findings that are not resolved, by level.
func (b *Board) Levels() map[Level]int {
	n := make(map[Level]int)
	for _, f := range b.Findings() {
		if f.Status != Resolved {
			n[f.Level]++
		}
	}
	return n
}

// Sources lists the last Health of each source, by name.
func (b *Board) Sources() []Health {
	return sorted(b.sources, func(a, c Health) bool { return a.Source < c.Source })
}

// Snapshots lists what is known of each subject, by kind and name.
func (b *Board) Snapshots() []Snapshot {
	return sorted(b.subjects, func(a, c Snapshot) bool {
		x, y := a.Subject(), c.Subject()
		if x.Kind != y.Kind {
			return x.Kind < y.Kind
		}
		return x.Name < y.Name
	})
}

// Verdicts lists the last answer of each check for each subject.
func (b *Board) Verdicts() []Verdict {
	return sorted(b.verdicts, func(a, c Verdict) bool {
		if a.Check != c.Check {
			return a.Check < c.Check
		}
		return a.Subject.Name < c.Subject.Name
	})
}

// Actions lists what operators did, in order.
func (b *Board) Actions() []Action { return b.actions }

func sorted[K comparable, V any](m map[K]V, less func(a, b V) bool) []V {
	vs := slices.Collect(maps.Values(m))
	sort.Slice(vs, func(i, j int) bool { return less(vs[i], vs[j]) })
	return vs
}

// copy is what a reader may keep: it shares only what no longer changes.
func (b *Board) copy() *Board {
	c := *b
	c.Findings() // sorted once, here
	b.byFinding = c.byFinding
	c.findings = maps.Clone(b.findings)
	c.sources = maps.Clone(b.sources)
	c.subjects = maps.Clone(b.subjects)
	c.verdicts = maps.Clone(b.verdicts)
	c.Kinds = maps.Clone(b.Kinds)
	c.actions = b.actions[:len(b.actions):len(b.actions)]
	c.Log = b.Log.copy()
	return &c
}
