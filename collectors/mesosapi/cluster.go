package mesosapi

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/ask"
)

// cluster is what all masters together say: who leads, and by that one's word what
// there is.
type cluster struct {
	mu      sync.Mutex
	by      map[string]standing // by URL
	reading string              // whose word about the cluster counts; it may be silent by now
	sums    sums
	told    *mesoswatch.Cluster

	telling sync.Mutex
	emit    mesoswatch.Emit
	model   *model
	found   func(address string, by ask.Target) // a master that was pointed at
}

// sums are what the leader said of the whole.
type sums struct {
	of          string // the leader
	name        string
	registered  map[string]int64
	seen        map[string]int64
	cut         []string
	total, used *mesoswatch.Resources
}

// report takes in how a master stands after the cheap part of its round, and
// answers whose word about the cluster counts.
func (c *cluster) report(s standing) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	s.heard = time.Now()
	if !s.answered {
		s.heard = c.by[s.url].heard
	}
	c.by[s.url] = s
	if next := choose(c.all(), c.reading); next != c.reading {
		c.reading = next
		c.model.follow(next)
	}
	return c.reading
}

// join makes a master one of those that are asked.
func (c *cluster) join(url string, named bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.by[url] = standing{url: url, named: named, fresh: true, heard: time.Now()}
}

// sum takes in what the leader said of the whole.
func (c *cluster) sum(s sums) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s.of == c.reading {
		c.sums = s
	}
}

func (c *cluster) all() []standing {
	all := make([]standing, 0, len(c.by))
	for _, s := range c.by {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b standing) int { return strings.Compare(a.url, b.url) })
	return all
}

// leader is the one whose state is read, empty while it is silent or denies it.
func (c *cluster) leader() string {
	if s := c.by[c.reading]; !s.answered || s.elected != nil && !*s.elected {
		return ""
	}
	return c.reading
}

// leaderURL is whose word about the cluster counts, empty when nobody's does.
func (c *cluster) leaderURL() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.reading
}

// vacant says why nobody's word about the cluster counts, or nothing when one's
// does. hidden is set when somebody leads, it seems, who is not asked: all that
// are asked answer, and none of them says that there is no leader.
func (c *cluster) vacant() (why string, hidden bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch now := c.leader(); {
	case now != "" && c.sums.of == now:
		return "", false
	case now != "": // its turn comes with its next round
		return now + " leads by now and has not told of the cluster yet", false
	}
	none, silent, fresh := 0, 0, 0
	at := ""
	for _, s := range c.all() {
		switch {
		case s.fresh:
			fresh++
		case !s.answered:
			silent++
		case s.noLeader:
			none++
		case s.pointsAt != "":
			at = "; " + s.url + " points at " + mesoswatch.Mask(s.pointsAt)
		}
	}
	switch {
	case none > 0:
		return "no master leads: none is elected", false
	case fresh > 0:
		return "who leads is not known yet", false
	case silent > 0:
		return "no master that answers leads" + at, false
	}
	return "no master that is asked says that it leads" + at, len(c.by) > 0
}

// tell emits the cluster when it changed.
func (c *cluster) tell(at time.Time) error {
	c.telling.Lock()
	defer c.telling.Unlock()
	v := c.view()
	if c.told != nil && reflect.DeepEqual(*c.told, v) {
		return nil
	}
	c.told = &v
	source := v.Leader
	if source == "" {
		source = Name
	}
	return c.emit(mesoswatch.Record{Snapshot: &mesoswatch.Snapshot{At: at, Source: source, Cluster: &v}})
}

func (c *cluster) view() mesoswatch.Cluster {
	c.mu.Lock()
	defer c.mu.Unlock()
	v := mesoswatch.Cluster{Leader: c.leader(), Leaders: leaders(c.all())}
	for _, s := range c.all() {
		v.Masters = append(v.Masters, s.url)
		if !s.answered && !s.fresh {
			v.Silent = append(v.Silent, s.url)
		}
	}
	// What the last leader said stands until another one speaks.
	v.Name, v.Registered, v.Seen, v.Cut, v.Total, v.Used = c.sums.name, c.sums.registered, c.sums.seen, c.sums.cut, c.sums.total, c.sums.used
	return v
}

// self tells whether a master that points somewhere points at itself, which only
// a leader does from 1.0 on; nil when it cannot be told.
func (c *cluster) self(s standing) *bool {
	if s.pointsAt == "" {
		return nil
	}
	yes, no := true, false
	if s.is(s.pointsAt) {
		return &yes
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, other := range c.by {
		if other.url != s.url && other.is(s.pointsAt) {
			return &no
		}
	}
	return nil
}

// pointed hears of an address where a master that the user named says the leader
// is.
func (c *cluster) pointed(address string, by ask.Target) {
	c.mu.Lock()
	known := false
	for _, s := range c.by {
		_, host, _ := strings.Cut(s.url, "://")
		known = known || strings.EqualFold(host, address) || s.named && s.is(address)
	}
	c.mu.Unlock()
	if !known {
		c.found(address, by)
	}
}
