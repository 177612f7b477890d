package sigma

import (
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Expansions are the values of placeholders for the modifier expand, by name
// without the percent signs.
type Expansions map[string][]string

// modifiers is what stands behind the field name of an item.
type modifiers struct {
	all, cased, neq, expand bool
	// kind is the one modifier that says how values compare: contains,
	// startswith, endswith, re, cidr, exists, fieldref, lt, lte, gt, gte; empty
	// for plain values.
	kind  string
	flags string // of re: i, m, s
}

// refused are modifiers of the specification that make no sense for Mesos logs
// or are not supported; they are named in the message.
const refused = " base64 base64offset utf16le utf16be utf16 wide windash minute hour day week month year "

func (b builder) modifiers(p pair, words []string) modifiers {
	var m modifiers
	for _, w := range words {
		switch w {
		case "all":
			m.all = true
		case "cased":
			m.cased = true
		case "neq":
			m.neq = true
		case "expand":
			m.expand = true
		case "contains", "startswith", "endswith", "re", "cidr", "exists", "fieldref", "lt", "lte", "gt", "gte":
			if m.kind != "" {
				b.fail(p.at, "modifiers %q and %q of %q exclude each other", m.kind, w, p.key)
			}
			m.kind = w
		case "i", "m", "s":
			if m.kind != "re" {
				b.fail(p.at, "modifier %q of %q stands only behind re", w, p.key)
			}
			m.flags += w
		default:
			if strings.Contains(refused, " "+w+" ") {
				b.fail(p.at, "modifier %q of %q is not supported", w, p.key)
			}
			b.fail(p.at, "unknown modifier %q of %q", w, p.key)
		}
	}
	if m.cased && m.kind != "" && !strings.Contains(" contains startswith endswith fieldref ", " "+m.kind+" ") {
		b.fail(p.at, "modifier cased of %q has no meaning with %s", p.key, m.kind)
	}
	return m
}

// item reads one line of a search map.
func (b builder) item(p pair) node {
	name, rest, _ := strings.Cut(p.key, "|")
	var words []string
	if rest != "" {
		words = strings.Split(rest, "|")
	}
	m := b.modifiers(p, words)
	values := []*yaml.Node{p.value}
	if p.value.Kind == yaml.SequenceNode {
		values = p.value.Content
	}
	switch {
	case len(values) == 0:
		b.fail(p.value, "%q has an empty list of values", p.key)
	case m.all && len(values) < 2:
		b.fail(p.at, "modifier all of %q needs a list of at least two values", p.key)
	}
	if name == "" {
		return b.keywords(p, m, values)
	}
	get := Getter(name)
	if get == nil {
		b.fail(p.at, "%s", noField(name))
		return oneOf{}
	}
	if m.kind == "fieldref" {
		return negate(m.neq, b.references(p, get, m, values))
	}
	it := item{field: name, get: get, all: m.all}
	for _, v := range values {
		it.tests = append(it.tests, b.tests(p, m, v)...)
	}
	if !m.all {
		it.tests = gather(it.tests)
	}
	return negate(m.neq, it)
}

func negate(neq bool, n node) node {
	if neq {
		return not{n}
	}
	return n
}

// keywords reads '|all': […], the form of keywords that must all be there.
func (b builder) keywords(p pair, m modifiers, values []*yaml.Node) node {
	if !m.all || m.kind != "" || m.cased || m.neq || m.expand {
		b.fail(p.at, "%q: keywords take the modifier all and no other", p.key)
		return oneOf{}
	}
	var all allOf
	for _, v := range values {
		all = append(all, b.keyword(v, p.key))
	}
	return all
}

func (b builder) references(p pair, get func(*event) string, m modifiers, values []*yaml.Node) node {
	var ns []node
	for _, v := range values {
		other := Getter(v.Value)
		if other == nil {
			b.fail(v, "%s", noField(v.Value))
			continue
		}
		ns = append(ns, sameAs{get, other, m.cased})
	}
	if m.all {
		return allOf(ns)
	}
	return oneOf(ns)
}

// tests compiles one value; expand may make several of it.
func (b builder) tests(p pair, m modifiers, v *yaml.Node) []test {
	if v.Kind != yaml.ScalarNode {
		b.fail(v, "%q takes a value or a list of values", p.key)
		return nil
	}
	if !m.expand {
		return []test{b.test(p, m, v, tokens(v.Value))}
	}
	var out []test
	for _, s := range b.expanded(p, v) {
		n := *v
		n.Value = s
		out = append(out, b.test(p, m, &n, []token{{literal, s}}))
	}
	return out
}

// expanded replaces one %name% by each of its values.
func (b builder) expanded(p pair, v *yaml.Node) []string {
	before, rest, ok := strings.Cut(v.Value, "%")
	name, behind, closed := strings.Cut(rest, "%")
	if !ok || !closed || name == "" || strings.Contains(behind, "%") {
		b.fail(v, "%q: expand wants one placeholder in the form %%name%%", p.key)
		return nil
	}
	values, known := b.values[name]
	if !known {
		*b.missing = append(*b.missing, name)
	}
	var out []string
	for _, s := range values {
		out = append(out, before+s+behind)
	}
	return out
}

func (b builder) test(p pair, m modifiers, v *yaml.Node, toks []token) test {
	if v.Tag == "!!null" {
		if m.kind != "" {
			b.fail(v, "%q: null cannot be compared by %s", p.key, m.kind)
		}
		return empty{}
	}
	switch m.kind {
	case "contains", "startswith", "endswith":
		if len(toks) == 0 {
			b.fail(v, "%q: the empty text is in every value", p.key)
		}
		return newPattern(surround(toks, m.kind != "startswith", m.kind != "endswith"), m.cased)
	case "re":
		return b.expression(p, m, v)
	case "cidr":
		net, err := netip.ParsePrefix(v.Value)
		if err != nil {
			if a, aerr := netip.ParseAddr(v.Value); m.expand && aerr == nil {
				net = netip.PrefixFrom(a, a.BitLen())
			} else {
				b.fail(v, "%q: %q is no network such as 10.0.0.0/8", p.key, v.Value)
			}
		}
		return inNetwork{net.Masked()}
	case "exists":
		if v.Tag != "!!bool" {
			b.fail(v, "%q: exists takes true or false", p.key)
		}
		return present{strings.EqualFold(v.Value, "true")}
	case "lt", "lte", "gt", "gte":
		n, err := strconv.ParseFloat(v.Value, 64)
		if err != nil {
			b.fail(v, "%q: %q is no number", p.key, v.Value)
		}
		return compared{m.kind, n}
	}
	return newPattern(toks, m.cased)
}

func (b builder) expression(p pair, m modifiers, v *yaml.Node) test {
	src := v.Value
	if m.flags != "" {
		src = "(?" + m.flags + ")" + src
	}
	re, err := regexp.Compile(src)
	if err != nil {
		b.fail(v, "%q: %v (expressions are those of RE2: no look-around, no back references)", p.key, err)
		return empty{}
	}
	return matches{re}
}
