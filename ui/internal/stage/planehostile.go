package stage

import (
	"math"

	"github.com/mesoswatch/mesoswatch"
)

// HostilePlane is a control plane whose every text is one of Names, and whose
// numbers make no sense.
func HostilePlane() Script {
	s := HostileCluster()
	for i, name := range Names() {
		big := &mesoswatch.Resources{CPUs: math.Inf(1), Mem: math.NaN(), Disk: -1}
		url := "http://" + name
		s = append(s,
			snap(0, mesoswatch.Snapshot{Source: name, Master: &mesoswatch.Master{URL: url, PID: name, ID: name, Version: name, GitSHA: name, Built: name, Hostname: name, Elected: pointer(i%2 == 0), PointsAt: name, Stream: name, NoLeader: i%3 == 0}}),
			snap(0, mesoswatch.Snapshot{Source: name, Realm: &mesoswatch.Realm{Of: url, Name: name, How: name}}),
			snap(0, mesoswatch.Snapshot{Source: name, Flag: &mesoswatch.Flag{Of: url, Name: name, Value: name}}),
			snap(0, mesoswatch.Snapshot{Source: name, Metrics: &mesoswatch.Metrics{Of: url, Values: map[string]float64{name: math.NaN(), name + "x": math.MaxFloat64}}}),
			snap(0, mesoswatch.Snapshot{Source: name, ZooKeeper: &mesoswatch.ZooKeeper{Address: name, Words: map[string]string{name: name}, Via: name, Version: name, Mode: name, Zxid: name, Connections: pointer(int64(math.MinInt64)),
				LatencyAvg: pointer(math.NaN()), LatencyMax: pointer(math.Inf(1)), Lag: pointer(int64(-1)), Config: map[string]string{name: name}, Clients: []string{name, name}}}),
			snap(0, mesoswatch.Snapshot{Source: Tree, Znode: &mesoswatch.Znode{Path: "/" + name, What: []string{"candidate", "replica", "path", "replicas", name}[i%5], Leader: i == 0, ID: name, PID: name, Hostname: name, Address: name, Version: name, Session: name,
				ACL: []string{name, "world:anyone:" + name, name + ":" + name + ":" + name, "::", "digest:" + name + ":cdrwa"}}}),
			snap(0, mesoswatch.Snapshot{Source: name, Role: &mesoswatch.Role{Name: name, Frameworks: []string{name}, Weight: pointer(math.NaN()), Quota: pointer(true), Guarantee: big, Limit: big, Used: big}}),
			mesoswatch.Record{Health: &mesoswatch.Health{At: Now(), Source: url, Collector: name, Seconds: math.NaN(), Interval: math.Inf(1), Pace: name, Why: name, Lacking: map[string]string{"master": name, name: name}, Complete: []string{name},
				Asked: []mesoswatch.Exchange{{What: name, Of: name, Outcome: name, Seconds: math.Inf(1), Bytes: math.MinInt64}, {What: name, Of: "9999999 agents", Outcome: "200, " + name, Seconds: -1, Bytes: math.MaxInt64}}}},
			mesoswatch.Record{Health: &mesoswatch.Health{At: Now(), Source: name, Collector: "zookeeper", Why: name, Interval: 1, Lacking: map[string]string{"zookeeper": name}}},
		)
		subject := mesoswatch.Subject{Kind: "master", Name: url}
		f := mesoswatch.Finding{ID: mesoswatch.FindingID("h", subject), Rule: name, Title: name, Level: mesoswatch.Level(i % 5), Status: mesoswatch.Open, Subject: subject, FirstSeen: Now(), LastSeen: Now(), Count: 1}
		s = append(s, mesoswatch.Record{Finding: &f})
	}
	return append(s, mesoswatch.Record{Health: &mesoswatch.Health{At: Now(), Source: Tree, Collector: "zookeeper", OK: true, Interval: 10, Complete: []string{"znode"}}})
}
