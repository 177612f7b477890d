package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/creack/pty"
)

// TestFirstRun: on a host that has nothing of Mesos the screen says what was looked
// for and what leads on; when a log turns up it is followed.
func TestFirstRun(t *testing.T) {
	dir, root := t.TempDir(), t.TempDir()
	c := sit(t, "op1", dir, pty.Winsize{Cols: 100, Rows: 30}, "--root", root, "--timezone", "UTC")
	c.shows("Nothing of Mesos was found", "Found on this host", "etc/mesos/zk is not there", "mesoswatch --zk zk://HOST:2181/mesos")
	logs := filepath.Join(root, "var", "log", "mesos")
	if err := os.MkdirAll(logs, 0o755); err != nil {
		t.Fatal(err)
	}
	line := time.Now().UTC().Format("I0102 15:04:05") + ".000001 4242 master.cpp:9834] Authentication of scheduler-1@10.0.9.9:4000 was unsuccessful: Invalid credentials\n"
	if err := os.WriteFile(filepath.Join(logs, "mesos-master.INFO"), []byte(line), 0o644); err != nil {
		t.Fatal(err)
	}
	c.shows("found on this host: 1 log", "Failed login", "10.0.9.9")
}
