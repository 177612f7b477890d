package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// extra is a finding of the given level that no stage has.
func extra(name string, l mesoswatch.Level) mesoswatch.Record {
	s := mesoswatch.Subject{Kind: "agent", Name: name}
	return mesoswatch.Record{Finding: &mesoswatch.Finding{ID: mesoswatch.FindingID("x", s), Rule: "x", Title: "Extra " + name, Level: l,
		Status: mesoswatch.Open, Subject: s, FirstSeen: stage.Now(), LastSeen: stage.Now(), Count: 1}}
}

func lineOf(text string, at time.Time, n int64) mesoswatch.Record {
	return mesoswatch.Record{Event: &mesoswatch.Event{Time: at, Source: "/log/m", Service: "master", Severity: "I", Offset: n, Line: n, Message: text, Raw: text}}
}

func many(n int, text string) stage.Script {
	var s stage.Script
	for i := range n {
		s = append(s, lineOf(fmt.Sprintf("%s %d", text, i), stage.Now(), int64(i+1)))
	}
	return s
}

func TestHelpShowsEveryKey(t *testing.T) {
	r := newRig(t, liveOptions(), 120, 200, nil).keys("?", "?")
	v := reflect.ValueOf(r.m.keys)
	listed := map[string]bool{}
	for _, g := range r.m.keys.groups() {
		for _, b := range g.keys {
			listed[strings.Join(b.Keys(), " ")+b.Help().Desc] = true
		}
	}
	for i := range v.NumField() {
		b, ok := v.Field(i).Interface().(key.Binding)
		if !ok {
			t.Fatalf("%s is no binding", v.Type().Field(i).Name)
		}
		if !listed[strings.Join(b.Keys(), " ")+b.Help().Desc] {
			t.Errorf("%s is not in the help", v.Type().Field(i).Name)
		}
		r.shows(b.Help().Desc)
	}
}

func TestListStaysUnderTheCursor(t *testing.T) {
	script := stage.Incident()
	r := newRig(t, liveOptions(), 80, 24, script).keys("2", "j", "j")
	before := r.row("Brute force")
	at := strings.Index(r.frame(), before)
	script = append(script, extra("new-1", mesoswatch.Critical), extra("new-2", mesoswatch.Critical))
	r.board(script.Board())
	if got := strings.Index(r.frame(), r.row("Brute force")); got != at-len("level     what                   whom  ")+len("level     2 new above            whom  ") {
		t.Errorf("the row under the cursor moved:\n%s", r.frame())
	}
	r.shows("2 new above")
	if id := r.m.findings.table.selected(); id != mesoswatch.FindingID("auth-brute-force", mesoswatch.Subject{Kind: "address", Name: "10.0.9.9"}) {
		t.Errorf("the cursor is on %s", id)
	}
	r.keys("g")
	r.shows("Extra new-1")
	r.hides("new above")
}

func TestUntouchedListShowsTheWorst(t *testing.T) {
	script := stage.Incident()
	r := newRig(t, liveOptions(), 80, 24, script)
	r.board(append(script, extra("worst", mesoswatch.Critical)).Board())
	r.shows("Extra worst")
	r.keys("enter")
	r.shows("Agent worst, just now")
}

func TestPause(t *testing.T) {
	script := stage.Incident()
	r := newRig(t, liveOptions(), 80, 24, script).keys("3", "space")
	r.shows("PAUSED")
	b := append(script, many(1204, "after the pause")...).Board()
	r.board(b)
	r.shows("1,204 new")
	r.hides("after the pause")
	r.keys("space")
	r.shows("LIVE")
	r.shows("after the pause 1203")
}

func TestFollowAndAnnounce(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, many(500, "line")).keys("3")
	r.shows("following")
	r.shows("line 499")
	r.keys("k")
	r.shows("G to the end")
	r.board(many(530, "line").Board())
	r.shows("30 new below (G)")
	r.hides("line 529")
	r.keys("G")
	r.shows("line 529")
	r.shows("following")
}

func TestFilterIsIncremental(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, many(100, "apple")).keys("3", "/", "'\"apple 9\"", "enter")
	if n := r.m.log.lines.size(); n != 11 {
		t.Errorf("%d lines match", n)
	}
	r.board(append(many(100, "apple"), many(100, "apple 9")...).Board())
	if n := r.m.log.lines.size(); n != 111 {
		t.Errorf("%d lines match after more came", n)
	}
	r.keys("/", "backspace", "'!", "esc")
	r.keys("/", "ctrl+u", "'!\"apple 9\"", "enter")
	if n := r.m.log.lines.size(); n != 89 {
		t.Errorf("%d lines do not match", n)
	}
	r.keys("/", "ctrl+u", "'~apple [0-3]$", "enter")
	if n := r.m.log.lines.size(); n != 4 {
		t.Errorf("%d lines match the expression", n)
	}
	r.keys("esc")
	r.shows("200 lines")
	r.keys("/", "up")
	r.shows("~apple [0-3]$")
}

