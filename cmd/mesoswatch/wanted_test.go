package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog"
	"github.com/mesoswatch/mesoswatch/internal/loggen"
	"github.com/mesoswatch/mesoswatch/internal/pretend"
	"github.com/mesoswatch/mesoswatch/rules"
)

// playedLogs are a busy master's log with attacks in it and that of the pretend
// cluster.
func playedLogs(t *testing.T) (paths []string) {
	t.Helper()
	dir := t.TempDir()
	busy := filepath.Join(dir, "mesos-master.INFO")
	f, err := os.Create(busy)
	if err != nil {
		t.Fatal(err)
	}
	_, err = loggen.Write(f, 12_000_000, 5)
	if cerr := f.Close(); err != nil || cerr != nil {
		t.Fatal(err, cerr)
	}
	cluster, err := pretend.Start(t.Context(), pretend.Options{Dir: filepath.Join(dir, "pretend")})
	if err != nil {
		t.Fatal(err)
	}
	err = cluster.Play(t.Context(), pretend.QuietThenAttack())
	if cerr := cluster.Close(); err != nil || cerr != nil {
		t.Fatal(err, cerr)
	}
	return []string{busy, filepath.Dir(cluster.LogPath())} // a restart begins another file
}

// judged runs records through a fresh engine and merges what it says.
func judged(catalog *rules.Catalog, records []mesoswatch.Record) map[string]mesoswatch.Finding {
	found := make(map[string]mesoswatch.Finding)
	engine := catalog.Engine()
	for _, r := range records {
		for _, said := range engine.Evaluate(r) {
			if f := said.Finding; f != nil {
				if old, known := found[f.ID]; known {
					found[f.ID] = old.Merge(*f)
				} else {
					found[f.ID] = *f
				}
			}
		}
	}
	return found
}

// What Wants does not name has no influence: the same logs give the same findings
// with all events and with the wanted ones.
func TestUnwantedEventsDoNotCount(t *testing.T) {
	catalog, errs := rules.Load(rules.Options{})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	for _, path := range playedLogs(t) {
		var all, wanted []mesoswatch.Record
		files := &mesoslog.Files{Paths: []string{path}, Options: mesoslog.Options{All: true, Year: 2026}}
		err := files.Run(t.Context(), func(r mesoswatch.Record) error {
			all = append(all, r)
			if e := r.Event; e == nil || len(e.Suspect) > 0 || catalog.Wants(e.Service, e.Kind, e.Template) {
				wanted = append(wanted, r)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(wanted) > len(all)*2/3 {
			t.Errorf("%s: %d of %d records are wanted: no saving", filepath.Base(path), len(wanted), len(all))
		}
		a, b := judged(catalog, all), judged(catalog, wanted)
		if len(a) < 10 || !reflect.DeepEqual(a, b) {
			t.Errorf("%s: %d findings with all events, %d with the wanted ones, or other ones", filepath.Base(path), len(a), len(b))
		}
	}
}

// A replay that writes no events reports what one that writes them does.
func TestReplayWithAndWithoutEvents(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	for _, path := range playedLogs(t) {
		a := findingsOf(t, "replay", "--year", "2026", "--fail-on", "none", "--format", "jsonl", path)
		b := findingsOf(t, "replay", "--year", "2026", "--fail-on", "none", "--format", "jsonl", "--events", path)
		if len(a) < 10 || !reflect.DeepEqual(a, b) {
			t.Errorf("%s: %d findings without events, %d with them, or other ones", filepath.Base(path), len(a), len(b))
		}
	}
}

// findingsOf runs the program and reads the findings on its standard output.
func findingsOf(t *testing.T, args ...string) []mesoswatch.Finding {
	t.Helper()
	var out, errs bytes.Buffer
	if status := run(context.Background(), args, strings.NewReader(""), &out, &errs); status != 0 {
		t.Fatalf("exit status %d: %s", status, errs.String())
	}
	var found []mesoswatch.Finding
	for _, line := range bytes.Split(out.Bytes(), []byte("\n")) {
		var f mesoswatch.Finding
		if bytes.HasPrefix(line, []byte(`{"id":`)) && json.Unmarshal(line, &f) == nil {
			found = append(found, f)
		}
	}
	return found
}
