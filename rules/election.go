package rules

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// maxZnodes bounds the znodes that are remembered: where the path is open to the
// world anybody can make more. A collector reads no more candidates.
const maxZnodes = 1_000

// election is what ZooKeeper tells of the masters' election.
type election struct {
	tree  string                  // the source that tells
	nodes table[mesoswatch.Znode] // candidates by path
	whole bool                    // the last look saw all that is there
	seen  time.Time               // when all was last seen
}

func newElection() election { return election{nodes: table[mesoswatch.Znode]{max: maxZnodes}} }

// see takes a record in and tells whether it was about the tree.
func (e *election) see(rec mesoswatch.Record) bool {
	if h := rec.Health; h != nil {
		return e.look(h)
	}
	s := rec.Snapshot
	if s == nil || s.Znode == nil {
		return false
	}
	e.tree = s.Source
	switch {
	case s.Gone:
		e.nodes.remove(key(s.Znode.Path))
	case s.Znode.What == "candidate":
		*e.nodes.put(key(s.Znode.Path)) = *s.Znode
	}
	return true
}

// look notes a round with the tree.
func (e *election) look(h *mesoswatch.Health) bool {
	if !ofTree(h) {
		return false
	}
	e.tree, e.whole = h.Source, sawAll(h, mesoswatch.SubjectZnode)
	if e.whole {
		e.seen = h.At
	}
	return true
}

// ofTree tells whether a round was a look at the tree.
func ofTree(h *mesoswatch.Health) bool {
	if h == nil {
		return false
	}
	_, lacks := h.Lacking[mesoswatch.SubjectZnode]
	return lacks || sawAll(h, mesoswatch.SubjectZnode) || strings.HasPrefix(h.Source, "zk://")
}

// candidates lists them by path.
func (e *election) candidates() []*mesoswatch.Znode {
	var all []*mesoswatch.Znode
	for n := e.nodes.head; n != nil; n = n.next {
		all = append(all, &n.value)
	}
	slices.SortFunc(all, func(a, b *mesoswatch.Znode) int { return strings.Compare(a.Path, b.Path) })
	return all
}

// first is the candidate that leads by its place; nil when none is known to.
func (e *election) first() *mesoswatch.Znode {
	for n := e.nodes.head; n != nil; n = n.next {
		if n.value.Leader {
			return &n.value
		}
	}
	return nil
}

// stands tells whether the candidate is that master, as far as both say.
func (v *voice) stands(c *mesoswatch.Znode) bool {
	if v.told != nil && c.ID != "" && c.ID == v.told.ID {
		return true
	}
	if v.is(c.Address) || v.is(upidAddress(c.PID)) {
		return true
	}
	_, port, ok := mesoswatch.SplitAddress(c.Address)
	return ok && c.Hostname != "" && v.is(c.Hostname+":"+port)
}

// readable tells whether the candidate's data names somebody.
func readable(c *mesoswatch.Znode) bool { return c.Address != "" || c.PID != "" }

// masterNode is how masters name their candidates: by sequence alone up to 0.16,
// with a label from then on (src/master/constants.hpp). Others that end in a number
// take part in the election all the same.
var masterNode = regexp.MustCompile(`^(json\.info_|info_)?-?[0-9]{10}$`)

// claims are the fields of a finding that a candidate tells.
func claims(c *mesoswatch.Znode) map[string]string {
	f := map[string]string{"path": c.Path, "znode": c.Path, "hostname": c.Hostname, "version": c.Version}
	upidFields(f, c.PID)
	if ip, port, ok := mesoswatch.SplitAddress(c.Address); ok {
		f["claimed_ip"], f["claimed_port"] = ip, port
	}
	return f
}

// node is a candidate as proof.
func (e *election) node(c *mesoswatch.Znode, at time.Time) mesoswatch.Evidence {
	text := c.Path + ": "
	for _, part := range []struct{ name, value string }{
		{"address", c.Address}, {"pid", c.PID}, {"hostname", c.Hostname}, {"id", c.ID}, {"version", c.Version}, {"session", c.Session},
	} {
		if part.value != "" {
			text += part.name + " " + part.value + ", "
		}
	}
	return mesoswatch.Evidence{Source: e.tree, Time: at, Text: cut(strings.TrimRight(text, ", :"), maxEvidenceText)}
}
