package rules

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// zookeeperUnreachable joins two sights of one trouble: what masters and agents
// log (their session), and what the four-letter words answer (the server). That
// takes Go, since rule files see events only. The health of the collector that
// asks is source-blind's.
func zookeeperUnreachable() Rule {
	r := Rule{
		Name: "zookeeper-unreachable", ID: "3b1f2c4e-9a57-4a35-8f0e-6d1c7b2e4a90",
		Title: "ZooKeeper unreachable",
		Description: "A master, agent or scheduler lost its connection to ZooKeeper (low), or a ZooKeeper server does not answer, or answers that it has no quorum (medium). " +
			"A session that expires is zookeeper-session-expired's, which takes the place of this finding. The log lines name no server: their finding is about the log's owner, those of the four-letter words about the server. " +
			"A server that answers no word because of its whitelist cannot be told from one that is wrong there.",
		Level: mesoswatch.Medium, Status: "stable",
		Tags:           []string{"attack.t1499"},
		FalsePositives: []string{"A rolling restart of the ensemble", "A short network interruption: the finding resolves when the connection is back"},
		Runbook:        "zookeeper-unreachable",
		Remediation:    "Bring the ensemble back to a quorum and make sure that only masters, agents and schedulers can reach it.",
		On: On{
			Kinds:     []string{"zk-connection-lost", "zk-session-expired", "zk-connected"},
			Snapshots: true,
		},
	}
	r.New = func() Check {
		t := troubles{rule: r}
		t.open.max = maxSources
		expired := table[bool]{max: maxSources} // by writer: its session is, and it has no other yet
		return func(rec mesoswatch.Record) []mesoswatch.Record {
			switch {
			case rec.Event != nil:
				return zookeeperLine(&t, &expired, rec.Event)
			case rec.Snapshot != nil && rec.Snapshot.ZooKeeper != nil:
				return zookeeperServer(&t, rec.Snapshot)
			}
			return nil
		}
	}
	return r
}

// zookeeperLine judges a line of the group process (src/zookeeper/group.cpp).
func zookeeperLine(t *troubles, expired *table[bool], e *mesoswatch.Event) []mesoswatch.Record {
	s := mesoswatch.Subject{Kind: "source", Name: cut(owner(e), maxSubjectText)}
	name := key(writer(e))
	switch {
	case e.Kind == "zk-connected", e.Kind == "zk-session-expired":
		if e.Kind == "zk-connected" {
			expired.remove(name)
		} else {
			*expired.put(name) = true
		}
		out := t.end(s, e.Time, "")
		for _, r := range out {
			r.Finding.Evidence = []mesoswatch.Evidence{evidence(e)}
			if e.Kind == "zk-session-expired" {
				r.Finding.Fields = map[string]string{"superseded_by": "zookeeper-session-expired"}
			}
		}
		return out
	case expired.get(name) != nil:
		return nil
	}
	p := problem{at: e.Time, source: e.Source, why: e.Kind, level: mesoswatch.Low,
		fields: map[string]string{"reason": e.Kind}, evidence: []mesoswatch.Evidence{evidence(e)}}
	if e.Service != "" {
		p.fields["service"] = e.Service
	}
	if len(e.Suspect) > 0 {
		p.fields["suspect"] = strings.Join(e.Suspect, ",")
	}
	return t.report(s, p)
}

// zookeeperServer judges the answers to ruok and srvr.
func zookeeperServer(t *troubles, snap *mesoswatch.Snapshot) []mesoswatch.Record {
	z := snap.ZooKeeper
	s := mesoswatch.Subject{Kind: "zookeeper", Name: cut(z.Address, maxSubjectText)}
	if why := serverTrouble(z); why != "" {
		return t.report(s, problem{at: snap.At, source: snap.Source, why: why, level: mesoswatch.Medium,
			fields: map[string]string{"reason": why, "ruok": z.Words["ruok"], "srvr": z.Words["srvr"]}})
	}
	if z.Words["srvr"] == "answered" || z.Words["ruok"] == "answered" {
		return t.end(s, snap.At, "answers again")
	}
	return nil
}

// serverTrouble says why a server does not serve; empty when it does, or when
// that cannot be told: "refused" may be its whitelist.
func serverTrouble(z *mesoswatch.ZooKeeper) string {
	ruok, srvr := z.Words["ruok"], z.Words["srvr"]
	dead := func(a string) bool { return a == "unreachable" || a == "timeout" }
	switch {
	case srvr == "not-serving" || ruok == "not-serving":
		return "the server is not serving: it has no quorum"
	case dead(ruok) && dead(srvr):
		return "no answer to ruok (" + ruok + ") and srvr (" + srvr + ")"
	}
	return ""
}
