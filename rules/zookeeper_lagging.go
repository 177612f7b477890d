package rules

import (
	"fmt"
	"slices"

	"github.com/mesoswatch/mesoswatch"
)

// What makes a server lag: all of its last rounds.
const (
	lagRounds = 6
	farBehind = 1_000 // transactions; servers are not asked at the same instant
)

// zookeeperLagging watches how far servers are behind over several rounds.
func zookeeperLagging() Rule {
	r := Rule{
		Name: "zookeeper-lagging", ID: "94f3c6b8-5d1e-42a7-8f60-b7e2a9d04c15",
		Title: "ZooKeeper server behind",
		Description: "In each of its last six rounds a ZooKeeper server was 1,000 or more transactions behind the furthest one, or behind at all without having taken a new transaction; or the leader counted followers that are not in sync with it. " +
			"A server that is behind tells its clients of an old leader; one that never catches up has a disk or network that is too slow, and is no help when another one fails. " +
			"Servers are not asked at the same instant, so small and passing differences mean nothing.",
		Level: mesoswatch.Medium, Status: "stable",
		Tags:           []string{"attack.impact", "attack.t1499"},
		FalsePositives: []string{"A server that was just started and loads its snapshot", "An ensemble that takes very many writes, of other users than Mesos"},
		Runbook:        "zookeeper-unreachable",
		Remediation:    "Look at disk and network of the server; restart it when it does not catch up, one server at a time.",
		On:             On{Health: true, Snapshots: true},
	}
	r.judgedBy(func() judge {
		return &stragglers{
			ensemble: newEnsemble(), standing: standing{rule: r, open: table[stood]{max: maxServers}}, trails: table[trail]{max: maxServers},
		}
	})
	return r
}

type stragglers struct {
	ensemble
	standing
	trails table[trail] // by address
}

// trail is the last rounds of one server.
type trail struct {
	lags  []int64
	zxids []string
	apart int // rounds in a row in which a leader had followers out of sync
}

func (j *stragglers) evicted() int64 {
	return j.servers.evicted + j.open.evicted + j.trails.evicted
}

func (j *stragglers) check(rec mesoswatch.Record) []mesoswatch.Record {
	if j.see(rec.Snapshot) && rec.Snapshot.Gone {
		a := rec.Snapshot.ZooKeeper.Address
		j.trails.remove(key(a))
		return j.end(serverSubject(a), mesoswatch.Evidence{Source: a, Time: rec.At(), Text: "this server is no longer watched"})
	}
	h := rec.Health
	if h == nil {
		return nil
	}
	z := j.of(h.Source)
	if z == nil || serviceOf(z) == serviceDead || serviceOf(z) == serviceIdle {
		j.trails.remove(key(h.Source)) // zookeeper-down tells; what it lags says nothing meanwhile
		return nil
	}
	t := j.trails.put(key(h.Source))
	t.add(z)
	what := t.what(z)
	if what == "" {
		if t.well(z) {
			return j.end(serverSubject(z.Address), mesoswatch.Evidence{Source: z.Address, Time: h.At, Text: "it keeps up"})
		}
		return nil
	}
	text := "zxid " + z.Zxid
	if z.Lag != nil {
		text += fmt.Sprintf(", %d transactions behind", *z.Lag)
	}
	if z.Followers != nil && z.Synced != nil {
		text += fmt.Sprintf(", %d followers, %d in sync", *z.Followers, *z.Synced)
	}
	return j.hold(condition{
		subject: serverSubject(z.Address), at: h.At, what: what, level: j.rule.Level, fields: map[string]string{"reason": what},
		proof: []mesoswatch.Evidence{{Source: z.Address, Time: h.At, Text: cut(text, maxEvidenceText)}},
	})
}

// add takes a round in; a value that is not told ends the row.
func (t *trail) add(z *mesoswatch.ZooKeeper) {
	if z.Lag == nil {
		t.lags, t.zxids = nil, nil
	} else {
		if len(t.lags) == lagRounds {
			t.lags, t.zxids = t.lags[1:], t.zxids[1:]
		}
		t.lags, t.zxids = append(t.lags, *z.Lag), append(t.zxids, z.Zxid)
	}
	if z.Followers != nil && z.Synced != nil && *z.Followers > *z.Synced {
		t.apart++
	} else {
		t.apart = 0
	}
}

// what says what is wrong; empty when nothing is, or not for long enough.
func (t *trail) what(z *mesoswatch.ZooKeeper) string {
	switch {
	case t.apart >= lagRounds:
		return "it leads, and followers are not in sync with it"
	case len(t.lags) < lagRounds:
	case slices.Min(t.lags) >= farBehind:
		return "it is 1,000 or more transactions behind"
	case slices.Min(t.lags) > 0 && len(slices.Compact(slices.Clone(t.zxids))) == 1 && z.Zxid != "":
		return "it is behind and takes no new transactions"
	}
	return ""
}

// well tells whether the last round shows nothing of it any more.
func (t *trail) well(z *mesoswatch.ZooKeeper) bool {
	return t.apart == 0 && z.Lag != nil && *z.Lag < farBehind
}
