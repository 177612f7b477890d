package baseline

import (
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Error says what is wrong in a baseline file, and where.
type Error struct {
	File   string
	Line   int
	Reason string
}

func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Reason) }

// MaxText bounds a name, note or other text of an entry, in bytes.
const MaxText = 500

// maxErrors bounds how much is told of a file that is wrong throughout.
const maxErrors = 20

// reader walks the nodes of a file and gathers what is wrong with them. Values
// that were refused come back empty.
type reader struct {
	file string
	errs []error
}

func (r *reader) fail(n *yaml.Node, format string, args ...any) {
	if len(r.errs) < maxErrors {
		r.errs = append(r.errs, &Error{File: r.file, Line: n.Line, Reason: fmt.Sprintf(format, args...)})
	}
}

func (r *reader) err() error { return errors.Join(r.errs...) }

// yamlLine is where the YAML library says that text is no YAML.
var yamlLine = regexp.MustCompile(`^(?:yaml: )?(?:unmarshal errors: )?(?:line (\d+): )?(.*)$`)

func (r *reader) syntax(err error) error {
	e := &Error{File: r.file, Line: 1, Reason: strings.Join(strings.Fields(err.Error()), " ")}
	if m := yamlLine.FindStringSubmatch(e.Reason); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			e.Line = n
		}
		e.Reason = "no YAML: " + m[2]
	}
	return e
}

// fields calls take for each key of a map, in the order of the file.
func (r *reader) fields(n *yaml.Node, what string, take func(key string, v *yaml.Node) (known bool)) map[string]bool {
	seen := make(map[string]bool)
	if n.Kind != yaml.MappingNode {
		r.fail(n, "%s must be a map of keys and values", what)
		return seen
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		switch {
		case k.Kind != yaml.ScalarNode || k.Tag == "!!merge":
			r.fail(k, "%s has a key that is not a plain word", what)
		case seen[k.Value]:
			r.fail(k, "%s has %s twice", what, aside(k.Value))
		case v.Kind == yaml.AliasNode:
			r.fail(v, "%s of %s: aliases are not supported, write the value", k.Value, what)
		case !take(k.Value, v):
			r.fail(k, "%s has no key %s", what, aside(k.Value))
		}
		seen[k.Value] = true
	}
	return seen
}

// list calls take for each item of a list.
func (r *reader) list(n *yaml.Node, key string, take func(v *yaml.Node)) {
	switch {
	case n.Kind == yaml.SequenceNode:
	case n.Kind == yaml.ScalarNode && n.Tag == "!!null":
		r.fail(n, "%s is empty: write [] for none, or leave the key out", key)
		return
	default:
		r.fail(n, "%s must be a list", key)
		return
	}
	for _, v := range n.Content {
		if v.Kind == yaml.AliasNode {
			r.fail(v, "%s: aliases are not supported, write the value", key)
			continue
		}
		take(v)
	}
}

// text reads a scalar as it stands in the file: 1.10 is a version, not a number.
func (r *reader) text(n *yaml.Node, key string) string {
	switch {
	case n.Kind != yaml.ScalarNode:
		r.fail(n, "%s must be a text", key)
	case n.Tag == "!!null":
		r.fail(n, `%s has no value: write "" for the empty text`, key)
	case n.Tag != "!!str" && n.Tag != "!!int" && n.Tag != "!!float" && n.Tag != "!!bool" && n.Tag != "!!timestamp":
		r.fail(n, "%s has the tag %s, which is not supported", key, aside(n.Tag))
	case len(n.Value) > MaxText:
		r.fail(n, "%s is longer than %d bytes", key, MaxText)
	default:
		return n.Value
	}
	return ""
}

// word is a text that says something.
func (r *reader) word(n *yaml.Node, key string) string {
	before := len(r.errs)
	s := r.text(n, key)
	if s == "" && len(r.errs) == before {
		r.fail(n, "%s is empty: leave the key out instead", key)
	}
	return s
}

func (r *reader) words(n *yaml.Node, key string) []string {
	var out []string
	r.list(n, key, func(v *yaml.Node) { out = append(out, r.word(v, key)) })
	if len(out) == 0 && n.Kind == yaml.SequenceNode {
		r.fail(n, "%s is empty: leave the key out when it should not be compared", key)
	}
	return out
}

// wordsOf is a list of words of which only some are known.
func (r *reader) wordsOf(n *yaml.Node, key string, known ...string) []string {
	out := r.words(n, key)
	for i, s := range out {
		if s != "" {
			r.oneOf(n.Content[i], key, known...)
		}
	}
	return out
}

func (r *reader) oneOf(n *yaml.Node, key string, allowed ...string) string {
	s := r.text(n, key)
	for _, a := range allowed {
		if s == a {
			return s
		}
	}
	r.fail(n, "%s: %s is none of %s", key, aside(s), strings.Join(allowed, ", "))
	return ""
}

func (r *reader) network(n *yaml.Node, key string) netip.Prefix {
	before := len(r.errs)
	p, err := parseNetwork(r.text(n, key))
	if err != nil && len(r.errs) == before {
		r.fail(n, "%s: %v", key, err)
	}
	return p
}

func (r *reader) networks(n *yaml.Node, key string) []netip.Prefix {
	var out []netip.Prefix
	r.list(n, key, func(v *yaml.Node) { out = append(out, r.network(v, key)) })
	if len(out) == 0 && n.Kind == yaml.SequenceNode {
		r.fail(n, "%s is empty: leave the key out when addresses should not be compared", key)
	}
	return out
}

func (r *reader) number(n *yaml.Node, key string, low, high int) int {
	var i int
	if n.Kind != yaml.ScalarNode || n.Tag != "!!int" || n.Decode(&i) != nil || i < low || i > high {
		r.fail(n, "%s must be a number from %d to %d", key, low, high)
		return 0
	}
	return i
}

func (r *reader) time(n *yaml.Node, key string) time.Time {
	t, err := time.Parse(time.RFC3339, r.text(n, key))
	if err != nil || t.IsZero() {
		r.fail(n, "%s must be a time such as 2019-07-17T10:02:11Z", key)
		return time.Time{}
	}
	return t
}
