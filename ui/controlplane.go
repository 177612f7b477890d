package ui

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
)

// plane is the control plane as it is seen at one time: what each master says, what
// ZooKeeper says, and whether that agrees. It does not change once it is made:
// tables read it in the background.
type plane struct {
	*around
	masters []*masterSeen // by address
	servers []*serverSeen // of ZooKeeper, by address
	tree    treeSeen
	lead    verdict
}

// masterSeen is a master, how well it is seen, and what was asked of it.
type masterSeen struct {
	url    string
	row    snapshot           // nil: it has told nothing of itself yet
	told   *mesoswatch.Master // of row; empty without
	sight  sighting
	heard  time.Time         // when it last told of itself
	health mesoswatch.Health // the zero Health: it was not asked yet
	realms []*mesoswatch.Realm
}

// seen tells whether what it told of itself is so now.
func (m *masterSeen) seen() bool { return m.row != nil && m.sight.grade >= partly }

// leads tells whether it leads by its own word, as far as that is known now.
func (m *masterSeen) leads() bool { return m.seen() && m.told.Elected != nil && *m.told.Elected }

// address is host:port of its URL, the whole text where it is none.
func (m *masterSeen) address() string { return hostPort(m.url) }

func hostPort(raw string) string {
	if u, err := url.Parse(raw); err == nil && u.Host != "" {
		return u.Host
	}
	return raw
}

// is tells whether host:port leads to it: by its URL, its UPID or the host name
// that it advertises.
func (m *masterSeen) is(address string) bool {
	if address == "" {
		return false
	}
	if strings.EqualFold(address, m.address()) {
		return true
	}
	u, ok := mesoswatch.ParseUPID(m.told.PID)
	return ok && (strings.EqualFold(address, joinedAddress(u.IP, u.Port)) || m.told.Hostname != "" && strings.EqualFold(address, joinedAddress(m.told.Hostname, u.Port)))
}

// joinedAddress is host:port as addresses are written.
func joinedAddress(host, port string) string {
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return host + ":" + port
}

// stands tells whether a candidate is that master, as far as both say.
func (m *masterSeen) stands(z *mesoswatch.Znode) bool {
	if z.ID != "" && z.ID == m.told.ID || m.is(z.Address) {
		return true
	}
	u, ok := mesoswatch.ParseUPID(z.PID)
	return ok && m.is(joinedAddress(u.IP, u.Port))
}

// serverSeen is a server of ZooKeeper and how well it is seen.
type serverSeen struct {
	row    snapshot
	told   *mesoswatch.ZooKeeper // of row; empty without
	name   string                // host:port
	sight  sighting
	heard  time.Time // when it last told of itself
	health mesoswatch.Health
	mute   bool // nothing was heard for longer than there should
}

// newPlane looks at a scene, and takes over from an earlier look what has not
// changed since.
func newPlane(s scene, earlier *plane) *plane {
	p := &plane{around: &around{scene: s, stamp: stampOf(s.board), cluster: clusterOf(s.board)}}
	var was stamp
	if earlier != nil {
		was = earlier.stamp
		p.about = earlier.about
	}
	if p.stamp.finding != was.finding || p.stamp.findings != was.findings {
		p.about = findingsAbout(s.board.Findings())
	}
	p.masters = mastersSeen(s, p.cluster)
	p.servers = serversSeen(s)
	p.tree = treeOf(s, earlier)
	p.lead = p.weigh()
	return p
}

// mastersSeen are all masters that were asked or that told of themselves.
func mastersSeen(s scene, c *mesoswatch.Cluster) []*masterSeen {
	by := make(map[string]*masterSeen)
	add := func(url string) *masterSeen {
		m := by[url]
		if m == nil {
			m = &masterSeen{url: url, told: &mesoswatch.Master{URL: url}, sight: sightingFrom(s, mesoswatch.SubjectMaster, url)}
			m.heard = s.board.SightOf(mesoswatch.SubjectMaster, url).At
			m.health, _ = s.board.Source(url)
			by[url] = m
		}
		return m
	}
	for row := range s.board.Subjects(mesoswatch.SubjectMaster).All() {
		m := add(row.Master.URL)
		m.row, m.told = row, row.Master
	}
	if c != nil {
		for _, url := range c.Masters {
			add(url)
		}
	}
	for row := range s.board.Subjects(mesoswatch.SubjectRealm).All() {
		if m := by[row.Realm.Of]; m != nil {
			m.realms = append(m.realms, row.Realm)
		}
	}
	all := make([]*masterSeen, 0, len(by))
	for _, m := range by {
		slices.SortFunc(m.realms, func(a, b *mesoswatch.Realm) int { return strings.Compare(a.Name, b.Name) })
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b *masterSeen) int { return table.Natural(a.url, b.url) })
	return all
}

