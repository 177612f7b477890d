package rules

import (
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// zookeeperWorldWritable gathers the ACLs of all nodes below one path into one
// finding: masters make new nodes with each start.
func zookeeperWorldWritable() Rule {
	r := Rule{
		Name: "zookeeper-world-writable", ID: "b2e5d817-60fa-4c39-9a84-1d7f3e0b95c6",
		Title: "Election open to everyone",
		Description: "The ACL of the Mesos path in ZooKeeper, of a candidate or of a log replica lets anyone (world:anyone) create, delete, change or administrate it. " +
			"That is the default when masters have no ZooKeeper credential. Anyone who reaches ZooKeeper can then delete the leader's node, which forces an election, or insert the node of a false master, to which agents and frameworks send all they know (high); a log replica that anyone can change spoils the registry's group (medium). " +
			"One finding for each path, whatever the number of nodes.",
		Level: mesoswatch.High, Status: "stable",
		Tags:           []string{"attack.initial-access", "attack.persistence", "attack.t1222"},
		References:     []string{"https://mesos.apache.org/documentation/latest/high-availability/"},
		FalsePositives: []string{"An ensemble that nobody but masters, agents and schedulers can reach"},
		Runbook:        "zookeeper-open",
		Remediation:    "Give the masters a ZooKeeper credential (--zk=file://… with zk://user:password@…), and let only masters, agents and schedulers reach port 2181.",
		On:             On{Health: true, Snapshots: true},
	}
	r.judgedBy(func() judge {
		return &openTrees{
			standing: standing{rule: r, open: table[stood]{max: maxConfigged}}, nodes: table[openNode]{max: maxZnodes},
		}
	})
	return r
}

type openTrees struct {
	standing
	nodes table[openNode] // by source and path: those that anyone may write
}

// openNode is a node that anyone may write.
type openNode struct {
	source, tree, what, perms string
	proof                     mesoswatch.Evidence
}

func (j *openTrees) evicted() int64 { return j.open.evicted + j.nodes.evicted }

func (j *openTrees) check(rec mesoswatch.Record) []mesoswatch.Record {
	if s := rec.Snapshot; s != nil && s.Znode != nil {
		j.see(s)
	}
	if h := rec.Health; ofTree(h) {
		return j.weigh(h)
	}
	return nil
}

func (j *openTrees) see(s *mesoswatch.Snapshot) {
	z, k := s.Znode, key(s.Source, s.Znode.Path)
	perms := writable(z.ACL)
	switch {
	case z.ACL == nil && !s.Gone: // not told: as it was
	case s.Gone || perms == "":
		j.nodes.remove(k)
	default:
		*j.nodes.put(k) = openNode{s.Source, treeOf(z), or(z.What, "node"), perms, shown(s, "", z.Path+": "+strings.Join(z.ACL, ", "))}
	}
}

// weigh says at the end of a round which trees are open.
func (j *openTrees) weigh(h *mesoswatch.Health) []mesoswatch.Record {
	open := make(map[string][]openNode)
	for n := j.nodes.tail; n != nil; n = n.prev {
		open[n.value.tree] = append(open[n.value.tree], n.value)
	}
	var out []mesoswatch.Record
	for _, tree := range slices.Sorted(maps.Keys(open)) {
		if open[tree][0].source == h.Source {
			out = append(out, j.tell(tree, open[tree], h.At)...)
		}
	}
	for n := j.standing.open.tail; n != nil; {
		s := n.value.subject
		n = n.prev
		if len(open[s.Name]) == 0 {
			out = append(out, j.end(s, mesoswatch.Evidence{Source: h.Source, Time: h.At, Text: "nothing below is writable by anyone any more"})...)
		}
	}
	return out
}

func (j *openTrees) tell(tree string, nodes []openNode, at time.Time) []mesoswatch.Record {
	what := make(map[string]bool)
	level := mesoswatch.Informational
	proof := make(map[string]mesoswatch.Evidence) // one of each kind
	for _, n := range nodes {
		what[n.what+" ("+n.perms+")"] = true
		level = max(level, gravity(n))
		proof[n.what] = n.proof
	}
	c := condition{
		subject: mesoswatch.Subject{Kind: mesoswatch.SubjectZnode, Name: tree}, at: at, level: level,
		what: "anyone may write: " + strings.Join(slices.Sorted(maps.Keys(what)), ", "),
	}
	c.fields = map[string]string{"reason": c.what, "path": tree, "znode": tree}
	for _, kind := range slices.Sorted(maps.Keys(proof)) {
		c.proof = append(c.proof, proof[kind])
	}
	return j.hold(c)
}

// gravity is how bad it is that anyone may write the node. To make or delete a
// candidate takes rights on the path, to change one rights on itself; ephemeral
// nodes have no children to create or delete.
func gravity(n openNode) mesoswatch.Level {
	switch n.what {
	case "path":
		if strings.ContainsAny(n.perms, "cda") {
			return mesoswatch.High
		}
	case "candidate":
		if strings.ContainsAny(n.perms, "wa") {
			return mesoswatch.High
		}
	}
	return mesoswatch.Medium
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

// treeOf is the Mesos path that the node belongs to.
func treeOf(z *mesoswatch.Znode) string {
	p := z.Path
	switch dir := path.Dir(p); {
	case z.What == "path":
	case z.What == "replica" && path.Base(dir) == "log_replicas":
		p = path.Dir(dir)
	default:
		p = dir
	}
	return cut(p, maxSubjectText)
}
