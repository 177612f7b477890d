package ui

import (
	"cmp"
	"slices"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
)

// everything is how the group of all families is called.
const everything = "all families"

// Ids of groups; never empty, whatever they are called.
const wholeID = "all"

func familyID(family string) string { return "family " + family }
func checkID(check string) string   { return "check " + check }

// postureSum is the board's answers by family and by check. What has not changed
// is not counted anew, but for the time: what changed lately depends on it.
type postureSum struct {
	judged   *mesoswatch.Judged
	version  int64
	minute   time.Time
	lately   time.Time                // changes behind this are told of
	byCheck  map[string]*postureGroup // nil: nothing was counted yet
	by       map[string]*postureGroup // families and checks, by id
	all      *postureGroup
	families []*postureGroup // and all
	checks   []*postureGroup
}

// settling is how long the first answers may change for what is learnt late;
// after that a change is one of the cluster.
const settling = 5 * time.Minute

// update answers whether anything is another than before.
func (s *postureSum) update(a *around) bool {
	judged, minute := a.board.Judged(), a.now.Truncate(time.Minute)
	var gone, came []standing
	switch {
	case s.byCheck == nil, !s.minute.Equal(minute), judged == s.judged && judged.Version() != s.version:
		s.byCheck = make(map[string]*postureGroup)
		s.lately = later(a.now.Add(-lately), a.board.JudgedSince().Add(settling))
		came = slices.Collect(judged.All())
	default:
		if gone, came = judged.Diff(s.judged); len(gone)+len(came) == 0 {
			s.judged = judged
			return false
		}
	}
	s.judged, s.version, s.minute = judged, judged.Version(), minute
	s.regroup(gone, came)
	s.sum()
	return true
}

// regroup counts the checks anew of which answers came or went.
func (s *postureSum) regroup(gone, came []standing) {
	out := make(map[standing]bool, len(gone))
	touched := make(map[string][]standing)
	for _, v := range gone {
		out[v] = true
		touched[v.Check] = nil
	}
	for _, v := range came {
		touched[v.Check] = append(touched[v.Check], v)
	}
	for check, of := range touched {
		if old := s.byCheck[check]; old != nil {
			for _, v := range old.of {
				if !out[v] {
					of = append(of, v)
				}
			}
		}
		if delete(s.byCheck, check); len(of) > 0 {
			s.byCheck[check] = s.group(check, of)
		}
	}
}

// group is one check. Where its answers do not agree on its title or family, any
// of them is as good.
func (s *postureSum) group(check string, of []standing) *postureGroup {
	g := &postureGroup{id: checkID(check), check: check, family: of[0].Family, title: of[0].Title, checks: 1, of: of}
	for _, v := range of {
		g.count(v, s.changed(v))
		g.level = max(g.level, v.Level)
		g.family, g.title = min(g.family, v.Family), min(g.title, v.Title)
	}
	return g
}

// sum adds checks up to families.
func (s *postureSum) sum() {
	s.all = &postureGroup{id: wholeID, family: everything}
	s.by = map[string]*postureGroup{wholeID: s.all}
	s.families, s.checks = nil, nil
	for _, check := range s.byCheck {
		id := familyID(check.family)
		family := s.by[id]
		if family == nil {
			family = &postureGroup{id: id, family: check.family}
			s.by[id] = family
			s.families = append(s.families, family)
		}
		s.by[check.id] = check
		s.checks = append(s.checks, check)
		for _, g := range []*postureGroup{family, s.all} {
			g.add(&check.answers)
			g.checks++
			if check.by[isFail] > 0 && (g.gravest == nil || rankChecks(check, g.gravest) < 0) {
				g.gravest = check
			}
		}
	}
	if len(s.families) > 0 {
		s.families = append(s.families, s.all)
	}
}

// changed tells whether an answer is another than before, since not long ago.
func (s *postureSum) changed(v standing) bool { return v.Since.After(s.lately) }

// graver puts first what has the gravest fails, then what is unknown.
func graver(a, b *postureGroup) int {
	for l := mesoswatch.Critical; l >= 0; l-- {
		if a.fails[l] != b.fails[l] {
			return b.fails[l] - a.fails[l]
		}
	}
	return cmp.Or(b.by[isUnknown]-a.by[isUnknown], b.by[isWaived]-a.by[isWaived])
}

func rankFamilies(a, b *postureGroup) int {
	all := func(g *postureGroup) int { return int(1 - bit(g.id == wholeID)) }
	return cmp.Or(all(a)-all(b), graver(a, b), table.Natural(a.family, b.family))
}

// rankChecks puts the gravest first, whatever the number of its subjects.
func rankChecks(a, b *postureGroup) int {
	al, _ := a.worst()
	bl, _ := b.worst()
	return cmp.Or(int(a.first()-b.first()), cmp.Compare(bl, al), cmp.Compare(b.level, a.level), graver(a, b), table.Natural(a.check, b.check))
}

func rankAnswers(a, b standing) int {
	return cmp.Or(int(resultOf(a.Verdict)-resultOf(b.Verdict)), cmp.Compare(b.Level, a.Level),
		table.Natural(a.Subject.Name, b.Subject.Name), cmp.Compare(a.Subject.Kind, b.Subject.Kind))
}
