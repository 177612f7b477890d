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
// still before the picture is taken.
const (
	patience  = 30 * time.Second
	stillness = 500 * time.Millisecond
	glance    = 20 * time.Millisecond
)

// terminal is a program and the screen it draws on.
type terminal struct {
	cmd  *exec.Cmd
	home string // of the program, for this scene alone: what it keeps is in no other
	file *os.File
	done chan struct{} // closed when the program has written its last

	mu      sync.Mutex
	screen  vt10x.Terminal
	written time.Time
}

// start runs a command line in a folder, in a terminal of the given size. It gets
// nothing of the environment here: a picture must not depend on who takes it.
func start(command []string, dir string, w, h int) (*terminal, error) {
	home, err := os.MkdirTemp("", "mesoswatch-scene-")
	if err != nil {
		return nil, fmt.Errorf("making a home for %q: %w", command[0], err)
	}
	t := &terminal{cmd: exec.Command(command[0], command[1:]...), home: home, done: make(chan struct{})}
	t.cmd.Dir = dir
	// TERM names a terminal whose sequences the emulator knows; a program may
	// still use all colours.
	t.cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "USER=ops", "TZ=UTC", "TERM=linux", "COLORTERM=truecolor", "LC_ALL=C.UTF-8"}
	file, err := pty.StartWithSize(t.cmd, &pty.Winsize{Rows: uint16(h), Cols: uint16(w)})
	if err != nil {
		_ = os.RemoveAll(home)
		return nil, fmt.Errorf("starting %q in a terminal: %w", command[0], err)
	}
	t.file = file
	t.screen = vt10x.New(vt10x.WithSize(w, h), vt10x.WithWriter(io.Discard))
	go t.read()
	return t, nil
}

func (t *terminal) read() {
	defer close(t.done)
	to, buf := &stream{to: t.screen}, make([]byte, 32<<10)
	for {
		n, err := t.file.Read(buf)
		t.mu.Lock()
		_, _ = to.Write(buf[:n]) // the emulator does not fail
		t.written = time.Now()
		t.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// close ends the program: politely, then not.
func (t *terminal) close() {
	_ = t.press("\x03") // asks nothing
	select {
	case <-t.done:
	case <-time.After(5 * time.Second):
		_ = t.cmd.Process.Kill()
	}
	_ = t.cmd.Wait()
	_ = t.file.Close()
	_ = os.RemoveAll(t.home)
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

// settle waits until nothing was written for a moment.
func (t *terminal) settle() error {
	return t.until("waiting for a still screen", func() bool {
		t.mu.Lock()
		defer t.mu.Unlock()
		return time.Since(t.written) > stillness
	})
}

// picture is what stands on the screen, as SVG.
func (t *terminal) picture(title string, ground colours) []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return picture(t.screen, title, ground)
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
