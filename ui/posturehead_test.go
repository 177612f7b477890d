package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// The first words say how it stands and what to begin with.
func TestPostureBeginsWithTheGravest(t *testing.T) {
	fail := func(check string, l mesoswatch.Level) mesoswatch.Record {
		r := judged(check, "family of "+check, "x", mesoswatch.Fail, time.Hour)
		r.Verdict.Level = l
		return r
	}
	waived := fail("w", mesoswatch.Critical)
	waived.Verdict.Waiver = &mesoswatch.Waiver{ID: "w-1", Owner: "op1"}
	pass := judged("p", "f", "x", mesoswatch.Pass, time.Hour)
	for _, c := range []struct {
		script stage.Script
		says   string
	}{
		{stage.Script{fail("a", mesoswatch.Medium), fail("b", mesoswatch.Critical), fail("c", mesoswatch.Medium), pass}, "● 1 critical, 2 medium; first: Title of b"},
		{stage.Script{fail("a", mesoswatch.Low), waived, pass}, "· 1 low; first: Title of a"},
		{stage.Script{waived, pass, judged("u", "f", "x", mesoswatch.Unknown, time.Hour)}, "? Nothing that is known fails; 1 of 3 answers are unknown."},
		{stage.Script{waived, pass}, "· All fails are waived: somebody answers for 1."},
		{stage.Script{pass, judged("n", "f", "x", mesoswatch.NotApplicable, time.Hour)}, "· Nothing fails: all 1 that apply pass."},
	} {
		newRig(t, liveOptions(), 80, 24, c.script).keys("8").shows(c.says)
	}
	r := newRig(t, liveOptions(), 120, 36, stage.Script{fail("a", mesoswatch.Medium), fail("b", mesoswatch.Critical), pass}).keys("8")
	r.shows("to begin with").shows("family of b           1     -       -     -        -       -      -        -  Title of b").hides("Title of p")
}

// Sources that are blind are told whole, or counted, at any width.
func TestBlindSourcesAreToldWhole(t *testing.T) {
	script := stage.Script{judged("p", "f", "x", mesoswatch.Pass, time.Hour)}
	for i := range 9 {
		script = append(script, mesoswatch.Record{Health: &mesoswatch.Health{At: stage.Now(), Source: fmt.Sprintf("http://10.0.0.%d:5050", i+1), Why: "401 realm mesos-master-readonly"}})
	}
	for _, w := range []int{40, 80, 120, 200} {
		r := newRig(t, liveOptions(), w, 24, script).keys("8")
		for line := range strings.SplitSeq(r.frame(), "\n") {
			if strings.Contains(line, "blind: ") && strings.Contains(line, "…") {
				t.Errorf("%d cells: a reason is cut:\n%s", w, r.frame())
			}
		}
		r.shows("B lists them")
	}
	newRig(t, liveOptions(), 80, 24, script).keys("8").shows("7 more sources, B lists them")
	newRig(t, liveOptions(), 120, 24, script[:2]).keys("8").shows("blind: 10.0.0.1:5050: 401 realm mesos-master-readonly").hides("lists them")
}
