package rules

import (
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

func TestLeadership(t *testing.T) {
	yes := true
	at := func(min int) time.Time { return start.Add(time.Duration(min) * time.Minute) }
	cluster := func(min int, leader string) *mesoswatch.Snapshot {
		return &mesoswatch.Snapshot{At: at(min), Cluster: &mesoswatch.Cluster{Leader: leader}}
	}
	master := func(min int, url string, elected int) *mesoswatch.Snapshot {
		m := &mesoswatch.Master{URL: url, Elected: &yes}
		if elected != 0 {
			m.ElectedAt = at(elected)
		}
		return &mesoswatch.Snapshot{At: at(min), Master: m}
	}
	started := func(min, began int) *mesoswatch.Snapshot {
		s := master(min, "a", 0)
		s.Master.Started = at(began)
		return s
	}
	recovering := master(0, "a", 0)
	recovering.Master.Recovering = true
	for _, c := range []struct {
		what    string
		seen    []*mesoswatch.Snapshot
		changes int
		min     int
		settled bool
	}{
		{"nobody was seen", nil, 0, 60, false},
		{"first look, age unknown", []*mesoswatch.Snapshot{cluster(0, "a"), master(0, "a", 0)}, 0, 0, true},
		{"first look, elected long ago", []*mesoswatch.Snapshot{master(0, "a", -90), cluster(0, "a")}, 0, 0, true},
		{"first look, elected just now", []*mesoswatch.Snapshot{master(1, "a", -1), cluster(1, "a")}, 0, 1, false},
		{"first look, told in the other order", []*mesoswatch.Snapshot{cluster(1, "a"), master(1, "a", -1)}, 0, 1, false},
		{"and later", []*mesoswatch.Snapshot{master(1, "a", -1), cluster(1, "a")}, 0, 12, true},
		{"its clock is wrong", []*mesoswatch.Snapshot{master(0, "a", 1e6), cluster(0, "a")}, 0, 1, true},
		{"it recovers", []*mesoswatch.Snapshot{recovering}, 0, 30, false},
		{"another one leads", []*mesoswatch.Snapshot{cluster(0, "a"), cluster(5, "b")}, 1, 6, false},
		{"another one leads, and says since when", []*mesoswatch.Snapshot{cluster(0, "a"), cluster(5, "b"), master(5, "b", 4)}, 1, 17, true},
		{"the same one in a new term", []*mesoswatch.Snapshot{master(0, "a", -90), master(5, "a", 4)}, 1, 6, false},
		{"the same one, started anew", []*mesoswatch.Snapshot{started(0, -90), started(5, 4)}, 1, 6, false},
		{"out of sight, the same term", []*mesoswatch.Snapshot{master(0, "a", -90), cluster(0, "a"), cluster(5, ""), cluster(6, "a")}, 0, 6, true},
		{"out of sight now", []*mesoswatch.Snapshot{master(0, "a", -90), cluster(0, "a"), cluster(5, "")}, 0, 60, false},
		{"out of sight, term unknown", []*mesoswatch.Snapshot{cluster(0, "a"), cluster(5, ""), cluster(6, "a")}, 1, 7, false},
		{"a second one says it leads", []*mesoswatch.Snapshot{cluster(0, "a"), master(1, "b", 1)}, 0, 2, true},
	} {
		var l leadership
		changes := 0
		for _, s := range c.seen {
			if l.see(s) {
				changes++
			}
		}
		if got := l.settled(at(c.min)); got != c.settled || changes != c.changes {
			t.Errorf("%s: settled %v, %d changes", c.what, got, changes)
		}
	}
}
