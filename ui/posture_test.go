package ui

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

func judged(check, family, name string, r mesoswatch.Result, ago time.Duration) mesoswatch.Record {
	return mesoswatch.Record{Verdict: &mesoswatch.Verdict{At: stage.Now().Add(-ago), Check: check, Family: family, Title: "Title of " + check, Level: mesoswatch.High, Result: r,
		Subject: mesoswatch.Subject{Kind: mesoswatch.SubjectAgent, Name: name}, Reason: "reason of " + name}}
}

// sumOf is what the pane counts of a script.
func sumOf(s stage.Script) *postureSum {
	var sum postureSum
	sum.update(newAround(scene{board: s.Board(), now: stage.Now(), zone: time.UTC}, nil))
	return &sum
}

// What is not a clear answer is unknown, and unknown never looks well.
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
	if strings.Contains(r.m.View().Content, p.OK.Paint("    -")) || !strings.Contains(r.m.View().Content, p.Changed.Paint("      2")) {
		t.Errorf("what is not known looks well:\n%s", r.frame())
	}
	r.shows("blind in http://10.0.0.11:5050: 401, realm mesos-master-readonly")
	r.shows("first judged 4 min ago")
	newRig(t, liveOptions(), 80, 24, stage.Quiet()).keys("8").shows("nothing was judged: mesoswatch audit judges all there is to see")
}

// Families add up to what a plain count gives.
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

// Counting only what changed gives what counting all of it does.
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

func TestWorstFamilyFirst(t *testing.T) {
	r := newRig(t, liveOptions(), 120, 36, stage.PostureBad()).keys("8")
	r.order("all families", "http", "credentials", "authn", "tls", "authz", "ports", "backup")
	r.keys("s")
	r.shows("sorted by family, a to z")
	r.order("authn", "backup", "credentials", "zookeeper")
	r.keys("s", "s", "s")
	r.shows("sorted by medium, largest first")
	r.keys("S")
	r.shows("sorted by medium, smallest first")
}

func TestFilterByResult(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, stage.PostureBad()).keys("8")
	r.keys("/", "'result:fail !family:all", "enter")
	r.shows("6 of 11")
	r.hides("zookeeper")
	r.keys("/", "ctrl+u", "'unknown:>3", "enter")
	r.order("all families", "http")
	r.hides("authn ")
	r.keys("/", "ctrl+u", "'level:critical", "enter", "enter")
	r.shows("Posture · all families  15") // a filter of families is none of checks
	r.keys("/", "'result:not-applicable", "enter")
	r.shows("2 of 15")
	r.keys("esc", "o")
	r.shows("only fails")
	r.hides("HTTP frameworks need")
	r.keys("enter")
	r.shows("fail     agent")
	r.hides("pass     agent")
	r.hides("unknown  agent")
	r.keys("o")
	r.shows("?  unknown  agent")
	r.hides("fail     agent")
	r.keys("/", "'S12", "enter")
	r.shows("5fdb8d57-11ce-4a0a-9d3e-2f6e8c1d7b90-S12")
	r.keys("esc", "o", "o")
	r.shows("only those changed in the last hour")
	r.keys("o")
	r.shows("all results")
	r.keys("o", "esc", "esc", "esc")
	r.shows("7  only fails")
	r.keys("esc")
	r.shows("15 checks")
	r.keys("esc")
	r.shows("Login after failures")
}

