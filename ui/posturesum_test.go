package ui

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

func sumOf(s stage.Script) *postureSum {
	var sum postureSum
	sum.update(newAround(scene{board: s.Board(), now: stage.Now(), zone: time.UTC}, nil))
	return &sum
}

func TestUnknownNeverLooksWell(t *testing.T) {
	p := newRig(t, liveOptions(), 80, 24, nil).m.pen
	for result, want := range map[mesoswatch.Result]string{
		mesoswatch.Pass: "pass", mesoswatch.Fail: "fail", mesoswatch.Unknown: "unknown", mesoswatch.NotApplicable: "n/a", "": "unknown", "PASS": "unknown", "ok": "unknown",
	} {
		got := resultOf(&mesoswatch.Verdict{Result: result})
		if got.String() != want {
			t.Errorf("%q: %s, want %s", result, got, want)
		}
		if green := resultStyle(p, got, mesoswatch.High) == p.OK; green != (result == mesoswatch.Pass) {
			t.Errorf("%q looks well: %v", result, green)
		}
	}
	g := sumOf(stage.Script{judged("c", "f", "1", mesoswatch.Pass, 0), judged("c", "f", "2", mesoswatch.Unknown, 0)}).all
	if g.first() != isUnknown {
		t.Errorf("a pass and an unknown make a %s", g.first())
	}
	r := newRig(t, liveOptions(), 80, 24, stage.PostureBlind()).keys("8")
	if strings.Contains(r.m.compose(), p.OK.Paint("    -")) || !strings.Contains(r.m.compose(), p.Changed.Paint("      2")) {
		t.Errorf("what is not known looks well:\n%s", r.frame())
	}
	r.shows("blind: 10.0.0.11:5050: 401, realm mesos-master-readonly")
	r.shows("? Nothing that is known fails; 15 of 15 answers are unknown.")
	r.shows("first judged 4 min ago")
	newRig(t, liveOptions(), 80, 24, stage.Quiet()).keys("8").shows("Nothing was judged yet: mesoswatch audit judges all there is to see")
}

func TestPostureAddsUp(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	results := []mesoswatch.Result{mesoswatch.Pass, mesoswatch.Fail, mesoswatch.Unknown, mesoswatch.NotApplicable, "odd"}
	want, fails := make(map[string]int), make(map[mesoswatch.Level]int)
	var s stage.Script
	for i := range 5000 {
		v := judged(fmt.Sprint("check-", i%97), fmt.Sprint("family-", i%97%11), fmt.Sprint(i), results[rnd.IntN(5)], 0)
		v.Verdict.Level = mesoswatch.Level(rnd.IntN(5))
		if v.Verdict.Result == mesoswatch.Fail && rnd.IntN(3) == 0 {
			v.Verdict.Waiver = &mesoswatch.Waiver{Expired: rnd.IntN(2) == 0}
		}
		s = append(s, v)
		word := resultOf(v.Verdict).String()
		want[v.Verdict.Family+" "+word]++
		want[v.Verdict.Check+" "+word]++
		want["all "+word]++
		if word == "fail" {
			fails[v.Verdict.Level]++
		}
	}
	sum := sumOf(s)
	if len(sum.families) != 12 || len(sum.checks) != 97 || sum.all.checks != 97 || sum.all.n != 5000 {
		t.Fatalf("%d families, %d checks, all: %d checks, %d answers", len(sum.families), len(sum.checks), sum.all.checks, sum.all.n)
	}
	for _, g := range append(sum.families, sum.checks...) {
		name := g.family
		switch {
		case g == sum.all:
			name = "all"
		case g.check != "":
			name = g.check
		}
		for r, n := range g.by {
			if word := result(r).String(); n != want[name+" "+word] {
				t.Errorf("%s, %s: %d, want %d", name, word, n, want[name+" "+word])
			}
		}
	}
	for l, n := range fails {
		if sum.all.fails[l] != n {
			t.Errorf("%v: %d, want %d", l, sum.all.fails[l], n)
		}
	}
}