// serversSeen are all servers of ZooKeeper that were asked.
func serversSeen(s scene) []*serverSeen {
	var all []*serverSeen
	add := func(name string, row snapshot) {
		v := &serverSeen{name: name, row: row, told: &mesoswatch.ZooKeeper{Address: name}, sight: sightingFrom(s, mesoswatch.SubjectZooKeeper, name)}
		if row != nil {
			v.told = row.ZooKeeper
		}
		v.heard = s.board.SightOf(mesoswatch.SubjectZooKeeper, name).At
		v.health, _ = s.board.Source(name)
		v.mute = s.live && isSilent(s, v.health)
		all = append(all, v)
	}
	known := s.board.Subjects(mesoswatch.SubjectZooKeeper)
	for row := range known.All() {
		add(row.ZooKeeper.Address, row)
	}
	for _, h := range s.board.Sources() {
		if known.Get(h.Source) == nil && s.board.SightOf(mesoswatch.SubjectZooKeeper, h.Source) != (mesoswatch.Sight{}) {
			add(h.Source, nil)
		}
	}
	slices.SortFunc(all, func(a, b *serverSeen) int { return table.Natural(a.name, b.name) })
	return all
}

// master is the one that an address leads to; nil when none is known to.
func (p *plane) master(address string) *masterSeen {
	for _, m := range p.masters {
		if m.is(address) {
			return m
		}
	}
	return nil
}

// treeSeen is what stands below the masters' path in ZooKeeper.
type treeSeen struct {
	version    int64
	subjects   *mesoswatch.Subjects
	path       snapshot   // the path itself; nil: not seen
	candidates []snapshot // in the order of the election
	replicas   []snapshot // of the log, and first the folder of those
	sight      sighting
}

// treeOf sorts the znodes, if any has changed.
func treeOf(s scene, earlier *plane) treeSeen {
	nodes := s.board.Subjects(mesoswatch.SubjectZnode)
	var t treeSeen
	if earlier != nil && sameSubjects(nodes, earlier.tree.subjects, earlier.tree.version) {
		t = earlier.tree
	} else {
		t = treeSeen{version: nodes.Version(), subjects: nodes}
		for row := range nodes.All() {
			switch row.Znode.What {
			case "path":
				if t.path == nil || row.Znode.Path < t.path.Znode.Path {
					t.path = row
				}
			case "candidate":
				t.candidates = append(t.candidates, row)
			default:
				t.replicas = append(t.replicas, row)
			}
		}
		slices.SortFunc(t.candidates, bySequence)
		slices.SortFunc(t.replicas, bySequence)
	}
	t.sight = sightingOf(s, mesoswatch.SubjectZnode)
	return t
}

// sameSubjects tells whether nothing has changed since an earlier look, which saw
// that version.
func sameSubjects(now, then *mesoswatch.Subjects, version int64) bool {
	if now.Version() != version {
		return false
	}
	gone, came := now.Diff(then)
	return len(gone)+len(came) == 0
}

// bySequence orders znodes as the election does: by the number at their end,
// whatever stands before it. The leader is marked by who read the tree.
func bySequence(a, b snapshot) int {
	first := func(z *mesoswatch.Znode) int {
		switch {
		case z.Leader, z.What == "replicas":
			return 0
		}
		return 1
	}
	if x, y := first(a.Znode), first(b.Znode); x != y {
		return x - y
	}
	if c := strings.Compare(sequence(a.Znode.Path), sequence(b.Znode.Path)); c != 0 {
		return c
	}
	return strings.Compare(a.Znode.Path, b.Znode.Path)
}

// sequence are the digits at the end of a path, ten of them.
func sequence(path string) string { return path[max(len(path)-10, 0):] }

// first is the candidate that leads by its place; nil when none is seen.
func (t *treeSeen) first() *mesoswatch.Znode {
	if len(t.candidates) == 0 || t.sight.grade < partly {
		return nil
	}
	return t.candidates[0].Znode
}
