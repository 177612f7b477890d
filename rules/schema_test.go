package rules

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// TestSchemas states what Sigma's published JSON schemas (rules 2.0, correlations
// 2.0.1, filters 2.0) require, beside what Parse refuses already, so that the
// shipped files are accepted by other tools.
func TestSchemas(t *testing.T) {
	n := 0
	err := fs.WalkDir(shipped, "shipped", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(shipped, p)
		if err != nil {
			return err
		}
		if !regexp.MustCompile(`/[a-z0-9_]{6,66}\.yml$`).MatchString(p) {
			t.Errorf("%s: file names have 10 to 70 of a-z, 0-9 and _", p)
		}
		if bytes.Contains(text, []byte("\r")) || bytes.Contains(text, []byte("\t")) {
			t.Errorf("%s: line breaks are LF, and indentation is four spaces", p)
		}
		dec := yaml.NewDecoder(bytes.NewReader(text))
		for {
			var doc map[string]any
			err := dec.Decode(&doc)
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			n++
			for _, why := range schemaProblems(doc) {
				t.Errorf("%s: %v: %s", p, doc["name"], why)
			}
		}
	})
	if err != nil || n == 0 {
		t.Fatalf("%d documents, %v", n, err)
	}
}

func schemaProblems(doc map[string]any) []string {
	var out []string
	bad := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	text := func(key string, most int, form string) {
		v, there := doc[key]
		s, ok := v.(string)
		switch {
		case !there:
		case !ok:
			bad("%s is no string", key)
		case len([]rune(s)) > most:
			bad("%s is too long", key)
		case form != "" && !regexp.MustCompile(form).MatchString(s):
			bad("%s %q is not of its form", key, s)
		}
	}
	const uuid = `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$` // version 4, as recommended
	text("title", 256, `\S`)
	text("id", 36, uuid)
	text("name", 256, "")
	text("taxonomy", 256, "")
	text("description", 65535, "")
	text("author", 1000, "")
	text("status", 20, `^(stable|test|experimental|deprecated|unsupported)$`)
	text("level", 20, `^(informational|low|medium|high|critical)$`)
	list := func(key, form string) {
		seen := map[any]bool{}
		v, there := doc[key]
		items, ok := v.([]any)
		if there && !ok {
			bad("%s is no list", key)
		}
		for _, i := range items {
			s, ok := i.(string)
			if !ok || seen[i] || !regexp.MustCompile(form).MatchString(s) {
				bad("%s: %v is no string of its form, or there twice", key, i)
			}
			seen[i] = true
		}
	}
	list("references", `^https://`)
	list("tags", `^[a-z0-9_-]+\.[a-z0-9._-]+$`)
	list("falsepositives", `..`)
	list("fields", `.`)
	if doc["id"] == nil || doc["title"] == nil {
		bad("no id or title")
	}
	switch {
	case doc["detection"] != nil:
		out = append(out, detectionProblems(doc)...)
	case doc["correlation"] != nil:
		out = append(out, correlationProblems(doc)...)
	default:
		bad("neither detection nor correlation")
	}
	return out
}

func detectionProblems(doc map[string]any) []string {
	var out []string
	if src, ok := doc["logsource"].(map[string]any); !ok || src["product"] != "mesos" {
		out = append(out, "logsource must be a map with product: mesos")
	}
	detection, _ := doc["detection"].(map[string]any)
	if _, ok := detection["condition"].(string); !ok {
		out = append(out, "the condition must be one string")
	}
	for name, search := range detection {
		switch search.(type) {
		case map[string]any, []any, string:
		default:
			out = append(out, "search "+name+" is neither map nor list")
		}
	}
	return out
}

func correlationProblems(doc map[string]any) []string {
	var out []string
	c, _ := doc["correlation"].(map[string]any)
	for _, key := range []string{"type", "rules", "timespan", "condition", "group-by"} {
		if c[key] == nil {
			out = append(out, "correlation has no "+key)
		}
	}
	if _, ok := c["condition"].(map[string]any); !ok {
		out = append(out, "the condition of a correlation must be a map")
	}
	if s, _ := c["timespan"].(string); len(s) > 10 || strings.ToLower(s) != s {
		out = append(out, "timespan must be a number and a small letter")
	}
	return out
}
