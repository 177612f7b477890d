package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
)

// How long a scene may take to appear, and how long the screen must have been
// still (but for its clock) before the picture is taken.
const (
	patience  = 60 * time.Second
	stillness = 300 * time.Millisecond
	glance    = 20 * time.Millisecond
)

// terminal is a program and the screen it draws on.
type terminal struct {
	cmd  *exec.Cmd
	file *os.File
	done chan struct{} // closed when the program has written its last

	mu      sync.Mutex
	screen  vt10x.Terminal
	written time.Time
}

// start runs a command line in a terminal of the given size.
func start(command []string, w, h int) (*terminal, error) {
	t := &terminal{cmd: exec.Command(command[0], command[1:]...), done: make(chan struct{})}
	// TERM names a terminal whose sequences the emulator knows; a program may
	// still use all colours.
	t.cmd.Env = append(os.Environ(), "TERM=linux", "COLORTERM=truecolor", "LC_ALL=C.UTF-8", "NO_COLOR=")
	file, err := pty.StartWithSize(t.cmd, &pty.Winsize{Rows: uint16(h), Cols: uint16(w)})
	if err != nil {
		return nil, fmt.Errorf("starting %q in a terminal: %w", command[0], err)
	}
	t.file = file
	t.screen = vt10x.New(vt10x.WithSize(w, h), vt10x.WithWriter(io.Discard))
	go t.read()
	return t, nil
}

func (t *terminal) read() {
	defer close(t.done)
	buf := make([]byte, 32<<10)
	for {
		n, err := t.file.Read(buf)
		t.mu.Lock()
		_, _ = t.screen.Write(buf[:n]) // the emulator does not fail
		t.written = time.Now()
		t.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// close ends the program: politely, then not.
func (t *terminal) close() {
	_ = t.press("q")
	select {
	case <-t.done:
	case <-time.After(5 * time.Second):
		_ = t.cmd.Process.Kill()
	}
	_ = t.cmd.Wait()
	_ = t.file.Close()
}

// press types keys.
func (t *terminal) press(keys string) error {
	for _, k := range keys {
		if _, err := io.WriteString(t.file, string(k)); err != nil {
			return fmt.Errorf("pressing %q: %w", k, err)
		}
		time.Sleep(glance) // an escape and a letter in one would be another key
	}
	return nil
}

// waitFor waits until words stand on the screen.
func (t *terminal) waitFor(words string) error {
	return t.until("waiting for "+words, func() bool { return strings.Contains(t.text(), words) })
}

// settle waits until nothing was written for a moment, or for a second where a
// clock never stops.
func (t *terminal) settle() error {
	end := time.Now().Add(2 * time.Second)
	return t.until("waiting for a still screen", func() bool {
		t.mu.Lock()
		defer t.mu.Unlock()
		return time.Since(t.written) > stillness || time.Now().After(end)
	})
}

func (t *terminal) until(what string, ready func() bool) error {
	for end := time.Now().Add(patience); time.Now().Before(end); {
		if ready() {
			return nil
		}
		select {
		case <-t.done:
			return errors.New(what + ": the program has ended:\n" + t.text())
		case <-time.After(glance):
		}
	}
	return errors.New(what + ": not in time:\n" + t.text())
}

// text is what stands on the screen.
func (t *terminal) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.screen.String()
}
