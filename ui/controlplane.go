package ui

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
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
	// what there is of machines in maintenance, and of roles
	inMaintenance, ofRoles summary
}

// masterSeen is a master, how well it is seen, and what was asked of it.
type masterSeen struct {
	url string
	// address is host:port of the URL, the whole text where it is none.
	address string
	row     snapshot           // nil: it has told nothing of itself yet
	told    *mesoswatch.Master // of row; empty without
	sight   sighting
	heard   time.Time         // when it last told of itself
	lost    time.Time         // since when it does not, if it does not
	alias   string            // host:port that its candidate claims, while it does not tell its own
	health  mesoswatch.Health // the zero Health: it was not asked yet
	realms  []*mesoswatch.Realm
}

// seen tells whether what it told of itself is so now.
func (m *masterSeen) seen() bool { return m.row != nil && m.sight.grade >= partly }

// leads tells whether it leads by its own word, as far as that is known now.
func (m *masterSeen) leads() bool { return m.seen() && m.told.Elected != nil && *m.told.Elected }

// hostPort is host:port of a URL; the whole text where it is none.
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
	if strings.EqualFold(address, m.address) || strings.EqualFold(address, m.alias) {
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
	lost   time.Time // since when it does not, if it does not
	health mesoswatch.Health
	mute   bool // nothing was heard for longer than there should
}

// newPlane looks at a scene, and takes over from an earlier look what has not
// changed since.
func newPlane(s scene, earlier *plane) *plane {
	p := &plane{around: &around{scene: s, stamp: stampOf(s.board), cluster: clusterOf(s.board)}}
	if earlier == nil {
		earlier = &plane{around: &around{}}
	}
	was := earlier.stamp
	p.about = earlier.about
	if p.stamp.finding != was.finding || p.stamp.findings != was.findings {
		p.about = findingsAbout(s.board.Findings())
	}
	p.masters = mastersSeen(s, p.cluster)
	p.servers = serversSeen(s)
	p.tree = treeOf(s, &earlier.tree)
	p.alias()
	p.inMaintenance = summaryOf(s, mesoswatch.SubjectMachine, earlier.inMaintenance, machinesWords)
	p.ofRoles = summaryOf(s, mesoswatch.SubjectRole, earlier.ofRoles, rolesWords)
	p.lead = p.weigh()
	return p
}

// heard is when something was last seen, and since when it is not, if it is not:
// one that died without a word, since it was seen.
func heard(at mesoswatch.Sight) (last, lost time.Time) {
	if at.Why == "" {
		return at.At, at.At
	}
	return at.At, at.Since
}

// unknownSince begins a sentence about what is not known since the last of some
// was lost.
func (p *plane) unknownSince(lost []time.Time) string {
	var at time.Time
	for _, t := range lost {
		if t.After(at) {
			at = t
		}
	}
	if at.IsZero() {
		return "unknown: "
	}
	return "unknown since " + kit.Clock(p.now, p.in(at)) + ": "
}

// mastersSeen are all masters that were asked or that told of themselves.
func mastersSeen(s scene, c *mesoswatch.Cluster) []*masterSeen {
	by := make(map[string]*masterSeen)
	add := func(url string) *masterSeen {
		m := by[url]
		if m == nil {
			m = &masterSeen{url: url, address: hostPort(url), told: &mesoswatch.Master{URL: url}, sight: sightingFrom(s, mesoswatch.SubjectMaster, url)}
			m.heard, m.lost = heard(s.board.SightOf(mesoswatch.SubjectMaster, url))
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

// alias takes from ZooKeeper under which names masters stand that do not tell their
// own: others point at them by these. Names that two claim lead nowhere.
func (p *plane) alias() {
	claimed := make(map[string]int)
	for _, row := range p.tree.candidates {
		claimed[claimedName(row.Znode)]++
	}
	for _, m := range p.masters {
		for _, row := range p.tree.candidates {
			name := claimedName(row.Znode)
			if m.told.Hostname == "" && name != "" && claimed[name] == 1 && strings.EqualFold(row.Znode.Address, m.address) {
				m.alias = name
			}
		}
	}
}

// claimedName is host:port that a candidate claims; empty when it claims no host.
func claimedName(z *mesoswatch.Znode) string {
	_, port, ok := mesoswatch.SplitAddress(z.Address)
	if !ok || z.Hostname == "" {
		return ""
	}
	return strings.ToLower(joinedAddress(z.Hostname, port))
}

// serversSeen are all servers of ZooKeeper that were asked.
func serversSeen(s scene) []*serverSeen {
	var all []*serverSeen
	add := func(name string, row snapshot) {
		v := &serverSeen{name: name, row: row, told: &mesoswatch.ZooKeeper{Address: name}, sight: sightingFrom(s, mesoswatch.SubjectZooKeeper, name)}
		if row != nil {
			v.told = row.ZooKeeper
		}
		v.heard, v.lost = heard(s.board.SightOf(mesoswatch.SubjectZooKeeper, name))
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
