package ui

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// shownLines are the messages of all lines that are shown, those that pass with a
// mark.
func shownLines(l *logPane) (all []string) {
	for i := range l.lines.size() {
		text := l.lines.event(i).Message
		if l.lines.passes(i) {
			text = ">" + text
		}
		all = append(all, text)
	}
	return all
}

// TestLinesAround: each line once, whatever comes first, the filter, the lines around
// or the lines themselves.
func TestLinesAround(t *testing.T) {
	s := many(100, "line")
	for _, n := range []int{10, 12, 40, 99} {
		s[n].Event.Message = fmt.Sprint("hit ", n)
	}
	want := func(n int) string {
		var all []string
		for i := range 100 {
			near := false
			for _, hit := range []int{10, 12, 40, 99} {
				near = near || i >= hit-n && i <= hit+n
			}
			text := s[i].Event.Message
			if strings.HasPrefix(text, "hit") {
				text = ">" + text
			}
			if near {
				all = append(all, text)
			}
		}
		return strings.Join(all, "\n")
	}
	check := func(r *rig, n int, when string) {
		t.Helper()
		if got := strings.Join(shownLines(&r.m.log), "\n"); got != want(n) {
			t.Errorf("%s, %d around:\n%s", when, n, got)
		}
	}
	r := newRig(t, liveOptions(), 80, 24, s).keys("3", "/", "'hit", "enter")
	for _, n := range []int{1, 3, 10, 0, 1} {
		check(r.keys("C"), n, "key")
	}
	check(r.keys(":", "'context 5", "enter"), 5, "command")
	r.keys("/", "ctrl+u", "'h", "enter", "/", "'it", "enter")
	check(r, 5, "narrowed")
	if got := r.m.Settings().LogContext; got != 5 {
		t.Errorf("kept: %d", got)
	}
	opt := liveOptions()
	opt.Settings = r.m.Settings()
	grown := newRig(t, opt, 80, 24, nil)
	b := &mesoswatch.Board{}
	for i := range s {
		s[i : i+1].Play(b)
		if i%3 == 0 {
			grown.board(b)
		}
	}
	grown.board(b)
	check(grown, 5, "line by line")
	r.keys(":", "'context 1000", "enter").shows("context is a number of lines, 100 at most")
	r.keys("g", "n").shows("nothing to find yet")
}

// Lines that were left out are told of once, and keys that go from match to match
// leave those around alone.
func TestBreaks(t *testing.T) {
	s := many(60, "line")
	for _, n := range []int{10, 40} {
		s[n].Event.Message = fmt.Sprint("hit ", n)
	}
	r := newRig(t, liveOptions(), 80, 24, s).keys("3", "/", "'hit", "enter", "C")
	r.shows("┄ 27 lines ┄")
	if n := strings.Count(r.frame(), "┄ "); n != 1 {
		t.Errorf("%d breaks:\n%s", n, r.frame())
	}
	r.keys("g", "f", "'i", "enter") // stands in all of them
	for _, want := range []string{"hit 10", "hit 40", "hit 10"} {
		if e := r.m.log.selected(); e.Message != want {
			t.Errorf("at %q, not at %q", e.Message, want)
		}
		r.keys("n")
	}
}

// A break takes a row of its own and never hides the line under the cursor.
func TestBreaksLeaveTheCursorInSight(t *testing.T) {
	var s stage.Script
	for i := range 40 {
		s = append(s, lineOf(fmt.Sprintf("line %02d", i), stage.Now().Add(time.Duration(i-40)*10*time.Minute), int64(i+1)))
	}
	r := newRig(t, liveOptions(), 80, 14, s).keys("3")
	r.shows("line 39")
	walk := func(key string, n int) {
		t.Helper()
		for range n {
			r.keys(key)
			if e := r.m.log.selected(); r.row(e.Message) == "" {
				t.Fatalf("%q is not on the screen after %s:\n%s", e.Message, key, r.frame())
			}
			sound(t, r.m.View().Content, 80, 14)
		}
	}
	walk("k", 39)
	walk("j", 39)
	walk("ctrl+u", 10)
	walk("ctrl+d", 3)
	r.shows("10 min without a line")
}

