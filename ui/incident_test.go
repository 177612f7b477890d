package ui

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// desk is a dashboard whose actions come back through the board, as those of a store
// do.
type desk struct {
	*rig
	script stage.Script
	sent   []mesoswatch.Action
	now    time.Time
	fails  error
	copied string
}

func newDesk(t *testing.T, w, h int, s stage.Script) *desk {
	d := &desk{script: s, now: stage.Now()}
	opt := liveOptions()
	opt.Now = func() time.Time { return d.now }
	opt.Act = func(a mesoswatch.Action) error {
		d.sent = append(d.sent, a)
		return d.fails
	}
	opt.Env = func(name string) string { return map[string]string{"TERM": "xterm-256color"}[name] }
	d.rig = newRig(t, opt, w, h, s)
	return d
}

// arrive lets what was sent come back, done by somebody.
func (d *desk) arrive(who string) {
	for _, a := range d.sent {
		a.Who = who
		d.script = append(d.script, mesoswatch.Record{Action: &a})
	}
	d.sent = nil
	d.now = d.now.Add(time.Second)
	d.board(d.script.Board())
}

// press gives a key and catches what goes to the terminal as it is.
func (d *desk) press(name string) {
	_, cmd := d.m.Update(press(name))
	d.catch(cmd)
}

func (d *desk) catch(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			d.catch(c)
		}
	case tea.RawMsg:
		d.copied, _ = msg.Msg.(string)
	default:
		d.send(msg)
	}
}

func (d *desk) last() mesoswatch.Action {
	d.t.Helper()
	if len(d.sent) == 0 {
		d.t.Fatalf("nothing was done:\n%s", d.frame())
	}
	return d.sent[len(d.sent)-1]
}

func TestIncidentOfTheMostUrgent(t *testing.T) {
	r := newRig(t, liveOptions(), 120, 36, stage.Incident()).keys("9")
	r.shows("Login after failures")
	r.shows("claimed address 10.0.9.9")
	r.shows("Nobody yet")
	newRig(t, liveOptions(), 120, 36, nil).keys("9").shows("No incident: nothing known to be wrong.")
	newRig(t, liveOptions(), 80, 24, stage.Quiet()).keys("9").shows("No incident: nothing known to be wrong.")
}

func TestIncidentFromAnywhereAndBack(t *testing.T) {
	r := newRig(t, liveOptions(), 120, 36, stage.Incident())
	r.keys("j", "j", "i")
	r.shows("Brute force against a princip")
	r.keys("esc")
	if r.m.at != viewOverview {
		t.Errorf("Esc leads to view %d", r.m.at)
	}
	r.keys("2", "j", "j", "j", "enter", "i")
	r.shows("Frameworks may register without logging in")
	r.keys("enter")
	r.keys("esc")
	if r.m.at != viewFindings || !r.m.findings.reading {
		t.Errorf("Esc leads to view %d", r.m.at)
	}
	// From an incident to one of its findings, and from there to another incident.
	r.keys("1", "i", "S-tab", "enter")
	if r.m.at != viewFindings {
		t.Fatalf("view %d", r.m.at)
	}
	first := r.m.incident.id
	r.keys("tab", "j", "j", "j", "j", "i")
	if r.m.incident.id == first {
		t.Fatal("the same incident")
	}
	r.keys("esc", "esc")
	if r.m.at == viewIncident {
		return
	}
	r.keys("esc")
	if r.m.at != viewIncident || r.m.incident.id != first {
		t.Errorf("Esc leads to view %d, incident %s", r.m.at, r.m.incident.id)
	}
}

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
	d.shows("1 of 6 steps done")
	d.shows("[x] reads: Is 10.0.9.9")
	d.keys("x")
	if a := d.last(); !a.Undo {
		t.Errorf("%+v", a)
	}
	d.shows("unticking")
	d.arrive("jonas")
	d.shows("0 of 6 steps done")

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
	d.shows("copied 2 lines, command 1 of 2")
	d.press("y")
	if got := decoded(); !strings.HasPrefix(got, "curl -s --netrc-file") {
		t.Errorf("copied %q", got)
	}
	d.shows("copied 1 line, command 2 of 2")
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

