package catalogue

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed messages.tsv
var messagesTSV string

//go:embed run.tsv
var runTSV string

//go:embed reasons.tsv
var reasonsTSV string

// Reason is a row of reasons.tsv: a text behind a message that decides its kind
// or holds more values.
type Reason struct {
	Set      string
	Kind     string // "-" keeps the template's kind
	Versions string
	Text     string
}

// Table is what a catalogue is compiled from.
type Table struct {
	Templates []Template
	Reasons   []Reason
}

// Embedded answers the shipped table.
func Embedded() (Table, error) {
	var t Table
	for _, src := range []struct{ name, text string }{{"messages.tsv", messagesTSV}, {"run.tsv", runTSV}} {
		rows, err := ReadTemplates(src.name, src.text)
		if err != nil {
			return Table{}, err
		}
		t.Templates = append(t.Templates, rows...)
	}
	reasons, err := ReadReasons("reasons.tsv", reasonsTSV)
	t.Reasons = reasons
	return t, err
}

// ReadTemplates reads rows in the format that messages.tsv explains in its
// first lines; name is the file to speak of in errors.
func ReadTemplates(name, text string) ([]Template, error) {
	var rows []Template
	err := readRows(name, text, 9, func(c []string) error {
		rows = append(rows, Template{
			ID: c[0], Kind: c[1], Service: c[2], Severity: c[3], Files: c[4], Versions: c[5],
			Seen: c[6] == "yes", Decides: dash(c[7]), Text: c[8],
		})
		return nil
	})
	return rows, err
}

// ReadReasons reads rows in the format that reasons.tsv explains.
func ReadReasons(name, text string) ([]Reason, error) {
	var rows []Reason
	err := readRows(name, text, 4, func(c []string) error {
		rows = append(rows, Reason{Set: c[0], Kind: c[1], Versions: c[2], Text: c[3]})
		return nil
	})
	return rows, err
}

func readRows(name, text string, columns int, row func([]string) error) error {
	line := 0
	for l := range strings.Lines(text) {
		line++
		l = strings.TrimRight(l, "\n")
		if l == "" || l[0] == '#' {
			continue
		}
		cells := strings.Split(l, "\t")
		if len(cells) != columns {
			return fmt.Errorf("reading %s:%d: %d columns instead of %d", name, line, len(cells), columns)
		}
		if err := row(cells); err != nil {
			return fmt.Errorf("reading %s:%d: %w", name, line, err)
		}
	}
	return nil
}

func dash(s string) string {
	if s == "-" {
		return ""
	}
	return s
}