func TestStepsInTime(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, stage.Logs()).keys("3")
	at := func(want string) {
		t.Helper()
		if e := r.m.log.selected(); e.Time.Format("15:04:05") != want {
			t.Errorf("at %s, not at %s", e.Time.Format("15:04:05"), want)
		}
	}
	at("14:06:40")
	r.keys("[")
	at("14:01:40") // the last line that is at least a minute older
	r.keys("[")
	at("14:00:40")
	r.keys("]")
	at("14:01:40")
	r.keys("{")
	at("23:26:50") // of the day before
	r.keys("]")
	at("13:55:10")
	r.keys("g", "[")
	r.shows("this is the oldest line")
	r.keys("G", "]")
	r.shows("this is the newest line")
	r.keys(":", "'goto 23:10", "enter")
	at("23:10:10")
	r.shows("Thu 2026-11-19")
	r.keys(":", "'goto end", "enter")
	at("14:06:40")
	r.keys(":", "'goto start", "enter")
	at("23:07:10")
}

func TestEvidenceIsWalked(t *testing.T) {
	r := newRig(t, liveOptions(), 120, 36, stage.Logs()).keys("3", "E")
	r.shows("high: Brute force against a principal")
	first := r.m.log.selected()
	r.keys("E", "e")
	if r.m.log.selected() != first {
		t.Error("back is not where it went from")
	}
	r.keys("e")
	r.shows("no later line here is evidence")
	r.keys("enter", "enter")
	r.shows("Findings")
	if r.m.at != viewFindings {
		t.Error("Enter does not lead from a line to its finding")
	}
	r.keys("3", "i")
	if r.m.at != viewIncident {
		t.Error("a line does not lead to its incident")
	}
}

// What is typed on the way to a filter does not lose the line one was on.
func TestCursorThroughTyping(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, many(500, "line")).keys("3", "g", "ctrl+d", "ctrl+d", "ctrl+d", "ctrl+d")
	was := r.m.log.selected()
	r.keys("/", "'zzz", "ctrl+u", "'line", "enter")
	if got := r.m.log.selected(); got != was {
		t.Errorf("on %q, not on %q", got.Message, was.Message)
	}
}

// The zoom stays from one line to the next, which is shown among its neighbours.
func TestZoomedLineThenAnother(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, stage.Logs()).keys("3", "E", "enter", "tab", "z", "esc", "E", "enter")
	r.shows("▶▲ 14:00:00")
}

func TestPausedLogSaysHowMany(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, many(10, "line")).keys("3", "space")
	r.board(many(1214, "line").Board())
	r.shows("paused: 1,204 new")
}

func contextOf(got *Neighbours) contextFunc {
	return func(context.Context, mesoswatch.Evidence, int, int) (Neighbours, error) { return *got, nil }
}

// A line is shown where its file was copied; one that is gone is said to be gone, and
// where it was looked for.
func TestLineElsewhere(t *testing.T) {
	var got Neighbours
	opt := liveOptions()
	opt.Context = contextOf(&got)
	r := newRig(t, opt, 120, 36, stage.Incident())
	of := r.m.board.Findings()[0].Evidence[0]
	other := &mesoswatch.Event{Source: of.Source + ".1", Inode: 4711, Offset: of.Offset, Line: of.Line, Time: of.Time, Message: "as it stands in the copy"}
	got = Neighbours{[]*mesoswatch.Event{other}, 0, "from the file, copied since"}
	r.keys("2", "enter", "l")
	r.shows("as it stands in the copy")
	r.shows("copied since")
	if f := r.m.log.proofs.of(other); f == nil {
		t.Error("the copy of a line is evidence no more")
	}
	got = Neighbours{At: -1, Where: "the line is gone: it is not in a, b"}
	r.keys("esc", "l")
	r.shows("the line is gone: it is not in a, b")
	r.shows("from what is kept in memory")
}

// Lines of attackers under the cursor, filtered, searched for, surrounded, opened and
// zoomed.
func TestHostileLines(t *testing.T) {
	opt := liveOptions()
	for _, ascii := range []bool{false, true} {
		opt.ASCII = ascii
		r := newRig(t, opt, 100, 30, stage.HostileLines())
		for _, size := range some([][2]int{{1, 1}, {9, 4}, {41, 9}, {200, 60}, {80, 24}}) {
			r.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			r.keys("3", "g")
			for range some(make([]bool, 20)) {
				for _, k := range []string{"enter", "tab", "G", "z", "g", "esc", "e", "j"} {
					r.keys(k)
					if sound(t, r.m.View().Content, size[0], size[1]); t.Failed() {
						t.Fatalf("%v after %s", size, k)
					}
				}
			}
			for _, keys := range [][]string{{"/", "'a"}, {"enter", "C", "C"}, {"g", "f", "'e", "enter"}, {"n", "n", "N"}, {"[", "]", "{", "}"}, {":", "'filter principal:a kind=auth", "enter"}, {"esc", "esc"}} {
				r.keys(keys...)
				sound(t, r.m.View().Content, size[0], size[1])
			}
		}
	}
}
