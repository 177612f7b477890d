package rules

import (
	"iter"

	"github.com/mesoswatch/mesoswatch"
)

// all goes over a table from the entry that was not used for longest; the one at
// hand may be removed.
func (t *table[V]) all() iter.Seq2[string, *V] {
	return func(yield func(string, *V) bool) {
		for n := t.tail; n != nil; {
			before := n.prev
			if !yield(n.key, &n.value) {
				return
			}
			n = before
		}
	}
}

// frameworks keeps the latest snapshot of each framework that is there: what has
// ended is not.
type frameworks struct{ table[*mesoswatch.Snapshot] }

// see takes a snapshot in, and answers true when its framework is not there any
// more.
func (t *frameworks) see(s *mesoswatch.Snapshot) (gone bool) {
	id := cut(s.Framework.ID, maxSubjectText)
	if s.Gone || s.Framework.Completed {
		t.remove(id)
		return true
	}
	*t.put(id) = s
	return false
}

// departure is the proof that a framework is not there any more.
func departure(s *mesoswatch.Snapshot) mesoswatch.Evidence {
	text := "the master no longer lists it"
	if s.Framework != nil && s.Framework.Completed {
		text = "the master remembers it as completed"
	}
	return shown(s, frameworkPath(s.Framework), text)
}

func frameworkOf(s *mesoswatch.Snapshot) mesoswatch.Subject {
	return mesoswatch.Subject{Kind: "framework", Name: s.Framework.ID}
}
