package pretend

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
)

// logCap is the most that a log in memory may grow to.
const logCap = 64 << 20

// logFile is the log of one daemon as its /files endpoints show it: the INFO file
// of the process that runs. The first master's is written by glog into a folder,
// those of others are kept in memory.
type logFile struct {
	dir string // empty: in memory

	mu   sync.Mutex
	glog *glog
	path string
	text []byte
	last time.Time
}

// begin starts the log of a new process; that of the one before is not shown any
// more.
func (l *logFile) begin(p masterlog.Process, at time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.dir == "" {
		l.path = "/var/log/mesos/" + masterlog.FileName(p.Host, p.User, "INFO", at, p.PID)
		l.text = []byte(masterlog.Header(at, p.Host))
		return nil
	}
	if l.glog == nil {
		l.glog = &glog{dir: l.dir}
	}
	err := l.glog.open(p, at)
	l.path = l.glog.info()
	return err
}

func (l *logFile) write(line masterlog.Line, at time.Time, thread int) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.glog != nil {
		return l.glog.write(line, at, thread)
	}
	if at.Before(l.last) {
		at = l.last
	}
	l.last = at
	return l.add(line.Append(nil, at, thread))
}

// append adds bytes as they are: half lines, and lines that no Mesos writes.
func (l *logFile) append(raw []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.glog != nil {
		return l.glog.raw(raw)
	}
	return l.add(raw)
}

func (l *logFile) add(raw []byte) error {
	if len(l.text)+len(raw) > logCap {
		return fmt.Errorf("the pretend log %q is full", l.path)
	}
	l.text = append(l.text, raw...)
	return nil
}

// read is what stands from an offset on, at most so many bytes, and the size of
// all.
func (l *logFile) read(offset, length int64) (data []byte, size int64, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.glog == nil {
		from := min(offset, int64(len(l.text)))
		return l.text[from:min(from+length, int64(len(l.text)))], int64(len(l.text)), nil
	}
	f, err := os.Open(l.path)
	if err != nil {
		return nil, 0, fmt.Errorf("reading the pretend log: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, 0, fmt.Errorf("reading the pretend log: %w", err)
	}
	data = make([]byte, min(length, max(info.Size()-offset, 0)))
	n, err := f.ReadAt(data, offset)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, 0, fmt.Errorf("reading the pretend log: %w", err)
	}
	return data[:n], info.Size(), nil
}

func (l *logFile) name() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.path
}

func (l *logFile) close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.glog == nil {
		return nil
	}
	return l.glog.close()
}

// Log writes lines into the log of a running master, at the time of the log.
func (c *Cluster) Log(i int, lines ...masterlog.Line) error {
	m := c.masters[i]
	c.mu.RLock()
	thread := m.process.Thread(1)
	c.mu.RUnlock()
	for _, l := range lines {
		if err := m.log.write(l, c.clock.now(), thread); err != nil {
			return err
		}
	}
	return nil
}

// AppendLog writes bytes into the log of a master as they are.
func (c *Cluster) AppendLog(i int, raw []byte) error { return c.masters[i].log.append(raw) }

// AppendAgentLog writes bytes into the log of an agent as they are.
func (c *Cluster) AppendAgentLog(i int, raw []byte) error { return c.agents[i].log.append(raw) }
