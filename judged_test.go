package mesoswatch

import (
	"fmt"
	"testing"
	"time"
)

func answer(sec int, check, name string, r Result) Record {
	return Record{Verdict: &Verdict{At: at(sec), Check: check, Subject: Subject{Kind: "agent", Name: name}, Result: r, Reason: fmt.Sprint("at ", sec)}}
}

// A result is as old as its first answer, whatever else is said anew.
func TestStandings(t *testing.T) {
	var b Board
	if b.Judged().Len() != 0 || !b.JudgedSince().IsZero() || len(b.Verdicts()) != 0 {
		t.Error("answers of nobody")
	}
	handle(t, &b, answer(1, "tls-old", "n1", Unknown), answer(5, "tls-old", "n1", Fail), answer(9, "tls-old", "n1", Fail), answer(7, "tls-old", "n2", Pass))
	s := b.Judged().Get(StandingName("tls-old", Subject{"agent", "n1"}))
	if s == nil || s.Result != Fail || s.Was != Unknown || !s.Since.Equal(at(5)) || s.Reason != "at 9" || !s.At.Equal(at(9)) {
		t.Fatalf("n1: %+v", s)
	}
	if s := b.Judged().Get(StandingName("tls-old", Subject{"agent", "n2"})); s.Was != "" || !s.Since.Equal(at(7)) {
		t.Errorf("n2: %+v", s)
	}
	if s := b.Judged().Get(StandingName("tls-old", Subject{"master", "n1"})); s != nil {
		t.Errorf("another kind: %+v", s)
	}
	if !b.JudgedSince().Equal(at(1)) || b.Judged().Len() != 2 {
		t.Errorf("%d answers since %v", b.Judged().Len(), b.JudgedSince())
	}
}

// A copy keeps what it saw and costs nothing while nothing changes.
func TestJudgedCopies(t *testing.T) {
	var b Board
	for i := range 1000 {
		handle(t, &b, answer(1, "c", fmt.Sprint(i), Pass))
	}
	before, same := b.copy(), b.copy()
	if before.Judged().Version() != same.Judged().Version() {
		t.Error("copies of the same have two versions")
	}
	handle(t, &b, answer(2, "c", "7", Fail), answer(2, "c", "new", Unknown))
	after := b.copy()
	gone, came := after.Judged().Diff(before.Judged())
	if len(gone) != 1 || len(came) != 2 || gone[0].Subject.Name != "7" || gone[0].Result != Pass {
		t.Errorf("%d gone, %d came", len(gone), len(came))
	}
	if n := before.Judged().Get(StandingName("c", Subject{"agent", "7"})); n.Result != Pass || after.Judged().Version() == before.Judged().Version() {
		t.Error("the copy changed")
	}
}

func TestVerdictsAreSortedAndCapped(t *testing.T) {
	var b Board
	for i := range maxBoardVerdicts + 3 {
		handle(t, &b, answer(i, "c", fmt.Sprint(i), Pass))
	}
	if b.Judged().Len() != maxBoardVerdicts || b.Evicted != 3 {
		t.Errorf("%d answers, %d evicted", b.Judged().Len(), b.Evicted)
	}
	b = Board{}
	handle(t, &b, answer(1, "b", "2", Pass), answer(1, "b", "1", Fail), answer(1, "a", "9", Pass))
	var got []string
	for _, v := range b.Verdicts() {
		got = append(got, v.Check+v.Subject.Name)
	}
	if fmt.Sprint(got) != "[a9 b1 b2]" {
		t.Errorf("in the order %v", got)
	}
}

func TestWaived(t *testing.T) {
	w := func(expired bool) *Waiver { return &Waiver{ID: "w", Expires: time.Unix(9, 0), Expired: expired} }
	for want, all := range map[bool][]Verdict{
		true:  {{Result: Fail, Waiver: w(false)}},
		false: {{Result: Fail}, {Result: Fail, Waiver: w(true)}, {Result: Pass, Waiver: w(false)}},
	} {
		for _, v := range all {
			if v.Waived() != want {
				t.Errorf("%+v is waived: %v", v, !want)
			}
		}
	}
}

// What the pipeline pays for a copy of a full board when one answer changed.
func BenchmarkJudgedCopy(b *testing.B) {
	var board Board
	for i := range maxBoardVerdicts {
		_ = board.Handle(answer(1, fmt.Sprint("c", i%300), fmt.Sprint(i), Pass))
	}
	for i := 0; b.Loop(); i++ {
		_ = board.Handle(answer(i, "c1", "1", Fail))
		board.copy()
	}
}
