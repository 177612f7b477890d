package ui

import (
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

func TestSearchCountsAndGoesRound(t *testing.T) {
	s := many(20_000, "line")
	for _, i := range []int{20, 10_000, 19_900} {
		s[i].Event.Message = "a needle here"
	}
	r := newRig(t, liveOptions(), 80, 24, s).keys("3", "f", "'needle")
	r.hides(" of 3 ")
	r.keys("enter")
	r.shows("find needle  3 of 3") // the newest: the log is followed
	r.keys("N")
	r.shows("2 of 3")
	r.keys("n", "n")
	r.shows("from the top")
	r.keys("k") // the notice goes with the next key
	r.shows("1 of 3")
	if i := r.m.log.list.Index(); i != 19 {
		t.Errorf("the cursor is on line %d", i)
	}
	r.keys("N")
	r.shows("from the end")
	r.keys("esc")
	r.hides("find needle")
	r.keys("n") // takes up the last one
	r.shows("from the top")
	r.keys("f", "'~[", "enter")
	r.shows("not a regular expression")
	r.keys("f", "'~ne+dle$", "esc", "esc", "n", "j")
	r.shows("find needle")
}

// A search is apart from the filter, and takes as many steps as it needs.
func TestSearchInLists(t *testing.T) {
	r := newRig(t, liveOptions(), 200, 60, stage.Incident()).keys("2", "f", "'10.0.9.9", "enter")
	if f, _ := r.m.findings.table.finding(); !strings.Contains(f.Subject.Name+f.Title, "10.0.9.9") {
		t.Errorf("on %s, %s", f.Title, f.Subject.Name)
	}
	r.keys("/", "'brute", "enter", "n")
	r.shows("no other match")
	r.keys("j")
	r.shows("find 10.0.9.9  1 of 1")
	r.keys("tab", "n", "n")
	if !strings.Contains(r.m.findings.detail.lines[r.m.findings.detail.Index()].plain(), "10.0.9.9") {
		t.Error("not on a line of the detail that holds it")
	}
	r.keys("esc")
	r.hides("find 10.0.9.9")
	r.shows("filter: brute")
	r.keys("f", "'nowhere to be seen", "enter")
	r.shows("not found: nowhere to be seen")
}

// The rows may go while a search is on its way.
func TestSearchOverRowsThatGo(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, many(25_000, "line")).keys("3", "f", "'zzz")
	r.m.Update(press("enter")) // begun, and its message not yet heard
	scan := searchMsg{r.m.search.id}
	r.m.log.lines.setLog(&many(5, "line").Board().Log)
	r.m.log.sync()
	r.send(scan)
	r.shows("not found")
	r.keys("f", "'line", "enter", "1") // and the keys may go elsewhere
	r.send(searchMsg{r.m.search.id})
	r.keys("n")
}

func TestStandOut(t *testing.T) {
	th, err := theme.New(theme.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p := &kit.Pen{Theme: th}
	hit := func(s string) string { return "\x1b[m" + p.Match.Open() + s + "\x1b[m" }
	find := func(s string) (int, int) { i := strings.Index(s, "ab"); return i, i + 2 }
	for line, want := range map[string]string{
		"no":                               "no",
		"\x1b[1mxaby\x1b[m":                "\x1b[1mx" + hit("ab") + "\x1b[1my\x1b[m",
		"\x1b[1mxa\x1b[m\x1b[2mbyab\x1b[m": "\x1b[1mx" + hit("ab") + "\x1b[2my" + hit("ab"),
	} {
		if got := p.StandOut(line, 0, 20, find); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := p.StandOut("ab ab", 3, 2, find); got != "ab "+p.Match.Open()+"ab\x1b[m" {
		t.Errorf("in a part of the line: %q", got)
	}
}
