package schedulers

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/saved"
)

// TestCorpus reads every file of the folder that MESOSWATCH_CORPUS names, each by
// itself, and says what it gave: no answer of a scheduler breaks, and all that
// encoding/json finds in it is told.
func TestCorpus(t *testing.T) {
	root := os.Getenv("MESOSWATCH_CORPUS")
	if root == "" {
		t.Log("MESOSWATCH_CORPUS is not set: no recordings to read")
		return
	}
	folder, err := saved.Open(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	answers, err := folder.Answers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	known := 0
	for i := range answers {
		a := &answers[i]
		sort := recognise(&a.Shape)
		if sort == nil {
			continue
		}
		known++
		s := newShelf()
		s.read(a)
		name := strings.TrimPrefix(a.Path, root)
		if s.why != "" {
			t.Errorf("%s: %s", name, s.why)
		}
		want := entries(t, a)
		if n := len(s.files[0].apps); want >= 0 && n != want {
			t.Errorf("%s: %d applications of %d", name, n, want)
		}
		count := make(map[string]int)
		for _, one := range s.snapshots() {
			count[one.Subject().Kind]++
		}
		t.Logf("| %s | %s | %d | %d | %d |", name, s.asked[0].Outcome, count[mesoswatch.SubjectScheduler], count[mesoswatch.SubjectApplication], count[mesoswatch.SubjectGrant])
	}
	t.Logf("%d answers of schedulers in %d documents", known, len(answers))
	recorded(t, root)
	folders(t, root)
}

// recorded reads files of YAML that hold answers by their paths: {uri, method, content}.
func recorded(t *testing.T, root string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(root, "real", "*", "*.yml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var all []struct{ URI, Method, Content string }
		if yaml.Unmarshal(text, &all) != nil {
			continue
		}
		files := make(map[string]string)
		for i, one := range all {
			if one.Method == "GET" && one.Content != "" {
				files[fmt.Sprintf("%02d%s", i, strings.ReplaceAll(one.URI, "/", "_"))] = one.Content
			}
		}
		v := once(t, &Saved{Dir: save(t, files)})
		h := v.only(t)
		if !h.OK {
			t.Errorf("%s: %s", path, h.Why)
		}
		for _, x := range h.Asked {
			t.Logf("| %s#%s | %s |", strings.TrimPrefix(path, root), filepath.Base(x.What), x.Outcome)
		}
	}
}

// entries counts the applications that a document holds by its own lists; -1 where
// it is no list of any.
func entries(t *testing.T, a *saved.Answer) int {
	t.Helper()
	from, err := a.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	text, err := io.ReadAll(from)
	if err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := json.Unmarshal(text, &doc); err != nil {
		return -1
	}
	if a.Shape.HasAny("marathon_config", "affectedApps", "array", "direct", "uid", "security", "bootstrap-id", "libVersion", "serverSparkVersion") {
		return 0
	}
	return inside(doc)
}

func inside(v any) int {
	switch v := v.(type) {
	case []any:
		n := 0
		for _, e := range v {
			n += inside(e)
		}
		return n
	case map[string]any:
		apps, isList := v["apps"].([]any)
		groups, isTree := v["groups"].([]any)
		pods, _ := v["pods"].([]any)
		if isList || isTree {
			n := len(apps) + len(pods)
			for _, g := range groups {
				n += inside(g)
			}
			return n
		}
		return 1
	}
	return 0
}

// folders reads the folders as somebody would, and finds no text of a variable in
// what comes out.
func folders(t *testing.T, root string) {
	for _, dir := range []string{"real/marathon", "real/chronos-metronome", "real/dcos", "lab"} {
		if _, err := os.Stat(filepath.Join(root, dir)); err != nil {
			continue
		}
		v := once(t, &Saved{Dir: filepath.Join(root, dir)})
		h := v.only(t)
		t.Logf("%s: %d schedulers, %d applications, %d grants, complete %v, lacking %v", dir, len(v.schedulers), len(v.applications), len(v.grants), h.Complete, h.Lacking)
		for id, a := range v.applications {
			if len(a.Exposed) > 0 && !slices.Contains(a.Exposed, "(command)") {
				t.Logf("%s: %s exposes %q", dir, id, a.Exposed)
			}
		}
	}
}
