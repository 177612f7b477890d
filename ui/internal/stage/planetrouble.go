package stage

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
)

func refused(ago time.Duration, source, collector, why string, kinds ...string) mesoswatch.Record {
	h := &mesoswatch.Health{At: at(ago), Source: source, Collector: collector, Why: why, Seconds: 0.002, Interval: 10, Pace: "a failed round", Lacking: map[string]string{}}
	for _, k := range kinds {
		h.Lacking[k] = why
	}
	return mesoswatch.Record{Health: h}
}

func gone(ago time.Duration, z mesoswatch.Record) mesoswatch.Record {
	s := *z.Snapshot
	s.Gone, s.At = true, at(ago)
	return mesoswatch.Record{Snapshot: &s}
}

// Failover is the plane while the leader has just died: its candidate is gone, the
// second one is the first in ZooKeeper but does not lead yet, the third still points
// at the dead one.
func Failover() Script {
	second := MasterOf(1, 0)
	second.PointsAt, second.NoLeader = "", true
	s := append(append(plane(), Rounds(3*time.Second)...), gone(6*time.Second, Candidate(0, 7, true, 74*time.Hour)), Candidate(1, 8, true, 74*time.Hour),
		snap(3*time.Second, mesoswatch.Snapshot{Source: Masters()[1], Master: second}),
		snap(3*time.Second, mesoswatch.Snapshot{Source: "mesosapi", Cluster: &mesoswatch.Cluster{Name: "prod-eu1", Masters: Masters(), Silent: Masters()[:1]}}),
	)
	s = append(s, refused(5*time.Second, Masters()[0], "mesosapi", "GET /health: connection refused", append(clusterKinds(), "master", "flag", "realm", "metrics")...))
	return s
}

// NoQuorum is the plane after two servers of ZooKeeper were lost; the third runs
// and does not serve.
func NoQuorum() Script {
	s := append(append(plane(), masterRounds(0)...), keeperRounds(70*time.Second)...)
	for i, name := range Servers() {
		why, word := "ruok: unreachable: connect: connection refused", "unreachable"
		if i == 2 {
			why, word = "srvr: it says that it does not serve", "not-serving"
		}
		z := &mesoswatch.ZooKeeper{Address: name, Words: map[string]string{"ruok": word, "srvr": word, "mntr": word}}
		if i == 2 {
			z.Words["ruok"] = "answered"
		}
		r := refused(68*time.Second, name, "zookeeper", why, "zookeeper")
		r.Health.Asked = []mesoswatch.Exchange{{What: "ruok", Outcome: z.Words["ruok"]}, {What: "srvr", Outcome: word}}
		last := *r.Health
		last.At = at(2 * time.Second)
		s = append(s, snap(70*time.Second, mesoswatch.Snapshot{Source: name, ZooKeeper: z}), r, mesoswatch.Record{Health: &last})
	}
	return append(s, refused(68*time.Second, Tree, "zookeeper", "no server serves: none answers, or there is no quorum", "znode"))
}

// TwoLeaders is the plane when the second master says that it leads too.
func TwoLeaders() Script {
	second := MasterOf(1, 1)
	second.ElectedAt, second.Started = at(3*time.Minute), at(4*time.Minute)
	subject := mesoswatch.Subject{Kind: "cluster", Name: "cluster"}
	return append(Plane(),
		snap(3*time.Minute, mesoswatch.Snapshot{Source: Masters()[1], Master: second}),
		snap(3*time.Minute, mesoswatch.Snapshot{Cluster: &mesoswatch.Cluster{Masters: Masters(), Leaders: Masters()[:2], Leader: Masters()[0]}}),
		mesoswatch.Record{Finding: &mesoswatch.Finding{ID: mesoswatch.FindingID("master-two-leaders", subject), Rule: "master-two-leaders", Title: "Two masters lead", Level: mesoswatch.Critical, Status: mesoswatch.Open,
			Subject: subject, FirstSeen: at(3 * time.Minute), LastSeen: at(8 * time.Second), Count: 1}})
}

