package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

var updateReference = flag.Bool("update", false, "rewrite docs/configuration.md")

const referenceHead = `# Configuration

<!-- Written from cmd/mesoswatch/config.schema.json: go test ./cmd/mesoswatch -run ConfigReference -update -->

One file in YAML. The first of these that exists is read, and no other beside it:

1. what ` + "`--config FILE`" + ` names
2. ` + "`~/.config/mesoswatch/config.yaml`" + ` (` + "`$XDG_CONFIG_HOME`" + ` in place of ` + "`~/.config`" + `, where it is set)
3. ` + "`/etc/xdg/mesoswatch/config.yaml`" + ` (the folders of ` + "`$XDG_CONFIG_DIRS`" + `)
4. ` + "`/etc/mesoswatch/config.yaml`" + `, which the package brings with everything commented out

What the command line says wins over the file. All keys may be left out. A key that does not exist, or a value of another
kind, is an error that names its line; nothing is started with half a configuration. Secrets do not stand in it: it names the
files that hold them. ` + "`mesoswatch config schema`" + ` prints the schema (JSON Schema 2020-12), which editors check against while
one types.
`

// TestConfigReference holds docs/configuration.md to the schema.
func TestConfigReference(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "configuration.md")
	want := configReference(t)
	if *updateReference {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/configuration.md is not what the schema says: go test ./cmd/mesoswatch -run ConfigReference -update")
	}
}

// configReference is the page: a chapter for each key, in the order of the schema.
func configReference(t *testing.T) string {
	t.Helper()
	var doc yaml.Node // JSON is YAML, and a Node keeps the order
	if err := yaml.Unmarshal(configSchema, &doc); err != nil {
		t.Fatal(err)
	}
	r := reference{root: doc.Content[0]}
	r.WriteString(referenceHead)
	for key, s := range r.properties(r.root) {
		what, standard := r.said(s)
		fmt.Fprintf(&r, "\n## %s\n\n%s\n\n%s. Default: %s.\n", key, what, capital(r.kind(s)), standard)
		for _, example := range member(s, "examples").Content {
			r.example(t, key, example)
		}
		if rows := r.rows("", s); len(rows) > 0 {
			r.WriteString("\n| key | kind | default | what it is |\n|---|---|---|---|\n" + strings.Join(rows, ""))
		}
	}
	return r.String()
}

// reference writes the page from the schema at root.
type reference struct {
	strings.Builder
	root *yaml.Node
}

// example writes one, which has to be taken by the schema and the program.
func (r *reference) example(t *testing.T, key string, n *yaml.Node) {
	t.Helper()
	plain(n)
	b, err := yaml.Marshal(map[string]*yaml.Node{key: n})
	if err != nil {
		t.Fatal(err)
	}
	agree(t, string(b), true)
	fmt.Fprintf(r, "\n```yaml\n%s```\n", b)
}

// plain takes the form of JSON off a node.
func plain(n *yaml.Node) {
	n.Style = 0
	flat := n.Kind == yaml.SequenceNode
	for _, c := range n.Content {
		flat = flat && c.Kind == yaml.ScalarNode
		plain(c)
	}
	if flat {
		n.Style = yaml.FlowStyle
	}
}

// rows are the keys below s, one a row, with the way to them.
func (r *reference) rows(way string, s *yaml.Node) []string {
	var rows []string
	s = r.resolve(s)
	if items := member(s, "items"); items.Kind == yaml.MappingNode {
		return r.rows(way, items)
	}
	for key, p := range r.properties(s) {
		what, standard := r.said(p)
		if strings.Contains(" "+words(member(s, "required"), " ")+" ", " "+key+" ") {
			standard = "has to be given"
		}
		rows = append(rows, "| `"+way+key+"` | "+cell(r.kind(p))+" | "+cell(standard)+" | "+cell(what)+" |\n")
		rows = append(rows, r.rows(way+key+".", p)...)
	}
	if more := member(s, "additionalProperties"); more.Kind == yaml.MappingNode {
		rows = append(rows, r.rows(way+"NAME.", more)...)
	}
	return rows
}

var saidDefault = regexp.MustCompile(` ?\(default:? ?([^)]*)\)`)

// said is the description without what it says of the default, and the default.
func (r *reference) said(s *yaml.Node) (what, standard string) {
	s = r.resolve(s)
	what, standard = member(s, "description").Value, "none"
	if m := saidDefault.FindStringSubmatch(what); m != nil {
		what, standard = strings.Replace(what, m[0], "", 1), m[1]
	}
	if d := member(s, "default"); d.Value != "" {
		standard = "`" + d.Value + "`"
	}
	return what, standard
}

// kind says in words what stands behind a key.
func (r *reference) kind(s *yaml.Node) string {
	s = r.resolve(s)
	names := map[string]string{"string": "text", "integer": "a number", "number": "a number", "boolean": "true or false", "array": "a list", "object": "keys of its own"}
	if e := member(s, "enum"); e.Kind == yaml.SequenceNode {
		return "one of " + words(e, ", ")
	}
	for _, choice := range []string{"oneOf", "anyOf"} {
		var kinds []string
		for _, c := range member(s, choice).Content {
			kinds = append(kinds, r.kind(c))
		}
		if len(kinds) > 0 {
			return strings.Join(kinds, ", or ")
		}
	}
	kind := member(s, "type")
	if kind.Kind == yaml.SequenceNode {
		var kinds []string
		for _, k := range kind.Content {
			kinds = append(kinds, names[k.Value])
		}
		return strings.Join(kinds, " or ")
	}
	said := names[kind.Value]
	if items := member(s, "items"); items.Kind == yaml.MappingNode {
		said += " of " + strings.TrimPrefix(r.kind(items), "one of ")
		return strings.Replace(said, "of keys of its own", "of which each has keys of its own", 1)
	}
	if more := member(s, "additionalProperties"); more.Kind == yaml.MappingNode {
		said = "names, and for each " + r.kind(more)
	}
	return said
}

// properties are the keys of an object, in the order of the file.
func (r *reference) properties(s *yaml.Node) func(func(string, *yaml.Node) bool) {
	return pairs(member(r.resolve(s), "properties"))
}

// resolve follows a reference inside the schema.
func (r *reference) resolve(s *yaml.Node) *yaml.Node {
	at := r.root
	ref := member(s, "$ref").Value
	if ref == "" {
		return s
	}
	for part := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		at = member(at, part)
	}
	return at
}

func pairs(n *yaml.Node) func(func(string, *yaml.Node) bool) {
	return func(yield func(string, *yaml.Node) bool) {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if !yield(n.Content[i].Value, n.Content[i+1]) {
				return
			}
		}
	}
}

// member is the value of a key, an empty node where there is none.
func member(n *yaml.Node, key string) *yaml.Node {
	if n.Kind == yaml.MappingNode {
		for k, v := range pairs(n) {
			if k == key {
				return v
			}
		}
	}
	return &yaml.Node{}
}

func words(n *yaml.Node, between string) string {
	var all []string
	for _, c := range n.Content {
		all = append(all, c.Value)
	}
	return strings.Join(all, between)
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
