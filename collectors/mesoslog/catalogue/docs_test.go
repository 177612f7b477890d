package catalogue

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

const page = "../../../docs/messages.md"

const pageHead = "# Messages that mesoswatch recognises\n\n" +
	"Generated from the tables in `collectors/mesoslog/catalogue` by `go test -run TestPage -update`; do not edit it here.\n\n" +
	"In a text `{name}` is a value and `[text]` may be absent. *Seen* tells whether the message stands in a recording of a real\n" +
	"master, agent or driver, or was only derived from the source of Mesos. Severity: I, W, E, F as glog prints it; V1 is printed\n" +
	"at verbosity 1 only, X by a process that ends. A kind written `a / b` is decided by the reason in the message.\n\n"

// TestPage compares docs/messages.md with the tables.
func TestPage(t *testing.T) {
	var b strings.Builder
	b.WriteString(pageHead)
	templates := Default().Templates()
	seen := 0
	for _, f := range templates {
		if f.Seen {
			seen++
		}
	}
	fmt.Fprintf(&b, "%d templates, %d of them seen.\n", len(templates), seen)
	writeSections(t, &b, messagesTSV)
	writeSections(t, &b, runTSV)
	writeReasons(t, &b)
	want := b.String()
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what the tables say: go test -run TestPage -update", page)
	}
}

func writeSections(t *testing.T, b *strings.Builder, table string) {
	t.Helper()
	for i, section := range strings.Split("\n"+table, "\n## ") {
		title, rows, _ := strings.Cut(section, "\n")
		if i == 0 {
			continue
		}
		if _, name, ok := strings.Cut(title, ". "); ok {
			title = name
		}
		fmt.Fprintf(b, "\n## %s\n\n| id | kind | severity | component | versions | seen | text |\n|---|---|---|---|---|---|---|\n", title)
		templates, err := ReadTemplates(title, rows)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range templates {
			how := "derived"
			if f.Seen {
				how = "yes"
			}
			fmt.Fprintf(b, "| `%s` | %s | %s | %s | %s | %s | %s |\n", f.ID, f.Kind, f.Severity, f.Service, f.Versions, how, code(f.Text))
		}
	}
}

func writeReasons(t *testing.T, b *strings.Builder) {
	t.Helper()
	reasons, err := ReadReasons("reasons.tsv", reasonsTSV)
	if err != nil {
		t.Fatal(err)
	}
	b.WriteString("\n## Reasons\n\nTexts behind a message that decide its kind, or hold more values.\n\n| set | kind | versions | text |\n|---|---|---|---|\n")
	for _, r := range reasons {
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", r.Set, r.Kind, r.Versions, code(r.Text))
	}
}

// code writes a text as a code span that is safe in a table.
func code(s string) string {
	return "`` " + strings.ReplaceAll(s, "|", `\|`) + " ``"
}
