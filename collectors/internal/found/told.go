package found

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Told remembers what was said of each subject, so that only changes are said. The
// zero Told is ready; it belongs to one goroutine.
type Told struct {
	said map[mesoswatch.Subject]mesoswatch.Snapshot
}

// Tell emits a snapshot if it says something new.
func (t *Told) Tell(emit mesoswatch.Emit, s mesoswatch.Snapshot) error {
	subject := s.Subject()
	if old, known := t.said[subject]; known {
		old.At = s.At
		if reflect.DeepEqual(old, s) {
			return nil
		}
	}
	if err := emit(mesoswatch.Record{Snapshot: &s}); err != nil {
		return err
	}
	if t.said == nil {
		t.said = make(map[mesoswatch.Subject]mesoswatch.Snapshot)
	}
	t.said[subject] = s
	return nil
}

// Knows tells whether something was said of a subject.
func (t *Told) Knows(subject mesoswatch.Subject) bool {
	_, known := t.said[subject]
	return known
}

// Gone says of every subject that is not still there that it is gone.
func (t *Told) Gone(emit mesoswatch.Emit, at time.Time, still func(mesoswatch.Subject) bool) error {
	var lost []mesoswatch.Subject
	for subject := range t.said {
		if !still(subject) {
			lost = append(lost, subject)
		}
	}
	slices.SortFunc(lost, func(a, b mesoswatch.Subject) int { return strings.Compare(a.Name, b.Name) })
	for _, subject := range lost {
		s := t.said[subject]
		s.At, s.Gone = at, true
		if err := emit(mesoswatch.Record{Snapshot: &s}); err != nil {
			return err
		}
		delete(t.said, subject)
	}
	return nil
}
