package follow

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestDeletionAndLateCreation(t *testing.T) {
	log := filepath.Join(t.TempDir(), "mesos-master.log")
	all := numbered(1, 30)
	f := follow(t, &Follower{Patterns: []string{log}, Start: Start{At: End}})
	if s := f.sees(Waiting); !errors.Is(s.Err, fs.ErrNotExist) || !strings.Contains(s.Err.Error(), log) {
		t.Errorf("waiting: %v", s.Err)
	}
	w, err := os.Create(log)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	put(t, w, all[:10]...)
	f.wants(all[:10]...)
	if err := os.Remove(log); err != nil {
		t.Fatal(err)
	}
	put(t, w, all[10:20]...) // into the deleted file
	f.wants(all[:20]...)
	write(t, log, all[20:]...)
	f.wants(all...)
}

func TestHalfLineIsHeldUntilCompleted(t *testing.T) {
	log := filepath.Join(t.TempDir(), "mesos-master.log")
	w, err := os.Create(log)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	put(t, w, "one")
	if _, err := w.WriteString("half"); err != nil {
		t.Fatal(err)
	}
	f := follow(t, &Follower{Patterns: []string{log}, Quiet: time.Millisecond})
	f.wants("one")
	f.until("rounds", func() bool { return len(f.rounds) >= 1 && f.rounds[len(f.rounds)-1].Behind == 4 })
	f.wants("one")
	put(t, w, " and whole")
	f.wants("one", "half and whole")
}

func TestHalfLineOfAnOldGenerationIsGivenAtItsEnd(t *testing.T) {
	log := filepath.Join(t.TempDir(), "mesos-master.log")
	if err := os.WriteFile(log, []byte("one\nhalf"), 0o644); err != nil {
		t.Fatal(err)
	}
	f := follow(t, &Follower{Patterns: []string{log}, Quiet: 20 * time.Millisecond})
	f.wants("one")
	rename(t, log, log+".1")
	write(t, log, "two")
	f.until("the half line", func() bool { return len(f.lines) == 3 })
	for _, c := range f.chunks {
		if string(c.Data) == "half" && !c.Final {
			t.Error("a half line, not marked as final")
		}
	}
	f.sees(Finished)
}

func TestFolderThatAppearsLater(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "log", "mesos")
	all := numbered(1, 20)
	f := follow(t, &Follower{Patterns: []string{dir}})
	f.sees(Waiting)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "mesos-master.log"), all[:10]...)
	f.wants(all[:10]...)
	write(t, filepath.Join(dir, "mesos-agent.log"), all[10:]...)
	f.wants(all...)
	rename(t, filepath.Join(dir, "mesos-agent.log"), filepath.Join(dir, "mesos-agent.log.1"))
	write(t, filepath.Join(dir, "mesos-agent.log"), "new")
	f.wants(append(all, "new")...)
}

func TestFolderGivesWhatItsLinksPointTo(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, glogFile(0)), "one", "two")
	if err := os.Symlink(glogFile(0), filepath.Join(dir, "mesos-master.INFO")); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "notes.txt"), "not ours")
	write(t, filepath.Join(dir, ".hidden"), "not ours")
	f := follow(t, &Follower{Patterns: []string{dir}, Accept: func(i FileInfo) bool {
		return !strings.HasSuffix(i.Path, ".txt")
	}})
	f.wants("one", "two")
	if got := f.chunks[0].Source; got != filepath.Join(dir, glogFile(0)) {
		t.Errorf("source %q", got)
	}
}

func TestGlobFollowsRotation(t *testing.T) {
	dir := t.TempDir()
	log := filepath.Join(dir, "a", "mesos-master.log")
	if err := os.Mkdir(filepath.Dir(log), 0o755); err != nil {
		t.Fatal(err)
	}
	all := numbered(1, 30)
	write(t, log, all[:10]...)
	f := follow(t, &Follower{Patterns: []string{filepath.Join(dir, "*", "*.log")}, Poll: 50 * time.Millisecond})
	f.wants(all[:10]...)
	rename(t, log, log+".1")
	write(t, log, all[10:20]...)
	rename(t, log+".1", log+".2") // twice within one poll: .1 does not match the glob
	rename(t, log, log+".1")
	write(t, log, all[20:]...)
	f.wants(all...)
}

func TestCompressedAfterItWasRead(t *testing.T) {
	log := filepath.Join(t.TempDir(), "mesos-master.log")
	all := numbered(1, 30)
	write(t, log, all[:10]...)
	f := follow(t, &Follower{Patterns: []string{log}, Quiet: 10 * time.Millisecond})
	f.wants(all[:10]...)
	rename(t, log, log+".1")
	write(t, log, all[10:20]...)
	f.wants(all[:20]...)
	pack(t, log+".1")
	write(t, log, all[20:]...)
	f.wants(all...)
	f.until("two more rounds", func() bool { return len(f.rounds) >= 4 })
	f.wants(all...)
}

func TestStartAtEndGivesTheHalfLineWhole(t *testing.T) {
	log := filepath.Join(t.TempDir(), "mesos-master.log")
	if err := os.WriteFile(log, []byte("old\nhalf"), 0o644); err != nil {
		t.Fatal(err)
	}
	write(t, log+".1", "older")
	f := follow(t, &Follower{Patterns: []string{log}, Start: Start{At: End}})
	f.sees(Opened)
	write(t, log, " whole", "new")
	f.wants("half whole", "new")
}

func TestStartAtBeginningReadsTheOldestFirst(t *testing.T) {
	log := filepath.Join(t.TempDir(), "mesos-master.log")
	all := numbered(1, 40)
	write(t, log+".3", all[:10]...)
	pack(t, log+".3")
	write(t, log+".2", all[10:20]...)
	write(t, log+".1", all[20:30]...)
	write(t, log, all[30:]...)
	f := follow(t, &Follower{Patterns: []string{log}})
	f.wants(all...)
}

func TestNamedPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := unix.Mkfifo(pipe, 0o644); err != nil {
		t.Fatal(err)
	}
	f := follow(t, &Follower{Patterns: []string{pipe}})
	f.sees(Opened)
	for _, lines := range [][]string{{"one", "two"}, {"three"}} { // one writer after the other
		w, err := os.OpenFile(pipe, os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		put(t, w, lines...)
		w.Close()
		f.until(lines[0], func() bool { return len(f.lines) > 0 && f.lines[len(f.lines)-1] == lines[len(lines)-1] })
	}
	f.wants("one", "two", "three")
}

func TestStandardInputEndsRun(t *testing.T) {
	f := follow(t, &Follower{Patterns: []string{"-"}, Stdin: strings.NewReader("one\nhalf")})
	f.wants("one", "half")
	f.sees(Finished)
	if err := f.stop(); err != nil {
		t.Error(err)
	}
}

func TestStandardInputStaysOpen(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	f := follow(t, &Follower{Patterns: []string{"-"}, Stdin: r})
	put(t, w, "one")
	f.wants("one")
	if err := f.stop(); err != nil { // although the writer is still there
		t.Error(err)
	}
}

func TestHandlerErrorEndsRun(t *testing.T) {
	log := filepath.Join(t.TempDir(), "mesos-master.log")
	write(t, log, "one")
	full := errors.New("pipeline has ended")
	h := Funcs{OnChunk: func(context.Context, Chunk) error { return full }}
	if err := (&Follower{Patterns: []string{log}}).Run(t.Context(), h); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
	if err := (&Follower{}).Run(t.Context(), h); err == nil {
		t.Error("no path, no error")
	}
}