// clusterKinds are what the leader tells for all.
func clusterKinds() []string {
	return []string{"cluster", "framework", "agent", "task", "role", "machine"}
}

// PlaneBlind is the plane after masters and ZooKeeper have begun to refuse us what
// they need not tell anybody: a master still says its version, and who leads.
func PlaneBlind() Script {
	why := `401, realm "mesos-master-readonly"`
	s := append(plane(), Rounds(5*time.Minute)...)
	for i, url := range Masters() {
		m := MasterOf(i, 0)
		m.FlagsVisible, m.Stream = false, "refused"
		s = append(s, snap(5*time.Minute, mesoswatch.Snapshot{Source: url, Master: m}))
		for _, ago := range []time.Duration{5 * time.Minute, 10 * time.Second} {
			r := refused(ago, url, "mesosapi", "GET /metrics/snapshot?timeout=5secs: "+why+"; GET /flags: "+why, append(clusterKinds(), "flag", "metrics")...)
			for kind := range r.Health.Lacking {
				r.Health.Lacking[kind] = why
			}
			r.Health.Subjects, r.Health.Complete, r.Health.Pace = 4, []string{"master"}, "the shortest"
			r.Health.Asked = []mesoswatch.Exchange{x("GET /version", "200", 0.3, 176), x("GET /health", "200", 0.2, 0), x("GET /redirect", "307", 0.2, 0), x("GET /metrics/snapshot?timeout=5secs", "401", 0.3, 17), x("GET /roles", "401", 0.3, 17), x("GET /flags", "401", 0.2, 17)}
			s = append(s, r)
		}
	}
	for _, name := range Servers() {
		z := &mesoswatch.ZooKeeper{Address: name, Words: map[string]string{"ruok": "refused", "srvr": "refused", "mntr": "refused", "stat": "refused"}}
		s = append(s, snap(4*time.Minute, mesoswatch.Snapshot{Source: name, ZooKeeper: z}))
		for _, ago := range []time.Duration{4 * time.Minute, 4 * time.Second} {
			r := refused(ago, name, "zookeeper", "ruok: not in the whitelist; srvr: not in the whitelist; stat: not in the whitelist", "zookeeper")
			r.Health.Asked = []mesoswatch.Exchange{x("ruok", "refused", 0.4, 52), x("srvr", "refused", 0.4, 52), x("mntr", "refused", 0.4, 52)}
			s = append(s, r)
		}
	}
	return append(s, refused(4*time.Minute, Tree, "zookeeper", "children of /mesos: not permitted by its ACL", "znode"))
}

// PlaneDead is the plane after nobody has answered any more.
func PlaneDead() Script {
	s := append(plane(), Rounds(5*time.Minute)...)
	for _, ago := range []time.Duration{5 * time.Minute, 10 * time.Second} {
		for _, url := range Masters() {
			r := refused(ago, url, "mesosapi", "GET /health: connection refused", append(clusterKinds(), "master", "flag", "realm", "metrics")...)
			r.Health.Asked = []mesoswatch.Exchange{{What: "GET /health", Outcome: "unreachable"}}
			s = append(s, r)
		}
		for _, name := range Servers() {
			why := "ruok: no complete answer within 5s"
			z := &mesoswatch.ZooKeeper{Address: name, Words: map[string]string{"ruok": "timeout"}}
			r := refused(ago, name, "zookeeper", why, "zookeeper")
			r.Health.Asked = []mesoswatch.Exchange{x("ruok", "timeout", 5000, 0)}
			s = append(s, snap(ago, mesoswatch.Snapshot{Source: name, ZooKeeper: z}), r)
		}
		s = append(s, refused(ago, Tree, "zookeeper", "no answer within 5s: no server up, or no quorum", "znode"))
	}
	return s
}
