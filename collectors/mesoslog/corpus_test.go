package mesoslog

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/internal/follow"
)

// corpusRoot is the folder of recordings that MESOSWATCH_CORPUS names, else the
// seeds beside this test.
func corpusRoot(t testing.TB) string {
	t.Helper()
	root := os.Getenv("MESOSWATCH_CORPUS")
	if root == "" {
		return filepath.Join("testdata", "seeds")
	}
	if _, err := os.ReadDir(root); err != nil {
		t.Fatalf("MESOSWATCH_CORPUS: %v", err)
	}
	return root
}

// corpusLogs are the files below root that look like logs.
func corpusLogs(t testing.TB) (all []string) {
	t.Helper()
	err := filepath.WalkDir(corpusRoot(t), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		r, info, err := follow.Open(path)
		if err != nil {
			return err
		}
		defer r.Close()
		if identify(info, utc()).log {
			all = append(all, path)
		}
		return nil
	})
	if err != nil || len(all) == 0 {
		t.Fatalf("%d logs, %v", len(all), err)
	}
	return all
}

// TestCorpus: every recording is read without error, and what its events say of
// their place is true.
func TestCorpus(t *testing.T) {
	events := 0
	for _, path := range corpusLogs(t) {
		for _, every := range []bool{false, true} {
			opt := Options{Zone: time.UTC, All: every}
			got := readPaths(t, opt, path)
			if got.err != nil {
				t.Errorf("%s: %v", path, got.err)
			}
			checkSeries(t, path, got.events)
			events += len(got.events)
		}
	}
	t.Logf("%d events", events)
}

// checkSeries wants the events of one file in order, each once, at true places.
func checkSeries(t *testing.T, path string, events []*mesoswatch.Event) {
	t.Helper()
	data := unpackedFile(t, path)
	var last *mesoswatch.Event
	for _, e := range events {
		if last != nil && e.Offset <= last.Offset {
			t.Errorf("%s: byte %d behind byte %d", path, e.Offset, last.Offset)
		}
		last = e
		if e.Offset > int64(len(data)) || e.Line != int64(bytes.Count(data[:e.Offset], []byte("\n")))+1 {
			t.Errorf("%s: line %d is not at byte %d", path, e.Line, e.Offset)
			continue
		}
		first, _, _ := strings.Cut(e.Raw, "\n")
		if !strings.Contains(e.Raw, mesoswatch.Masked) && !bytes.HasPrefix(data[e.Offset:], []byte(first)) {
			t.Errorf("%s: %q is not at byte %d", path, first, e.Offset)
		}
		if e.Time.IsZero() {
			t.Errorf("%s: line %d has no time", path, e.Line)
		}
	}
}

func unpackedFile(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err == nil && strings.HasSuffix(path, ".gz") {
		var z *gzip.Reader
		if z, err = gzip.NewReader(bytes.NewReader(data)); err == nil {
			data, err = io.ReadAll(z)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestCorpusAsFolder: read together, each message comes once. What its
// surroundings make suspicious is listed.
func TestCorpusAsFolder(t *testing.T) {
	got := readPaths(t, Options{Zone: time.UTC}, corpusRoot(t))
	if got.err != nil {
		t.Error(got.err)
	}
	seen := make(map[string]string)
	marked := make(map[string]int)
	for _, e := range got.events {
		place := fmt.Sprintf("%s at byte %d", e.Source, e.Offset)
		id := place
		if e.File != "" && e.Severity != "" {
			id, _, _ = strings.Cut(e.Raw[max(0, strings.Index(e.Raw, e.Thread+" "+e.File)-30):], "\n")
		}
		if other, ok := seen[id]; ok && !strings.HasPrefix(other, e.Source+" ") {
			t.Errorf("%s and %s are one message: %.200q", other, place, e.Raw)
		}
		seen[id] = place
		for _, s := range []string{SuspectClock, SuspectThread, SuspectInName} {
			if slices.Contains(e.Suspect, s) {
				marked[s]++
				t.Logf("%s: %s: %.200q", s, place, e.Raw)
			}
		}
	}
	t.Logf("%d events, marked by their surroundings: %v", len(got.events), marked)
}

// TestCorpusInPieces: recordings too are the same in whatever chunks they come.
func TestCorpusInPieces(t *testing.T) {
	for _, path := range corpusLogs(t) {
		data := string(unpackedFile(t, path))
		if len(data) > 1<<20 {
			data = data[:1<<20]
		}
		glogFile := strings.Contains(path, ".INFO.")
		want, _ := inPieces(t, data, 1<<20, glogFile, Options{Zone: time.UTC, All: true})
		got, _ := inPieces(t, data, 10_000, glogFile, Options{Zone: time.UTC, All: true})
		sameEvents(t, path, got, want)
	}
}
