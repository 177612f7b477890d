package mesoswatch_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/mesoswatch/mesoswatch"

// room is the part of the house a package belongs to: the root, a collector, the
// rules, the screen, a sink, the pretend cluster, a command.
func room(pkg string) string {
	parts := strings.Split(pkg, "/")
	switch parts[0] {
	case "":
		return "root"
	case "collectors", "sinks":
		if len(parts) > 1 {
			return parts[0] + "/" + parts[1]
		}
	}
	return parts[0]
}

// allowed is the import law (ARCHITECTURE.md): who may import whom.
func allowed(from, to string) bool {
	f, t := room(from), room(to)
	switch {
	case f == t || f == "cmd" || f == "screenshots":
		return f != "ui" || !inside(from, "ui/kit") && !inside(from, "ui/theme") || inside(to, "ui/kit") || inside(to, "ui/theme")
	case f == "root":
		return false
	case t == "root":
		return true
	case strings.HasPrefix(f, "collectors/"):
		return t == "collectors/internal"
	}
	return false
}

func inside(pkg, dir string) bool { return pkg == dir || strings.HasPrefix(pkg, dir+"/") }

// forTests are rooms that only tests and the demo share; a test may import them
// from anywhere.
func forTests(pkg string) bool { return inside(pkg, "internal") }

func TestImportLaw(t *testing.T) {
	files := 0
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && file != ".") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(file, ".go") {
			return nil
		}
		files++
		from := path.Dir(filepath.ToSlash(file))
		if from == "." {
			from = ""
		}
		for _, imp := range importsOf(t, file) {
			if from == "" && !strings.HasSuffix(file, "_test.go") && strings.Contains(imp, ".") {
				t.Errorf("%s imports %s: the root imports the standard library only", file, imp)
			}
			to, ours := strings.CutPrefix(imp, module)
			to = strings.TrimPrefix(to, "/")
			if !ours || allowed(from, to) || strings.HasSuffix(file, "_test.go") && (forTests(to) || room(from) == room(to)) {
				continue
			}
			t.Errorf("%s imports %s: against the import law", file, imp)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 10 {
		t.Fatalf("looked at %d files only", files)
	}
}

func importsOf(t *testing.T, file string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, spec := range f.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

// TestAllowed tries the law itself, so that the walk above cannot pass for
// nothing.
func TestAllowed(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{"", "rules", false},
		{"collectors/mesoslog", "", true},
		{"collectors/mesoslog", "collectors/mesoslog/catalogue", true},
		{"collectors/mesoslog", "collectors/internal/follow", true},
		{"collectors/mesoslog", "collectors/mesosapi", false},
		{"rules", "collectors/mesoslog", false},
		{"rules/sigma", "", true},
		{"ui", "ui/kit", true},
		{"ui/kit", "ui", false},
		{"ui/theme", "ui/kit", true},
		{"ui", "rules", false},
		{"sinks/report", "sinks/store", false},
		{"internal/pretend", "collectors/mesoslog", false},
		{"cmd/mesoswatch", "rules", true},
	} {
		if got := allowed(c.from, c.to); got != c.want {
			t.Errorf("%q may import %q: %v, want %v", c.from, c.to, got, c.want)
		}
	}
}
