package posture

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite docs/posture.md")

func TestDocs(t *testing.T) {
	const page = "../../docs/posture.md"
	want := load(t, Options{}).Markdown()
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil || string(got) != want {
		t.Errorf("%s is not what the checks say (%v): run go test ./rules/posture -run TestDocs -update", page, err)
	}
}

// The examples of the page work as they stand there.
func TestDocsExamples(t *testing.T) {
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(load(t, Options{}).Markdown(), -1)
	if len(blocks) != 2 {
		t.Fatalf("%d examples", len(blocks))
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "checks"), 0o755); err != nil {
		t.Fatal(err)
	}
	waivers := filepath.Join(dir, "waivers.yml")
	for path, text := range map[string]string{filepath.Join(dir, "checks", "own.yml"): blocks[0][1], waivers: blocks[1][1]} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	c := load(t, Options{Dirs: []string{dir}, Waivers: waivers})
	if _, ok := c.Check("host-own-work-dir"); !ok || len(c.waivers) != 1 {
		t.Errorf("the examples were not taken: %v, %d waivers", ok, len(c.waivers))
	}
}

// The page names every field of a row and of want.
func TestDocsNameFields(t *testing.T) {
	page := load(t, Options{}).Markdown()
	for _, v := range []any{Row{}, Want{}} {
		for _, name := range yamlNames(v) {
			if !regexp.MustCompile(`(?m)^\|[^|]*\b` + name + `\b[^|]*\|`).MatchString(page) {
				t.Errorf("%T: %q is not explained", v, name)
			}
		}
	}
	if strings.Contains(page, "%!") {
		t.Error("the page has a broken verb")
	}
}
