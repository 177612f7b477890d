package main

import (
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
)

// console is the real program on a terminal at which somebody sits.
type console struct {
	t    *testing.T
	cmd  *exec.Cmd
	file *os.File
	done chan struct{}

	mu     sync.Mutex
	news   *sync.Cond
	screen vt10x.Terminal
}

// sit starts the program as a user on a terminal of the size.
func sit(t *testing.T, user, dir string, size pty.Winsize, args ...string) *console {
	t.Helper()
	c := &console{t: t, cmd: exec.Command("mesoswatch", args...), done: make(chan struct{})}
	c.news = sync.NewCond(&c.mu)
	c.cmd.Dir = dir
	c.cmd.Env = append(os.Environ(), "TERM=linux", "COLORTERM=truecolor", "LC_ALL=C.UTF-8", "TZ=UTC", "SUDO_USER=", "USER="+user, "XDG_CONFIG_HOME="+dir, "XDG_STATE_HOME="+dir)
	file, err := pty.StartWithSize(c.cmd, &size)
	if err != nil {
		t.Fatal(err)
	}
	c.file, c.screen = file, vt10x.New(vt10x.WithSize(int(size.Cols), int(size.Rows)), vt10x.WithWriter(io.Discard))
	go c.read()
	t.Cleanup(c.kill)
	return c
}

func (c *console) read() {
	defer close(c.done)
	buf := make([]byte, 32<<10)
	for {
		n, err := c.file.Read(buf)
		c.mu.Lock()
		_, _ = c.screen.Write(buf[:n]) // the emulator does not fail
		c.news.Broadcast()
		c.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// kill ends the program as SIGKILL does.
func (c *console) kill() {
	_ = c.cmd.Process.Kill()
	<-c.done
	_ = c.cmd.Wait()
	_ = c.file.Close()
}

// press types keys, one after the other.
func (c *console) press(keys ...string) {
	c.t.Helper()
	for _, k := range keys {
		if _, err := io.WriteString(c.file, k); err != nil {
			c.t.Fatal(err)
		}
	}
}

// shows waits until all words are on the screen, and answers how long that took.
func (c *console) shows(words ...string) time.Duration {
	c.t.Helper()
	return c.until(strings.Join(words, ", "), func(screen string) bool {
		for _, w := range words {
			if !strings.Contains(screen, w) {
				return false
			}
		}
		return true
	})
}

func (c *console) until(what string, holds func(screen string) bool) time.Duration {
	c.t.Helper()
	began, late := time.Now(), false
	timer := time.AfterFunc(liveDeadline, func() {
		c.mu.Lock()
		late = true
		c.news.Broadcast()
		c.mu.Unlock()
	})
	defer timer.Stop()
	c.mu.Lock()
	defer c.mu.Unlock()
	for !holds(c.screen.String()) {
		if late {
			c.t.Fatalf("%s: not on the screen of %v:\n%s", what, c.cmd.Args, c.screen.String())
		}
		c.news.Wait()
	}
	return time.Since(began)
}

// program runs the real program to its end.
func program(ctx context.Context, t *testing.T, dir string, args ...string) (code int, out string) {
	t.Helper()
	cmd := exec.CommandContext(ctx, "mesoswatch", args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "TZ=UTC", "SUDO_USER=", "USER=root", "XDG_CONFIG_HOME="+dir, "XDG_STATE_HOME="+dir)
	b, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(b)
}
