package main

import (
	"bufio"
	"io"
	"os"
	"sync/atomic"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog"
	"github.com/mesoswatch/mesoswatch/collectors/replay"
)

// amount counts how much of old data has been read.
type amount struct {
	files      *mesoslog.Files
	done, size atomic.Int64 // of recordings
}

// count gives bytes read, and those there are as far as known.
func (m *amount) count() (done, total int64) {
	return m.files.Done.Load() + m.done.Load(), m.files.Total.Load() + m.size.Load()
}

// past makes the collectors for old data: recordings by themselves, all logs
// together; several of them are read in the order of time.
func (a *app) past(paths []string, opt mesoslog.Options) ([]mesoswatch.Collector, *amount) {
	return old{a.stdin, a.warn}.sources(paths, opt)
}

// old is where old data comes from when it is not in files, and who hears of a
// recording that is cut.
type old struct {
	stdin io.Reader
	cut   func(error)
}

func (o old) sources(paths []string, opt mesoslog.Options) ([]mesoswatch.Collector, *amount) {
	var from []mesoswatch.Collector
	files := &mesoslog.Files{Options: opt, Stdin: o.stdin}
	read := &amount{files: files}
	for _, p := range paths {
		if p == "-" {
			head := bufio.NewReaderSize(o.stdin, 64<<10)
			if isRecording(head) {
				from = append(from, replay.Recording{Path: "standard input", R: head, Read: &read.done, Cut: o.cut})
				continue
			}
			files.Stdin = head
		} else if size, yes := recordingAt(p); yes {
			read.size.Add(size)
			from = append(from, replay.Recording{Path: p, Read: &read.done, Cut: o.cut})
			continue
		}
		files.Paths = append(files.Paths, p)
	}
	if len(files.Paths) > 0 {
		from = append(from, files)
	}
	if len(from) > 1 {
		from = []mesoswatch.Collector{together{from}}
	}
	return from, read
}

// recordingAt tells whether a file is a recording, and how large it is.
func recordingAt(path string) (size int64, yes bool) {
	f, err := os.Open(path)
	if err != nil {
		return 0, false
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil || !st.Mode().IsRegular() {
		return 0, false
	}
	in, err := replay.Unpacked(bufio.NewReader(f))
	return st.Size(), err == nil && isRecording(bufio.NewReader(in))
}
