package sigma

import (
	"math"
	"slices"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"
)

// The types of correlations.
const (
	EventCount      = "event_count"
	ValueCount      = "value_count"
	Temporal        = "temporal"
	TemporalOrdered = "temporal_ordered"
)

// MaxCount is the most a correlation may ask for: what has to be remembered is
// bounded by it.
const MaxCount = 10_000

// Correlation relates the matches of other rules.
type Correlation struct {
	Type  string
	Rules []string // names or ids, in the order of the file
	// GroupBy names event fields or aliases. Matches count together when all are
	// equal; a match that lacks one does not count.
	GroupBy  []string
	Timespan time.Duration
	// Least and Most bound what is counted: events, distinct values, or distinct
	// rules of the temporal types.
	Least, Most int
	// Fields whose values are counted (value_count).
	Fields []string
	// Aliases says, by alias and then by rule, which field it stands for.
	Aliases map[string]map[string]string
	// Generate lets the related rules speak for themselves too.
	Generate bool
}

func (r *reader) correlation(n *yaml.Node) *Correlation {
	c := &Correlation{Least: 1, Most: math.MaxInt, Aliases: map[string]map[string]string{}}
	var bounds bool
	for _, p := range r.pairs(n, "correlation") {
		switch p.key {
		case "type":
			c.Type = r.text(p)
			if !slices.Contains([]string{EventCount, ValueCount, Temporal, TemporalOrdered}, c.Type) {
				r.fail(p.value, "correlation type %q is not supported: one of event_count, value_count, temporal, temporal_ordered", c.Type)
			}
		case "rules":
			c.Rules = r.texts(p)
		case "group-by":
			c.GroupBy = r.texts(p)
		case "timespan":
			c.Timespan = r.timespan(p)
		case "condition":
			bounds = true
			r.bounds(p, c)
		case "aliases":
			r.aliases(p, c)
		case "generate":
			c.Generate = r.flag(p)
		default:
			r.fail(p.at, "correlation: %q is not supported", p.key)
		}
	}
	r.checkCorrelation(n, c, bounds)
	return c
}

func (r *reader) checkCorrelation(n *yaml.Node, c *Correlation, bounds bool) {
	temporal := c.Type == Temporal || c.Type == TemporalOrdered
	switch {
	case c.Type == "":
		r.fail(n, "correlation has no type")
	case len(c.Rules) == 0:
		r.fail(n, "correlation relates no rules")
	case c.Timespan == 0:
		r.fail(n, "correlation has no timespan")
	case !bounds && !temporal:
		r.fail(n, "correlation has no condition")
	case c.Type == ValueCount && len(c.Fields) == 0:
		r.fail(n, "value_count needs a field in its condition")
	case c.Type != ValueCount && len(c.Fields) > 0:
		r.fail(n, "%s counts no field", c.Type)
	case temporal && len(c.Rules) < 2:
		r.fail(n, "%s relates at least two rules", c.Type)
	case c.Type == TemporalOrdered && bounds && (c.Least != len(c.Rules) || c.Most < c.Least):
		r.fail(n, "temporal_ordered means all its rules in order: its condition can only be gte: %d", len(c.Rules))
	}
	if temporal && !bounds {
		c.Least = len(c.Rules)
	}
	for _, g := range append(slices.Clone(c.GroupBy), c.Fields...) {
		if _, alias := c.Aliases[g]; !alias && Getter(g) == nil {
			r.fail(n, "correlation: %s", noField(g))
		}
	}
}

// bounds reads gt, gte, lt, lte, eq (two make a range) and field.
func (r *reader) bounds(p pair, c *Correlation) {
	if p.value.Kind == yaml.ScalarNode {
		r.fail(p.value, "conditions of correlations over rule names are not supported: use gt, gte, lt, lte or eq")
		return
	}
	pairs := r.pairs(p.value, "condition")
	for _, b := range pairs {
		if b.key == "field" {
			c.Fields = r.texts(b)
			continue
		}
		n := r.number(b)
		if n < 0 || n > MaxCount {
			r.fail(b.value, "%s: a count must be between 0 and %d", b.key, MaxCount)
		}
		switch b.key {
		case "gt":
			c.Least = n + 1
		case "gte":
			c.Least = max(1, n)
		case "lt":
			c.Most = n - 1
		case "lte":
			c.Most = n
		case "eq":
			c.Least, c.Most = n, n
		default:
			r.fail(b.at, "condition: %q is not supported", b.key)
		}
	}
	if c.Most < c.Least {
		r.fail(p.value, "condition can never hold: at least %d and at most %d", c.Least, c.Most)
	}
}

func (r *reader) aliases(p pair, c *Correlation) {
	for _, a := range r.pairs(p.value, "aliases") {
		c.Aliases[a.key] = map[string]string{}
		for _, rule := range r.pairs(a.value, "alias "+a.key) {
			f := r.text(rule)
			if Getter(f) == nil {
				r.fail(rule.value, "alias %s: %s", a.key, noField(f))
			}
			c.Aliases[a.key][rule.key] = f
		}
	}
}

// timespan reads a number and one letter: s, m, h or d.
func (r *reader) timespan(p pair) time.Duration {
	d, ok := parseSpan(r.text(p))
	if !ok {
		r.fail(p.value, "%s %q: a number and one of s, m, h, d, at most 366d", p.key, p.value.Value)
	}
	return d
}

func parseSpan(s string) (time.Duration, bool) {
	units := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour}
	if len(s) < 2 || len(s) > 10 {
		return 0, false
	}
	n, err := strconv.Atoi(s[:len(s)-1])
	unit := units[s[len(s)-1]]
	if err != nil || n <= 0 || unit == 0 || n > int(366*24*time.Hour/unit) {
		return 0, false
	}
	return time.Duration(n) * unit, true
}
