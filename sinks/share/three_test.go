package share

import (
	"fmt"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/internal/natstest"
)

// soon is how long an acknowledgement may take to the others.
const soon = time.Second

// trio are three consoles at three servers, each by a line of its own.
type trio struct {
	t       *testing.T
	servers []*natstest.Server
	lines   []*natstest.Line
	all     []*console
	dir     string
	acts    []mesoswatch.Record // all that was done
}

func newTrio(t *testing.T) *trio {
	tr := &trio{t: t, servers: natstest.Cluster(t, 3), dir: t.TempDir()}
	for i := range 3 {
		var urls []string
		for k := range 3 {
			urls = append(urls, tr.servers[(i+k)%3].URL())
		}
		if i == 2 { // its servers are all behind lines that can be cut
			for k := range urls {
				l := natstest.NewLine(t, tr.servers[(i+k)%3])
				tr.lines, urls[k] = append(tr.lines, l), l.URL()
			}
		}
		tr.all = append(tr.all, start(t, tr.dir, Options{Console: fmt.Sprintf("c%d", i+1), Servers: urls}))
	}
	return tr
}

// does has a console do something on a finding.
func (tr *trio) does(i int, what string, f mesoswatch.Record) {
	r := did(what, f, tr.all[i].share.o.Console)
	tr.acts = append(tr.acts, r)
	tr.all[i].tell(r)
}

// settle waits until these consoles know all that was done, each thing once.
func (tr *trio) settle(what string, on ...*console) {
	tr.t.Helper()
	for _, c := range on {
		c.until(what, func(b *mesoswatch.Board) bool { return len(b.Actions()) >= len(tr.acts) })
		if n := len(c.feed.Board().Actions()); n != len(tr.acts) {
			tr.t.Errorf("%s: %d actions of %d", what, n, len(tr.acts))
		}
		c.once()
	}
}

// TestThreeServers: three machines at three servers. One is cut off while all act, a
// server is killed while all act, a machine ends and comes back: nothing is lost,
// nothing comes twice.
func TestThreeServers(t *testing.T) {
	tr := newTrio(t)
	f := found(1, noon, 3)
	tr.all[0].tell(f)
	for _, c := range tr.all {
		c.until("the finding", func(b *mesoswatch.Board) bool { return status(b, f) == mesoswatch.Open })
	}
	tr.acknowledged(f)
	tr.cutOff()
	tr.killed()
	tr.comesBack()
}

// acknowledged: what is decided on one holds on the others within a second.
func (tr *trio) acknowledged(f mesoswatch.Record) {
	began := time.Now()
	tr.does(1, mesoswatch.Acknowledge, f)
	for _, c := range []*console{tr.all[0], tr.all[2]} {
		c.until("the acknowledgement", func(b *mesoswatch.Board) bool { return status(b, f) == mesoswatch.Acknowledged })
	}
	took := time.Since(began)
	tr.t.Logf("an acknowledgement is on the others after %v", took.Round(time.Millisecond))
	if took > soon {
		tr.t.Errorf("an acknowledgement took %v", took)
	}
}

// cutOff: a machine that is cut off goes on, says so, and catches up.
func (tr *trio) cutOff() {
	lone := tr.all[2]
	for _, l := range tr.lines {
		l.Cut()
	}
	lone.until("that it is cut off", func(b *mesoswatch.Board) bool { h, ok := b.Source(sourceName); return ok && !h.OK })
	for i := range 30 {
		f := found(10+i%7, noon, 1)
		tr.all[0].tell(f)
		tr.does(i%3, mesoswatch.Note, f)
	}
	tr.settleWithout(2, 20)
	began := time.Now()
	for _, l := range tr.lines {
		l.Mend()
	}
	tr.settle("what was done while one was cut off", tr.all...)
	tr.t.Logf("30 actions, 10 of them by the one that was cut off: on all %v after the line was mended", time.Since(began).Round(time.Millisecond))
	lone.until("that it is well again", func(b *mesoswatch.Board) bool { h, _ := b.Source(sourceName); return h.OK })
}

// settleWithout waits until the others know what they did without that one.
func (tr *trio) settleWithout(without, n int) {
	for i, c := range tr.all {
		if i != without {
			c.until("what was done by those that are connected", func(b *mesoswatch.Board) bool { return len(b.Actions()) >= len(tr.acts)-30+n })
		}
	}
}

// killed: one server of three is killed while all act.
func (tr *trio) killed() {
	const n = 90
	for i := range n {
		if i == n/3 {
			tr.servers[0].Kill()
		}
		tr.all[i%3].tell(found(20+i, noon, 1))
		tr.does(i%3, mesoswatch.Note, found(20+i, noon, 1))
		time.Sleep(time.Millisecond) // as load, not all at once
	}
	began := time.Now()
	tr.settle("what was done while a server was killed", tr.all...)
	for _, c := range tr.all {
		c.until("all findings", func(b *mesoswatch.Board) bool {
			for i := range n {
				if f, ok := b.Finding(found(20+i, noon, 1).Finding.ID); !ok || f.Count != 1 {
					return false
				}
			}
			return true
		})
	}
	tr.t.Logf("90 actions and 90 findings with a server killed after 30: on all %v after the last", time.Since(began).Round(time.Millisecond))
	tr.servers[0].Again()
}

// comesBack: a machine that was away gets what it missed, once.
func (tr *trio) comesBack() {
	away := tr.all[1]
	before := len(tr.acts)
	away.stop()
	for i := range 20 {
		tr.does(2*(i%2), mesoswatch.Note, found(1, noon, 1))
	}
	tr.settle("what was done while one was away", tr.all[0], tr.all[2])
	back := start(tr.t, tr.dir, Options{Console: "c2", Servers: []string{tr.servers[1].URL(), tr.servers[2].URL()}})
	back.until("what it missed", func(b *mesoswatch.Board) bool { return len(b.Actions()) >= 20 })
	back.until("that it is well", func(b *mesoswatch.Board) bool { h, _ := b.Source(sourceName); return h.OK })
	back.once()
	tr.t.Logf("%d actions before, 20 while it was away: %d came", before, len(back.feed.Board().Actions()))
	if n := len(back.feed.Board().Actions()); n != 20 {
		tr.t.Errorf("it read %d actions, of which it had all but 20", n)
	}
}
