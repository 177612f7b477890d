package ui

import (
	"slices"
	"testing"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

func TestTimeKeysInViews(t *testing.T) {
	r := newRig(t, liveOptions(), 200, 60, slices.Concat(stage.Cluster(), stage.Plane(), stage.PortsBad(), stage.PostureBad(), stage.Incident()))
	// However the list is sorted, e goes by when findings were seen last.
	for _, keys := range [][]string{{"2"}, {"s"}, {"S"}} {
		r.keys(keys...)
		table := &r.m.findings.table
		table.Go(0)
		for r.keys("E"); r.m.notice != "no earlier finding here"; r.keys("E") {
		}
		seen := map[string]bool{}
		var last mesoswatch.Finding
		for range table.Size() {
			f, _ := table.finding()
			if seen[f.ID] || f.LastSeen.Before(last.LastSeen) {
				t.Fatalf("after %v: %s again, or back in time", keys, f.ID)
			}
			seen[f.ID], last = true, f
			r.keys("e")
		}
		r.shows("no later finding here")
		if len(seen) != table.Size() {
			t.Errorf("%d of %d findings", len(seen), table.Size())
		}
	}
	r.keys("5", "e")
	if row := r.m.agents.table.selected(); len(r.m.agents.around.about[row.Subject()]) == 0 {
		t.Error("no finding about the agent that e leads to")
	}
	r.keys("[").shows("no time to step in here")
	r.keys("9", "S-tab", "{")
	line := &r.m.incident.timeline
	at := line.selected().At
	r.keys("]")
	if got := line.selected().At.Sub(at); got < 0 || line.follow {
		t.Errorf("] goes by %v", got)
	}
	for range 40 {
		r.keys("}")
	}
	r.shows("this is the newest row")
}
