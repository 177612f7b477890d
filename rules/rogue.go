package rules

import (
	"hash/maphash"
	"slices"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/baseline"
)

// noBaseline says why a rule is inactive that judges by a section of the
// baseline.
func noBaseline(b *baseline.Baseline, section string, described bool) string {
	switch {
	case b == nil:
		return "there is no baseline (mesoswatch baseline capture makes one)"
	case !described:
		return "the baseline does not describe " + section
	}
	return ""
}

// rogues remembers what was said of whom. A line of a log and what an endpoint
// lists of the same id are one finding with two kinds of evidence: the second
// kind adds to it without being counted.
type rogues struct {
	rule  *Rule
	known *baseline.Baseline
	lines table[string] // by writer and id: what was said
	ids   table[rogue]
	seed  maphash.Seed
}

// rogue is one id.
type rogue struct {
	told    uint64 // of what an endpoint told when it was judged
	why     string // what was said of it
	counted bool
	left    bool
}

func newRogues(r *Rule, known *baseline.Baseline, most int) *rogues {
	g := &rogues{rule: r, known: known, seed: maphash.MakeSeed()}
	g.lines.max, g.ids.max = maxStories, most
	return g
}

func (g *rogues) evicted() int64 { return g.lines.evicted + g.ids.evicted }

func suspicious(v baseline.Verdict) bool {
	return slices.Contains([]baseline.State{baseline.Unknown, baseline.Different}, v.State)
}

// line turns the baseline's answer about an event into a finding; several lines
// of one registration are one.
func (g *rogues) line(s mesoswatch.Subject, e *mesoswatch.Event, v baseline.Verdict) []mesoswatch.Record {
	s.Name = cut(s.Name, maxSubjectText)
	said := g.lines.put(key(writer(e), s.Name))
	if !suspicious(v) || *said == v.Why {
		return nil
	}
	known := g.ids.put(s.Name)
	f := g.rule.event(s, e, map[string]string{"baseline": v.Why})
	g.grade(f, v)
	if *said == "" && known.counted && known.why != "" {
		f.Count = 0 // an endpoint told it before
	}
	*said, known.counted = v.Why, true
	return one(f)
}

// fresh tells whether what an endpoint tells of an id differs from what was
// judged last: most snapshots differ in numbers only.
func (g *rogues) fresh(id string, told ...string) (*rogue, bool) {
	var h maphash.Hash
	h.SetSeed(g.seed)
	for _, t := range told {
		h.WriteString(t)
		h.WriteByte(0)
	}
	r := g.ids.put(id)
	sum := h.Sum64()
	if r.told == sum {
		return r, false
	}
	r.told = sum
	return r, true
}

// listed turns the baseline's answer about what an endpoint lists into a finding.
func (g *rogues) listed(k *rogue, f *mesoswatch.Finding, v baseline.Verdict) []mesoswatch.Record {
	if !suspicious(v) || k.why == v.Why && !k.left {
		return nil
	}
	f.Fields["baseline"] = v.Why
	g.grade(f, v)
	switch {
	case k.left:
		k.left, f.Fields["left"] = false, "and came back "+f.LastSeen.UTC().Format(shortTime)
	case k.counted:
		f.Count = 0
	}
	k.why, k.counted = v.Why, true
	return one(f)
}

// leaves notes that something left of which something was said. That ends
// nothing: it was here, and what it did remains.
func (g *rogues) leaves(k *rogue, f *mesoswatch.Finding) []mesoswatch.Record {
	if !k.counted || k.left {
		return nil
	}
	k.left, k.told = true, 0
	f.Count = 0
	f.Fields["left"] = f.LastSeen.UTC().Format(shortTime)
	if k.why != "" {
		f.Fields["baseline"] = k.why
	}
	return one(f)
}

func (g *rogues) grade(f *mesoswatch.Finding, v baseline.Verdict) {
	if v.State == baseline.Different {
		f.Level = min(f.Level, mesoswatch.Medium)
	}
}
