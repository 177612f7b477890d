package format

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// The tables of docs/formats.md name everything that each format writes, and nothing
// else.
func TestDocs(t *testing.T) {
	page, err := os.ReadFile("../../../docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	for heading, written := range map[string][]string{
		"## ECS": append(paths(ecsFields()), "labels.*"), "## OCSF": append(ocsfAttributes(), "unmapped.*"),
		"## CEF": cefDocumented(), "## Syslog": sdDocumented(t), "## JSON Lines": {"at", "turn", "was", "cluster", "host", "key", "seq"},
	} {
		rows := rowsUnder(string(page), heading)
		slices.Sort(written)
		for _, name := range slices.Compact(written) {
			if !slices.Contains(rows, name) {
				t.Errorf("%s: no row for %s", heading, name)
			}
		}
		for _, row := range rows {
			if !slices.Contains(written, row) {
				t.Errorf("%s: %s is not written", heading, row)
			}
		}
	}
}

func paths(m map[string]string) []string {
	var all []string
	for path := range m {
		all = append(all, path)
	}
	return all
}

// cefDocumented are the header fields and keys; a label stands in the row of its key.
func cefDocumented() []string {
	all := []string{"Device Vendor", "Device Product", "Device Version", "Signature ID", "Name", "Severity"}
	for key := range cefDictionary() {
		if !strings.HasSuffix(key, "Label") {
			all = append(all, key)
		}
	}
	return all
}

func sdDocumented(t *testing.T) []string {
	t.Helper()
	n := sample()
	m, err := Syslog{}.Message(n)
	if err != nil {
		t.Fatal(err)
	}
	p, err := parseSyslog(string(m))
	if err != nil {
		t.Fatal(err)
	}
	all := []string{"PRI", "TIMESTAMP", "HOSTNAME", "APP-NAME", "PROCID", "MSGID", "SD-ID", "MSG"}
	for name := range p.data {
		all = append(all, name)
	}
	return all
}

// rowsUnder are the first cells of the tables of a chapter: what stands in `marks` of
// code, or the cell.
func rowsUnder(page, heading string) []string {
	_, chapter, _ := strings.Cut(page, "\n"+heading)
	chapter, _, _ = strings.Cut(chapter, "\n## ")
	var rows []string
	for line := range strings.Lines(chapter) {
		cells := strings.Split(line, "|")
		if len(cells) < 3 || strings.HasPrefix(cells[1], "--") || strings.HasPrefix(line, "| field") {
			continue
		}
		for name := range strings.SplitSeq(strings.TrimSpace(cells[1]), ", ") {
			rows = append(rows, strings.Trim(name, "`"))
		}
	}
	return rows
}
