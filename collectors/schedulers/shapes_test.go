package schedulers

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/mesoswatch/mesoswatch"
)

// Each archive has an answer in the form of some releases, and the applications that
// it tells of, one a line. hunter22 is every secret in them.
func TestShapes(t *testing.T) {
	archives, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil || len(archives) < 6 {
		t.Fatalf("%d archives, %v", len(archives), err)
	}
	for _, path := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			answer, want := archive.Files[0], archive.Files[1]
			got := lines(t, answer.Name, answer.Data)
			if strings.Contains(got, "hunter22") {
				t.Error("a secret came out")
			}
			if strings.TrimSpace(got) != strings.TrimSpace(string(want.Data)) {
				t.Errorf("got\n%s\nwant\n%s", got, want.Data)
			}
		})
	}
}

// lines reads an answer and gives its applications as JSON.
func lines(t *testing.T, what string, answer []byte) string {
	t.Helper()
	var b strings.Builder
	r := newReader("", func(a *mesoswatch.Application) error {
		line, err := json.Marshal(a)
		b.Write(line)
		b.WriteByte('\n')
		return err
	})
	read := map[string]func() error{
		"apps.json": func() error { return r.apps(bytes.NewReader(answer)) }, "pods.json": func() error { return r.pods(bytes.NewReader(answer)) },
		"chronos.json": func() error { return r.chronos(bytes.NewReader(answer)) }, "metronome.json": func() error { return r.metronome(bytes.NewReader(answer)) },
	}[what]
	if err := read(); err != nil || r.odd > 0 {
		t.Fatalf("%v, %d odd at %s", err, r.odd, r.where)
	}
	return b.String()
}
