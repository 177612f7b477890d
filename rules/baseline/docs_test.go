package baseline

import (
	"os"
	"strings"
	"testing"
)

// TestDocs: the example of the page is a baseline, and the page names every
// list, section and key.
func TestDocs(t *testing.T) {
	page, err := os.ReadFile("../../docs/baseline.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(page), "<!-- example -->\n```yaml\n")
	text, _, closed := strings.Cut(rest, "```")
	if !ok || !closed {
		t.Fatal("the page has no example")
	}
	b := mustRead(t, text)
	if v := b.Framework("chronos-job-7", "chronos", "10.1.2.31"); v.State != Known {
		t.Errorf("%+v", v)
	}
	for name := range b.Expansions() {
		if !strings.Contains(string(page), "`%"+name+"%`") {
			t.Errorf("the page does not name %%%s%%", name)
		}
	}
	for _, s := range b.counts() {
		if !s.described || !strings.Contains(string(page), "`"+s.key+"`") {
			t.Errorf("the page or its example does not tell about %s", s.key)
		}
	}
}
