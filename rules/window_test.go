package rules

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch/rules/sigma"
)

// told runs entries of one group through a correlation and answers how many of
// them were told.
func toldOf(c correlator, entries []entry) int {
	w, n := &window{}, 0
	for _, e := range entries {
		if m, ok := c.add(w, e, e.at); ok {
			n += m.count
		}
	}
	return n
}

// inWindows counts by definition: the entries that lie in some window of the
// timespan with enough of them.
func inWindows(at []time.Time, span time.Duration, least int) int {
	slices.SortFunc(at, time.Time.Compare)
	in := make([]bool, len(at))
	for i := range at {
		j := i
		for j < len(at) && at[j].Sub(at[i]) <= span {
			j++
		}
		if j-i >= least {
			for k := i; k < j; k++ {
				in[k] = true
			}
		}
	}
	n := 0
	for _, b := range in {
		if b {
			n++
		}
	}
	return n
}

// In whatever order the lines come, each event of a full window is told once.
func TestEventCountIsThatOfTheDefinition(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for round := range 3000 {
		c := correlator{&sigma.Correlation{Type: sigma.EventCount, Least: 2 + rnd.IntN(6), Most: 1 << 62, Timespan: time.Duration(5+rnd.IntN(60)) * time.Second}}
		n := 1 + rnd.IntN(slack)
		shuffled := round%2 == 0
		if !shuffled {
			n = 1 + rnd.IntN(300)
		}
		var entries []entry
		var times []time.Time
		at := start
		for i := range n {
			at = at.Add(time.Duration(rnd.IntN(20)) * time.Second)
			entries = append(entries, entry{at: at, since: at, untold: 1, place: place{offset: int64(i + 1)}})
			times = append(times, at)
		}
		if shuffled {
			rnd.Shuffle(n, func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
		}
		if got, want := toldOf(c, entries), inWindows(times, c.Timespan, c.Least); got != want {
			t.Fatalf("round %d: %d of %d within %s: told %d, want %d", round, c.Least, n, c.Timespan, got, want)
		}
	}
}

func TestTemporal(t *testing.T) {
	at := func(s, rule int) entry {
		x := start.Add(time.Duration(s) * time.Second)
		return entry{at: x, since: x, rule: rule, untold: 1, place: place{offset: int64(s*10 + rule + 1)}}
	}
	for _, c := range []struct {
		name    string
		ordered bool
		entries []entry
		want    int
	}{
		{"any order", false, []entry{at(0, 1), at(5, 0), at(9, 2)}, 3},
		{"one is missing", false, []entry{at(0, 1), at(5, 0), at(9, 0)}, 0},
		{"too far apart", false, []entry{at(0, 1), at(5, 0), at(70, 2)}, 0},
		{"in order", true, []entry{at(0, 0), at(5, 1), at(9, 2)}, 3},
		{"in order, come late", true, []entry{at(5, 1), at(9, 2), at(0, 0)}, 3},
		{"in order, with others between", true, []entry{at(0, 0), at(1, 2), at(2, 0), at(3, 1), at(4, 0), at(5, 2)}, 6},
		{"wrong order", true, []entry{at(0, 1), at(5, 0), at(9, 2)}, 0},
		{"old sequence, last again", true, []entry{at(0, 0), at(5, 1), at(9, 2), at(10, 2)}, 3},
		{"sequence again", true, []entry{at(0, 0), at(5, 1), at(9, 2), at(10, 0), at(11, 1), at(12, 2)}, 6},
	} {
		typ := sigma.Temporal
		if c.ordered {
			typ = sigma.TemporalOrdered
		}
		corr := correlator{&sigma.Correlation{Type: typ, Rules: []string{"a", "b", "c"}, Least: 3, Most: 1 << 62, Timespan: time.Minute}}
		if got := toldOf(corr, c.entries); got != c.want {
			t.Errorf("%s: told %d, want %d", c.name, got, c.want)
		}
	}
}

func TestBounds(t *testing.T) {
	for _, c := range []struct{ least, most, n, want int }{
		{3, 5, 2, 0}, {3, 5, 3, 3}, {3, 5, 5, 5}, {3, 5, 9, 5}, {2, 2, 3, 2}, {1, 4, 1, 1},
	} {
		corr := correlator{&sigma.Correlation{Type: sigma.EventCount, Least: c.least, Most: c.most, Timespan: time.Hour}}
		var es []entry
		for i := range c.n {
			at := start.Add(time.Duration(i) * time.Second)
			es = append(es, entry{at: at, since: at, untold: 1, place: place{offset: int64(i + 1)}})
		}
		if got := toldOf(corr, es); got != c.want {
			t.Errorf("%d to %d, %d events: told %d, want %d", c.least, c.most, c.n, got, c.want)
		}
	}
}

// A value that is polled all day counts with its latest repeats only.
func TestValueCountForgetsOldRepeats(t *testing.T) {
	c := correlator{&sigma.Correlation{Type: sigma.ValueCount, Least: 3, Most: 1 << 62, Timespan: time.Minute}}
	var es []entry
	add := func(s int, v string) {
		at := start.Add(time.Duration(s) * time.Second)
		es = append(es, entry{at: at, since: at, untold: 1, value: v, place: place{offset: int64(len(es) + 1)}})
	}
	for i := range 1000 {
		add(i*10, "/metrics")
	}
	add(9991, "/a")
	add(9992, "/b")
	if got := toldOf(c, es); got < 3 || got > 10 {
		t.Errorf("told %d", got)
	}
}
