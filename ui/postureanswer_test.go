package ui

import (
	"context"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

func TestEvidenceOfOtherFilesIsNotRead(t *testing.T) {
	opt := liveOptions()
	var asked []string
	opt.Context = func(_ context.Context, e mesoswatch.Evidence, _, _ int) (Neighbours, error) {
		asked = append(asked, e.Source)
		return Neighbours{At: -1}, nil
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
	for _, text := range []string{"waived high fail", "the fail is answered for", "platform team", "moves to Kubernetes in March", "2026-12-31", "2 d ago, pass before"} {
		r.shows(text)
	}
	r.keys("8", "esc", "enter", "/", "'What no ACL", "enter", "enter", "enter")
	r.shows("medium fail, its waiver is over")
	r.shows("Waiver  over: the fail counts again")
	r.shows("none of its own") // the stage has no finding for it
}

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
		l.shows("pass  since 14:06, 1 min ago")
		l.shows("1 min ago, fail before")
		l.keys("esc", "esc")
		l.shows("4 ") // fails
	}
}

func TestRunbooksGoToWhoAsked(t *testing.T) {
	opt := liveOptions()
	opt.Runbook = func(f mesoswatch.Finding) (mesoswatch.FilledRunbook, bool) {
		return mesoswatch.FilledRunbook{Title: "Book of " + f.Rule, Markdown: "text of " + f.Rule}, true
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
