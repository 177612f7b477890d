package ui

import (
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// treeSeen is what stands below the masters' path in ZooKeeper.
type treeSeen struct {
	of         edition
	path       snapshot   // the path itself; nil: not seen
	candidates []snapshot // in the order of the election
	replicas   []snapshot // of the log, and first the folder of those
	sight      sighting
}

// treeOf sorts the znodes, if any has changed.
func treeOf(s scene, earlier *treeSeen) treeSeen {
	nodes := s.board.Subjects(mesoswatch.SubjectZnode)
	var t treeSeen
	if t = *earlier; !t.of.holds(nodes) {
		t = treeSeen{of: editionOf(nodes)}
		for row := range nodes.All() {
			switch row.Znode.What {
			case "path":
				if t.path == nil || row.Znode.Path < t.path.Znode.Path {
					t.path = row
				}
			case "candidate":
				t.candidates = append(t.candidates, row)
			default:
				t.replicas = append(t.replicas, row)
			}
		}
		slices.SortFunc(t.candidates, bySequence)
		slices.SortFunc(t.replicas, bySequence)
	}
	t.sight = sightingOf(s, mesoswatch.SubjectZnode)
	return t
}

// edition is what there was of a kind of subjects at an earlier look.
type edition struct {
	subjects *mesoswatch.Subjects
	version  int64
}

func editionOf(s *mesoswatch.Subjects) edition { return edition{s, s.Version()} }

// holds tells whether nothing has changed since.
func (e edition) holds(now *mesoswatch.Subjects) bool {
	if now.Version() != e.version {
		return false
	}
	gone, came := now.Diff(e.subjects)
	return len(gone)+len(came) == 0
}

// bySequence orders znodes as the election does: by the number at their end,
// whatever stands before it. The leader is marked by who read the tree.
func bySequence(a, b snapshot) int {
	first := func(z *mesoswatch.Znode) int {
		switch {
		case z.Leader, z.What == "replicas":
			return 0
		}
		return 1
	}
	if x, y := first(a.Znode), first(b.Znode); x != y {
		return x - y
	}
	if c := strings.Compare(sequence(a.Znode.Path), sequence(b.Znode.Path)); c != 0 {
		return c
	}
	return strings.Compare(a.Znode.Path, b.Znode.Path)
}

// sequence are the digits at the end of a path, ten of them.
func sequence(path string) string { return path[max(len(path)-10, 0):] }

// first is the candidate that leads by its place; nil when none is seen.
func (t *treeSeen) first() *mesoswatch.Znode {
	if len(t.candidates) == 0 || t.sight.grade < partly {
		return nil
	}
	return t.candidates[0].Znode
}
