package sigma

import (
	"path"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxNesting bounds brackets and nots of a condition.
const maxNesting = 50

// condition compiles the text of one condition over the searches.
func (r *reader) condition(p pair, searches []*search) node {
	if p.value.Kind != yaml.ScalarNode || strings.TrimSpace(p.value.Value) == "" {
		r.fail(p.value, "condition must be a text")
		return oneOf{}
	}
	c := &conditionParser{reader: r, at: p.value, words: conditionWords(p.value.Value), searches: searches}
	n := c.or(0)
	if w := c.peek(); w != "" {
		c.unexpected(w)
	}
	return n
}

func conditionWords(s string) []string {
	for _, c := range []string{"(", ")", "|"} {
		s = strings.ReplaceAll(s, c, " "+c+" ")
	}
	return strings.Fields(s)
}

// conditionParser goes down the grammar: or, and, not, brackets and "x of y",
// from the least to the most binding.
type conditionParser struct {
	*reader
	at       *yaml.Node
	words    []string
	searches []*search
}

func (c *conditionParser) peek() string {
	if len(c.words) == 0 {
		return ""
	}
	return c.words[0]
}

func (c *conditionParser) take() string {
	w := c.peek()
	if w != "" {
		c.words = c.words[1:]
	}
	return w
}

func (c *conditionParser) accept(word string) bool {
	if strings.EqualFold(c.peek(), word) {
		c.take()
		return true
	}
	return false
}

func (c *conditionParser) unexpected(w string) {
	switch {
	case w == "|":
		c.fail(c.at, "condition: aggregations behind | are obsolete in Sigma: write a correlation")
	case w == "":
		c.fail(c.at, "condition ends too early")
	default:
		c.fail(c.at, "condition: unexpected %q", w)
	}
	c.words = nil
}

func (c *conditionParser) or(depth int) node {
	ns := oneOf{c.and(depth)}
	for c.accept("or") {
		ns = append(ns, c.and(depth))
	}
	if len(ns) == 1 {
		return ns[0]
	}
	return ns
}

func (c *conditionParser) and(depth int) node {
	ns := allOf{c.factor(depth)}
	for c.accept("and") {
		ns = append(ns, c.factor(depth))
	}
	if len(ns) == 1 {
		return ns[0]
	}
	return ns
}

func (c *conditionParser) factor(depth int) node {
	if depth > maxNesting {
		c.fail(c.at, "condition is nested deeper than %d", maxNesting)
		c.words = nil
		return oneOf{}
	}
	switch w := c.take(); {
	case strings.EqualFold(w, "not"):
		return not{c.factor(depth + 1)}
	case w == "(":
		n := c.or(depth + 1)
		if !c.accept(")") {
			c.unexpected(c.peek())
		}
		return n
	case (w == "1" || strings.EqualFold(w, "all")) && strings.EqualFold(c.peek(), "of"):
		c.take()
		return c.of(w == "1", c.take())
	case w == "" || w == ")" || w == "|" || strings.EqualFold(w, "and") || strings.EqualFold(w, "or"):
		c.unexpected(w)
		return oneOf{}
	default:
		return c.named(w)
	}
}

// of is "1 of them", "all of selection*" and the like. Searches that begin with
// an underscore are no part of "them".
func (c *conditionParser) of(one bool, what string) node {
	var ns []node
	for _, s := range c.searches {
		hit := strings.EqualFold(what, "them") && !strings.HasPrefix(s.name, "_")
		if ok, err := path.Match(what, s.name); err == nil && ok {
			hit = true
		}
		if hit {
			s.used = true
			ns = append(ns, s.node)
		}
	}
	switch {
	case what == "":
		c.unexpected("")
	case len(ns) == 0:
		c.fail(c.at, "condition: no search is named %q", what)
	}
	if one {
		return oneOf(ns)
	}
	return allOf(ns)
}

func (c *conditionParser) named(w string) node {
	for _, s := range c.searches {
		if s.name == w {
			s.used = true
			return s.node
		}
	}
	c.fail(c.at, "condition: no search is named %q", w)
	return oneOf{}
}
