package rules

import (
	"maps"
	"path"
	"slices"
	"strings"

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
			last: table[condition]{max: maxConfigged},
		}
	})
	return r
}

type openTrees struct {
	standing
	nodes table[openNode]  // by source and path: those that anyone may write
	last  table[condition] // by source: what was said
}

// openNode is a node that anyone may write.
type openNode struct{ source, tree, what, perms string }

func (j *openTrees) evicted() int64 { return j.open.evicted + j.nodes.evicted + j.last.evicted }

func (j *openTrees) check(rec mesoswatch.Record) []mesoswatch.Record {
	if h := rec.Health; sawAll(h, mesoswatch.SubjectZnode) {
		if c := j.last.get(key(h.Source)); c != nil { // what did not change is still so
			c.at = h.At
			return j.hold(*c)
		}
	}
	s := rec.Snapshot
	if s == nil || s.Znode == nil || s.Znode.ACL == nil && !s.Gone { // not told: as it was
		return nil
	}
	z := s.Znode
	k := key(s.Source, z.Path)
	perms, tree := writable(z.ACL), treeOf(z)
	was := j.nodes.peek(k)
	switch {
	case was == nil && perms == "":
		return nil
	case s.Gone || perms == "":
		if was != nil { // what is gone tells no more than its path
			tree = was.tree
		}
		j.nodes.remove(k)
	default:
		*j.nodes.put(k) = openNode{source: s.Source, tree: tree, what: or(z.What, "node"), perms: perms}
	}
	return j.weigh(tree, s)
}

// weigh says what is open in a tree after the snapshot.
func (j *openTrees) weigh(tree string, s *mesoswatch.Snapshot) []mesoswatch.Record {
	open := make(map[string]bool)
	level := mesoswatch.Informational
	for n := j.nodes.head; n != nil; n = n.next {
		if v := n.value; v.tree == tree && v.source == s.Source {
			open[v.what+" ("+v.perms+")"] = true
			level = max(level, gravity(v))
		}
	}
	subject := mesoswatch.Subject{Kind: mesoswatch.SubjectZnode, Name: tree}
	if len(open) == 0 {
		j.last.remove(key(s.Source))
		return j.end(subject, shown(s, "", s.Znode.Path+": nothing below is writable by anyone any more"))
	}
	what := "anyone may write: " + strings.Join(slices.Sorted(maps.Keys(open)), ", ")
	proof := shown(s, "", s.Znode.Path+": "+strings.Join(s.Znode.ACL, ", "))
	if s.Gone {
		proof.Text = s.Znode.Path + ": gone"
	}
	c := condition{
		subject: subject, at: s.At, what: what, level: level,
		fields: map[string]string{"reason": what, "path": subject.Name, "znode": subject.Name}, proof: []mesoswatch.Evidence{proof},
	}
	*j.last.put(key(s.Source)) = c
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
