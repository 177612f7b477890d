package ui

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

func TestTick(t *testing.T) {
	d := newDesk(t, 120, 36, stage.Incident())
	d.keys("9", "space")
	a := d.last()
	if a.What != mesoswatch.Step || a.Undo || a.Finding != d.m.incident.id || a.Runbook != "login-after-failures" || !strings.HasPrefix(a.Step, "diagnose-") || a.ID == "" || !a.At.Equal(stage.Now()) {
		t.Errorf("%+v", a)
	}
	d.shows("ticking")
	d.keys("space")
	d.shows("on its way already")
	if d.m.paused {
		t.Error("space paused")
	}
	d.arrive("maria")
	d.hides("ticking")
	d.shows("maria 14:07:10")
	d.shows("1 of 6 done")
	d.shows("[x] reads: Is 10.0.9.9")
	d.keys("x")
	if a := d.last(); !a.Undo {
		t.Errorf("%+v", a)
	}
	d.shows("unticking")
	d.arrive("jonas")
	d.shows("0 of 6 done")

	d.fails = errors.New("the disk is full")
	d.keys("space")
	d.shows("step did not work: the disk is full")
	d.hides("ticking")
}

// What another operator does is there with the next board.
func TestTheOtherOperator(t *testing.T) {
	r := newRig(t, liveOptions(), 120, 70, stage.Incident()).keys("9")
	r.hides("maria")
	r.board(stage.Worked().Board())
	for _, text := range []string{"ack maria", "maria 14:05:50", "jonas 14:06:10", "only aurora-prod and this client"} {
		r.shows(text)
	}
}

func TestCopy(t *testing.T) {
	d := newDesk(t, 120, 36, stage.Incident())
	d.keys("9", "j")
	decoded := func() string {
		_, text, _ := strings.Cut(d.copied, "\x1b]52;c;")
		raw, err := base64.StdEncoding.DecodeString(strings.TrimRight(text, "\x07"))
		if err != nil {
			t.Errorf("%q: %v", d.copied, err)
		}
		return string(raw)
	}
	d.press("y")
	if got := decoded(); got != "grep -nF '10.0.9.9' /var/log/mesos/mesos-master.INFO |\n  tail -n 200" {
		t.Errorf("copied %q", got)
	}
	d.shows("copied command 1 of 2, 2 lines")
	d.press("y")
	if got := decoded(); !strings.HasPrefix(got, "curl -s --netrc-file") {
		t.Errorf("copied %q", got)
	}
	d.shows("copied command 2 of 2, 1 line")
	d.keys("j")
	d.press("y")
	d.shows("no command at this step")
	if len(d.sent) > 0 {
		t.Errorf("copying did %+v", d.sent)
	}
}

func TestCopyWhereThereIsNoClipboard(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, stage.Incident())
	r.keys("9")
	for !strings.Contains(r.m.incident.book.step().Text, "Tear down") {
		r.keys("j")
	}
	r.keys("y")
	r.shows("Select it with the mouse")
	if row := r.row("curl -X POST"); row != `curl -X POST 'http://10.0.0.11:5050/master/teardown' -d \` {
		t.Errorf("the command does not stand alone in its row: %q\n%s", row, r.frame())
	}
	r.keys("esc")
	r.hides("Select it")
	if r.m.at != viewIncident {
		t.Errorf("Esc left for view %d", r.m.at)
	}
}

// What is shown to be selected runs as the command would.
func TestBreakShell(t *testing.T) {
	for _, c := range []struct {
		line string
		w    int
		want []string
	}{
		{"curl -s 'http://a b c' -d x=1", 20, []string{`curl -s \`, `'http://a b c' -d \`, "x=1"}},
		{`echo "a \" b" c\ d e`, 15, []string{`echo "a \" b" \`, `c\ d e`}},
		{"a # b c d e f g h", 8, nil},
		{"aaaaaaaaaaaaaaaaaaaaa", 8, nil},
		{"short", 8, []string{"short"}},
	} {
		got := breakShell(c.line, c.w)
		if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
			t.Errorf("%q in %d: %q", c.line, c.w, got)
		}
	}
}

func TestHostileCommandIsNotCopied(t *testing.T) {
	opt := liveOptions()
	opt.Env = func(string) string { return "xterm" }
	opt.Runbook = func(f mesoswatch.Finding) (mesoswatch.FilledRunbook, bool) {
		md := "## Contain\n\n- [ ] do it\n\n```sh\nkill \u202e$(evil)\n```\n"
		return mesoswatch.FilledRunbook{ID: "x", Markdown: md, Steps: mesoswatch.Steps(md)}, true
	}
	for _, key := range []string{"y", "Y"} {
		newRig(t, opt, 100, 30, stage.Incident()).keys("9", key).shows("characters that cannot be seen")
	}
}

// No line of a runbook is jumped over, and every step is reached.
func TestStepsAreWalked(t *testing.T) {
	for _, h := range []int{14, 24, 60} {
		r := newRig(t, liveOptions(), 80, h, stage.Incident()).keys("9", "g")
		b := &r.m.incident.book
		seen := make([]bool, len(b.lines))
		steps := map[string]bool{}
		for range 100 {
			for i := b.top; i < min(b.top+b.h, len(b.lines)); i++ {
				seen[i] = true
			}
			steps[b.id()] = true
			r.keys("j")
		}
		if len(steps) != 7 { // and what stands before them
			t.Errorf("height %d: %d steps reached", h, len(steps))
		}
		for i, was := range seen {
			if !was {
				t.Errorf("height %d: line %d was never on the screen", h, i)
			}
		}
		for range 100 {
			r.keys("k")
		}
		if b.top != 0 || b.here != 0 {
			t.Errorf("height %d: k ends at line %d", h, b.top)
		}
	}
}
