package ui

import (
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
// What is not a clear answer is unknown, and unknown never looks well.
// Families add up to what a plain count gives.
// Counting only what changed gives what counting all of it does.
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
	r.keys("enter", "enter") // the agent
	r.shows("agent n10.example")
	r.shows("Anybody may run commands on the agent")
	r.keys("esc")
	r.shows("http-agent-readwrite")
	r.keys("j", "enter") // the finding
	r.shows(id)
	r.shows("how often")
	r.keys("esc", "esc")
	r.shows("6 fail  7 unknown  30 pass")
	r.keys("l")
	r.shows("does not rest on a line in a log")
	r.keys("r")
	r.shows("Runbook  Somebody may know a secret")
	if d := &r.m.posture.doc; d.bookAt < d.walk.top || d.bookAt >= d.walk.top+d.h {
		t.Errorf("lines from %d are seen, the runbook begins at %d", d.walk.top, d.bookAt)
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
// Something has changed when a result is another one, and the first answers are no
// change, nor what is learnt soon after them.
// answersOf lists the answers of all checks.
// Time alone makes a change an old one.
// What is read stays while answers come in, and says what they say now.
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
