package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

// deck is a player that is where it is told to be at once.
type deck struct {
	s    PlayState
	went []time.Time
}

func (d *deck) State() PlayState { return d.s }
func (d *deck) Play(on bool)     { d.s.Playing = on }
func (d *deck) Speed(x float64)  { d.s.Speed = x }
func (d *deck) Goto(t time.Time) { d.s.At, d.went = t, append(d.went, t) }
func (d *deck) NextFinding() (Mark, bool) {
	for _, m := range d.s.Marks {
		if m.At.After(d.s.At) {
			d.Goto(m.At)
			return m, true
		}
	}
	return Mark{}, false
}
func (d *deck) PrevFinding() (Mark, bool) { return Mark{}, false }

// newDeck is paused in the middle of an hour in which three findings opened.
func newDeck() *deck {
	now := stage.Now()
	return &deck{s: PlayState{Speed: 1, At: now.Add(-20 * time.Minute), From: now.Add(-40 * time.Minute), To: now.Add(30 * time.Second), Whole: true, Marks: []Mark{
		{At: now.Add(-30 * time.Minute), Level: mesoswatch.Medium, Finding: "a", Title: "Frameworks may register without authentication"},
		{At: now.Add(-5 * time.Minute), Level: mesoswatch.High, Finding: "b", Title: "Brute force"},
		{At: now.Add(-time.Minute), Level: mesoswatch.Critical, Finding: "c", Title: "Login after failures"},
	}}}
}

func playOptions(d *deck) Options {
	return Options{Cluster: "prod-eu1", Player: d, Runbook: stage.Runbook, Version: "1.0", Act: func(mesoswatch.Action) error { return nil }}
}

// lastRows are the transport and what stands above and below it.
func lastRows(r *rig, n int) string {
	lines := strings.Split(strings.TrimRight(r.frame(), "\n"), "\n")
	return strings.Join(lines[max(len(lines)-n, 0):], "\n") + "\n"
}

func TestTransport(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {200, 60}} {
		for name, state := range map[string]func(*PlayState){
			"paused":  func(*PlayState) {},
			"playing": func(s *PlayState) { s.Playing, s.Speed = true, 60 },
			"end":     func(s *PlayState) { s.At, s.Speed = s.To, MaxSpeed },
			"seeking": func(s *PlayState) { s.Seeking, s.Target, s.Progress = true, s.From, 0.42 },
			"reading": func(s *PlayState) { s.Whole, s.Seeking, s.Progress, s.Marks = false, true, 0.08, nil },
		} {
			t.Run(fmt.Sprintf("%s_%dx%d", name, size[0], size[1]), func(t *testing.T) {
				d := newDeck()
				state(&d.s)
				r := newRig(t, playOptions(d), size[0], size[1], stage.Incident())
				golden.RequireEqual(t, r.frame())
			})
		}
	}
}

func TestTransportInASCIIAndInNoRoom(t *testing.T) {
	opt := playOptions(newDeck())
	opt.ASCII = true
	r := newRig(t, opt, 80, 24, stage.Incident())
	r.shows("= PAUSED  1x  13:47:10 UTC")
	for _, c := range r.frame() {
		if c > 0x7e {
			t.Fatalf("%q in:\n%s", c, r.frame())
		}
	}
	for w := 1; w < 90; w++ {
		r := newRig(t, playOptions(newDeck()), w, 14, stage.Incident())
		if lines := strings.Split(r.frame(), "\n"); len(lines) != 15 {
			t.Errorf("%d wide: %d lines", w, len(lines)-1)
		}
	}
}

func TestKeysOfTheTransport(t *testing.T) {
	d := newDeck()
	r := newRig(t, playOptions(d), 80, 24, stage.Incident())
	start := d.s.At
	if r.keys("space"); !d.s.Playing || r.m.paused {
		t.Error("space does not play")
	}
	r.shows("PLAYING")
	r.keys("space")
	r.shows("PAUSED")
	for _, want := range []float64{2, 5, 10, 60, 600, MaxSpeed, MaxSpeed} {
		if r.keys("+"); d.s.Speed != want {
			t.Errorf("speed %v, want %v", d.s.Speed, want)
		}
	}
	r.keys("-", "-").shows("60x")
	r.keys("]", "]", "[", "}", "{", "{")
	if got := d.s.At.Sub(start); got != -9*time.Minute {
		t.Errorf("moved by %v", got)
	}
	r.keys("e").shows("high: Brute force")
	r.keys("e").shows("critical: Login after failures")
	r.keys("e").shows("no finding opens that way")
	r.keys("}").shows("this is the end")
	if !d.s.At.Equal(d.s.To) {
		t.Errorf("at %v", d.s.At)
	}
	r.keys("space").shows("leads back")
	if d.s.Playing {
		t.Error("plays behind the end")
	}
	for range 5 {
		r.keys("{")
	}
	r.shows("this is the start")
	if got := r.row("REPLAY"); !strings.Contains(got, "13:27:10") {
		t.Errorf("the clock of the header: %s", got)
	}
}