// A burst is shown page by page, and its end without waiting for more.
func TestBurstIsShownInPages(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, many(100, "line")).keys("3")
	taken := r.taken.Add(10 * time.Millisecond)
	_, cmd := r.m.Update(boardMsg{board: many(5000, "line").Board(), taken: taken})
	if cmd == nil {
		t.Fatal("nothing will show what is held back")
	}
	r.shows("line 99")
	r.send(calmMsg{})
	r.shows("line 4999")
	r.send(boardMsg{board: many(5003, "line").Board(), taken: taken.Add(time.Millisecond)})
	r.shows("line 5002") // a few lines are not held back
}

// A log that forgets its oldest lines must not confuse filter or cursor.
func TestForgottenLines(t *testing.T) {
	b := &mesoswatch.Board{}
	b.Log.Max = 1000
	s := many(5000, "apple")
	s[:1400].Play(b)
	r := newRig(t, liveOptions(), 80, 24, nil)
	r.board(b)
	r.keys("3", "/", "'7", "enter", "k", "k")
	for from := 1400; from < 5000; from += 300 {
		s[from : from+300].Play(b)
		r.board(b)
		for i := range r.m.log.lines.size() {
			if e := r.m.log.lines.event(i); e == nil || !strings.Contains(e.Message, "7") {
				t.Fatalf("line %d is %v", i, e)
			}
		}
	}
	r.shows("the last 1,")
}

func TestFind(t *testing.T) {
	s := many(300, "line")
	s[20].Event.Message = "a Needle here"
	s[200].Event.Message = "another needle there"
	r := newRig(t, liveOptions(), 80, 24, s).keys("3", "f", "'needle", "enter")
	at := func(want string) {
		t.Helper()
		if e := r.m.log.selected(); !strings.Contains(e.Message, want) {
			t.Errorf("at %q, not at %q", e.Message, want)
		}
	}
	at("another needle")
	r.keys("N")
	at("a Needle")
	r.keys("n")
	at("another needle")
	r.keys("n")
	at("a Needle")
	r.shows("from the top")
	r.keys("f", "'nowhere to be seen", "enter")
	r.shows("not found")
}

func TestFromFindingToLineAndBack(t *testing.T) {
	opt := liveOptions()
	var asked mesoswatch.Evidence
	opt.Context = func(_ context.Context, e mesoswatch.Evidence, before, after int) (Neighbours, error) {
		asked = e
		return Neighbours{[]*mesoswatch.Event{
			{Source: e.Source, Line: e.Line - 1, Message: "the line before, from the file"},
			{Source: e.Source, Line: e.Line, Offset: e.Offset, Message: "the line itself"},
		}, 1, "from the file"}, nil
	}
	r := newRig(t, opt, 80, 24, stage.Incident()).keys("enter", "l")
	r.shows("from the file")
	r.shows("▶")
	r.shows("the line before")
	if asked.Line != 1413 {
		t.Errorf("asked for line %d", asked.Line)
	}
	late := contextMsg{id: r.m.log.near.id - 1, got: Neighbours{Events: []*mesoswatch.Event{{Message: "too late"}}}}
	r.send(late)
	r.hides("too late")
	r.keys("esc")
	r.shows("auth-success-after-failures")
	r.keys("esc")
	r.hides("auth-success-after-failures")
	r.keys("esc")
	r.shows("i  work on it")
}

func TestLineThatIsGone(t *testing.T) {
	opt := liveOptions()
	opt.Context = func(context.Context, mesoswatch.Evidence, int, int) (Neighbours, error) {
		return Neighbours{}, errors.New("open /log/m: permission denied")
	}
	script := stage.Incident()
	var findings stage.Script
	for _, rec := range script {
		if rec.Finding != nil {
			findings = append(findings, rec)
		}
	}
	r := newRig(t, opt, 80, 24, findings).keys("l")
	r.shows("could not be read: open /log/m: permission denied")
	r.shows("scheduler-eb2d473c-09d1@10.0.9.9:37271")
}

func TestAct(t *testing.T) {
	var did []mesoswatch.Action
	opt := liveOptions()
	opt.Act = func(a mesoswatch.Action) error { did = append(did, a); return nil }
	r := newRig(t, opt, 80, 24, stage.Incident()).keys("a")
	if len(did) != 1 || did[0].What != mesoswatch.Acknowledge || did[0].Finding != r.m.overview.head.id || !did[0].At.Equal(stage.Now()) {
		t.Errorf("did %+v", did)
	}
	opt.Act = nil
	newRig(t, opt, 80, 24, stage.Incident()).keys("a").shows("read-only")
}

