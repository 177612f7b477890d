package ui

import (
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// standing is the last answer of a check for a subject.
type standing = *mesoswatch.Standing

// result is what a check answered: a fail that somebody answers for is waived. What
// is none of these is unknown, so that nothing odd looks well.
type result int

// The results, the one first that is to be worked on first.
const (
	isFail result = iota
	isUnknown
	isWaived
	isPass
	isNone
	results // how many there are
)

func (r result) String() string {
	return [...]string{"fail", "unknown", "waived", "pass", "n/a"}[r]
}

func resultOf(v *mesoswatch.Verdict) result {
	switch {
	case v.Waived():
		return isWaived
	case v.Result == mesoswatch.Fail:
		return isFail
	case v.Result == mesoswatch.Pass:
		return isPass
	case v.Result == mesoswatch.NotApplicable:
		return isNone
	}
	return isUnknown
}

// inFull is the word with the name of its result, where that is another.
func (r result) inFull() string {
	if r == isNone {
		return r.String() + " " + string(mesoswatch.NotApplicable)
	}
	return r.String()
}

// answers counts what checks answered.
type answers struct {
	n       int
	by      [results]int
	fails   [mesoswatch.Critical + 1]int // by level, waived ones left out
	changed int                          // lately, another result than before
	since   time.Time                    // when a result last changed
	latest  time.Time                    // when anything was answered
}

// count takes one answer in.
func (a *answers) count(s standing, changed bool) {
	r := resultOf(s.Verdict)
	a.n++
	a.by[r]++
	if r == isFail {
		a.fails[min(max(s.Level, 0), mesoswatch.Critical)]++
	}
	if changed {
		a.changed++
	}
	a.since, a.latest = later(a.since, s.Since), later(a.latest, s.At)
}

// add takes in what was counted elsewhere.
func (a *answers) add(o *answers) {
	a.n += o.n
	a.changed += o.changed
	for i := range a.by {
		a.by[i] += o.by[i]
	}
	for i := range a.fails {
		a.fails[i] += o.fails[i]
	}
	a.since, a.latest = later(a.since, o.since), later(a.latest, o.latest)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// worst is the gravest level of the fails; false without any.
func (a *answers) worst() (mesoswatch.Level, bool) {
	for l := mesoswatch.Critical; l >= 0; l-- {
		if a.fails[l] > 0 {
			return l, true
		}
	}
	return 0, false
}

// first is the result to be worked on first.
func (a *answers) first() result {
	for r, n := range a.by {
		if n > 0 {
			return result(r)
		}
	}
	return isUnknown
}

// words are all results there are, as they are filtered by.
func (a *answers) words() string {
	var all []string
	for r, n := range a.by {
		if n > 0 {
			all = append(all, result(r).inFull())
		}
	}
	return strings.Join(all, " ")
}

// postureGroup is the answers of one check, of all checks of a family, or of all.
// It does not change once it is made.
type postureGroup struct {
	answers
	id                   string
	family, check, title string
	level                mesoswatch.Level // of the check, as high as it gave it
	checks               int
	of                   []standing    // of a check
	gravest              *postureGroup // the check to begin with; nil: none fails
}
