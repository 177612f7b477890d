package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

func TestMessages(t *testing.T) {
	why := strings.Repeat("the disk is full and ", 8) + "nobody knows"
	now := stage.Now()
	opt := liveOptions()
	opt.Now = func() time.Time { return now }
	opt.Act = func(mesoswatch.Action) error { return errors.New(why) }
	r := newRig(t, opt, 80, 24, stage.Incident()).keys("2", "a")
	foot := strings.TrimRight(lastRows(r, 1), "\n")
	if !strings.HasSuffix(foot, " …   :messages") && !strings.HasSuffix(foot, ":messages") || strings.Contains(foot, "nobody") {
		t.Errorf("the foot is %q", foot)
	}
	if !strings.Contains(r.m.View().Content, r.m.pen.Bad.Paint(" ack did not")[:6]) {
		t.Error("what failed looks like what went well")
	}
	now = now.Add(time.Hour)
	r.send(tickMsg{r.m.ticks})
	r.shows("did not work") // until a key is pressed
	r.keys(":", "'messages", "enter").shows("knows")
	for range 30 {
		r.keys("esc", ":", "'speed", "enter")
	}
	if n := len(r.m.messages); n != mostMessages {
		t.Errorf("%d messages", n)
	}
	r.shows("speed is for replays")
	now = now.Add(messageStays)
	r.send(tickMsg{r.m.ticks})
	r.hides("speed is for replays")
	r.shows("? help")
}
