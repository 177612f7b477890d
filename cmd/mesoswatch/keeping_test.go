package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestKept takes a store that is none: what to do about it is on standard error and
// in what the source says on the screen.
func TestKept(t *testing.T) {
	var stderr bytes.Buffer
	a := &app{stderr: &stderr, key: "prod", statePath: t.TempDir()}
	path := a.storePath()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("no database, and longer than a header"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, instead := a.kept(t.Context(), nil)
	told, ok := instead.(outOfOrder)
	if s != nil || !ok {
		t.Fatalf("%v, %v", s, instead)
	}
	for _, said := range []string{stderr.String(), told.why} {
		if !strings.Contains(said, "not a database") || !strings.Contains(said, "put it aside") {
			t.Errorf("%q", said)
		}
	}
}
