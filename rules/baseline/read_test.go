package baseline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/mesoswatch/mesoswatch"
)

// whole has every field that the format knows.
const whole = `baseline: 1
cluster: "prod"
captured:
  from: 2019-07-17T10:02:11Z
  to: 2019-07-18T10:02:11.5+02:00
  sources: ["mesos-master.INFO"]
frameworks:
  - name: "marathon"
    principal: "marathon"
    roles: ["web", "*"]
    users: ["nobody"]
    networks: [10.1.2.0/24, "2001:db8::/64", 10.9.9.9]
    note: "the one"
    by: "ana"
    at: 2019-07-19T08:00:00Z
  - name_pattern: "job-*"
  - name: ""
agents:
  - hostname: "agent1.lab"
    principal: "agent"
    networks: [10.1.3.0/24]
  - hostname_pattern: "ip-10-?-*"
principals:
  - name: "ops"
    uses: ["operator", "framework", "agent"]
    networks: [10.0.0.0/8]
operators:
  - network: 10.0.5.0/24
    note: "jump hosts"
masters:
  - hostname: "m1"
    address: 10.1.1.1
  - address: "2001:db8::1"
ports:
  - service: master
    port: 5050
versions:
  - service: master
    version: "1.10"
`

func TestReadWhole(t *testing.T) {
	b, err := Read("b.yaml", []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	if f := b.Frameworks[0]; f.Name != "marathon" || f.Networks[2] != netip.MustParsePrefix("10.9.9.9/32") || f.By != "ana" || f.At.IsZero() {
		t.Errorf("first framework: %+v", f)
	}
	if b.Versions[0].Version != "1.10" {
		t.Errorf("version %q", b.Versions[0].Version)
	}
	again, err := Read("again", b.YAML())
	if err != nil {
		t.Fatalf("%v\n%s", err, b.YAML())
	}
	if !same(b, again) {
		t.Errorf("written and read again:\n%+v\n%+v", b, again)
	}
}

// same compares by meaning: times as instants.
func same(a, b *Baseline) bool {
	x, _ := json.Marshal(inUTC(a))
	y, _ := json.Marshal(inUTC(b))
	return bytes.Equal(x, y) && reflect.DeepEqual(a.Frameworks == nil, b.Frameworks == nil)
}

func inUTC(b *Baseline) *Baseline {
	c := *b
	if b.Captured != nil {
		d := *b.Captured
		d.From, d.To = d.From.UTC(), d.To.UTC()
		c.Captured = &d
	}
	return &c
}

func TestReadUnquoted(t *testing.T) {
	b, err := Read("b", []byte("# mine\nbaseline: 1\nversions:\n- {service: master, version: 1.10}\nframeworks: []\n"))
	if err != nil {
		t.Fatal(err)
	}
	if b.Versions[0].Version != "1.10" || b.Frameworks == nil || b.Agents != nil {
		t.Errorf("%+v", b)
	}
}

// wrong are files with the line and a piece of the reason that is told of them.
var wrong = []struct{ text, at, why string }{
	{"", "b:1:", "holds no baseline"},
	{"# nothing\n", "b:1:", "holds no baseline"},
	{"cluster: x\n", "b:1:", `"baseline: 1"`},
	{"baseline: 2\n", "b:1:", "from 1 to 1"},
	{"- baseline\n", "b:1:", "must be a map"},
	{"baseline: 1\nframework: []\n", "b:2:", `no key "framework"`},
	{"baseline: 1\ncluster: [a]\n", "b:2:", "must be a text"},
	{"baseline: 1\ncluster: ''\n", "b:2:", "empty"},
	{"baseline: 1\nframeworks:\n", "b:2:", "write [] for none"},
	{"baseline: 1\nframeworks: x\n", "b:2:", "must be a list"},
	{"baseline: 1\nframeworks: []\nframeworks: []\n", "b:3:", "twice"},
	{"baseline: 1\nframeworks:\n  - marathon\n", "b:3:", "must be a map"},
	{"baseline: 1\nframeworks:\n  - principal: x\n", "b:3:", "neither name nor name_pattern"},
	{"baseline: 1\nframeworks:\n  - name: x\n    name_pattern: y\n", "b:3:", "both"},
	{"baseline: 1\nframeworks:\n  - name: x\n    role: y\n", "b:4:", `no key "role"`},
	{"baseline: 1\nframeworks:\n  - name: x\n    networks: 10.0.0.0/24\n", "b:4:", "must be a list"},
	{"baseline: 1\nframeworks:\n  - name: x\n    networks: []\n", "b:4:", "leave the key out"},
	{"baseline: 1\nframeworks:\n  - name: x\n    networks: [10.0.0.5/24]\n", "b:4:", "write 10.0.0.0/24, or 10.0.0.5"},
	{"baseline: 1\nframeworks:\n  - name: x\n    networks:\n      - 10.0.0.0/33\n", "b:5:", "no network"},
	{"baseline: 1\nframeworks:\n  - name: x\n    networks: ['::ffff:10.0.0.0/120']\n", "b:4:", "IPv4"},
	{"baseline: 1\nframeworks:\n  - name:\n", "b:3:", `write ""`},
	{"baseline: 1\nframeworks:\n  - name: x\n    by: ana\n", "b:3:", "stand together"},
	{"baseline: 1\nframeworks:\n  - name: x\n    by: ana\n    at: yesterday\n", "b:5:", "must be a time"},
	{"baseline: 1\nframeworks:\n  - name: " + strings.Repeat("x", 501) + "\n", "b:3:", "longer than 500"},
	{"baseline: 1\nframeworks:\n  - &f {name: x}\n  - *f\n", "b:4:", "aliases"},
	{"baseline: 1\nframeworks:\n  - name: !!binary aGk=\n", "b:3:", "tag"},
	{"baseline: 1\nagents:\n  - hostname: ''\n", "b:3:", "empty"},
	{"baseline: 1\nprincipals:\n  - name: x\n    uses: [scheduler]\n", "b:4:", "none of framework, agent, operator"},
	{"baseline: 1\noperators:\n  - note: x\n", "b:3:", "no network"},
	{"baseline: 1\nmasters:\n  - note: x\n", "b:3:", "neither hostname nor address"},
	{"baseline: 1\nmasters:\n  - address: m1\n", "b:3:", "no IP address"},
	{"baseline: 1\nports:\n  - {service: x, port: 0}\n", "b:3:", "from 1 to 65535"},
	{"baseline: 1\nports:\n  - {service: x, port: '5050'}\n", "b:3:", "from 1 to 65535"},
	{"baseline: 1\nversions:\n  - {service: x}\n", "b:3:", "no version"},
	{"baseline: 1\n\tcluster: x\n", "b:2:", "no YAML"},
	{"baseline: 1\n--- \nbaseline: 1\n", "b:", "second document"},
	{"baseline: 1\nframeworks:\n  - name: \"a\x1bb\"\n", "b:", "no YAML"},
}

func TestReadWrong(t *testing.T) {
	for _, c := range wrong {
		b, err := Read("b", []byte(c.text))
		var e *Error
		switch {
		case err == nil:
			t.Errorf("%q was read: %+v", c.text, b)
		case !errors.As(err, &e) || !strings.HasPrefix(err.Error(), c.at) || !strings.Contains(err.Error(), c.why):
			t.Errorf("%q: %v, want %s … %s", c.text, err, c.at, c.why)
		}
	}
}

func TestReadTellsAll(t *testing.T) {
	_, err := Read("b", []byte("baseline: 1\nx: 1\ny: 2\n"))
	if err == nil || !strings.Contains(err.Error(), "b:2:") || !strings.Contains(err.Error(), "b:3:") {
		t.Errorf("%v", err)
	}
	_, err = Read("b", []byte("baseline: 1\nagents:\n"+strings.Repeat("  - {}\n", 1000)))
	if n := strings.Count(err.Error(), "\n"); n > maxErrors {
		t.Errorf("%d lines of errors", n)
	}
}

// hostile are names that somebody chose to cause trouble.
var hostile = []string{
	"", " ", "marathon", "true", "null", "~", "1.10", "0x10", "2019-07-17", "- x", "a: b", "# x", "{{claimed_ip}}", "[a, b]", "*", "?x", `\*`,
	"line1\nline2: x", "a\r\nb", "tab\there", "nul\x00bell\x07esc\x1b[31m", `quo"te`, `quo'te`, `back\slash`, "`id`", "$(id)", "%name%",
	"Фреймворк", "mаrathon" /* Cyrillic a */, "rtl\u202egnp", "zero\u200bwidth", "bom\ufeff", "nel\u0085ls\u2028ps\u2029", "\U0001F600", "\u00a0", "del\x7f",
	"bad\xffutf8", "\ufffe\uffff", "!!binary x", "&a", "*a", "|", ">", "@x", "<<", "yes", "---", "...", strings.Repeat("x", MaxText),
}

func TestHostileNames(t *testing.T) {
	for _, n := range hostile {
		b := &Baseline{Format: Format, Frameworks: []Framework{{Name: n, Roles: []string{n + "r"}, Networks: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/24")}}}}
		if len(n) == MaxText {
			b.Frameworks[0].Roles = nil
		}
		text := string(b.YAML())
		got, err := Read("b", []byte(text))
		if err != nil {
			t.Errorf("%q: %v\n%s", n, err, text)
			continue
		}
		if want := strings.ToValidUTF8(n, "\ufffd"); got.Frameworks[0].Name != want || got.Frameworks[0].NamePattern != "" {
			t.Errorf("%q came back as %q", n, got.Frameworks[0].Name)
		}
		for _, line := range strings.Split(text, "\n") {
			if mesoswatch.Printable(line) != line {
				t.Errorf("%q: the file has the line %q", n, line)
			}
		}
		if s := got.Framework("marathon", "", "").State; (s == Known) != (n == "marathon") {
			t.Errorf("with %q in it, marathon is %s", n, s)
		}
	}
}

func TestAnyNames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringN(0, 100, MaxText)
		word := rapid.StringN(1, 100, MaxText)
		b := &Baseline{Format: Format, Cluster: word.Draw(t, "cluster")}
		b.Frameworks = append(b.Frameworks, Framework{
			Name: text.Draw(t, "name"), Principal: text.Draw(t, "principal"), Users: []string{word.Draw(t, "user")},
			Accepted: Accepted{By: word.Draw(t, "by"), At: time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "at"), 0).UTC()},
		})
		got, err := Read("b", b.YAML())
		if err != nil {
			t.Fatalf("%v\n%s", err, b.YAML())
		}
		if !same(b, got) {
			t.Fatalf("%+v came back as %+v", b, got)
		}
	})
}

