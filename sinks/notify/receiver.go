package notify

import (
	"context"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// Receiver is somebody who is told, and of what.
type Receiver struct {
	// Name is unique among receivers and stays: what it has not got yet waits under it.
	Name string
	// Where it is, for Health: "webhook pager.example:443".
	Where  string
	To     notice.Deliverer
	Filter Filter
	Group  Group
	// Repeat is how often it is reminded of what is open and nobody has taken; 0: never.
	Repeat time.Duration
	// Timeout of a delivery; 0: that of the Notifier.
	Timeout time.Duration
}

// Renewer is a Deliverer that forgets what it is not told again: it gets all findings
// that are not over and that it is told of, every so often, when nothing else waits.
type Renewer interface {
	Renew(ctx context.Context, firing []mesoswatch.Finding) error
	Every() time.Duration
}

// Filter says what a receiver is told. The zero value lets all through.
type Filter struct {
	Level mesoswatch.Level // the least
	// Rules are names with * and ?; one that begins with ! excludes. Without one that
	// includes, all are but the excluded.
	Rules []string
	// Turns; none: all. A test always passes.
	Turns []mesoswatch.Turn
	// Subjects are kinds of subjects; none: all.
	Subjects []string
}

// of tells whether findings like that one are told.
func (f *Filter) of(x *mesoswatch.Finding) bool {
	return x.Level >= f.Level && f.rule(x.Rule) && (len(f.Subjects) == 0 || slices.Contains(f.Subjects, x.Subject.Kind))
}

// passes tells whether a notice is.
func (f *Filter) passes(n *notice.Notice) bool {
	return f.of(&n.Finding) && (len(f.Turns) == 0 || slices.Contains(f.Turns, n.Turn))
}

func (f *Filter) rule(name string) bool {
	wanted, any := false, false
	for _, p := range f.Rules {
		p, not := strings.CutPrefix(p, "!")
		fits, err := path.Match(p, name)
		switch {
		case not && err == nil && fits:
			return false
		case !not:
			any = true
			wanted = wanted || err == nil && fits
		}
	}
	return wanted || !any
}

// Group says what goes in one delivery. The zero value sends up to 100 at once.
type Group struct {
	// By are rule, subject and subject_kind: a delivery holds what has the same of
	// each. All turns of a finding are in the same group, so their order stays.
	By []string
	// Wait is how long the first one waits for others.
	Wait time.Duration
	Most int
}

const standardMost = 100

func (g *Group) most() int {
	if g.Most <= 0 {
		return standardMost
	}
	return g.Most
}

func (g *Group) key(n *notice.Notice) string {
	var b strings.Builder
	for _, by := range g.By {
		switch by {
		case "rule":
			b.WriteString(n.Finding.Rule)
		case "subject":
			b.WriteString(n.Finding.Subject.String())
		case "subject_kind":
			b.WriteString(n.Finding.Subject.Kind)
		}
		b.WriteByte(0)
	}
	return b.String()
}

// next picks the first delivery out of what waits; wait is how long it still waits
// for more.
func (g *Group) next(all []waiting, now time.Time) (batch []notice.Notice, wait time.Duration) {
	if len(all) == 0 {
		return nil, 0
	}
	key := g.key(&all[0].notice)
	for i := range all {
		if g.key(&all[i].notice) == key {
			batch = append(batch, all[i].notice)
		}
		if len(batch) == g.most() {
			return batch, 0
		}
	}
	if age := now.Sub(all[0].put); age >= 0 && age < g.Wait {
		return nil, g.Wait - age
	}
	return batch, 0
}
