package rules

import (
	"slices"
	"sort"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/baseline"
	"github.com/mesoswatch/mesoswatch/rules/sigma"
)

// goRules lists the rules that are written in Go.
func goRules(c *Catalog, known *baseline.Baseline) []Rule {
	return append(slices.Concat(absences(), operations(), clusterRules(known)),
		agentFlapping(),
		agentRogue(known),
		configChanged(),
		filterExpired(c),
		frameworkDuplicateName(),
		frameworkOddName(),
		frameworkRogue(known),
		frameworkShortLived(),
		frameworkTakeover(),
		frameworkUnauthenticated(),
		leaderFlapping(),
		logBlindSpot(),
		logClockJump(),
		logGap(),
		logSilent(),
		masterElectedButEmpty(),
		masterForeignCandidate(known),
		masterNone(),
		masterNotInZooKeeper(),
		masterSlow(),
		masterTwoLeaders(),
		masterVersionMixed(),
		notifyFailing(),
		sourceBlind(),
		zookeeperDown(),
		zookeeperLagging(),
		zookeeperNoQuorum(),
		zookeeperUnreachable(),
		zookeeperWordsOpen(),
		zookeeperWorldWritable(),
	)
}

// Catalog holds all rules and runbooks. It does not change once it is loaded and
// may be shared.
type Catalog struct {
	opt      Options // it was loaded with
	units    []*unit // in the order they are run
	byName   []int   // indexes into units, by name
	watchers []int   // Go rules that look at more than events
	back     []int   // Go rules that look at clocks that were set back
	filters  []*filter
	books    []mesoswatch.Runbook // by id
	tests    []testFile
}

// Rules lists all rules by name, helpers included.
func (c *Catalog) Rules() []Rule {
	out := make([]Rule, 0, len(c.units))
	for _, i := range c.byName {
		out = append(out, c.units[i].Rule)
	}
	return out
}

// Rule looks one up by name or id.
func (c *Catalog) Rule(name string) (Rule, bool) {
	for _, u := range c.units {
		if u.Name == name || (u.ID != "" && u.ID == name) {
			return u.Rule, true
		}
	}
	return Rule{}, false
}

// Filter is one that narrows rules, as its file says.
type Filter struct {
	Title, File, Owner, Reason string
	Rules                      []string  // names of those it narrows
	Expires                    time.Time // zero: never
}

// Filters lists the filters, in the order of Engine.FilterStats.
func (c *Catalog) Filters() []Filter {
	out := make([]Filter, len(c.filters))
	for i, f := range c.filters {
		out[i] = Filter{Title: f.Title, File: f.File, Owner: f.Owner, Reason: f.Reason, Expires: f.Expires}
	}
	for _, i := range c.byName {
		for _, f := range c.units[i].filters {
			out[f.index].Rules = append(out[f.index].Rules, c.units[i].Name)
		}
	}
	return out
}

// Runbooks lists all runbooks by id.
func (c *Catalog) Runbooks() []mesoswatch.Runbook { return slices.Clone(c.books) }

// Runbook looks one up by id, or by the name of a rule that refers to it.
func (c *Catalog) Runbook(id string) (mesoswatch.Runbook, bool) {
	for range 2 {
		i, ok := slices.BinarySearchFunc(c.books, id, func(b mesoswatch.Runbook, id string) int {
			switch {
			case b.ID < id:
				return -1
			case b.ID > id:
				return 1
			}
			return 0
		})
		if ok {
			return c.books[i], true
		}
		r, known := c.Rule(id)
		if !known {
			break
		}
		id = r.Runbook
	}
	return mesoswatch.Runbook{}, false
}

// NeedsAllEvents tells whether some rule could match a line that the message
// catalogue does not know: then a log collector must emit those too.
func (c *Catalog) NeedsAllEvents() bool {
	for _, u := range c.units {
		for _, service := range []string{"", "master", "agent", "scheduler", "zookeeper"} {
			if u.doc != nil && u.could(sigma.Where{Service: service, Clean: true}) {
				return true
			}
		}
	}
	return false
}

// Wants tells whether some rule may look at an unmarked event of that service,
// kind and template. Where nobody else reads events (a replay without --events)
// a collector of logs need not make those that no rule wants; findings are the
// same with and without them.
func (c *Catalog) Wants(service, kind, template string) bool {
	w := sigma.Where{Service: service, Kind: kind, Template: template, Clean: true}
	for _, u := range c.units {
		if u.could(w) {
			return true
		}
	}
	return false
}

// order puts rules that quiet others before those, otherwise by name, and
// answers false when that is impossible: rules that quiet one another.
func order(units []*unit, quiets map[string][]string) ([]*unit, bool) {
	sort.Slice(units, func(i, j int) bool { return units[i].Name < units[j].Name })
	var out []*unit
	placed := make(map[string]bool)
	for len(out) < len(units) {
		before := len(out)
		for _, u := range units {
			if placed[u.Name] || !allPlaced(quiets[u.Name], placed) {
				continue
			}
			placed[u.Name] = true
			out = append(out, u)
		}
		if len(out) == before {
			return units, false
		}
	}
	return out, true
}

func allPlaced(names []string, placed map[string]bool) bool {
	for _, n := range names {
		if !placed[n] {
			return false
		}
	}
	return true
}
