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
	if err := t.gone(v, seen); err != nil {
		return err
	}
	h := mesoswatch.Health{
		At: now, Source: source, Collector: Name, Seconds: took.Seconds(), Asked: mesoswatch.Asked(v.asked...),
		OK: len(v.trouble) == 0, Why: strings.Join(v.trouble, "; "), Subjects: len(v.nodes),
	}
	if v.complete {
		h.Complete = []string{"znode"}
	}
	return t.emit(mesoswatch.Record{Health: &h})
}

// gone says which znodes are no more, if all that are there were seen; otherwise
// what was not seen stays known.
func (t *tree) gone(v *view, seen map[string]mesoswatch.Znode) error {
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
		if err := t.emit(mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: time.Now(), Source: t.ensemble.String(), Gone: true, Znode: &mesoswatch.Znode{Path: p}}}); err != nil {
			return err
		}
	}
	t.said = seen
	return nil
}
