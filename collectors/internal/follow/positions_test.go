package follow

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func load(t *testing.T, state string) *Positions {
	t.Helper()
	p, err := LoadPositions(state)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// stopped follows until lines were given, then stops.
func stopped(t *testing.T, state, log string, lines ...string) {
	t.Helper()
	f := follow(t, &Follower{Patterns: []string{log}, Positions: load(t, state)})
	f.wants(lines...)
	if err := f.stop(); err != nil {
		t.Fatal(err)
	}
}

func TestRestartContinues(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	log := filepath.Join(dir, "mesos-master.log")
	all := numbered(1, 40)
	write(t, log, all[:10]...)
	stopped(t, state, log, all[:10]...)
	write(t, log, all[10:20]...)
	rename(t, log, log+".1")
	write(t, log, all[20:30]...)
	rename(t, log+".1", log+".2")
	rename(t, log, log+".1")
	write(t, log, all[30:]...)
	f := follow(t, &Follower{Patterns: []string{log}, Positions: load(t, state), Start: Start{At: End}})
	f.wants(all[10:]...)
	if s := f.sees(Resumed); s.Behind != int64(len(strings.Join(all[10:20], "\n"))+1) || s.Offset == 0 {
		t.Errorf("resumed %+v", s)
	}
	if c := f.chunks[0]; c.Line != 11 {
		t.Errorf("line %d, want 11", c.Line)
	}
	if err := f.stop(); err != nil {
		t.Fatal(err)
	}
	f = follow(t, &Follower{Patterns: []string{log}, Positions: load(t, state)})
	write(t, log, "last")
	f.wants("last")
}

func TestRestartAfterCopyTruncate(t *testing.T) {
	for _, packed := range []bool{false, true} {
		dir, state := t.TempDir(), t.TempDir()
		log := filepath.Join(dir, "mesos-master.log")
		all := numbered(1, 40)
		write(t, log, all[:10]...)
		stopped(t, state, log, all[:10]...)
		write(t, log, all[10:20]...)
		copyFile(t, log, log+".1")
		truncate(t, log)
		write(t, log, all[20:30]...)
		if packed {
			pack(t, log+".1")
		}
		stopped(t, state, log, all[10:30]...)
		write(t, log, all[30:]...)
		stopped(t, state, log, all[30:]...)
	}
}

func TestRestartAfterRotationAndCompression(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	log := filepath.Join(dir, "mesos-master.log")
	all := numbered(1, 40)
	write(t, log, all[:10]...)
	stopped(t, state, log, all[:10]...)
	write(t, log, all[10:20]...)
	rename(t, log, log+".1")
	pack(t, log+".1")
	write(t, log, all[20:30]...)
	stopped(t, state, log, all[10:30]...)
	write(t, log, all[30:]...)
	stopped(t, state, log, all[30:]...)
}

func TestRestartWithAReusedInode(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	log := filepath.Join(dir, "mesos-master.log")
	all := numbered(1, 40)
	write(t, log, all[:10]...)
	stopped(t, state, log, all[:10]...)
	if err := os.WriteFile(log, []byte(strings.Join(all[10:], "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err) // the same inode, as if it had been given to a new file
	}
	f := follow(t, &Follower{Patterns: []string{log}, Positions: load(t, state)})
	f.wants(all[10:]...)
}

func TestRestartFindsTheRestGone(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	log := filepath.Join(dir, "mesos-master.log")
	all := numbered(1, 40)
	write(t, log, all[:20]...)
	p := load(t, state)
	f := follow(t, &Follower{Patterns: []string{log}, Positions: p, Manual: true})
	f.wants(all[:20]...)
	first := f.chunks[0].Position(int64(len(all[0])+1), 1)
	p.Commit(first) // only the first line was handed on
	if err := f.stop(); err != nil {
		t.Fatal(err)
	}
	st, err := os.Stat(log)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(log); err != nil {
		t.Fatal(err)
	}
	f = follow(t, &Follower{Patterns: []string{log}, Positions: load(t, state)})
	if s := f.sees(Vanished); s.Lost != st.Size()-first.Offset {
		t.Errorf("got %+v, want %d lost", s, st.Size()-first.Offset)
	}
	if err := f.stop(); err != nil {
		t.Fatal(err)
	}
	f = follow(t, &Follower{Patterns: []string{log}, Positions: load(t, state)})
	f.until("a round", func() bool { return len(f.rounds) > 0 })
	if f.rounds[0].Lost != 0 {
		t.Error("told again")
	}
}

func TestManualCommit(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	log := filepath.Join(dir, "mesos-master.log")
	all := numbered(1, 20)
	write(t, log, all...)
	p := load(t, state)
	f := follow(t, &Follower{Patterns: []string{log}, Positions: p, Manual: true})
	f.wants(all...)
	p.Commit(f.chunks[0].Position(int64(len(all[0])+1), 1))
	if err := f.stop(); err != nil {
		t.Fatal(err)
	}
	stopped(t, state, log, all[1:]...)
}

func TestBrokenPositions(t *testing.T) {
	state := t.TempDir()
	for _, text := range []string{"", "{", `{"version":2}`, `{"version":1,"files":[null,{"offset":-1},{"head":{"len":-3}},{"head":{"len":99999}}]}`} {
		path := filepath.Join(state, positionsName)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := LoadPositions(state)
		if len(p.files) != 0 {
			t.Errorf("%q: %d entries", text, len(p.files))
		}
		if good := strings.HasPrefix(text, `{"version":1`); good != (err == nil) {
			t.Errorf("%q: %v", text, err)
		} else if err != nil && (!errors.Is(err, ErrBrokenPositions) || !strings.Contains(err.Error(), path)) {
			t.Errorf("%q: %v", text, err)
		}
		p.begin(saved{Inode: 7, Path: "m.log"})
		if err := p.Save(); err != nil {
			t.Fatal(err)
		}
		if again := load(t, state); len(again.files) != 1 {
			t.Errorf("%q: not usable", text)
		}
	}
}

func TestPositionsAreBounded(t *testing.T) {
	p := &Positions{}
	for range maxPositions {
		p.begin(saved{})
	}
	p.update(100, func(s *saved) { s.Gone = time.Unix(1, 0) })
	p.begin(saved{})
	if len(p.files) != maxPositions || p.files[100] != nil || p.lostEntries() != 1 {
		t.Errorf("%d entries, %d evicted", len(p.files), p.lostEntries())
	}
}