func TestLinkAndUnlink(t *testing.T) {
	d := newDesk(t, 120, 36, stage.Incident())
	d.keys("9", "L")
	d.shows("Link a finding to this incident")
	d.hides("Login after failures")
	d.keys("/", "'comes and goes", "enter", "enter")
	flapping := stage.Finding("agent-flapping").ID
	if a := d.last(); a.What != mesoswatch.Link || a.Other != d.m.incident.id || a.Finding != flapping {
		t.Errorf("%+v", a)
	}
	d.arrive("maria")
	d.shows("Agent comes and goes")
	d.shows("by maria")
	d.keys("S-tab", "U")
	d.shows("choose another one")
	d.m.incident.facts.put(flapping)
	d.keys("U")
	if a := d.last(); a.What != mesoswatch.Unlink || a.Finding != flapping {
		t.Errorf("%+v", a)
	}
	d.arrive("maria")
	if strings.Contains(strings.Join(d.m.incident.in.Findings, " "), flapping) {
		t.Errorf("still linked: %+v", d.m.incident.in)
	}
}

func TestDecisions(t *testing.T) {
	for _, c := range []struct {
		keys []string
		want mesoswatch.Action
	}{
		{[]string{"a"}, mesoswatch.Action{What: mesoswatch.Acknowledge}},
		{[]string{"A", "'on it", "enter"}, mesoswatch.Action{What: mesoswatch.Acknowledge, Text: "on it"}},
		{[]string{"n", "'firewall asked", "enter"}, mesoswatch.Action{What: mesoswatch.Note, Text: "firewall asked"}},
		{[]string{"m", "enter"}, mesoswatch.Action{What: mesoswatch.Silence, Until: stage.Now().Add(time.Hour)}},
		{[]string{"m", "'30m", "enter"}, mesoswatch.Action{What: mesoswatch.Silence, Until: stage.Now().Add(30 * time.Minute)}},
		{[]string{"D", "'rotated", "enter"}, mesoswatch.Action{What: mesoswatch.Resolve, Text: "rotated"}},
		{[]string{"K"}, mesoswatch.Action{What: mesoswatch.AcceptBaseline}},
	} {
		for _, at := range [][]string{{"2"}, {"2", "enter"}, {"9"}, {"9", "tab"}, {"1"}} {
			d := newDesk(t, 120, 36, stage.Incident())
			d.keys(at...).keys(c.keys...)
			c.want.Finding = stage.Finding("auth-success-after-failures").ID
			got := d.last()
			if len(d.sent) != 1 || got.What != c.want.What || got.Text != c.want.Text || !got.Until.Equal(c.want.Until) || got.Finding != c.want.Finding {
				t.Errorf("%v %v: %+v", at, c.keys, d.sent)
			}
		}
	}
	d := newDesk(t, 120, 36, stage.Incident())
	d.keys("2", "n", "enter")
	d.shows("nothing noted")
	d.keys("m", "'2x", "enter")
	d.shows(`"2x" is no time`)
	d.keys("D", "esc", "R")
	d.shows("it is open")
	if len(d.sent) > 0 {
		t.Errorf("%+v", d.sent)
	}
}

// What was decided stands in the list and in the detail, with its history.
func TestDecided(t *testing.T) {
	d := newDesk(t, 160, 60, stage.Incident())
	d.keys("2", "m", "'until 15:00", "enter")
	d.arrive("maria")
	d.shows("silenced until 15:00")
	d.shows("silenced by maria at 14:07:10, until 15:00")
	d.keys("R")
	d.arrive("jonas")
	d.hides("silenced until 15:00")
	d.shows("reopened by jonas")
	d.keys("A", "'asked the owner", "enter")
	d.arrive("jonas")
	d.shows("ack jonas")
	d.shows("asked the owner")
}