// TestLeftOutStaysInComments: what is left out cannot write a line of its own.
func TestLeftOutStaysInComments(t *testing.T) {
	r := Result{Baseline: &Baseline{Format: Format, Frameworks: []Framework{}}}
	for _, n := range hostile {
		r.LeftOut = append(r.LeftOut, LeftOut{Kind: "framework", Name: n, Why: n, Place: n, Count: 2})
	}
	got, err := Read("b", r.YAML())
	if err != nil {
		t.Fatal(err)
	}
	if !same(r.Baseline, got) {
		t.Errorf("%+v", got)
	}
	for _, line := range strings.Split(string(r.YAML()), "\n") {
		if mesoswatch.Printable(line) != line {
			t.Errorf("the file has the line %q", line)
		}
	}
}

// TestSchema holds the published schema and the structs together.
func TestSchema(t *testing.T) {
	root := compiled(t)
	compare(t, "baseline", reflect.TypeOf(Baseline{}), root)
	compare(t, "captured", reflect.TypeOf(Captured{}), root.Properties["captured"])
	for name, typ := range map[string]reflect.Type{
		"frameworks": reflect.TypeOf(Framework{}), "agents": reflect.TypeOf(Agent{}), "principals": reflect.TypeOf(Principal{}),
		"operators": reflect.TypeOf(Operator{}), "masters": reflect.TypeOf(Master{}), "ports": reflect.TypeOf(Port{}), "versions": reflect.TypeOf(Version{}),
	} {
		items, ok := root.Properties[name].Items2020, root.Properties[name] != nil
		if !ok || items == nil {
			t.Errorf("%s: no items in the schema", name)
			continue
		}
		compare(t, name, typ, items)
	}
}

