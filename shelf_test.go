package mesoswatch

import (
	"fmt"
	"slices"
	"testing"
)

func agentIDs(all []*Snapshot) string {
	var ids []string
	for _, s := range all {
		ids = append(ids, s.Agent.ID+s.Agent.Hostname)
	}
	slices.Sort(ids)
	return fmt.Sprint(ids)
}

func TestSubjectsDiff(t *testing.T) {
	var b Board
	for i := range 2000 {
		b.Handle(agentSnap(i, "", false))
	}
	before := b.copy().Subjects(SubjectAgent)
	same := b.copy().Subjects(SubjectAgent)
	if gone, came := same.Diff(before); gone != nil || came != nil {
		t.Errorf("nothing changed: %d went, %d came", len(gone), len(came))
	}
	b.Handle(agentSnap(7, "new", false))
	b.Handle(agentSnap(8, "", true))
	b.Handle(agentSnap(5000, "", false))
	gone, came := b.copy().Subjects(SubjectAgent).Diff(before)
	if agentIDs(gone) != "[S7 S8]" || agentIDs(came) != "[S5000 S7new]" {
		t.Errorf("went %s, came %s", agentIDs(gone), agentIDs(came))
	}
	var none *Subjects
	if gone, came := before.Diff(nil); len(gone) != 0 || len(came) != 2000 {
		t.Errorf("from nothing: %d went, %d came", len(gone), len(came))
	}
	if gone, came := none.Diff(before); len(gone) != 2000 || len(came) != 0 {
		t.Errorf("to nothing: %d went, %d came", len(gone), len(came))
	}
}
