package sigma

import (
	"fmt"

	"go.yaml.in/yaml/v3"
)

// Error says what is wrong in a rule file, and where.
type Error struct {
	File   string
	Line   int
	Reason string
}

func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Reason) }

// reader walks the YAML nodes of one document. The first thing that is wrong
// sticks; everything read after it is worthless and is thrown away.
type reader struct {
	file  string
	wrong *Error
}

func (r *reader) fail(n *yaml.Node, format string, args ...any) {
	if r.wrong == nil {
		r.wrong = &Error{File: r.file, Line: n.Line, Reason: fmt.Sprintf(format, args...)}
	}
}

// pair is one entry of a YAML map.
type pair struct {
	key   string
	at    *yaml.Node // the key, for messages
	value *yaml.Node
}

// pairs gives the entries of a map in the order of the file.
func (r *reader) pairs(n *yaml.Node, what string) []pair {
	if n.Kind != yaml.MappingNode {
		r.fail(n, "%s must be a map", what)
		return nil
	}
	var out []pair
	seen := make(map[string]bool)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		switch {
		case k.Kind != yaml.ScalarNode:
			r.fail(k, "%s has a key that is not a plain word", what)
		case k.Tag == "!!merge" || v.Kind == yaml.AliasNode:
			r.fail(k, "YAML aliases and merge keys are not supported (%s)", what)
		case seen[k.Value]:
			r.fail(k, "%s names %q twice", what, k.Value)
		}
		seen[k.Value] = true
		out = append(out, pair{k.Value, k, v})
	}
	return out
}

// text reads a scalar as it stands in the file.
func (r *reader) text(p pair) string {
	if p.value.Kind != yaml.ScalarNode || p.value.Tag == "!!null" {
		r.fail(p.value, "%s must be a text", p.key)
		return ""
	}
	return p.value.Value
}

// texts reads a list of texts; a single text counts as a list of one.
func (r *reader) texts(p pair) []string {
	if p.value.Kind == yaml.ScalarNode {
		return []string{r.text(p)}
	}
	if p.value.Kind != yaml.SequenceNode {
		r.fail(p.value, "%s must be a list of texts", p.key)
		return nil
	}
	var out []string
	seen := make(map[string]bool)
	for _, n := range p.value.Content {
		s := r.text(pair{p.key, n, n})
		if seen[s] {
			r.fail(n, "%s lists %q twice", p.key, s)
		}
		seen[s] = true
		out = append(out, s)
	}
	return out
}

func (r *reader) flag(p pair) bool {
	var b bool
	if p.value.Tag != "!!bool" || p.value.Decode(&b) != nil {
		r.fail(p.value, "%s must be true or false", p.key)
	}
	return b
}

func (r *reader) number(p pair) int {
	var i int
	if p.value.Tag != "!!int" || p.value.Decode(&i) != nil {
		r.fail(p.value, "%s must be a whole number", p.key)
	}
	return i
}
