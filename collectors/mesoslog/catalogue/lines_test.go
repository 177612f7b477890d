package catalogue

import (
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

var update = flag.Bool("update", false, "write the generated files again")

// escape writes a message on one line of a table.
var escape = strings.NewReplacer(`\`, `\\`, "\n", `\n`)

var unescape = strings.NewReplacer(`\\`, `\`, `\n`, "\n")

// line is a row of testdata/lines.tsv: a message as Mesos prints it, the
// template that it is, and the fields that it tells.
type line struct {
	id     string
	in     Input
	fields string
}

func readLines(t testing.TB) []line {
	t.Helper()
	text, err := os.ReadFile("testdata/lines.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var lines []line
	for row := range strings.Lines(string(text)) {
		c := strings.Split(strings.TrimRight(row, "\n"), "\t")
		if len(c) == 5 {
			c = append(c, "")
		}
		if len(c) != 6 {
			t.Fatalf("testdata/lines.tsv: %d columns in %q", len(c), row)
		}
		in := Input{Service: c[1], File: dash(c[3]), Message: unescape.Replace(c[4]), Prefixed: c[2] != "-"}
		if in.Prefixed {
			in.Severity = c[2][0]
		}
		lines = append(lines, line{id: c[0], in: in, fields: c[5]})
	}
	return lines
}

// told answers the fields that Match set, as a JSON object.
func told(t testing.TB, ev mesoswatch.Event) string {
	t.Helper()
	b, err := json.Marshal(ev)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(b, &fields); err != nil {
		t.Fatal(err)
	}
	for _, common := range []string{"time", "offset", "template"} {
		delete(fields, common)
	}
	b, err = json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestLines reads a line of every template: the template must be among those
// that fit, the kind is that of the line, and the fields are as listed.
func TestLines(t *testing.T) {
	c := Default()
	lines := readLines(t)
	var out strings.Builder
	covered := map[string]bool{}
	for _, l := range lines {
		var ev mesoswatch.Event
		if !c.Match(l.in, &ev) {
			t.Errorf("%s: not recognised: %q", l.id, l.in.Message)
			continue
		}
		all := c.MatchAll(l.in)
		if !slices.ContainsFunc(all, func(f Template) bool { return f.ID == l.id }) {
			t.Errorf("%s: %q is %s", l.id, l.in.Message, ev.Template)
		}
		covered[l.id] = true
		got := told(t, ev)
		if got != l.fields && !*update {
			t.Errorf("%s: %q\n got %s\nwant %s", l.id, l.in.Message, got, l.fields)
		}
		severity := "-"
		if l.in.Prefixed {
			severity = string(l.in.Severity)
		}
		file := l.in.File
		if file == "" {
			file = "-"
		}
		out.WriteString(strings.Join([]string{l.id, l.in.Service, severity, file, escape.Replace(l.in.Message), got}, "\t") + "\n")
	}
	for _, f := range c.Templates() {
		if !covered[f.ID] {
			t.Errorf("no line of %s: %s", f.ID, f.Text)
		}
	}
	if *update && !t.Failed() {
		if err := os.WriteFile("testdata/lines.tsv", []byte(out.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