func TestDrillDownAndBack(t *testing.T) {
	var did []mesoswatch.Action
	opt := liveOptions()
	opt.Act = func(a mesoswatch.Action) error { did = append(did, a); return nil }
	r := newRig(t, opt, 80, 40, append(stage.Cluster(), stage.PostureBad()...)).keys("8", "l")
	r.shows("open a check first")
	r.keys("j", "enter")
	r.shows("Posture · http  2")
	r.keys("enter")
	r.shows("http-agent-readwrite")
	r.shows("6 fail  7 unknown  30 pass")
	r.shows("n10.example") // the host of the agent
	r.shows("the realm mesos-agent-readwrite is open")
	r.shows("Why it matters")
	r.shows("What to do")
	r.keys("a")
	id := mesoswatch.FindingID("http-agent-readwrite", mesoswatch.Subject{Kind: mesoswatch.SubjectAgent, Name: stage.AgentID(10)})
	if len(did) != 1 || did[0].Finding != id || did[0].What != mesoswatch.Acknowledge {
		t.Errorf("did %+v", did)
	}
	r.keys("enter", "j", "enter") // the agent
	r.shows("agent n10.example")
	r.shows("Anybody may run commands on the agent")
	r.keys("esc")
	r.shows("http-agent-readwrite")
	r.keys("j", "j", "j", "enter") // the finding
	r.shows(id)
	r.shows("first seen")
	r.keys("esc", "esc")
	r.shows("6 fail  7 unknown  30 pass")
	r.keys("l")
	r.shows("does not rest on a line in a log")
	r.keys("r")
	r.shows("Runbook  Somebody may know a secret")
	if l := r.m.posture.doc.list.Index(); l != r.m.posture.doc.bookAt {
		t.Errorf("at line %d, the runbook begins at %d", l, r.m.posture.doc.bookAt)
	}
	r.keys("esc", "esc", "esc")
	r.shows("15 checks, 61 answers")
	r.keys("r")
	r.shows("open a family first")
	r.keys("enter", "r") // from the list of checks
	r.shows("Runbook  Somebody may know a secret")
}

// The log line that an answer rests on opens; other files do not: they may hold
// secrets.
func TestEvidenceOfOtherFilesIsNotRead(t *testing.T) {
	opt := liveOptions()
	var asked []string
	opt.Context = func(_ context.Context, e mesoswatch.Evidence, _, _ int) ([]*mesoswatch.Event, error) {
		asked = append(asked, e.Source)
		return nil, nil
	}
	secret := judged("credentials-weak", "credentials", "x", mesoswatch.Fail, 0)
	secret.Verdict.Evidence = []mesoswatch.Evidence{{Source: "/etc/mesos/credentials", Line: 3, Text: `secret of "ops" is short`}}
	logged := judged("logging", "logging", "x", mesoswatch.Fail, 0)
	logged.Verdict.Evidence = []mesoswatch.Evidence{{Source: "/var/log/mesos/mesos-master.INFO", Line: 7, Offset: 1001, Text: "the line"}, {Source: "/etc/x", Text: "not a line"}}
	var found stage.Script
	for _, v := range []*mesoswatch.Verdict{secret.Verdict, logged.Verdict} {
		found = append(found, mesoswatch.Record{Finding: &mesoswatch.Finding{ID: mesoswatch.FindingID(v.Check, v.Subject), Rule: v.Check, Title: v.Title, Status: mesoswatch.Open, Subject: v.Subject, Evidence: v.Evidence, LastSeen: v.At}})
	}
	r := newRig(t, opt, 80, 40, append(append(stage.Quiet(), secret, logged), found...))
	r.keys("8", "enter", "/", "'Title of credentials", "enter", "enter", "enter", "l")
	r.shows("does not rest on a line in a log")
	for range 12 { // to the evidence itself
		if l := r.m.posture.doc.here(); l.does != nil && l.does.evidence != nil {
			break
		}
		r.keys("j")
	}
	r.keys("enter")
	r.shows("of no log: nothing around it")
	r.shows(`secret of "ops" is short`)
	r.keys("2", "/", "'credentials", "enter", "l") // nor from the finding
	r.shows("of no log: nothing around it")
	if len(asked) > 0 {
		t.Fatalf("read around %v", asked)
	}
	r.keys("8", "enter", "/", "ctrl+u", "'logging", "enter", "enter", "l")
	if len(asked) != 1 || asked[0] != "/var/log/mesos/mesos-master.INFO" {
		t.Errorf("read around %v", asked)
	}
}

func TestWaiversAreTold(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 50, stage.PostureBad()).keys("8", "o", "o", "o", "enter", "enter", "enter")
	for _, text := range []string{"waived high fail", "the fail is answered for", "platform team", "moves to Kubernetes in March", "2026-12-31", "was               pass before"} {
		r.shows(text)
	}
	r.keys("8", "esc", "enter", "/", "'What no ACL", "enter", "enter", "enter")
	r.shows("medium fail, its waiver is over")
	r.shows("Waiver  over: the fail counts again")
	r.shows("none of its own") // the stage has no finding for it
}

