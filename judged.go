package mesoswatch

import (
	"cmp"
	"slices"
	"time"
)

// Standing is the last answer of a check for a subject, and how long its result has
// been what it is: an answer is given anew when only its reason or evidence changed.
type Standing struct {
	*Verdict
	// Since is when the result became what it is.
	Since time.Time
	// Was is the result before that; empty: there was none.
	Was Result
}

// Judged are the standings of all checks, by StandingName. Those of a Board do not
// change once they are there: they are replaced.
type Judged = Shelf[Standing]

// StandingName is the name of what a check says of a subject.
func StandingName(check string, s Subject) string {
	return check + "\x00" + s.Kind + "\x00" + s.Name
}

// Name is StandingName of the standing.
func (s *Standing) Name() string { return StandingName(s.Check, s.Subject) }

// Waived tells whether it is a fail that somebody answers for, and still does.
func (v *Verdict) Waived() bool {
	return v.Result == Fail && v.Waiver != nil && !v.Waiver.Expired
}

// verdict takes an answer in. The record is not changed.
func (b *Board) verdict(v *Verdict) {
	s := &Standing{Verdict: v, Since: v.At}
	name := s.Name()
	switch old := b.judged.Get(name); {
	case old != nil && old.Result == v.Result:
		s.Since, s.Was = old.Since, old.Was
	case old != nil:
		s.Was = old.Result
	}
	if b.judged == nil {
		b.judged = &Judged{}
		b.judgedSince = v.At
	}
	if !b.judged.put(name, s, maxBoardVerdicts) {
		b.Evicted++
	}
}

// Judged are the last answers of all checks; nil when there are none, which all
// its methods take.
func (b *Board) Judged() *Judged { return b.judged }

// JudgedSince is when the first answer of all came; zero while there is none.
func (b *Board) JudgedSince() time.Time { return b.judgedSince }

// Verdicts lists the last answer of each check for each subject, by check and
// subject.
func (b *Board) Verdicts() []Verdict {
	out := make([]Verdict, 0, b.judged.Len())
	for s := range b.judged.All() {
		out = append(out, *s.Verdict)
	}
	slices.SortFunc(out, func(a, c Verdict) int {
		return cmp.Or(cmp.Compare(a.Check, c.Check), cmp.Compare(a.Subject.Name, c.Subject.Name), cmp.Compare(a.Subject.Kind, c.Subject.Kind))
	})
	return out
}
