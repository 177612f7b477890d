package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/store"
)

// TestNoted: what is done outside of the dashboard reaches whoever watches, also
// under another name, and no store that nobody watches.
func TestNoted(t *testing.T) {
	dir := t.TempDir()
	open := func(name string) *store.Store {
		s, err := store.Open(t.Context(), filepath.Join(dir, "clusters", store.Name(name)), store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	}
	watched, idle := open("prod"), open("old")
	if _, ok, err := watched.Claim(t.Context()); !ok || err != nil {
		t.Fatal(ok, err)
	}
	a := &app{statePath: dir, key: "masters 10.0.0.1:5050", stderr: os.Stderr}
	told, err := a.noted(t.Context(), mesoswatch.Action{What: mesoswatch.Login, UPID: "x@10.0.0.1:1"})
	if err != nil || !told {
		t.Fatalf("told %v, %v", told, err)
	}
	for s, want := range map[*store.Store]int{watched: 1, idle: 0, open(a.key): 1} {
		acts, err := s.Actions(t.Context())
		if err != nil || len(acts) != want {
			t.Errorf("%s: %d actions, want %d; %v", s.Path(), len(acts), want, err)
		}
	}
	a.config.Cluster, a.key = "old", "old"
	if told, err := a.noted(t.Context(), mesoswatch.Action{What: mesoswatch.Login, UPID: "x@10.0.0.1:2"}); err != nil || told {
		t.Errorf("nobody watches the named one: told %v, %v", told, err)
	}
}