func TestSilence(t *testing.T) {
	s := scene{now: stage.Now(), zone: time.UTC}
	for text, want := range map[string]time.Time{
		"":                       stage.Now().Add(time.Hour),
		"2h":                     stage.Now().Add(2 * time.Hour),
		"3d":                     stage.Now().AddDate(0, 0, 3),
		"until 18:30":            time.Date(2026, 11, 20, 18, 30, 0, 0, time.UTC),
		"14:00":                  time.Date(2026, 11, 21, 14, 0, 0, 0, time.UTC),
		"until 2026-11-22 08:00": time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC),
	} {
		var a mesoswatch.Action
		if against := silenceUntil(&a, text, s); against != "" || !a.Until.Equal(want) {
			t.Errorf("%q: until %v %s", text, a.Until, against)
		}
	}
	for _, text := range []string{"forever", "0s", "-2h", "91d", "99999999999d", "until 2020-01-01 00:00", "2160h1s"} {
		var a mesoswatch.Action
		if silenceUntil(&a, text, s) == "" || !a.Until.IsZero() {
			t.Errorf("%q silences until %v", text, a.Until)
		}
	}
}

func TestReadOnly(t *testing.T) {
	opt := liveOptions()
	opt.Act = nil
	r := newRig(t, opt, 120, 36, stage.Incident()).keys("9")
	r.shows("read-only")
	for _, k := range []string{"space", "a", "n", "m", "D", "L", "K"} {
		r.keys(k)
		r.shows(readOnly)
	}
	r.keys("S-tab", "U").shows(readOnly)
}

func TestExport(t *testing.T) {
	newRig(t, liveOptions(), 120, 36, stage.Incident()).keys("9", "X").shows("cannot be exported")
	opt := liveOptions()
	var got mesoswatch.Incident
	var fails error
	opt.Export = func(_ context.Context, in mesoswatch.Incident) (string, string, error) {
		got = in
		return "/tmp/incident.zip", "sha256:0123", fails
	}
	r := newRig(t, opt, 120, 36, stage.Incident()).keys("9", "X")
	r.shows("exported to /tmp/incident.zip, note its hash: sha256:0123")
	if got.ID != r.m.incident.in.ID || got.ID == "" {
		t.Errorf("exported %+v", got)
	}
	fails = errors.New("no room")
	r.keys("X").shows("export did not work: no room")
}

func TestTimelineRows(t *testing.T) {
	r := newRig(t, liveOptions(), 120, 36, stage.Worked()).keys("9", "S-tab", "S-tab")
	r.shows("no sight of http://10.0.0.13:5051")
	r.shows("╱╱╱╱╱╱╱╱")
	r.shows("following")
	all, mine := r.m.incident.timeline.all, len(r.m.incident.timeline.rows)
	if mine >= all {
		t.Fatalf("%d of %d moments belong to the incident", mine, all)
	}
	r.keys("t")
	if n := len(r.m.incident.timeline.rows); n != all {
		t.Errorf("%d of %d with everything", n, all)
	}
	r.keys("t", "/", "'jonas", "enter")
	if n := len(r.m.incident.timeline.rows); n == 0 || n >= mine {
		t.Errorf("%d of %d by jonas", n, mine)
	}
	r.keys("esc", "E")
	if got := r.m.incident.timeline.selected(); got.Kind != mesoswatch.MomentFinding {
		t.Errorf("on %+v", got)
	}
	r.hides("following")
	for r.m.incident.timeline.selected().Kind != mesoswatch.MomentEvent {
		r.keys("k")
	}
	at := r.m.incident.timeline.selected().N
	r.keys("enter")
	if r.m.at != viewLog || !r.m.log.near.open {
		t.Fatalf("Enter on an event leads to view %d", r.m.at)
	}
	r.keys("esc")
	if r.m.at != viewIncident || r.m.incident.timeline.selected().N != at {
		t.Errorf("Esc leads to view %d", r.m.at)
	}
}

// Each incident, and each runbook, is found again as it was left.
func TestWhereOneWas(t *testing.T) {
	r := newRig(t, liveOptions(), 100, 30, stage.Incident()).keys("9", "j", "j")
	id, step := r.m.incident.id, r.m.incident.book.id()
	r.keys("2", "j", "j", "i")
	if r.m.incident.id == id {
		t.Fatal("the same incident")
	}
	r.keys("g", "2", "g", "i")
	if r.m.incident.id != id || r.m.incident.book.id() != step {
		t.Errorf("came back to %s of %s, not %s of %s", r.m.incident.book.id(), r.m.incident.id, step, id)
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
		if len(steps) != 6 {
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
