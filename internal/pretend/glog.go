package pretend

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
)

// severities from the lowest: a message also goes to the files of all below it.
var severities = [...]string{"INFO", "WARNING", "ERROR", "FATAL"}

// glog writes the log files of one process after the other, laid out as glog
// does: a file for each severity, made at its first message, and a link that
// points to the newest. Flushed at each line (logbufsecs=0).
type glog struct {
	dir string

	mu      sync.Mutex
	process masterlog.Process
	files   [len(severities)]*os.File
	last    time.Time // of the newest line: none is written before it
	buf     []byte
}

// open begins the files of a new process. Those of the one before stay as they
// are, and keep their links until the new one has something of that severity.
func (g *glog) open(p masterlog.Process, at time.Time) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	err := g.closeFiles()
	g.process = p
	return errors.Join(err, g.create(0, at))
}

// write adds one message. Nothing may be written after close.
func (g *glog) write(l masterlog.Line, at time.Time, thread int) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if at.Before(g.last) {
		at = g.last.In(at.Location())
	}
	g.last = at
	g.buf = l.Append(g.buf[:0], at, thread)
	for i := rank(l.Severity); i >= 0; i-- {
		if g.files[i] == nil {
			if err := g.create(i, at); err != nil {
				return err
			}
		}
		if _, err := g.files[i].Write(g.buf); err != nil {
			return fmt.Errorf("writing the pretend log: %w", err)
		}
	}
	return nil
}

func rank(severity byte) int {
	switch severity {
	case masterlog.Fatal:
		return 3
	case masterlog.Error:
		return 2
	case masterlog.Warning:
		return 1
	}
	return 0
}

// create makes the file of a severity and points the link to it: unlink, then
// symlink, with the short gap that glog leaves too.
func (g *glog) create(i int, at time.Time) error {
	p := g.process
	name := masterlog.FileName(p.Host, p.User, severities[i], at, p.PID)
	f, err := os.OpenFile(filepath.Join(g.dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("creating the pretend log: %w", err)
	}
	g.files[i] = f
	if _, err := f.WriteString(masterlog.Header(at, p.Host)); err != nil {
		return fmt.Errorf("writing the pretend log: %w", err)
	}
	link := filepath.Join(g.dir, "mesos-master."+severities[i])
	if err := os.Remove(link); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("re-pointing the pretend log: %w", err)
	}
	if err := os.Symlink(name, link); err != nil {
		return fmt.Errorf("re-pointing the pretend log: %w", err)
	}
	return nil
}

// info is the path of the INFO file of the process that runs.
func (g *glog) info() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.files[0] == nil {
		return ""
	}
	return g.files[0].Name()
}

// raw adds bytes to the INFO file as they are.
func (g *glog) raw(text []byte) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if _, err := g.files[0].Write(text); err != nil {
		return fmt.Errorf("writing the pretend log: %w", err)
	}
	return nil
}

func (g *glog) close() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.closeFiles()
}

func (g *glog) closeFiles() error {
	var all []error
	for i, f := range g.files {
		if f != nil {
			all = append(all, f.Close())
			g.files[i] = nil
		}
	}
	return errors.Join(all...)
}
