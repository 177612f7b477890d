package mesoswatch

import (
	"fmt"
	"testing"
	"time"
)

func agentSnap(i int, host string, gone bool) Record {
	return Record{Snapshot: &Snapshot{At: time.Unix(int64(i), 0), Source: "m", Gone: gone, Agent: &Agent{ID: fmt.Sprint("S", i), Hostname: host}}}
}

// A copy keeps what it saw, whatever happens to the board behind it.
func TestSubjectsCopies(t *testing.T) {
	var b Board
	for i := range 1000 {
		b.Handle(agentSnap(i, "first", false))
	}
	before := b.copy()
	for i := range 500 {
		b.Handle(agentSnap(i, "second", false))
	}
	b.Handle(agentSnap(7, "", true))
	b.Handle(agentSnap(5000, "", true)) // never known
	after := b.copy()
	was, is := before.Subjects(SubjectAgent), after.Subjects(SubjectAgent)
	if was.Len() != 1000 || is.Len() != 999 || was.Version() == is.Version() {
		t.Errorf("%d and %d subjects, versions %d and %d", was.Len(), is.Len(), was.Version(), is.Version())
	}
	if was.Get("S7").Agent.Hostname != "first" || is.Get("S7") != nil || is.Get("S8").Agent.Hostname != "second" || is.Get("S900").Agent.Hostname != "first" {
		t.Error("a copy changed, or a change was lost")
	}
	n := 0
	for range is.All() {
		n++
	}
	if s := is.Sorted(); n != 999 || len(s) != 999 || s[0].Agent.ID != "S0" {
		t.Errorf("%d by All, %d sorted", n, len(s))
	}
	var none *Subjects
	if none.Len() != 0 || none.Get("x") != nil || len(none.Sorted()) != 0 {
		t.Error("none is not empty")
	}
}

func TestSubjectsAreCapped(t *testing.T) {
	var b Board
	for i := range maxSubjects(SubjectRole) + 3 {
		b.Handle(Record{Snapshot: &Snapshot{Role: &Role{Name: fmt.Sprint(i)}}})
	}
	if b.Subjects(SubjectRole).Len() != maxSubjects(SubjectRole) || b.Evicted != 3 {
		t.Errorf("%d roles, %d evicted", b.Subjects(SubjectRole).Len(), b.Evicted)
	}
}

// What fails says since when; the other source that sees all is what counts.
func TestSight(t *testing.T) {
	var b Board
	at := func(s int) time.Time { return time.Unix(int64(s), 0) }
	health := func(s int, source string, complete []string, lacking map[string]string) {
		b.Handle(Record{Health: &Health{At: at(s), Source: source, Complete: complete, Lacking: lacking}})
	}
	if s := b.Sight(SubjectAgent); s.Clear() || !s.At.IsZero() || s.Why != "" {
		t.Errorf("never asked: %+v", s)
	}
	health(1, "m1", []string{SubjectAgent}, nil)
	if s := b.Sight(SubjectAgent); !s.Clear() || !s.At.Equal(at(1)) || s.Source != "m1" {
		t.Errorf("seen: %+v", s)
	}
	health(2, "m1", nil, map[string]string{SubjectAgent: "401"})
	health(3, "m1", nil, map[string]string{SubjectAgent: "timeout"})
	if s := b.Sight(SubjectAgent); s.Clear() || !s.At.Equal(at(1)) || !s.Since.Equal(at(2)) || s.Why != "timeout" {
		t.Errorf("blind: %+v", s)
	}
	before := b.copy()
	health(4, "m2", []string{SubjectAgent}, nil)
	if s := b.Sight(SubjectAgent); !s.Clear() || s.Source != "m2" || before.Sight(SubjectAgent).Clear() {
		t.Errorf("seen by another: %+v", s)
	}
	if s := b.SightOf(SubjectAgent, "m1"); s.Why != "timeout" {
		t.Errorf("of m1: %+v", s)
	}
}

// What a former leader saw is not what the present one refuses to tell; what the
// former one still complains of does not count once the present one has told.
func TestSightAcrossAFailover(t *testing.T) {
	var b Board
	at := func(s int) time.Time { return time.Unix(int64(s), 0) }
	health := func(s int, source string, complete []string, lacking map[string]string) {
		b.Handle(Record{Health: &Health{At: at(s), Source: source, Complete: complete, Lacking: lacking}})
	}
	all, none := []string{SubjectTask}, map[string]string{SubjectTask: "401"}
	health(1, "m2", nil, none)
	health(2, "m1", all, nil)
	if !b.Sight(SubjectTask).Clear() {
		t.Errorf("m1 leads and told: %+v", b.Sight(SubjectTask))
	}
	health(9, "m2", nil, none)
	if s := b.Sight(SubjectTask); s.Clear() || !s.At.Equal(at(2)) || !s.Since.Equal(at(2)) || s.Source != "m2" || s.Why != "401" {
		t.Errorf("m2 leads and tells nothing: %+v", s)
	}
	health(10, "m1", nil, nil)
	if b.Sight(SubjectTask).Clear() {
		t.Error("a round that says nothing of it makes it seen")
	}
	health(10, "m2", all, nil)
	health(10, "m1", nil, none)
	if b.Sight(SubjectTask).Clear() {
		t.Error("the word before the last counts")
	}
	health(11, "m2", all, nil)
	if s := b.Sight(SubjectTask); !s.Clear() || !s.At.Equal(at(11)) {
		t.Errorf("m2 tells: %+v", s)
	}
}
