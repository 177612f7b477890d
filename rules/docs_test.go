package rules

import (
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch/rules/sigma"
)

var update = flag.Bool("update", false, "rewrite docs/rules.md")

func TestDocs(t *testing.T) {
	const page = "../docs/rules.md"
	want := load(t).Markdown()
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil || string(got) != want {
		t.Errorf("%s is not what the rules say (%v): run go test ./rules -run TestDocs -update", page, err)
	}
}

// The example in the guide for users works as it stands there.
func TestGuideExample(t *testing.T) {
	text, err := os.ReadFile("../docs/writing-rules.md")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	re := regexp.MustCompile("(?ms)^`([a-z0-9_/-]+\\.(?:yml|md|txtar))`:\n\n(?:````[a-z]*\n(.*?)^````$|```[a-z]*\n(.*?)^```$)")
	for _, m := range re.FindAllStringSubmatch(string(text), -1) {
		files[m[1]] = m[2] + m[3]
	}
	if len(files) < 3 {
		t.Fatalf("found %d files in the guide", len(files))
	}
	c, errs := Load(Options{Dirs: []string{folder(t, files)}})
	for _, err := range errs {
		t.Error(err)
	}
	for _, p := range c.Lint() {
		t.Error(p)
	}
	rep, mine := c.Test(), 0
	for _, k := range rep.Cases {
		if k.Wrong != "" {
			t.Errorf("%s %s: %s", k.File, k.Case, k.Wrong)
		}
		if !strings.HasPrefix(k.File, "testdata") {
			mine++
		}
	}
	if mine < 2 {
		t.Errorf("%d cases of the guide ran", mine)
	}
}

// The guide names every field of the language, in its order.
func TestGuideNamesFields(t *testing.T) {
	text, err := os.ReadFile("../docs/writing-rules.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := "`" + strings.Join(sigma.Fields(), "`, `") + "`."; !strings.Contains(string(text), want) {
		t.Errorf("the guide does not list the fields as they are: %s", want)
	}
}
