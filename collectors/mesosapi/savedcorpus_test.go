package mesosapi

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/saved"
)

// TestSavedCorpus reads every file of the folder that MESOSWATCH_CORPUS names, each
// as if it were alone, and says what it gave: what is known again does not break.
// Then it reads each folder of recordings as somebody would.
func TestSavedCorpus(t *testing.T) {
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
		name := strings.TrimPrefix(answers[i].Path, root)
		count := make(map[string]int)
		a := newArchive(func(s mesoswatch.Snapshot) error { count[s.Subject().Kind]++; return nil })
		a.add(&answers[i])
		if len(a.pages) == 0 {
			if strings.HasPrefix(name, "/real/mesos-") {
				t.Logf("| %s | not known | %v |", name, answers[i].Shape.Keys)
			}
			continue
		}
		known++
		if err := a.tell(t.Context()); err != nil {
			t.Fatal(err)
		}
		p := a.pages[0]
		if refused, is := p.err.(errRefused); p.err != nil && !is {
			t.Errorf("%s: %v", name, p.err)
		} else if is && refused < 300 {
			t.Errorf("%s: %v", name, p.err)
		}
		if !strings.HasPrefix(name, "/lab/") {
			t.Logf("| %s | %s | %v |", name, p.outcome(), count)
		}
	}
	if known < 100 {
		t.Errorf("only %d answers are known again", known)
	}
	t.Logf("%d answers of Mesos in %d documents", known, len(answers))
	recordings(t, root)
}

// recordings are the folders of answers of one process at one time.
func recordings(t *testing.T, root string) {
	indexes, err := filepath.Glob(filepath.Join(root, "lab", "*", "*", "index.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob(filepath.Join(root, "lab", "older", "*", "*", "*", "index.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, index := range append(indexes, more...) {
		dir := filepath.Dir(index)
		b, h, _ := readBack(t, dir)
		t.Logf("%s: ok %v %s, complete %v", strings.TrimPrefix(dir, root), h.OK, h.Why, h.Complete)
		for s := range b.Subjects("master").All() {
			t.Logf("    %+v, elected %v", s.Master.URL, is(s.Master.Elected))
		}
		if b.Subjects("master").Len() > 1 {
			t.Errorf("%s: %d masters", dir, b.Subjects("master").Len())
		}
	}
}
