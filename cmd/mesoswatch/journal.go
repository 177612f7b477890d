package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"sync"
	"syscall"

	"github.com/mesoswatch/mesoswatch"
)

// Priorities of syslog, as journald reads them in front of a line (sd-daemon(3)).
const (
	prioCritical = 2
	prioError    = 3
	prioWarning  = 4
	prioNotice   = 5
	prioInfo     = 6
)

// toJournal tells whether what is written there goes to the journal of systemd:
// JOURNAL_STREAM names the device and inode of the stream.
func toJournal(w io.Writer, stream string) bool {
	f, ok := w.(*os.File)
	if !ok || stream == "" {
		return false
	}
	info, err := f.Stat()
	if err != nil {
		return false
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && stream == fmt.Sprintf("%d:%d", st.Dev, st.Ino)
}

// journalled gives the program's own words their priority where they go to the
// journal.
func (a *app) journalled() {
	if toJournal(a.stderr, os.Getenv("JOURNAL_STREAM")) {
		a.stderr = &priorities{w: a.stderr}
	}
}

// findingPriority stands in front of the line of a finding; nil: lines go elsewhere.
func (a *app) findingPriority() func(*mesoswatch.Finding) string {
	if !toJournal(a.stdout, os.Getenv("JOURNAL_STREAM")) {
		return nil
	}
	return func(f *mesoswatch.Finding) string { return fmt.Sprintf("<%d>", priorityOf(f)) }
}

func priorityOf(f *mesoswatch.Finding) int {
	if f.Status == mesoswatch.Resolved {
		return prioInfo
	}
	switch f.Level {
	case mesoswatch.Critical:
		return prioCritical
	case mesoswatch.High:
		return prioError
	case mesoswatch.Medium:
		return prioWarning
	case mesoswatch.Low:
		return prioNotice
	}
	return prioInfo
}

// priorities writes whole lines, each behind its priority.
type priorities struct {
	mu   sync.Mutex
	w    io.Writer
	rest []byte // of a line that has not ended
}

// maxLine is how much of a line is kept until it ends.
const maxLine = 64 << 10

// Write takes lines, or parts of them.
func (p *priorities) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rest = append(p.rest, b...)
	var out []byte
	for {
		line, rest, ended := bytes.Cut(p.rest, []byte("\n"))
		if !ended && len(p.rest) < maxLine {
			break
		}
		out = fmt.Appendf(out, "<%d>%s\n", wordPriority(line), line)
		p.rest = append(p.rest[:0], rest...)
	}
	if len(out) == 0 {
		return len(b), nil
	}
	_, err := p.w.Write(out)
	return len(b), err
}

// wordPriority is that of a line of the program's own: what slog says has a level, a
// hint is a hint, everything else is worth a look.
func wordPriority(line []byte) int {
	switch {
	case bytes.HasPrefix(line, []byte("hint: ")):
		return prioNotice
	case !bytes.HasPrefix(line, []byte("time=")):
		return prioWarning
	case bytes.Contains(line, []byte(" level=INFO ")), bytes.Contains(line, []byte(" level=DEBUG ")):
		return prioInfo
	case bytes.Contains(line, []byte(" level=ERROR ")):
		return prioError
	}
	return prioWarning
}
