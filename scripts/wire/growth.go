package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// place is a folder with a log that grows, for one run of a program.
type place struct{ dir, log string }

func newPlace() (place, error) {
	dir, err := os.MkdirTemp("", "wire-")
	if err != nil {
		return place{}, err
	}
	p := place{dir, filepath.Join(dir, "mesos-master.INFO")}
	head := "Log file created at: " + time.Now().Format("2006/01/02 15:04:05") + "\nRunning on machine: master-1\nLog line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] msg\n"
	return p, os.WriteFile(p.log, []byte(head), 0o600)
}

func (p place) remove() { _ = os.RemoveAll(p.dir) }

// args puts the place into a command line.
func (p place) args(args []string) []string {
	r := strings.NewReplacer("%LOG", p.log, "%STATE", p.dir)
	out := make([]string, len(args))
	for i, a := range args {
		out[i] = r.Replace(a)
	}
	return out
}

// growing appends lines to the log until end is closed; lines a second.
func (p place) growing(lines int, end <-chan struct{}) error {
	f, err := os.OpenFile(p.log, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	const ticks = 20
	t := time.NewTicker(time.Second / ticks)
	defer t.Stop()
	due, n := 0.0, 0
	for {
		select {
		case <-end:
			return nil
		case now := <-t.C:
			var text []byte
			for due += float64(lines) / ticks; due >= 1; due-- {
				n++
				text = fmt.Appendf(text, "I%s  4711 master.cpp:3232] Deactivating framework 5fdb8d57-d805-4516-ab7c-97ce39d2402e-%04d (app-%d) at scheduler-%d@10.0.0.%d:%d\n",
					now.Format("0102 15:04:05.000000"), n%10_000, n, n, n%250+1, 20_000+n%40_000)
			}
			if _, err := f.Write(text); err != nil {
				return err
			}
		}
	}
}