func TestCommands(t *testing.T) {
	for _, c := range []struct{ typed, says string }{
		{"goto 13:50", "13:50:00 UTC"},
		{"goto 2026-11-20 13:30:10", "13:30:10 UTC"},
		{"goto -5m", "13:42:10 UTC"},
		{"g +90s", "13:48:40 UTC"},
		{"goto start", "13:27:10 UTC"},
		{"goto end", "14:07:40 UTC"},
		{"goto 2026-11-20T14:00:00+01:00", "this is the start"},
		{"goto 03:00", "this is the start"},
		{"goto 25:00", "25:00 is no time: 14:05"},
		{"goto", "goto needs a time"},
		{"goto +10", "is no time"},
		{"speed 600", "speed 600x"},
		{"speed max", "speed max"},
		{"speed 7", "speed is one of 1, 2, 5, 10, 60, 600, max"},
		{"play", "PLAYING"},
		{"pause", "PAUSED"},
		{"log", "196 lines"},
		{"find", "level"},
		{"findigns", "is it findings?"},
		{"xyz", "no command xyz: goto"},
		{"p", "p could be play, pause, ports, posture"},
		{"help", "Here: overview"},
		{"quit now", "quit stands alone"},
	} {
		r := newRig(t, playOptions(newDeck()), 120, 50, stage.Incident()).keys(":", "'"+c.typed, "enter")
		if r.row(c.says) == "" {
			t.Errorf(":%s does not say %q:\n%s", c.typed, c.says, lastRows(r, 3))
		}
	}
}

func TestCommandLineCompletesAndRemembers(t *testing.T) {
	r := newRig(t, playOptions(newDeck()), 120, 30, stage.Incident())
	r.keys(":", "'go", "tab").shows(": goto")
	r.keys("'s", "tab").shows(": goto start")
	r.keys("enter")
	r.keys(":", "'spe", "tab", "'60", "enter")
	r.keys(":", "up").shows(": speed 60")
	r.keys("up").shows(": goto start")
	r.keys("up").shows(": goto start")
	r.keys("down").shows(": speed 60")
	r.keys("down").shows("a command: goto 14:05")
	r.keys("'p").shows("play, pause, ports, posture")
	r.keys("'o", "tab").shows(": po")
	r.keys("esc").hides("posture, ")
	r.keys(":", "'zzz").shows("no command zzz: ")
}

func TestCommandsOfALiveRun(t *testing.T) {
	r := newRig(t, liveOptions(), 120, 30, stage.Incident())
	r.keys(":", "'speed 60", "enter").shows("speed is for replays")
	r.keys(":", "'pl").shows("is for replays")
	r.keys("esc", ":", "'goto 14:06:15", "enter")
	if from, to, any := r.m.overview.strip.span(); r.m.at != viewOverview || !any || from.Format("15:04") > "14:06" || to.Format("15:04") <= "14:06" {
		t.Errorf("the overview is at %v to %v", from, to)
	}
	r.keys("9", ":", "'goto 14:06:15", "enter")
	if row := r.m.incident.timeline.selected(); r.m.at != viewIncident || row == nil || row.At.Format("15:04:05") != "14:06:19" {
		t.Errorf("the timeline is at %+v", row)
	}
	r.keys("3", ":", "'goto 14:06:15", "enter")
	if e := r.m.log.selected(); r.m.at != viewLog || e == nil || e.Time.Format("15:04:05") != "14:06:19" {
		t.Errorf("view %v, line %+v", r.m.at, e)
	}
	r.keys(":", "'goto 01:00", "enter").shows("the oldest line that is kept is of")
	r.keys(":", "'goto 23:00", "enter").shows("the newest line is older")
}

// An acknowledgement by command has its note, and is on what is chosen.
func TestAckByCommand(t *testing.T) {
	var did []mesoswatch.Action
	opt := liveOptions()
	opt.Act = func(a mesoswatch.Action) error { did = append(did, a); return nil }
	r := newRig(t, opt, 120, 30, stage.Incident()).keys("2", ":", "'ack seen by me", "enter")
	if len(did) != 1 || did[0].What != mesoswatch.Acknowledge || did[0].Text != "seen by me" || did[0].Finding == "" {
		t.Errorf("%+v", did)
	}
	r.keys("3", ":", "'ack", "enter").shows("no finding is chosen here")
}

func TestTimesOfDayFindTheirDay(t *testing.T) {
	day := func(d, h, m int) time.Time { return time.Date(2026, 3, d, h, m, 0, 0, time.UTC) }
	s := span{at: day(2, 0, 30), from: day(1, 20, 0), to: day(2, 6, 0), zone: time.UTC}
	for text, want := range map[string]time.Time{"23:10": day(1, 23, 10), "05:00": day(2, 5, 0), "12:00": day(2, 12, 0), "2026-03-01": day(1, 0, 0), "-1h30m": day(1, 23, 0)} {
		if got, err := s.timeOf(text); err != nil || !got.Equal(want) {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "24:10", "noon", "10m", "-", "+", "start of it", "-99999999h"} {
		if got, err := s.timeOf(text); err == nil {
			t.Errorf("%q is %v", text, got)
		}
	}
}
