package ui

import (
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

func TestDecisions(t *testing.T) {
	for _, c := range []struct {
		keys []string
		want mesoswatch.Action
	}{
		{[]string{"a"}, mesoswatch.Action{What: mesoswatch.Acknowledge}},
		{[]string{"A", "'on it", "enter"}, mesoswatch.Action{What: mesoswatch.Acknowledge, Text: "on it"}},
		{[]string{"c", "'firewall asked", "enter"}, mesoswatch.Action{What: mesoswatch.Note, Text: "firewall asked"}},
		{[]string{"M", "enter"}, mesoswatch.Action{What: mesoswatch.Silence, Until: stage.Now().Add(time.Hour)}},
		{[]string{"M", "'30m", "enter"}, mesoswatch.Action{What: mesoswatch.Silence, Until: stage.Now().Add(30 * time.Minute)}},
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
	d.keys("2", "c", "enter")
	d.shows("nothing noted")
	d.keys("M", "'2x", "enter")
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
	d.keys("2", "M", "'until 15:00", "enter")
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
	for _, k := range []string{"x", "a", "c", "M", "D", "L", "K"} {
		r.keys(k)
		r.shows(readOnly)
	}
	r.keys("S-tab", "U").shows(readOnly)
}
