package follow

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Two runs of one program can begin with the same words for longer than the
// fingerprint. Neither may be taken for a copy of the other.
func banner(n string) []string {
	var out []string
	for range 10 {
		out = append(out, "WARNING: Logging before InitGoogleLogging() is written to STDERR")
	}
	return append(out, "run "+n)
}

func TestAlikeAtTheStart(t *testing.T) {
	log := filepath.Join(t.TempDir(), "stderr")
	write(t, log+".1", banner("one")...)
	write(t, log, banner("two")...)
	f := follow(t, &Follower{Patterns: []string{log}})
	f.wants(append(banner("one"), banner("two")...)...)
}

func TestAlikeAfterRotation(t *testing.T) {
	for _, pattern := range []string{"stderr", "", "std*"} {
		dir := t.TempDir()
		log := filepath.Join(dir, "stderr")
		write(t, log, banner("one")...)
		f := follow(t, &Follower{Patterns: []string{filepath.Join(dir, pattern)}, Quiet: 10 * time.Millisecond})
		all := banner("one")
		f.wants(all...)
		for _, n := range []string{"two", "three"} {
			if err := os.Rename(log+".1", log+".2"); err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			rename(t, log, log+".1")
			write(t, log, banner(n)...)
			all = append(all, banner(n)...)
			f.wants(all...)
		}
	}
}

func TestAlikeAfterARestart(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	log := filepath.Join(dir, "stderr")
	write(t, log, banner("one")...)
	stopped(t, state, log, banner("one")...)
	rename(t, log, log+".1")
	write(t, log, banner("two")...)
	stopped(t, state, log, banner("two")...)
}

func TestEmptyFileOfAFolder(t *testing.T) {
	dir := t.TempDir()
	log := filepath.Join(dir, "mesos-master.log")
	write(t, log)
	asked := 0
	f := follow(t, &Follower{Patterns: []string{dir}, Accept: func(i FileInfo) bool {
		asked++
		return strings.HasPrefix(string(i.Head), "I1120")
	}})
	f.until("a round", func() bool { return len(f.rounds) > 0 })
	all := numbered(1, 3)
	write(t, log, all...)
	f.wants(all...)
	if err := f.stop(); err != nil || asked != 1 {
		t.Errorf("asked %d times, %v", asked, err)
	}
}

func TestMoreFilesThanMayBeOpen(t *testing.T) {
	dir := t.TempDir()
	const files = maxOpen + 100
	name := func(i int) string {
		return filepath.Join(dir, "task-"+strings.Repeat("x", i%7)+string(rune('a'+i/26%26))+string(rune('a'+i%26))+string(rune('a'+i/676)))
	}
	want := map[string]bool{}
	for i := range files {
		write(t, name(i), numbered(i, i)...)
		want[name(i)] = true
	}
	f := follow(t, &Follower{Patterns: []string{dir}})
	f.until("a line of each", func() bool { return len(f.lines) == len(want) })
	write(t, name(0), "one more")
	f.until("a line of a file that was closed", func() bool { return f.lines[len(f.lines)-1] == "one more" })
}

func TestPositionsThatCannotBeSaved(t *testing.T) {
	dir := t.TempDir()
	log := filepath.Join(dir, "mesos-master.log")
	state := filepath.Join(dir, "state")
	write(t, log, "one")
	p := load(t, state)
	write(t, state) // a file where the folder should be
	f := follow(t, &Follower{Patterns: []string{log}, Positions: p})
	f.wants("one")
	f.until("the reason in a round", func() bool {
		return len(f.rounds) > 0 && f.rounds[len(f.rounds)-1].Unsaved != nil
	})
}
