package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestNewFile: for its owner, and never in the place of another.
func TestNewFile(t *testing.T) {
	t.Chdir(t.TempDir())
	where, err := newFile("view.txt", "one\n")
	if err != nil || !filepath.IsAbs(where) {
		t.Fatalf("%q, %v", where, err)
	}
	if info, err := os.Stat(where); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if _, err := newFile("view.txt", "two\n"); err == nil {
		t.Error("written over")
	}
	if b, _ := os.ReadFile(where); string(b) != "one\n" {
		t.Errorf("there is %q now", b)
	}
}
