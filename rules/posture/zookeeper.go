package posture

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// zookeeperChecks are about the ensemble and what the masters keep in it. Single
// settings of servers are rows.
func zookeeperChecks() []Check {
	ensemble := append(kindsOf(Master), mesoswatch.SubjectZooKeeper, mesoswatch.SubjectZnode, mesoswatch.SubjectPort, mesoswatch.SubjectSelf, mesoswatch.SubjectAgentCheck)
	return []Check{
		{
			ID: "zookeeper-acl", Title: "Anyone may write the masters' znodes", Level: mesoswatch.High,
			Rationale:   "Whoever reaches ZooKeeper deletes the leader's node, which forces an election, or inserts one of his own, to which agents and frameworks then turn.",
			Remediation: "Give masters and agents a login in the URL (--zk=file:///etc/mesos/zk with zk://USER:PASSWORD@…); nodes that are there keep their ACL, so use a new path or set it by hand.",
			References:  []string{docHA, docZK}, Runbook: bookZooKeeper, Settle: settleZK, Finding: "zookeeper-world-writable", Kinds: []string{mesoswatch.SubjectZnode}, Judge: znodeACLs,
		},
		{
			ID: "zookeeper-reachable", Title: "ZooKeeper can be reached from outside the cluster", Level: mesoswatch.Medium,
			Rationale:   "Only masters, agents and schedulers need it. Four-letter words and world-readable nodes tell everyone else who leads and who is connected, and each connection costs.",
			Remediation: "Let only masters, agents and schedulers reach 2181 (firewall), and the servers one another on 2888 and 3888.",
			References:  []string{docZK}, Runbook: bookZooKeeper, Settle: "run it on a host that is no part of the cluster", Kinds: ensemble, Judge: zookeeperReachable,
		},
		{
			ID: "zookeeper-words", Title: "ZooKeeper answers telling words", Level: mesoswatch.Low,
			Rationale:   "cons, stat and dump name clients and sessions, conf and envi paths and versions, to anyone who connects: there is no password.",
			Remediation: "Set 4lw.commands.whitelist=srvr, ruok, mntr, isro (3.4.10 and later) and restart the servers one by one.",
			References:  []string{docZK}, Runbook: bookZooKeeper, Settle: settleZK, Finding: "zookeeper-four-letter-words-open", Kinds: []string{mesoswatch.SubjectZooKeeper},
			Judge: each(mesoswatch.SubjectZooKeeper, telling),
		},
		{
			ID: "zookeeper-same-host", Title: "ZooKeeper runs beside a master", Level: mesoswatch.Low,
			Rationale:   "One host that is lost, or taken, is then a master and a vote of the ensemble at once; and both compete for the disk that the log of each needs.",
			Remediation: "Move ZooKeeper to hosts of its own; where that cannot be, to disks of its own.",
			References:  []string{docHA}, Runbook: bookZooKeeper, Settle: settleZK, Kinds: ensemble, Judge: sameHosts,
		},
		{
			ID: "zookeeper-ensemble-size", Title: "The ensemble has an even number of servers, or one", Level: mesoswatch.Medium,
			Rationale:   "A single server that stops takes the masters' election with it; an even number survives no more failures than one less.",
			Remediation: "Run three or five servers, and name all of them in --zk and --master.",
			References:  []string{docZK, docHA}, Runbook: bookZooKeeper, Settle: settleZK, Kinds: ensemble, Judge: ensembleSize,
		},
		{
			ID: "zookeeper-quorum-flag", Title: "The quorum does not fit the number of masters", Level: mesoswatch.High,
			Rationale:   "With a quorum of half the masters or less two of them write histories of their own, and a registry is lost (no line reports it); with one greater than their number no leader ever gets to work.",
			Remediation: "Set --quorum to more than half of all masters, counting those that are down: 2 of 3, 3 of 5; the same on each.",
			References:  []string{docHA}, Runbook: bookRegistry, Settle: settleMaster, Kinds: ensemble, Judge: eachDaemon(Master, quorum),
		},
		{
			ID: "zookeeper-masters", Title: "One master, or an even number", Level: mesoswatch.Low,
			Rationale:   "With one master each restart of it is an outage; an even number survives no more failures than one less.",
			Remediation: "Run three or five masters.",
			References:  []string{docHA}, Runbook: bookRegistry, Settle: settleZK, Kinds: ensemble, Judge: masterCount,
		},
	}
}

// znodeACLs answers for each Mesos path in ZooKeeper, whatever the number of nodes.
func znodeACLs(f *Facts) []Answer {
	trees := make(map[string][]*mesoswatch.Snapshot)
	for _, s := range f.All(mesoswatch.SubjectZnode) {
		trees[treeOf(s.Znode)] = append(trees[treeOf(s.Znode)], s)
	}
	var out []Answer
	for _, tree := range sortedKeys(trees) {
		out = append(out, treeACL(mesoswatch.Subject{Kind: mesoswatch.SubjectZnode, Name: tree}, trees[tree]))
	}
	return f.gathered(mesoswatch.SubjectZnode, out)
}

