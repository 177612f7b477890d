package ui

import (
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// grade is how far what is shown of a kind of subjects can be relied on.
type grade int

const (
	neverAsked grade = iota
	unseen           // asked for and not got: what is shown is old
	partly           // what is shown is true but not all
	wellSeen
)

// sighting is how well a kind of subjects is seen, in words.
type sighting struct {
	grade grade
	// fresh is how old what is shown is: "12 s ago"; why says what is wrong with it,
	// with a reason, and is empty when nothing is. Both may be foreign text.
	fresh, why string
}

// How old what a source saw may be before that is a fact of its own, whatever the
// source says: it tells what it does not get, but it may have died. Some things
// are asked for rarely.
const (
	oldAfter     = 5 * time.Minute
	rareOldAfter = 30 * time.Minute
)

// sightingOf says how well the board sees a kind of subjects.
func sightingOf(s scene, kind string) sighting { return sightingBy(s, kind, s.board.Sight(kind)) }

// sightingFrom says how well it sees those of one source.
func sightingFrom(s scene, kind, source string) sighting {
	return sightingBy(s, kind, s.board.SightOf(kind, source))
}

func sightingBy(s scene, kind string, at mesoswatch.Sight) sighting {
	switch {
	case at.At.IsZero() && at.Why == "":
		return sighting{neverAsked, "", "nobody has asked yet"}
	}
	last, known := s.board.Source(at.Source)
	cut := cutDown(s.board, kind)
	switch {
	case at.Why != "" && cut != "" && strings.Contains(cut, at.Why): // what is shown to us is fresh
		return sighting{partly, kit.Since(s.now, last.At), cut}
	case at.Why != "":
		return blindSince(s, at, at.Since, at.Why)
	case known && !last.OK && last.Subjects == 0 && last.At.After(at.At):
		return blindSince(s, at, at.At, last.Why)
	case s.now.Sub(at.At) > patience(kind, last):
		return blindSince(s, at, at.At, "nothing was heard of "+at.Source+" for "+kit.Age(s.now, last.At))
	}
	seen := sighting{grade: wellSeen, fresh: kit.Since(s.now, at.At)}
	if cut != "" {
		seen.grade, seen.why = partly, cut
	}
	return seen
}

func blindSince(s scene, at mesoswatch.Sight, since time.Time, why string) sighting {
	if why == "" {
		why = "no reason is known"
	}
	g := sighting{unseen, "never seen", "unknown since " + kit.Clock(s.now, s.in(since)) + ": " + why}
	if !at.At.IsZero() {
		g.fresh = "as of " + kit.Clock(s.now, s.in(at.At)) + ", " + kit.Since(s.now, at.At)
	}
	return g
}

// patience is how long a kind may not be seen by a source that is well.
func patience(kind string, last mesoswatch.Health) time.Duration {
	p := oldAfter
	switch kind {
	case mesoswatch.SubjectTask, mesoswatch.SubjectRole, mesoswatch.SubjectMachine, mesoswatch.SubjectFlag, mesoswatch.SubjectRealm, mesoswatch.SubjectAgentCheck,
		mesoswatch.SubjectSocket, mesoswatch.SubjectPort, mesoswatch.SubjectEndpoint:
		p = rareOldAfter
	}
	return max(p, time.Duration(3*last.Interval*float64(time.Second)))
}

// cutDown says what of a kind the masters hide from us; empty when nothing is
// known to be hidden.
func cutDown(b *mesoswatch.Board, kind string) string {
	c := clusterOf(b)
	if c == nil {
		return ""
	}
	cut := slices.DeleteFunc(slices.Clone(c.Cut), func(why string) bool { return why == "" || !slices.Contains(kindsIn(why), kind) })
	if len(cut) == 0 {
		return ""
	}
	why := strings.Join(cut, "; ")
	if strings.ContainsAny(why[:1], "0123456789") { // it says how many itself
		return "not all are seen: " + why
	}
	if seen, all := c.Seen[kind], registered(c, kind); all > seen {
		return kit.Number(seen) + " of " + kit.Number(all) + ", the rest is hidden from us: " + why
	}
	return "not all are seen: " + why
}

// kindsIn are the kinds that a sentence speaks of; one that names none is about
// all. What stands in brackets is the right that is lacking.
func kindsIn(sentence string) []string {
	sentence, _, _ = strings.Cut(sentence, "(")
	var kinds []string
	for _, k := range []struct{ word, kind string }{
		{"framework", mesoswatch.SubjectFramework}, {"agent", mesoswatch.SubjectAgent}, {"slave", mesoswatch.SubjectAgent},
		{"task", mesoswatch.SubjectTask}, {"executor", mesoswatch.SubjectTask}, {"role", mesoswatch.SubjectRole}, {"flag", mesoswatch.SubjectFlag},
	} {
		if strings.Contains(sentence, k.word) {
			kinds = append(kinds, k.kind)
		}
	}
	if len(kinds) == 0 {
		return []string{mesoswatch.SubjectFramework, mesoswatch.SubjectAgent, mesoswatch.SubjectTask, mesoswatch.SubjectRole, mesoswatch.SubjectFlag}
	}
	return kinds
}

// registered is how many of a kind the leader counts, 0 when it does not say.
func registered(c *mesoswatch.Cluster, kind string) int64 {
	sum := func(names ...string) (n int64) {
		for _, name := range names {
			n += c.Registered[name]
		}
		return n
	}
	switch kind {
	case mesoswatch.SubjectFramework:
		return sum("frameworks_active", "frameworks_inactive")
	case mesoswatch.SubjectAgent:
		return sum("slaves_active", "slaves_inactive")
	case mesoswatch.SubjectTask:
		return sum("tasks_staging", "tasks_starting", "tasks_running", "tasks_killing", "tasks_unreachable")
	}
	return 0
}

// clusterOf is the cluster as a whole; nil when nobody has told of it.
func clusterOf(b *mesoswatch.Board) *mesoswatch.Cluster {
	for s := range b.Subjects(mesoswatch.SubjectCluster).All() {
		return s.Cluster
	}
	return nil
}

// age is how old what is shown is, without as of when: "5 min ago".
func (g sighting) age() string {
	if _, age, ok := strings.Cut(g.fresh, ", "); ok {
		return age
	}
	return g.fresh
}

// old tells that what is shown is no longer known to be so.
func (g sighting) old() bool { return g.grade == unseen }

func (g sighting) style(p *kit.Pen) theme.Style {
	switch g.grade {
	case unseen:
		return p.Bad
	case partly:
		return p.Level(mesoswatch.Medium)
	case neverAsked:
		return p.Changed
	}
	return p.Dim
}

func (g sighting) mark(p *kit.Pen) string {
	switch g.grade {
	case unseen:
		return p.Marks.Level(mesoswatch.High)
	case wellSeen:
		return p.Marks.Dot
	case neverAsked:
		return "?"
	}
	return p.Marks.Level(mesoswatch.Medium)
}

// heading is what a pane says above its rows, in w cells: left, how fresh that is
// at the right, and below it, loudly, what is wrong with it, in at most most rows.
func (g sighting) heading(p *kit.Pen, w, most int, left []kit.Span) []string {
	right := " " + p.Cut(g.fresh, max(w/2, 8)) + " "
	if g.grade == neverAsked {
		right = ""
	}
	lines := []string{p.Ends(w, p.Text, left, []kit.Span{{Text: right, Style: g.style(p)}})}
	if g.why == "" || most < 2 {
		return lines[:min(len(lines), max(most, 0))]
	}
	mark := " " + g.mark(p) + " "
	for _, l := range p.Wrap(mesoswatch.Printable(g.why), w-kit.Width(mark)-1, most-1) {
		lines = append(lines, p.Row(w, p.Text, kit.Span{Text: mark + l, Style: g.style(p)}))
		mark = strings.Repeat(" ", kit.Width(mark))
	}
	return lines
}
