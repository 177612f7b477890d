package follow

import (
	"compress/gzip"
	"os"
	"path/filepath"
	"testing"
)

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, data, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func truncate(t *testing.T, path string) {
	t.Helper()
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
}

func pack(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path + ".gz")
	if err != nil {
		t.Fatal(err)
	}
	z := gzip.NewWriter(f)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func TestCopyTruncate(t *testing.T) {
	log := filepath.Join(t.TempDir(), "mesos-master.log")
	all := numbered(1, 40)
	write(t, log, all[:10]...)
	f := follow(t, &Follower{Patterns: []string{log}})
	f.wants(all[:10]...)
	write(t, log, all[10:20]...)
	copyFile(t, log, log+".1")
	truncate(t, log)
	f.wants(all[:20]...)
	if s := f.sees(Truncated); s.Lost != 0 || !s.AtLeast {
		t.Errorf("got %+v", s)
	}
	write(t, log, all[20:30]...)
	f.wants(all[:30]...)
	rename(t, log+".1", log+".2") // the copy is not read, whatever its name
	write(t, log, all[30:]...)
	f.wants(all...)
}

func TestTruncatedWhileBehind(t *testing.T) {
	log := filepath.Join(t.TempDir(), "mesos-master.log")
	all := numbered(1, 220)
	write(t, log, all[:200]...)
	st, err := os.Stat(log)
	if err != nil {
		t.Fatal(err)
	}
	size := st.Size()
	h := newHeld()
	f := h.follow(t, &Follower{Patterns: []string{log}, ChunkSize: 1024})
	<-h.begun // it has seen the size and read one chunk
	truncate(t, log)
	write(t, log, all[200:]...)
	close(h.free)
	s := f.sees(Truncated)
	read := f.chunks[0].End().Offset
	if s.Lost != size-read || s.Offset != read {
		t.Errorf("lost %d at %d, want %d at %d", s.Lost, s.Offset, size-read, read)
	}
	f.until("the new lines", func() bool { return len(f.lines) > 0 && f.lines[len(f.lines)-1] == all[219] })
}

func TestTruncatedWhileBehindAndCopied(t *testing.T) {
	for _, packed := range []bool{false, true} {
		log := filepath.Join(t.TempDir(), "mesos-master.log")
		all := numbered(1, 220)
		write(t, log, all[:200]...)
		h := newHeld()
		f := h.follow(t, &Follower{Patterns: []string{log}, ChunkSize: 1024})
		<-h.begun
		copyFile(t, log, log+".1")
		truncate(t, log)
		if packed {
			pack(t, log+".1")
		}
		write(t, log, all[200:]...)
		close(h.free)
		f.wants(all...)
		s := f.sees(Truncated)
		if s.Lost != 0 || s.Recovered == 0 {
			t.Errorf("packed %v: got %+v", packed, s)
		}
		for _, c := range f.chunks { // recovered lines are those of the original
			if c.Inode != f.chunks[0].Inode {
				t.Errorf("packed %v: inode %d, the original has %d", packed, c.Inode, f.chunks[0].Inode)
			}
		}
	}
}

func TestTruncatedAndGrownPastTheOffset(t *testing.T) {
	log := filepath.Join(t.TempDir(), "mesos-master.log")
	all := numbered(1, 100)
	write(t, log, all[:10]...)
	h := newHeld()
	f := h.follow(t, &Follower{Patterns: []string{log}})
	<-h.begun
	truncate(t, log)
	write(t, log, all[10:]...) // longer than before
	close(h.free)
	f.wants(all...)
	if s := f.sees(Truncated); s.Lost != 0 {
		t.Errorf("got %+v", s)
	}
}

func TestRewrittenWithTheSameLength(t *testing.T) {
	log := filepath.Join(t.TempDir(), "mesos-master.log")
	all := numbered(1, 21)
	write(t, log, all[:10]...)
	h := newHeld()
	f := h.follow(t, &Follower{Patterns: []string{log}})
	<-h.begun
	truncate(t, log)
	write(t, log, all[10:20]...)
	close(h.free)
	write(t, log, all[20]) // at the latest now it shows
	f.wants(all...)
}

func TestReplacedByAShorterFile(t *testing.T) {
	log := filepath.Join(t.TempDir(), "mesos-master.log")
	all := numbered(1, 12)
	write(t, log, all[:10]...)
	f := follow(t, &Follower{Patterns: []string{log}})
	f.wants(all[:10]...)
	write(t, log+".new", all[10])
	rename(t, log+".new", log)
	f.wants(all[:11]...)
	if err := os.WriteFile(log, []byte(all[11]+"\n"), 0o644); err != nil { // the same inode
		t.Fatal(err)
	}
	f.wants(all...)
}

func TestWriterThatDoesNotAppend(t *testing.T) {
	log := filepath.Join(t.TempDir(), "stderr")
	all := numbered(1, 2000)
	w, err := os.Create(log)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	put(t, w, all[:1999]...)
	f := follow(t, &Follower{Patterns: []string{log}, MaxLine: 4096})
	f.wants(all[:1999]...)
	truncate(t, log)
	put(t, w, all[1999]) // where it was: before it is a hole
	f.until("the line behind the hole", func() bool { return len(f.lines) == 2000 })
	last := f.chunks[len(f.chunks)-1]
	data := last.Data[leadingNULs(last.Data):]
	if string(data) != all[1999]+"\n" {
		t.Errorf("got %q", data)
	}
}

// The copy was made elsewhere and is moved here later: what it holds is known.
func TestCopyThatAppearsLater(t *testing.T) {
	dir := t.TempDir()
	log := filepath.Join(dir, "mesos-master.log")
	away := filepath.Join(t.TempDir(), "copy")
	all := numbered(1, 40)
	write(t, log, all[:20]...)
	f := follow(t, &Follower{Patterns: []string{log}})
	f.wants(all[:20]...)
	copyFile(t, log, away)
	truncate(t, log)
	f.sees(Truncated)
	write(t, log, all[20:30]...)
	f.wants(all[:30]...)
	copyFile(t, away, log+".1")
	rename(t, log+".1", log+".2")
	write(t, log, all[30:]...)
	f.wants(all...)
	f.until("another round", func() bool { return len(f.rounds) >= 2 })
	f.wants(all...)
}
