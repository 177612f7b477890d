package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReloadForTheUser: what is broken in rules is told, the others hold; a broken
// baseline leaves all as it was.
func TestReloadForTheUser(t *testing.T) {
	dir := t.TempDir()
	a := &app{stderr: io.Discard, ruleDirs: []string{dir}, baselinePath: filepath.Join(t.TempDir(), "baseline.yaml")}
	if err := os.WriteFile(a.baselinePath, []byte("baseline: 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	catalog, err := a.catalog()
	if err != nil {
		t.Fatal(err)
	}
	r := &reloading{app: a, engine: catalog.Engine(), all: true}
	if err := r.again(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "own.yml"), []byte("title: [\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := r.again(); err == nil || !strings.Contains(err.Error(), "reloaded without 1 that are broken") {
		t.Errorf("a broken rule: %v", err)
	}
	if err := os.WriteFile(a.baselinePath, []byte("baseline: [\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := r.again(); err == nil || !strings.Contains(err.Error(), "the former rules stay") {
		t.Errorf("a broken baseline: %v", err)
	}
}
