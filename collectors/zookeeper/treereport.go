package zookeeper

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// report emits what differs from what was said before, and how the round went.
func (t *tree) report(v *view, took time.Duration) error {
	now := time.Now()
	source := t.ensemble.String()
	say := func(z mesoswatch.Znode) error {
		return t.emit(mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: now, Source: source, Znode: &z}})
	}
	seen := make(map[string]mesoswatch.Znode, len(v.nodes))
	for _, z := range v.nodes {
		seen[z.Path] = z
		if old, known := t.said[z.Path]; known && reflect.DeepEqual(old, z) {
			continue
		}
		if err := say(z); err != nil {
			return err
		}
	}
	if err := t.gone(v, seen, say); err != nil {
		return err
	}
	h := mesoswatch.Health{
		At: now, Source: source, Collector: Name, Seconds: took.Seconds(), Asked: v.asked,
		OK: len(v.trouble) == 0, Why: strings.Join(v.trouble, "; "), Subjects: len(v.nodes),
	}
	if v.complete {
		h.Complete = []string{"znode"}
	}
	return t.emit(mesoswatch.Record{Health: &h})
}

// gone says which znodes are no more, if all that are there were seen; otherwise
// what was not seen stays known.
func (t *tree) gone(v *view, seen map[string]mesoswatch.Znode, say func(mesoswatch.Znode) error) error {
	var lost []string
	for p, z := range t.said {
		switch _, still := seen[p]; {
		case still:
		case v.complete:
			lost = append(lost, p)
		case len(seen) < maxCandidates:
			seen[p] = z
		}
	}
	slices.Sort(lost)
	for _, p := range lost {
		if err := say(mesoswatch.Znode{Path: p, Gone: true}); err != nil {
			return err
		}
	}
	t.said = seen
	return nil
}
