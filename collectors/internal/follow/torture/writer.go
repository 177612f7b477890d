package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// writer writes numbered lines.
type writer struct {
	f    *os.File
	next int
}

func newWriter(path string) (*writer, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	return &writer{f: f, next: 1}, err
}

func (w *writer) write(n int) error {
	for range n {
		if _, err := w.f.Write(lineText(w.next)); err != nil {
			return err
		}
		w.next++
	}
	return nil
}

func (w *writer) reopen(path string) (old *os.File, err error) {
	old = w.f
	w.f, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	return old, err
}

// rotator does one rotation before the nth run of lines, n from 1.
type rotator func(w *writer, n int) error

// play writes all lines of the plan, with a rotation between the runs.
func (p plan) play(w *writer, rotate rotator) error {
	defer func() { w.f.Close() }()
	for n := 1; w.next <= p.lines; n++ {
		if err := w.write(min(p.every, p.lines-w.next+1)); err != nil {
			return err
		}
		time.Sleep(p.pause)
		if w.next > p.lines {
			break
		}
		if err := rotate(w, n); err != nil {
			return err
		}
	}
	return nil
}

func (p plan) log() string { return filepath.Join(p.dir, "mesos-master.log") }

func (p plan) old(n int) string { return fmt.Sprintf("%s-20261120-%06d", p.log(), n) }

// renaming renames the log and creates it anew.
func (p plan) renaming(w *writer, n int) error {
	if err := os.Rename(p.log(), p.old(n)); err != nil {
		return err
	}
	old, err := w.reopen(p.log())
	if err != nil {
		return err
	}
	return old.Close()
}

// lagging renames too, but the writer goes on in the renamed file for a while.
func (p plan) lagging(w *writer, n int) error {
	if err := os.Rename(p.log(), p.old(n)); err != nil {
		return err
	}
	if err := w.write(min(p.every/2, p.lines-w.next+1)); err != nil {
		return err
	}
	old, err := w.reopen(p.log())
	if err != nil {
		return err
	}
	return old.Close()
}

func (p plan) link() string { return filepath.Join(p.dir, "mesos-master.INFO") }

func (p plan) glog(n int) string {
	at := time.Date(2026, 11, 20, 4, 56, 17, 0, time.UTC).Add(time.Duration(n) * time.Second)
	return filepath.Join(p.dir, "mesos-master.m1.example.root.log.INFO."+at.Format("20060102-150405")+".20259")
}

func (p plan) point(n int) error {
	tmp := p.link() + ".new"
	if err := os.Symlink(filepath.Base(p.glog(n)), tmp); err != nil {
		return err
	}
	return os.Rename(tmp, p.link())
}

// relinking begins a new file of glog, then lets the link point to it; a few
// lines still go to the old one.
func (p plan) relinking(w *writer, n int) error {
	old, err := w.reopen(p.glog(n))
	if err != nil {
		return err
	}
	defer old.Close()
	if err := w.write(min(3, p.lines-w.next+1)); err != nil {
		return err
	}
	late := &writer{f: old, next: w.next}
	if err := late.write(min(3, p.lines-w.next+1)); err != nil {
		return err
	}
	w.next = late.next
	return p.point(n)
}

// copying is copytruncate: a copy, between lines that are written into the gap,
// and the truncation.
func (p plan) copying(into string, gap int) rotator {
	return func(w *writer, n int) error {
		src, err := os.Open(p.log())
		if err != nil {
			return err
		}
		defer src.Close()
		dst, err := os.Create(filepath.Join(into, filepath.Base(p.old(n))))
		if err != nil {
			return err
		}
		defer dst.Close()
		if _, err := io.Copy(dst, src); err != nil {
			return err
		}
		if err := w.write(min(gap, p.lines-w.next+1)); err != nil {
			return err
		}
		return os.Truncate(p.log(), 0)
	}
}
