package ui

import (
	"cmp"
	"slices"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// taskSum sums up what tasks run and what they may do. The zero value says
// nothing.
type taskSum struct {
	n          int
	privileged int
	images     tally
	paths      tally // of the host, with their mode
	users      tally
	frameworks tally
	at         time.Time
}

// tally counts names, at most maxNames different ones.
type tally struct {
	by     map[string]int
	others int // of names for which there was no room
}

const maxNames = 1_000

func (t *tally) add(name string) {
	if name == "" {
		return
	}
	if t.by == nil {
		t.by = make(map[string]int)
	}
	if _, known := t.by[name]; !known && len(t.by) == maxNames {
		t.others++
		return
	}
	t.by[name]++
}

// most lists the names that were counted most often, and how many there are
// besides.
func (t *tally) most(n int) (all []count, more int) {
	for name, times := range t.by {
		all = append(all, count{name, times})
	}
	slices.SortFunc(all, func(a, b count) int { return cmp.Or(b.n-a.n, cmp.Compare(a.word, b.word)) })
	if len(all) > n {
		return all[:n], len(all) - n + t.others
	}
	return all, t.others
}

// update counts anew when tasks have come or gone; many not at every board.
func (s *taskSum) update(t *subjectTable, now time.Time) {
	if len(t.All()) > manySubjects && now.Sub(s.at) < countEvery || !t.news() {
		return
	}
	*s = taskSum{at: now}
	for _, row := range t.All() {
		s.add(row.Task)
	}
}

func (s *taskSum) add(t *mesoswatch.Task) {
	s.n++
	if t.Privileged {
		s.privileged++
	}
	s.images.add(t.Image)
	s.users.add(t.User)
	s.frameworks.add(t.FrameworkID)
	for _, v := range t.Volumes {
		if v.Host != "" {
			s.paths.add(v.Host + " " + v.Mode)
		}
	}
}