func compare(t *testing.T, what string, typ reflect.Type, s *jsonschema.Schema) {
	t.Helper()
	var fields, props []string
	for _, f := range reflect.VisibleFields(typ) {
		if tag := f.Tag.Get("yaml"); tag != ",inline" {
			fields = append(fields, tag)
		}
	}
	for name, p := range s.Properties {
		props = append(props, name)
		if p.Description == "" {
			t.Errorf("%s.%s has no description", what, name)
		}
	}
	sort.Strings(fields)
	sort.Strings(props)
	if !slices.Equal(fields, props) {
		t.Errorf("%s: struct has %v, schema has %v", what, fields, props)
	}
}

// TestSchemaAgrees gives the same files to both.
func TestSchemaAgrees(t *testing.T) {
	s := compiled(t)
	files := map[string]bool{whole: true, "baseline: 1\n": true, "baseline: 1\nagents: []\n": true}
	for _, c := range wrong {
		switch {
		case strings.Contains(c.why, "no YAML"), strings.Contains(c.why, "document"), strings.Contains(c.why, "twice"), strings.Contains(c.why, "tag"),
			strings.Contains(c.why, "aliases"), strings.Contains(c.why, "holds no"), strings.Contains(c.why, "must be a time"):
			continue // what a schema cannot say, or only as a format
		case strings.Contains(c.why, "write 10.0.0.0/24"), strings.Contains(c.text, "/33"), strings.Contains(c.why, "IPv4"):
			continue
		}
		files[c.text] = false
	}
	for text, good := range files {
		var v any
		if err := yaml.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		js, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(js))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(doc); (err == nil) != good {
			t.Errorf("schema on %q: %v", text, err)
		}
	}
}

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("baseline.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("baseline.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// FuzzRead: no text makes it panic; what it refuses has a file and a line; what
// it reads is written and read again as the same.
func FuzzRead(f *testing.F) {
	f.Add([]byte(whole))
	for _, c := range wrong {
		f.Add([]byte(c.text))
	}
	for _, n := range hostile {
		f.Add([]byte("baseline: 1\nframeworks:\n  - name: " + quote(n) + "\n"))
		f.Add([]byte(fmt.Sprintf("baseline: 1\nframeworks:\n  - name: %s\n", n)))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := Read("b", text)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Line < 1 || e.File != "b" {
				t.Fatalf("%v", err)
			}
			return
		}
		again, err := Read("b", b.YAML())
		if err != nil {
			t.Fatalf("%v\n%s", err, b.YAML())
		}
		if !bytes.Equal(b.YAML(), again.YAML()) {
			t.Fatalf("%s\n%s", b.YAML(), again.YAML())
		}
		if d := Diff(b, again); len(d) > 0 {
			t.Fatalf("different from itself: %v", d)
		}
	})
}