func TestEndOfReplay(t *testing.T) {
	opt := liveOptions()
	opt.Live, opt.Now = false, nil
	r := newRig(t, opt, 80, 24, stage.Incident())
	r.send(boardMsg{err: io.EOF})
	r.shows("REPLAY")
	r.shows("2026-11-20 14:07:10")
	r.send(boardMsg{err: errors.New("disk gone")})
	r.shows("feed stopped: disk gone")
}

func TestNeverGreenWhenBlind(t *testing.T) {
	sick := mesoswatch.Health{At: stage.Now(), Source: "/log/m", Collector: "mesoslog", Why: "permission denied"}
	r := newRig(t, liveOptions(), 80, 24, stage.Script{{Health: &sick}})
	r.shows("Nothing can be seen.")
	r.shows("permission denied")
	well := mesoswatch.Health{At: stage.Now().Add(-5 * time.Minute), Source: "z", Collector: "zookeeper", OK: true}
	r = newRig(t, liveOptions(), 80, 24, stage.Script{{Health: &well}})
	r.shows("silent for 5 min")
	r.hides("Nothing known to be wrong.")
}

func TestInterruptWhileTyping(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, nil).keys("3", "/", "'quit")
	_, cmd := r.m.Update(tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl})
	if cmd == nil {
		t.Fatal("^c did nothing")
	}
	if _, quits := cmd().(tea.QuitMsg); !quits {
		t.Error("^c did not quit")
	}
}

func TestNoColor(t *testing.T) {
	opt := liveOptions()
	opt.NoColor = true
	for _, s := range states() {
		r := newRig(t, opt, 120, 36, s.script).keys(s.keys...)
		for _, seq := range strings.Fields(sgrOnly(r.m.View().Content)) {
			for _, code := range strings.Split(strings.Trim(seq, "[m"), ";") {
				if len(code) > 1 { // bold, faint, underline, reverse have one digit
					t.Errorf("%s: %q in spite of NO_COLOR", s.name, seq)
				}
			}
		}
	}
}

func TestSixteenColours(t *testing.T) {
	for _, s := range states() {
		r := newRig(t, liveOptions(), 120, 36, nil)
		r.send(tea.ColorProfileMsg{Profile: colorprofile.ANSI})
		if s.script != nil {
			r.board(s.script.Board())
		}
		r.keys(s.keys...)
		if seqs := sgrOnly(r.m.View().Content); strings.Contains(seqs, "38;") || strings.Contains(seqs, "48;") {
			t.Errorf("%s: a colour beyond the sixteen", s.name)
		}
	}
}

// sgrOnly is all escape sequences of a frame and nothing else.
func sgrOnly(frame string) string {
	var b strings.Builder
	for _, part := range strings.Split(frame, "\x1b")[1:] {
		seq, _, _ := strings.Cut(part, "m")
		b.WriteString(seq + "m ")
	}
	return b.String()
}

func TestFeedFoldsRepeats(t *testing.T) {
	r := newRig(t, liveOptions(), 120, 36, stage.Incident())
	if l := r.row("×3"); !strings.Contains(l, "auth failed") {
		t.Errorf("twelve failures with one success between: %q\n%s", l, r.frame())
	}
	noise := many(50, "HTTP GET for /state")
	for _, rec := range noise {
		rec.Event.Kind = "http-request"
	}
	r.board(append(stage.Incident(), noise...).Board())
	r.shows("framework registered")
	r.hides("/state")
}

func TestSentences(t *testing.T) {
	now := stage.Now()
	f := func(rule string, fields map[string]string) mesoswatch.Finding {
		return mesoswatch.Finding{Rule: rule, Title: "Some title", Subject: mesoswatch.Subject{Kind: "address", Name: "10.0.9.9"}, Fields: fields, Count: 12,
			LastSeen: now.Add(-2 * time.Minute)}
	}
	for _, c := range []struct {
		f    mesoswatch.Finding
		want string
	}{
		{f("auth-success-after-failures", map[string]string{"claimed_ip": "10.0.9.9", "principal": "aurora", "failures": "12"}),
			"A client claiming 10.0.9.9 logged in as aurora after 12 failures, 2 minutes ago."},
		{f("auth-success-after-failures", nil), "A client claiming 10.0.9.9 logged in after failing to, 2 minutes ago."},
		{f("auth-brute-force", nil), "A client claiming 10.0.9.9 failed to log in 12 times, 2 minutes ago."},
		{f("something-new", nil), "Address 10.0.9.9, 12 times, last 2 minutes ago."},
	} {
		if got := sentence(c.f, now); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}
