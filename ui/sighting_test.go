package ui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/stage"
)

func TestSightIsLoud(t *testing.T) {
	l := newLive(t, 80, 24, stage.Cluster())
	l.keys("5")
	l.shows("12 s ago")
	l.happens(mesoswatch.Record{Health: &mesoswatch.Health{At: stage.Now(), Source: stage.Leader, Collector: "mesosapi", Why: "401, realm mesos-master-readonly", Lacking: map[string]string{
		mesoswatch.SubjectAgent: "401, realm mesos-master-readonly", mesoswatch.SubjectCluster: "401"}}})
	l.shows("▲ unknown since 14:07: 401, realm mesos-master-readonly")
	l.shows("as of 14:06, 12 s ago")
	l.shows("leader ? +3")
	l.send(tea.WindowSizeMsg{Width: 120, Height: 24})
	l.shows("leader ?   zk 3/3   agents ?   fw ?")
	l.shows("n01.example") // what was known is still there
	dim := l.m.pen.Dim.Paint("registered ")
	if !strings.Contains(l.m.compose(), dim) {
		t.Error("old rows look like fresh ones")
	}
	l.happens(stage.Seen(-20 * time.Second)...)
	l.hides("unknown since")
	if strings.Contains(l.m.compose(), dim) {
		t.Error("fresh rows look like old ones")
	}
}

// A source that died without a word is noticed by the time that has gone by.
func TestSilenceIsNoticed(t *testing.T) {
	now := stage.Now()
	opt := liveOptions()
	opt.Now = func() time.Time { return now }
	r := newRig(t, opt, 100, 24, stage.Cluster()).keys("4")
	r.shows("12 s ago")
	for _, c := range []struct {
		after time.Duration
		want  string
	}{{2 * time.Minute, "2 min ago"}, {6 * time.Minute, "unknown since 14:06: nothing was heard of http://10.0.0.11:5050 for 6m"}} {
		now = stage.Now().Add(c.after)
		r.send(tickMsg{r.m.ticks})
		r.shows(c.want)
	}
	r.keys("1")
	r.hides("Nothing known to be wrong.")
}

func TestCutDownIsNotBlind(t *testing.T) {
	r := newRig(t, liveOptions(), 80, 24, stage.CutDown()).keys("4")
	r.shows("not all are seen: 2 of 8 frameworks are hidden from us (view_frameworks)")
	r.shows("12 s ago")
	r.keys("5")
	r.hides("hidden from us")

	// The master says so with every round, in place of "all were seen".
	why := "2 of 8 frameworks are hidden from us (view_frameworks)"
	s := append(stage.CutDown(), mesoswatch.Record{Health: &mesoswatch.Health{At: stage.Now().Add(-2 * time.Second), Source: stage.Leader, Collector: "mesosapi", Why: why, Subjects: 60, Lacking: map[string]string{mesoswatch.SubjectFramework: why}}})
	r = newRig(t, liveOptions(), 80, 24, s).keys("4")
	r.shows("▪ not all are seen: 2 of 8")
	r.shows("2 s ago")
	r.hides("unknown since")

	c := &mesoswatch.Cluster{Masters: []string{stage.Leader}, Leader: stage.Leader, Seen: map[string]int64{"framework": 9}, Registered: map[string]int64{"frameworks_active": 12}, Cut: []string{"", "frameworks that are not ours are hidden"}}
	s = append(stage.Cluster(), mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: stage.Now(), Source: stage.Leader, Cluster: c}})
	newRig(t, liveOptions(), 120, 24, s).keys("4").shows("▪ 9 of 12, the rest is hidden from us: frameworks that are not ours are hidden")
}

func TestPrincipalIsAClaim(t *testing.T) {
	flag := func(name, value string) mesoswatch.Record {
		return mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: stage.Now(), Source: stage.Leader, Flag: &mesoswatch.Flag{Of: stage.Leader, Name: name, Value: value}, Gone: value == ""}}
	}
	l := newLive(t, 80, 24, stage.Cluster())
	l.keys("4")
	l.hides("aurora? ")
	l.happens(framework(mesoswatch.Framework{ID: stage.FrameworkID(7), Name: "over http", Principal: "etl"}, false))
	l.shows("etl? ") // only drivers must log in
	l.happens(flag("authenticate_frameworks", "false"))
	l.shows("aurora? ")
	l.keys("enter")
	l.shows("aurora, a claim: frameworks need not log in")
	l.happens(flag("authenticate_frameworks", ""))
	l.shows("a claim: whether frameworks must log in is not")
	l.happens(flag("authenticate", "true")) // its name up to 0.28
	l.shows("aurora, which it had to prove")
}

func TestWhoLeads(t *testing.T) {
	cluster := func(c mesoswatch.Cluster) stage.Script {
		c.Masters = []string{stage.Leader, stage.Master}
		return append(stage.Cluster(), mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: stage.Now(), Source: stage.Leader, Cluster: &c}})
	}
	for _, c := range []struct {
		c    mesoswatch.Cluster
		want string
	}{
		{mesoswatch.Cluster{Leader: stage.Master, Leaders: []string{stage.Master}}, "leader 10.0.0.12  "},
		{mesoswatch.Cluster{Leaders: []string{stage.Leader, stage.Master}}, "2 leaders"},
		{mesoswatch.Cluster{}, "no leader"},
		{mesoswatch.Cluster{Silent: []string{stage.Leader}}, "leader ?"},
	} {
		newRig(t, liveOptions(), 120, 24, cluster(c.c)).shows(c.want)
	}
	zk := mesoswatch.Record{Health: &mesoswatch.Health{At: stage.Now(), Source: "10.0.0.32:2181", Collector: "zookeeper", Why: "connection refused", Lacking: map[string]string{mesoswatch.SubjectZooKeeper: "connection refused"}}}
	newRig(t, liveOptions(), 140, 24, append(stage.Cluster(), zk)).shows("zk 2/3")
}

func TestChangedInTheLastHour(t *testing.T) {
	newRig(t, liveOptions(), 120, 36, stage.Cluster()).shows("leader none · framework +2 backup-job, spark etl -1 old-import · agent none")
	newRig(t, liveOptions(), 120, 36, stage.Blind()).shows("leader unknown · framework unknown · agent unknown")
	newRig(t, liveOptions(), 120, 36, stage.Incident()).hides("Changed in the last hour")
	m := mesoswatch.Master{URL: stage.Leader, ElectedAt: stage.Now().Add(-5 * time.Minute)}
	s := append(stage.Cluster(), mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: stage.Now(), Source: stage.Leader, Master: &m}})
	newRig(t, liveOptions(), 120, 36, s).shows("leader 10.0.0.11 since 14:02 ·")
}
