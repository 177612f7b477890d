package rules

import (
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// zookeeperWordsOpen tells of servers that answer more words than they need to.
// What one round did not ask stays as it was told before, so it takes Go.
func zookeeperWordsOpen() Rule {
	r := Rule{
		Name: "zookeeper-four-letter-words-open", ID: "3f7a0d92-e8b6-4615-8c4d-9a5e2b71f0d3",
		Title: "ZooKeeper talks to everyone",
		Description: "A ZooKeeper server answers four-letter words beyond srvr, ruok, isro and mntr to anyone who connects: cons, stat and dump name the clients and their sessions, conf and envi paths, versions and the configuration, wchs watches. " +
			"Up to 3.4.9 all words are answered; from 3.4.10 on a whitelist limits them, from 3.5 on to srvr unless it says more. " +
			"There is no password: a firewall or the whitelist is all that limits it. Words that change something or load the server are never sent to find out.",
		Level: mesoswatch.Low, Status: "stable",
		Tags:           []string{"attack.discovery", "attack.t1046"},
		References:     []string{"https://zookeeper.apache.org/doc/current/zookeeperAdmin.html"},
		FalsePositives: []string{"Monitoring that needs one of these words"},
		Runbook:        "zookeeper-open",
		Remediation:    "Set 4lw.commands.whitelist=srvr, ruok, mntr, isro (3.4.10 and later), and let only masters, agents, schedulers and monitoring reach port 2181.",
		On:             On{Health: true, Snapshots: true},
	}
	r.judgedBy(func() judge {
		return &talkers{
			standing: standing{rule: r, open: table[stood]{max: maxServers}}, words: table[map[string]bool]{max: maxServers},
			last: table[condition]{max: maxServers},
		}
	})
	return r
}

type talkers struct {
	standing
	words table[map[string]bool] // by address: whether a telling word is answered
	last  table[condition]       // by address: what was said
}

func (j *talkers) evicted() int64 { return j.open.evicted + j.words.evicted + j.last.evicted }

// tellingWords are the words that tell strangers more than whether the server
// works, of those that are sent.
func tellingWords() []string { return []string{"conf", "cons", "dump", "envi", "stat", "wchs"} }

func (j *talkers) check(rec mesoswatch.Record) []mesoswatch.Record {
	if h := rec.Health; h != nil && h.OK {
		if c := j.last.get(key(h.Source)); c != nil { // what did not change is still so
			c.at = h.At
			return j.hold(*c)
		}
	}
	s := rec.Snapshot
	if s == nil || s.ZooKeeper == nil {
		return nil
	}
	z := s.ZooKeeper
	subject := serverSubject(z.Address)
	if s.Gone {
		j.words.remove(key(z.Address))
		j.last.remove(key(z.Address))
		return j.end(subject, shown(s, "", "this server is no longer watched"))
	}
	known := j.words.put(key(z.Address))
	if *known == nil {
		*known = make(map[string]bool)
	}
	var open []string
	for _, w := range tellingWords() {
		switch z.Words[w] {
		case "answered":
			(*known)[w] = true
		case "refused":
			(*known)[w] = false
		}
		if (*known)[w] {
			open = append(open, w)
		}
	}
	if len(open) == 0 {
		j.last.remove(key(z.Address))
		return j.end(subject, shown(s, "", outcomes(z)))
	}
	what := "it answers " + strings.Join(slices.Sorted(slices.Values(open)), ", ")
	c := condition{
		subject: subject, at: s.At, what: what, level: j.rule.Level,
		fields: map[string]string{"reason": what, "version": z.Version}, proof: []mesoswatch.Evidence{shown(s, "", outcomes(z))},
	}
	*j.last.put(key(z.Address)) = c
	return j.hold(c)
}
