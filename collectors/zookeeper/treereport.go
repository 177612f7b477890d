package zookeeper

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/pace"
)

// report emits what differs from what was said before, and how the look went.
func (t *tree) report(v *view, rest pace.Rest) error {
	now := time.Now()
	source := t.ensemble.String()
	seen := make(map[string]mesoswatch.Znode, len(v.nodes))
	for _, z := range v.nodes {
		seen[z.Path] = z
		if old, known := t.said[z.Path]; known && reflect.DeepEqual(old, z) {
			continue
		}
		if err := t.emit(mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: now, Source: source, Znode: &z}}); err != nil {
			return err
		}
	}
	if err := t.gone(v, seen, now); err != nil {
		return err
	}
	h := mesoswatch.Health{
		At: now, Source: source, Collector: Name, Seconds: v.took.Seconds(), Asked: v.asked,
		OK: len(v.trouble) == 0, Why: brief(v.trouble), Subjects: len(v.nodes),
		Interval: rest.Pause.Seconds(), Pace: rest.Why + ", and at once when a watch fires",
	}
	if v.missed {
		h.Lacking = map[string]string{mesoswatch.SubjectZnode: h.Why}
	} else {
		h.Complete = []string{mesoswatch.SubjectZnode}
	}
	return t.emit(mesoswatch.Record{Health: &h})
}

// brief joins what went wrong, for the user: anybody may write znodes that are
// trouble, and each would be said in every round.
func brief(trouble []string) string {
	const most = 5
	if len(trouble) > most {
		trouble = append(trouble[:most:most], fmt.Sprintf("and %d more of the kind", len(trouble)-most))
	}
	return strings.Join(trouble, "; ")
}

// gone says which znodes are no more, if all that are there were seen; otherwise
// what was not seen stays known.
func (t *tree) gone(v *view, seen map[string]mesoswatch.Znode, now time.Time) error {
	var lost []string
	for p, z := range t.said {
		switch _, still := seen[p]; {
		case still:
		case !v.missed:
			lost = append(lost, p)
		case len(seen) < 2*maxCandidates:
			seen[p] = z
		}
	}
	slices.Sort(lost)
	for _, p := range lost {
		last := t.said[p]
		if err := t.emit(mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: now, Source: t.ensemble.String(), Gone: true, Znode: &last}}); err != nil {
			return err
		}
	}
	t.said = seen
	if t.session != nil {
		t.session.watches.forget(func(path string) bool { _, still := seen[path]; return still || path == t.ensemble.Path })
	}
	return nil
}