func treeACL(subject mesoswatch.Subject, nodes []*mesoswatch.Snapshot) Answer {
	level := mesoswatch.Informational
	var open, untold []string
	var proof []mesoswatch.Evidence
	for _, s := range nodes {
		z := s.Znode
		perms := writable(z.ACL)
		switch {
		case z.ACL == nil:
			untold = append(untold, z.Path)
			continue
		case perms == "":
		case z.What == "path" && strings.ContainsAny(perms, "cda"), z.What == "candidate" && strings.ContainsAny(perms, "wa"):
			level = mesoswatch.High
			open = append(open, z.Path)
		default:
			level = max(level, mesoswatch.Medium)
			open = append(open, z.Path)
		}
		if perms != "" || len(proof) == 0 {
			proof = append(proof, Proof(s, "", fmt.Sprintf("%s: %s", z.Path, strings.Join(z.ACL, ", "))))
		}
	}
	switch {
	case len(open) > 0:
		return Failed(subject, fmt.Sprintf("world:anyone may write %s", someOf(open, len(open))), proof[:min(len(proof), mesoswatch.MaxEvidence)]...).At(level)
	case len(untold) > 0:
		return Undecided(subject, fmt.Sprintf("the ACL of %s is not known", someOf(untold, len(untold))))
	}
	return Passed(subject, fmt.Sprintf("nobody may write its %d nodes without a login", len(nodes)), proof...)
}

// treeOf is the Mesos path that a node belongs to.
func treeOf(z *mesoswatch.Znode) string {
	switch dir := path.Dir(z.Path); {
	case z.What == "path":
		return z.Path
	case z.What == "replica" && path.Base(dir) == "log_replicas":
		return path.Dir(dir)
	default:
		return dir
	}
}

// writable is what of create, delete, write and admin everyone may do.
func writable(acl []string) string {
	perms := ""
	for _, entry := range acl {
		p, ok := strings.CutPrefix(entry, "world:anyone:")
		if !ok {
			continue
		}
		for _, one := range "cdwa" {
			if strings.ContainsRune(p, one) && !strings.ContainsRune(perms, one) {
				perms += string(one)
			}
		}
	}
	return perms
}

func zookeeperReachable(f *Facts) []Answer {
	selves := f.All(mesoswatch.SubjectSelf)
	if len(selves) == 0 {
		return []Answer{Undecided(ClusterSubject(), "from where it is looked at is not known")}
	}
	var reached, not []string
	var proof []mesoswatch.Evidence
	for _, s := range f.All(mesoswatch.SubjectZooKeeper) {
		answered := slices.ContainsFunc(sortedKeys(s.ZooKeeper.Words), func(w string) bool {
			o := s.ZooKeeper.Words[w]
			return o == "answered" || o == "refused" || o == "not-serving"
		})
		if answered {
			reached = append(reached, s.ZooKeeper.Address)
			proof = append(proof, Proof(s, "", "it answered"))
		} else {
			not = append(not, s.ZooKeeper.Address)
			proof = append(proof, Proof(s, "$.words", "it did not answer"))
		}
	}
	for _, s := range f.All(mesoswatch.SubjectPort) {
		if p := s.Port; p.Port == 2181 || p.Port == 2182 {
			address := p.Host + ":" + strconv.Itoa(p.Port)
			if p.State == "open" && !slices.Contains(reached, address) {
				reached = append(reached, address)
				proof = append(proof, Proof(s, "", address+" is open"))
			}
		}
	}
	switch {
	case len(reached) > 0 && (f.inside() || slices.ContainsFunc(reached, loopback)):
		return []Answer{Undecided(ClusterSubject(), "it can be reached from this host, which belongs to the cluster; whether others reach it is not seen from here", proof...)}
	case len(reached) > 0:
		return []Answer{Failed(ClusterSubject(), "reached from here, which is no host of the cluster: "+someOf(reached, len(reached)), proof...)}
	case len(not) > 0:
		return []Answer{Passed(ClusterSubject(), "it cannot be reached from here: "+someOf(not, len(not)), proof...)}
	}
	return []Answer{Undecided(ClusterSubject(), "no ZooKeeper server is known")}
}

// tellingWords are the words that tell strangers more than whether the server
// works, of those that are sent.
var tellingWords = []string{"conf", "cons", "dump", "envi", "stat", "wchs"}

func telling(_ *Facts, s *mesoswatch.Snapshot) (Answer, bool) {
	z := s.ZooKeeper
	var open []string
	refused := 0
	for _, w := range tellingWords {
		switch z.Words[w] {
		case "answered":
			open = append(open, w)
		case "refused":
			refused++
		}
	}
	proof := Proof(s, "$.words", fmt.Sprintf("answered: %s", strings.Join(open, ", ")))
	switch {
	case len(open) > 0:
		return Failed(s.Subject(), "it answers "+strings.Join(open, ", "), proof), true
	case refused > 0:
		return Passed(s.Subject(), "it refuses the telling words it was asked", Proof(s, "$.words", fmt.Sprintf("%d words refused", refused))), true
	}
	return Undecided(s.Subject(), "it was asked none of the telling words, or did not answer"), true
}