func TestPostureAddsUpAsItChanges(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	results := []mesoswatch.Result{mesoswatch.Pass, mesoswatch.Fail, mesoswatch.Unknown}
	feed := mesoswatch.NewFeed(0)
	var a *around
	var sum postureSum
	for turn := range 60 {
		for range 1 + rnd.IntN(20) {
			check := rnd.IntN(12)
			_ = feed.Handle(judged(fmt.Sprint("check-", check), fmt.Sprint("family-", check%4), fmt.Sprint(rnd.IntN(30)), results[rnd.IntN(3)], 10*time.Hour-time.Duration(turn)*time.Second))
		}
		b, err := feed.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		a = newAround(scene{board: b, now: stage.Now().Add(time.Duration(turn/20) * time.Minute), zone: time.UTC}, a)
		if !sum.update(a) || sum.update(a) {
			t.Fatalf("turn %d: an answer was not noticed, or twice", turn)
		}
		var whole postureSum
		whole.update(a)
		if len(sum.by) != len(whole.by) || len(sum.families) != len(whole.families) || len(sum.checks) != len(whole.checks) {
			t.Fatalf("turn %d: %d groups, want %d", turn, len(sum.by), len(whole.by))
		}
		for id, want := range whole.by {
			got := sum.by[id]
			if got == nil || got.answers != want.answers || got.checks != want.checks || got.title != want.title || len(got.of) != len(want.of) {
				t.Fatalf("turn %d, %s: %+v, want %+v", turn, id, got, want)
			}
		}
	}
}

func TestChangedLately(t *testing.T) {
	names := func(s stage.Script) string {
		sum := sumOf(s)
		var all []string
		for _, v := range sum.all.answersOf(sum) {
			if sum.changed(v) {
				all = append(all, v.Subject.Name)
			}
		}
		return strings.Join(all, " ")
	}
	first := judged("c", "f", "0", mesoswatch.Pass, 3*time.Hour)
	for _, c := range []struct {
		name   string
		script stage.Script
		want   string
	}{
		{"an hour ago", stage.Script{first, judged("c", "f", "1", mesoswatch.Pass, 2*time.Hour), judged("c", "f", "1", mesoswatch.Fail, 61*time.Minute)}, ""},
		{"lately", stage.Script{first, judged("c", "f", "1", mesoswatch.Pass, 2*time.Hour), judged("c", "f", "1", mesoswatch.Fail, 59*time.Minute)}, "1"},
		{"mended", stage.Script{first, judged("c", "f", "1", mesoswatch.Fail, 2*time.Hour), judged("c", "f", "1", mesoswatch.Pass, time.Minute)}, "1"},
		{"in other words", stage.Script{first, judged("c", "f", "1", mesoswatch.Fail, 2*time.Hour), judged("c", "f", "1", mesoswatch.Fail, time.Minute)}, ""},
		{"something new", stage.Script{first, judged("c", "f", "1", mesoswatch.Fail, time.Minute)}, "1"},
		{"just begun", stage.Script{judged("c", "f", "0", mesoswatch.Unknown, 20*time.Minute), judged("c", "f", "0", mesoswatch.Pass, 16*time.Minute)}, ""},
		{"begun, then changed", stage.Script{judged("c", "f", "0", mesoswatch.Unknown, 20*time.Minute), judged("c", "f", "0", mesoswatch.Pass, 14*time.Minute)}, "0"},
	} {
		if got := names(c.script); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	r := newRig(t, liveOptions(), 80, 24, stage.Script{judged("c", "f", "0", mesoswatch.Unknown, 20*time.Minute), judged("c", "f", "0", mesoswatch.Pass, 14*time.Minute)}).keys("8")
	r.shows("1 changed since 13:52")
	r.keys("o", "o", "o", "o", "enter", "enter")
	r.shows("unknown") // what it was
}

func (g *postureGroup) answersOf(s *postureSum) (all []standing) {
	for _, c := range s.checks {
		all = append(all, c.of...)
	}
	return all
}

func TestChangesGrowOld(t *testing.T) {
	now := stage.Now()
	opt := liveOptions()
	opt.Now = func() time.Time { return now }
	r := newRig(t, opt, 80, 24, stage.PostureBad()).keys("8")
	r.shows("5 changed in the last hour")
	now = now.Add(50 * time.Minute)
	r.send(tickMsg{r.m.ticks})
	r.shows("2 changed in the last hour")
}
