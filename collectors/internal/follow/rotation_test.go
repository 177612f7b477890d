package follow

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestRenameAndRecreate(t *testing.T) {
	log := filepath.Join(t.TempDir(), "mesos-master.log")
	all := numbered(1, 30)
	write(t, log, all[:10]...)
	f := follow(t, &Follower{Patterns: []string{log}})
	f.wants(all[:10]...)
	rename(t, log, log+".1")
	write(t, log, all[10:20]...)
	f.wants(all[:20]...)
	rename(t, log+".1", log+".2")
	rename(t, log, log+".1")
	write(t, log, all[20:]...)
	f.wants(all...)
}

func TestWritingContinuesInRenamedFile(t *testing.T) {
	log := filepath.Join(t.TempDir(), "mesos-master.log")
	all := numbered(1, 40)
	w, err := os.Create(log)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	put(t, w, all[:10]...)
	f := follow(t, &Follower{Patterns: []string{log}, Quiet: 50 * time.Millisecond})
	f.wants(all[:10]...)
	rename(t, log, log+".1")
	write(t, log, all[10:20]...)
	f.wants(all[:20]...)
	put(t, w, all[20:30]...)
	f.wants(all[:30]...)
	f.sees(Finished)
	put(t, w, all[30:]...) // even after it counted as finished
	f.wants(all...)
}

func TestSeveralRotationsWithinOnePoll(t *testing.T) {
	log := filepath.Join(t.TempDir(), "mesos-master.log")
	all := numbered(1, 50)
	write(t, log, all[:10]...)
	f := follow(t, &Follower{Patterns: []string{log}, Poll: 200 * time.Millisecond})
	f.wants(all[:10]...)
	for i := range 4 {
		for n := i; n > 0; n-- {
			rename(t, log+"."+string(rune('0'+n)), log+"."+string(rune('1'+n)))
		}
		rename(t, log, log+".1")
		write(t, log, all[10+i*10:20+i*10]...)
	}
	f.wants(all...)
}

func glogFile(n int) string {
	return "mesos-master.m1.example.root.log.INFO.20261120-04561" + string(rune('0'+n)) + ".20259"
}

func TestGlogLinkRepointed(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(dir, "mesos-master.INFO")
	all := numbered(1, 60)
	point := func(n int) {
		if err := os.Symlink(glogFile(n), link+".new"); err != nil {
			t.Fatal(err)
		}
		rename(t, link+".new", link)
	}
	write(t, filepath.Join(dir, glogFile(0)), all[:10]...)
	point(0)
	f := follow(t, &Follower{Patterns: []string{link}})
	f.wants(all[:10]...)
	write(t, filepath.Join(dir, glogFile(1)), all[10:20]...)
	point(1)
	f.wants(all[:20]...)
	write(t, filepath.Join(dir, glogFile(0)), all[20:30]...) // the old file goes on
	f.wants(all[:30]...)
	for n := 2; n < 5; n++ { // several at once
		write(t, filepath.Join(dir, glogFile(n)), all[30+(n-2)*10:40+(n-2)*10]...)
	}
	point(4)
	write(t, filepath.Join(dir, "mesos-master.m1.example.root.log.WARNING.20261120-045618.20259"), "W not ours")
	f.wants(all...)
	for _, c := range f.chunks {
		if c.Source == link {
			t.Errorf("a chunk names the link, not the file")
		}
	}
}