// Something has changed when a result is another one, and the first answers are no
// change, nor what is learnt soon after them.
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

// answersOf lists the answers of all checks.
func (g *postureGroup) answersOf(s *postureSum) (all []standing) {
	for _, c := range s.checks {
		all = append(all, c.of...)
	}
	return all
}

// Time alone makes a change an old one.
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

// What is read stays while answers come in, and says what they say now.
func TestAnswerStays(t *testing.T) {
	for _, w := range []int{80, 200} {
		l := newLive(t, w, 50, stage.Script{judged("c", "f", "b", mesoswatch.Fail, 2*time.Hour), judged("c", "f", "d", mesoswatch.Fail, 2*time.Hour), judged("c", "f", "e", mesoswatch.Fail, 2*time.Hour)})
		l.keys("8", "enter", "enter", "j", "enter")
		l.shows("reason of d")
		l.happens(judged("c", "f", "a", mesoswatch.Fail, time.Hour), judged("c", "f", "c", mesoswatch.Fail, time.Hour))
		l.shows("2 new above")
		if v, _ := l.m.posture.answers.Selected(); v.Subject.Name != "d" || l.m.posture.doc.s.Subject.Name != "d" {
			t.Errorf("%d cells: the cursor is on %s, %s is shown:\n%s", w, v.Subject.Name, l.m.posture.doc.s.Subject.Name, l.frame())
		}
		l.happens(judged("c", "f", "d", mesoswatch.Pass, time.Minute))
		l.shows("pass  since 14:06")
		l.shows("was               fail before")
		l.keys("esc", "esc")
		l.shows("4 ") // fails
	}
}

// A line in a log, or any other record, does not count the answers anew.
func TestNothingIsDoneForNothingInPosture(t *testing.T) {
	l := newLive(t, 200, 60, append(stage.Cluster(), stage.PostureBad()...))
	l.keys("8", "enter")
	families, rows := l.m.posture.sum.families, l.m.posture.checks.All()
	l.happens(lineOf("a line of the log", stage.Now(), 1), framework(mesoswatch.Framework{ID: "x"}, false))
	if again := l.m.posture.sum.families; &again[0] != &families[0] || &l.m.posture.checks.All()[0] != &rows[0] {
		t.Error("counted anew")
	}
	l.happens(judged("c", "f", "d", mesoswatch.Pass, time.Minute))
	if again := l.m.posture.sum.families; &again[0] == &families[0] {
		t.Error("a new answer was not counted")
	}
	l.shows("all families  16")
}

// A runbook reaches the pane that asked for it, and no other.
func TestRunbooksGoToWhoAsked(t *testing.T) {
	opt := liveOptions()
	opt.Runbook = func(f mesoswatch.Finding) (string, string, bool) {
		return "Book of " + f.Rule, "text of " + f.Rule, true
	}
	l := &live{newRig(t, opt, 80, 50, nil), mesoswatch.NewFeed(0)}
	l.happens(stage.PostureBad()...)
	l.keys("2")
	finding := l.hold(press("enter"))
	l.keys("8", "enter", "enter")
	answer := l.hold(press("r"))
	l.run(finding)
	l.hides("Book of auth-success-after-failures")
	l.run(answer)
	l.shows("Book of http-agent-readwrite")
	l.keys("2")
	l.shows("Book of")
	l.hides("Book of http-agent-readwrite")
}

func TestPostureOnWideScreens(t *testing.T) {
	r := newRig(t, liveOptions(), 200, 60, stage.PostureBad()).keys("8")
	r.shows("Posture · all families  15")
	r.keys("j", "j")
	r.shows("Posture · credentials  2")
	r.keys("tab")
	r.shows("read by others: mode -rw-r--r--") // the check under the cursor, and its first answer
	r.keys("j")
	r.shows("does not apply")
}
