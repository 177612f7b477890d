package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"github.com/creack/pty"
)

// session is a program on a terminal that answers what it is asked for: its status.
type session struct {
	cmd  *exec.Cmd
	tty  *os.File
	done chan struct{}
	see  func([]byte) // what arrives at the terminal; nil: nobody looks

	mu    sync.Mutex
	sent  int       // bytes that have arrived
	first time.Time // when the first one since mark did
	last  time.Time // when the last one did
}

// seat is where a program runs.
type seat struct {
	columns, rows int
	bits          int    // of the line, a second; 0 is as fast as can be
	term          string // TERM; empty: xterm-256color
	see           func([]byte)
}

func start(args []string, at seat) (*session, error) {
	if at.term == "" {
		at.term = "xterm-256color"
	}
	s := &session{cmd: exec.Command(args[0], args[1:]...), done: make(chan struct{}), see: at.see}
	s.cmd.Env = append(os.Environ(), "TERM="+at.term, "COLORTERM=truecolor", "LANG=C.UTF-8", "LC_ALL=C.UTF-8")
	var err error
	if s.tty, err = pty.StartWithSize(s.cmd, &pty.Winsize{Cols: uint16(at.columns), Rows: uint16(at.rows)}); err != nil {
		return nil, err
	}
	go s.listen(newLine(at.bits))
	return s, nil
}

// status is the question whether all before has arrived, and its answer.
const question, answer = "\x1b[5n", "\x1b[0n"

func (s *session) listen(l *line) {
	defer close(s.done)
	buf, before := make([]byte, l.most(64<<10)), []byte(nil)
	for {
		n, err := s.tty.Read(buf)
		l.pass(n)
		s.arrived(n)
		if s.see != nil {
			s.see(buf[:n])
		}
		text := append(before, buf[:n]...)
		for range bytes.Count(text, []byte(question)) {
			_, _ = io.WriteString(s.tty, answer)
		}
		before = append([]byte(nil), text[max(len(text)-len(question)+1, 0):]...)
		if err != nil {
			return
		}
	}
}

func (s *session) arrived(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent += n
	s.last = time.Now()
	if s.first.IsZero() {
		s.first = s.last
	}
}

// mark begins to count anew.
func (s *session) mark() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent, s.first, s.last = 0, time.Time{}, time.Time{}
}

func (s *session) counted() (sent int, first, last time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sent, s.first, s.last
}

// settle waits until nothing was sent for a while, at most so long.
func (s *session) settle(quiet, most time.Duration) {
	began := time.Now()
	for time.Since(began) < most {
		if _, _, last := s.counted(); !last.IsZero() && time.Since(last) > quiet || last.IsZero() && time.Since(began) > 2*quiet {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func (s *session) press(keys ...string) {
	for i, k := range keys {
		if i > 0 {
			time.Sleep(100 * time.Millisecond)
		}
		_, _ = io.WriteString(s.tty, k)
	}
}

func (s *session) stop() {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.done:
	case <-time.After(3 * time.Second):
		_ = s.cmd.Process.Kill()
	}
	_ = s.cmd.Wait()
	_ = s.tty.Close()
}
