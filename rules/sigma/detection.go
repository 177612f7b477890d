package sigma

import (
	"slices"
	"sort"

	"go.yaml.in/yaml/v3"

	"github.com/mesoswatch/mesoswatch"
)

// Detection is a compiled condition over named searches.
type Detection struct {
	root node
	// Unused names searches that the condition does not use.
	Unused []string
	// Missing names the placeholders of expand that have no values here: such a
	// detection never matches.
	Missing  []string
	searches []*search
	// Negated tells whether the condition begins with "not": an allowlist.
	Negated bool
}

// Match tells whether the event is what the condition describes.
func (d *Detection) Match(e *mesoswatch.Event) bool { return len(d.Missing) == 0 && d.root.match(e) }

// Could tells whether any event of that service, kind and template could match.
// It errs on the side of true.
func (d *Detection) Could(w Where) bool { return len(d.Missing) == 0 && d.root.could(w) != no }

// SearchResult says whether one named search matches an event.
type SearchResult struct {
	Name  string `json:"name"`
	Match bool   `json:"match"`
}

// Searches answers for each named search whether it matches, in the order of the
// file: what to look at when a rule does not do what it should.
func (d *Detection) Searches(e *mesoswatch.Event) []SearchResult {
	var out []SearchResult
	for _, s := range d.searches {
		out = append(out, SearchResult{s.name, s.node.match(e)})
	}
	return out
}

// search is one named part of a detection.
type search struct {
	name string
	node node
	used bool
}

// detection reads the searches and the condition; skip names keys that are
// neither (the rules of a filter).
func (r *reader) detection(n *yaml.Node, what string, values Expansions, skip ...string) *Detection {
	d := &Detection{}
	var searches []*search
	var conditions []pair
	for _, p := range r.pairs(n, what) {
		switch {
		case slices.Contains(skip, p.key):
		case p.key == "condition":
			conditions = r.conditions(p)
		case p.key == "timeframe":
			r.fail(p.at, "timeframe is not supported: write a correlation")
		default:
			b := builder{reader: r, values: values, missing: &d.Missing}
			searches = append(searches, &search{name: p.key, node: b.search(p.value, p.key)})
		}
	}
	if len(conditions) == 0 {
		r.fail(n, "%s has no condition", what)
		return d
	}
	if len(searches) == 0 {
		r.fail(n, "%s has no search", what)
		return d
	}
	var any oneOf
	d.Negated = true
	for _, c := range conditions {
		root := r.condition(c, searches)
		if _, ok := root.(not); !ok {
			d.Negated = false
		}
		any = append(any, root)
	}
	d.root = any[0]
	if len(any) > 1 {
		d.root = any
	}
	for _, s := range searches {
		if !s.used {
			d.Unused = append(d.Unused, s.name)
		}
	}
	d.searches = searches
	sort.Strings(d.Missing)
	d.Missing = slices.Compact(d.Missing)
	return d
}

// conditions reads one condition or a list of them, which are joined by or.
func (r *reader) conditions(p pair) []pair {
	if p.value.Kind != yaml.SequenceNode {
		return []pair{p}
	}
	var out []pair
	for _, n := range p.value.Content {
		out = append(out, pair{p.key, n, n})
	}
	return out
}

// builder turns the YAML of one search into nodes.
type builder struct {
	*reader
	values  Expansions
	missing *[]string
}

// search reads a map (all must hold), a list of maps (one must hold) or a list
// of texts (keywords, one must be in the line).
func (b builder) search(n *yaml.Node, name string) node {
	switch n.Kind {
	case yaml.MappingNode:
		return b.searchMap(n, name)
	case yaml.SequenceNode:
		var any oneOf
		for _, c := range n.Content {
			switch c.Kind {
			case yaml.MappingNode:
				any = append(any, b.searchMap(c, name))
			case yaml.ScalarNode:
				any = append(any, b.keyword(c, name))
			default:
				b.fail(c, "search %q: a list holds texts or maps", name)
			}
		}
		if len(any) == 0 {
			b.fail(n, "search %q is empty", name)
		}
		return any
	case yaml.ScalarNode:
		return b.keyword(n, name)
	}
	b.fail(n, "search %q must be a map or a list", name)
	return oneOf{}
}

func (b builder) searchMap(n *yaml.Node, name string) node {
	var all allOf
	for _, p := range b.pairs(n, "search \""+name+"\"") {
		all = append(all, b.item(p))
	}
	if len(all) == 0 {
		b.fail(n, "search %q is empty: it would match every event", name)
	}
	if len(all) == 1 {
		return all[0]
	}
	return all
}

func (b builder) keyword(n *yaml.Node, name string) node {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || n.Value == "" {
		b.fail(n, "search %q: a keyword must be a text that is not empty", name)
		return oneOf{}
	}
	return keyword{newPattern(surround(tokens(n.Value), true, true), false)}
}

// surround puts * before and behind the tokens.
func surround(toks []token, before, behind bool) []token {
	run := token{kind: anyRun}
	if before && (len(toks) == 0 || toks[0] != run) {
		toks = append([]token{run}, toks...)
	}
	if behind && toks[len(toks)-1] != run {
		toks = append(toks, run)
	}
	return toks
}
