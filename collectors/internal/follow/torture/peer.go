package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/hpcloud/tail"
	"github.com/hpcloud/tail/watch"
)

// The peer is github.com/hpcloud/tail: left alone with a path, as its readers
// use it, and given open descriptors of generations that somebody else finds.
func peerCases() []torment {
	type how struct {
		role, name string
	}
	ways := []how{
		{"tail-inotify", "hpcloud/tail, path, ReOpen, inotify"},
		{"tail-poll", "hpcloud/tail, path, ReOpen, Poll 5 ms"},
		{"tail-descriptor", "hpcloud/tail, descriptors, Poll 5 ms"},
	}
	var all []torment
	for _, w := range ways {
		all = append(all,
			torment{w.name + ": rename", true, peer(w.role, plan.log, plan.renaming)},
			torment{w.name + ": link re-pointed", true, peer(w.role, plan.link, plan.relinking)},
			torment{w.name + ": goes on in the renamed file", true, peer(w.role, plan.log, plan.lagging)},
			torment{w.name + ": copytruncate", true, peer(w.role, plan.log, func(p plan, w *writer, n int) error {
				return p.copying(p.dir, 0)(w, n)
			})},
		)
	}
	return all
}

// peer runs it in a child: it may end its process.
func peer(role string, name func(plan) string, rotate func(plan, *writer, int) error) func(context.Context, plan) result {
	return func(ctx context.Context, p plan) result {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		t, since := newTally(), time.Now()
		cmd, out, err := spawn(ctx, role, name(p), "")
		if err != nil {
			return result{why: err.Error()}
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			lines := bufio.NewScanner(out)
			for lines.Scan() {
				n, _ := strconv.Atoi(lines.Text())
				t.mu.Lock()
				t.count(n, place{})
				t.mu.Unlock()
			}
		}()
		err = p.perform(name(p), rotate)
		await(ctx, t, p.lines, true)
		cmd.Process.Kill()
		<-done
		cmd.Wait()
		return ending(t.result(p.lines, since), false, err)
	}
}

// childPeer prints the number of each line the peer gives.
func childPeer(role, path string, stdout io.Writer) error {
	watch.POLL_DURATION = 5 * time.Millisecond
	lines := make(chan *tail.Line, 1024)
	conf := tail.Config{Follow: true, Logger: tail.DiscardingLogger}
	switch role {
	case "tail-inotify", "tail-poll":
		conf.ReOpen, conf.Poll = true, role == "tail-poll"
		if err := pump(path, conf, lines, true); err != nil {
			return err
		}
	case "tail-descriptor":
		conf.Poll = true
		go descriptors(filepath.Dir(path), conf, lines)
	default:
		return fmt.Errorf("no role %q", role)
	}
	for l := range lines {
		if l == nil {
			break // it gave up
		}
		if _, err := fmt.Fprintln(stdout, lineNumber([]byte(l.Text))); err != nil {
			return err
		}
	}
	return nil
}

// pump sends on what the peer gives; if it is the only one, nil when it ends.
func pump(path string, conf tail.Config, to chan<- *tail.Line, only bool) error {
	t, err := tail.TailFile(path, conf)
	if err != nil {
		return err
	}
	go func() {
		for l := range t.Lines {
			to <- l
		}
		if only {
			to <- nil
		}
	}()
	return nil
}

// descriptors finds the files and gives the peer an open descriptor of each.
func descriptors(dir string, conf tail.Config, to chan<- *tail.Line) {
	var known []held
	for {
		entries, _ := os.ReadDir(dir)
		for _, e := range entries {
			if !strings.HasPrefix(e.Name(), "mesos-master.") || !e.Type().IsRegular() {
				continue
			}
			f, err := os.Open(filepath.Join(dir, e.Name()))
			if err != nil {
				continue
			}
			st, err := f.Stat()
			if err != nil || has(known, st) {
				f.Close()
				continue
			}
			known = append(known, held{f, st})
			if pump(fmt.Sprintf("/proc/self/fd/%d", f.Fd()), conf, to, false) != nil {
				return
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// held is an open file and what it is. It stays referenced, or the runtime
// would close it.
type held struct {
	f  *os.File
	st os.FileInfo
}

func has(known []held, st os.FileInfo) bool {
	for _, k := range known {
		if k.f != nil && os.SameFile(k.st, st) {
			return true
		}
	}
	return false
}
