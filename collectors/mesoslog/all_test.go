package mesoslog

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// TestAllTellsTheSame: the recognised events are the same, marks and all, whether
// unrecognised messages are asked for too or not.
func TestAllTellsTheSame(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mesos-master.log")
	text := "I0301 12:00:00.000001 21816 master.cpp:10617] Authenticating scheduler-1@10.0.0.1:4000\n" +
		"I0301 12:00:00.100000 21816 replica.cpp:695] Replica received learned notice for position 7\n" +
		"I0301 12:00:01.000000 21817 master.cpp:2941] Refusing subscription of framework 'reports\x1b[2K\n" +
		"I0301 12:00:01.000000 21816 master.cpp:10654] Authentication of scheduler-2@10.0.0.2:4000 was unsuccessful: Invalid credentials\n" +
		"nightly' at scheduler-3@10.0.9.9:46340: Framework at scheduler-3@10.0.9.9:46340 is not authenticated\n" +
		"I0301 12:00:02.000000 21816 replica.cpp:695] Replica received learned notice for position 8\n"
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	read := func(all bool) (recognised []string, plain int) {
		for _, e := range readPaths(t, Options{All: all, Year: 2026}, path).events {
			if e.Template == "" {
				plain++
				continue
			}
			b, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			recognised = append(recognised, string(b))
		}
		return recognised, plain
	}
	some, none := read(false)
	all, plain := read(true)
	if none != 0 || plain != 2 {
		t.Errorf("%d and %d unrecognised messages, want 0 and 2", none, plain)
	}
	if len(some) != 3 || len(all) != len(some) {
		t.Fatalf("%d recognised without the others, %d with them, want 3", len(some), len(all))
	}
	for i := range some {
		if some[i] != all[i] {
			t.Errorf("without the others\n%s\nwith them\n%s", some[i], all[i])
		}
	}
}
