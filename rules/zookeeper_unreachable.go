package rules

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// zookeeperUnreachable tells of sessions as those who have them log it. That a
// session that is known to have expired is not told of again takes Go. What the
// servers themselves answer is zookeeper-down's and zookeeper-no-quorum's.
func zookeeperUnreachable() Rule {
	r := Rule{
		Name: "zookeeper-unreachable", ID: "3b1f2c4e-9a57-4a35-8f0e-6d1c7b2e4a90",
		Title: "ZooKeeper unreachable",
		Description: "A master, agent or scheduler logs that it lost its connection to ZooKeeper. " +
			"A session that expires is zookeeper-session-expired's, which takes the place of this finding. The lines name no server: the finding is about the log's owner. " +
			"Servers that do not answer are zookeeper-down's, an ensemble that does not serve zookeeper-no-quorum's.",
		Level: mesoswatch.Low, Status: "stable",
		Tags:           []string{"attack.t1499"},
		FalsePositives: []string{"A rolling restart of the ensemble", "A short network interruption: the finding resolves when the connection is back"},
		Runbook:        "zookeeper-unreachable",
		Remediation:    "Bring the ensemble back to a quorum and make sure that only masters, agents and schedulers can reach it.",
		On:             On{Kinds: []string{"zk-connection-lost", "zk-session-expired", "zk-connected"}},
	}
	r.New = func() Check {
		t := troubles{rule: r}
		t.open.max = maxSources
		expired := table[bool]{max: maxSources} // by writer: its session is, and it has no other yet
		return func(rec mesoswatch.Record) []mesoswatch.Record {
			if rec.Event == nil {
				return nil
			}
			return zookeeperLine(&t, &expired, rec.Event)
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
