package ui

import (
	"net/url"
	"strconv"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// tellsOfCluster tells whether anybody was asked for the cluster itself, and not
// for logs only.
func tellsOfCluster(b *mesoswatch.Board) bool {
	if clusterOf(b) != nil || b.Subjects(mesoswatch.SubjectZooKeeper).Len() > 0 {
		return true
	}
	s := b.Sight(mesoswatch.SubjectAgent)
	return !s.At.IsZero() || s.Why != ""
}

// clusterChips are the cluster in few numbers: who leads, how many servers of
// ZooKeeper, agents and frameworks there are. What is not known has a question
// mark.
func clusterChips(p *kit.Pen, s scene) []chip {
	if !tellsOfCluster(s.board) {
		return nil
	}
	var all []chip
	add := func(rank int, text string, well bool) {
		c := chip{kit.Span{Text: p.Cut(text, 40)}, rank}
		if !well {
			c.Style, c.rank = p.Bad, rankBad
		}
		all = append(all, c)
	}
	c := clusterOf(s.board)
	known := c != nil && sightingOf(s, mesoswatch.SubjectCluster).grade >= partly
	text, well := leaderWords(c, known)
	if add(rankLeader, text, well); !well {
		all[0].rank = rankNoLeader
	}
	if up, of := zooKeepers(s); of > 0 {
		word := strconv.Itoa(up)
		if up == 0 {
			word = "?"
		}
		add(rankZooKeeper, "zk "+word+"/"+strconv.Itoa(of), up == of)
	}
	text, well = agentWords(s, c, known)
	add(rankAgents, text, well)
	text, well = frameworkWords(s, c, known)
	add(rankFrameworks, text, well)
	return all
}

// leaderWords name the leader; known tells whether the cluster is seen.
func leaderWords(c *mesoswatch.Cluster, known bool) (text string, well bool) {
	switch {
	case !known:
		return "leader ?", false
	case len(c.Leaders) > 1:
		return strconv.Itoa(len(c.Leaders)) + " leaders", false
	case c.Leader != "":
		return "leader " + hostOfURL(c.Leader), true
	case len(c.Leaders) == 1:
		return "leader " + hostOfURL(c.Leaders[0]), true
	case len(c.Silent) > 0:
		return "leader ?", false
	}
	return "no leader", false
}

// hostOfURL is the host of a URL; the whole text where it is none.
func hostOfURL(raw string) string {
	if u, err := url.Parse(raw); err == nil && u.Hostname() != "" {
		return u.Hostname()
	}
	return raw
}

// zooKeepers counts the servers that serve, and all that were asked.
func zooKeepers(s scene) (up, of int) {
	for row := range s.board.Subjects(mesoswatch.SubjectZooKeeper).All() {
		of++
		if z := row.ZooKeeper; z.Mode != "" && s.board.SightOf(mesoswatch.SubjectZooKeeper, z.Address).Why == "" {
			up++
		}
	}
	for _, h := range s.board.Sources() {
		if s.board.SightOf(mesoswatch.SubjectZooKeeper, h.Source) != (mesoswatch.Sight{}) && s.board.Subjects(mesoswatch.SubjectZooKeeper).Get(h.Source) == nil {
			of++ // asked, and never answered
		}
	}
	return up, of
}

// agentWords count the agents that are active, and all there are: by the leader's
// own numbers, which hold whatever is hidden from us, else by its list.
func agentWords(s scene, c *mesoswatch.Cluster, known bool) (text string, well bool) {
	if n, told := registeredNow(c, known, "slaves_active"); told {
		of := n + c.Registered["slaves_inactive"] + c.Registered["slaves_unreachable"]
		return "agents " + kit.Number(n) + "/" + kit.Number(of), true
	}
	if sightingOf(s, mesoswatch.SubjectAgent).grade != wellSeen {
		return "agents ?", false
	}
	agents := s.board.Subjects(mesoswatch.SubjectAgent)
	return "agents " + kit.Number(int64(agents.Len())), true
}

func frameworkWords(s scene, c *mesoswatch.Cluster, known bool) (text string, well bool) {
	if n, told := registeredNow(c, known, "frameworks_active"); told {
		return "fw " + kit.Number(n+c.Registered["frameworks_inactive"]), true
	}
	if sightingOf(s, mesoswatch.SubjectFramework).grade != wellSeen {
		return "fw ?", false
	}
	n := 0
	for row := range s.board.Subjects(mesoswatch.SubjectFramework).All() {
		if !row.Framework.Completed {
			n++
		}
	}
	return "fw " + kit.Number(int64(n)), true
}

// registeredNow is one of the leader's own numbers, if it is known now.
func registeredNow(c *mesoswatch.Cluster, known bool, name string) (n int64, told bool) {
	if c == nil || !known {
		return 0, false
	}
	n, told = c.Registered[name]
	return n, told
}
