package mesosapi

import (
	"cmp"
	"net"
	"net/netip"
	"path/filepath"
	"regexp"
	"strings"
)

// place is a folder with answers: usually those of one process.
type place struct {
	folder string
	pages  []*page
}

// nodeFolder is the folder of a node in a bundle: 10.0.0.1_master.
var nodeFolder = regexp.MustCompile(`(?:^|/)([0-9a-fA-F.:]+)_(master|agent|agent_public|public_agent|slave)(?:/|$)`)

// settle decides of pages that do not tell it themselves whether they are an
// agent's: as the others of the folder are, and where both are there, by name.
func (l *place) settle() {
	agents, masters := false, false
	for _, p := range l.pages {
		agents = agents || p.sure && p.agent
		masters = masters || p.sure && !p.agent
	}
	if m := nodeFolder.FindStringSubmatch(l.folder); m != nil && !agents && !masters {
		agents, masters = m[2] != "master", m[2] == "master"
	}
	for _, p := range l.pages {
		switch name := strings.ToLower(filepath.Base(p.Folder) + "/" + p.Name); {
		case p.sure:
		case agents != masters:
			p.agent = agents
		default:
			p.agent = strings.Contains(name, "/5051") || strings.Contains(name, "agent") || strings.Contains(name, "slave")
		}
	}
}

// url is the process that a page is about, as http://ip:port; where no answer tells
// it, the folder.
func (l *place) url(p *page) string {
	own := ownURL(p)
	node := l.node(p.agent)
	switch {
	case p.sort.name == sortState || p.sort.name == sortMaster: // whose word it is, whoever was asked
		if own != "" {
			return own
		}
	case own != "":
		return own
	case node != "":
		return node
	}
	if node != "" {
		return node
	}
	if only := l.only(p.agent); only != "" {
		return only
	}
	return l.folder
}

// ownURL is what a page tells itself.
func ownURL(p *page) string {
	if url := urlOf(p.head.PID); url != "" {
		return url
	}
	if p.flags == nil {
		return ""
	}
	if p.agent {
		return urlOf(strings.Replace(pidOf(withAgentPort(p.flags)), "master@", "slave(1)@", 1))
	}
	return urlOf(pidOf(p.flags))
}

// withAgentPort gives flags of an agent their usual port, which they need not tell.
func withAgentPort(flags map[string]string) map[string]string {
	if flags["port"] != "" {
		return flags
	}
	return map[string]string{"ip": flags["ip"], "advertise_ip": flags["advertise_ip"], "advertise_port": flags["advertise_port"], "port": agentPort}
}

// urlOf is where a UPID leads; empty when it is none.
func urlOf(pid string) string {
	if a := upidAddress(pid); a != "" {
		return "http://" + a
	}
	return ""
}

// node is the process that the folder of a bundle's node is named after.
func (l *place) node(agent bool) string {
	m := nodeFolder.FindStringSubmatch(l.folder)
	if m == nil || (m[2] == "master") == agent {
		return ""
	}
	ip, err := netip.ParseAddr(m[1])
	if err != nil {
		return ""
	}
	port := "5050"
	if agent {
		port = agentPort
	}
	return "http://" + net.JoinHostPort(ip.String(), port)
}

// only is the one master, or agent, that pages of the folder tell of; empty when
// there are several. What flags say goes before a state, which may be the leader's.
func (l *place) only(agent bool) string {
	for _, flags := range []bool{true, false} {
		found := make(map[string]bool)
		for _, p := range l.pages {
			if url := ownURL(p); url != "" && p.agent == agent && (!flags || p.sort.name == sortFlags) {
				found[url] = true
			}
		}
		if len(found) > 1 {
			return ""
		}
		for url := range found {
			return url
		}
	}
	return ""
}

// leading tells whether the master that a state is about leads by its own word, and
// who does otherwise.
func leading(p *page) (yes bool, leader string) {
	h := &p.head
	leader = cmp.Or(h.Leader, h.LeaderInfo.PID)
	if h.PID == "" || leader == "" {
		return true, leader // it tells what only a leader knows
	}
	return h.PID == leader, leader
}

func yesNo(b bool) *bool { return &b }
