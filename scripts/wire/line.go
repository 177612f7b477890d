package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// line is a line that takes its time for each byte: eight bits, a start and a stop. What
// it has not passed on waits at the program, which is held when it writes more.
type line struct {
	each time.Duration // a byte; 0: none
	free time.Time     // when the last byte is through
}

func newLine(bits int) *line {
	if bits <= 0 {
		return &line{}
	}
	return &line{each: 10 * time.Second / time.Duration(bits)}
}

// most is how many bytes to take at a time: no more than a hundredth of a second's.
func (l *line) most(otherwise int) int {
	if l.each == 0 {
		return otherwise
	}
	return max(int(10*time.Millisecond/l.each), 1)
}

// pass waits until n more bytes are through.
func (l *line) pass(n int) {
	now := time.Now()
	if l.free.Before(now) {
		l.free = now
	}
	l.free = l.free.Add(time.Duration(n) * l.each)
	time.Sleep(l.free.Sub(now))
}

// onLine runs a command on a terminal of the size of this one, which says that it has
// the speed of the line, and passes on what it sends no faster than that.
func onLine(bits int, args []string) (err error) {
	if !term.IsTerminal(os.Stdin.Fd()) {
		return errors.New("a line needs a terminal at its end")
	}
	cmd := exec.Command(args[0], args[1:]...)
	size, err := pty.GetsizeFull(os.Stdin)
	if err != nil {
		return err
	}
	tty, err := pty.StartWithSize(cmd, size)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, cmd.Wait()) }()
	if err := setSpeed(tty, bits); err != nil {
		return errors.Join(err, cmd.Process.Kill())
	}
	was, err := term.MakeRaw(os.Stdin.Fd())
	if err != nil {
		return errors.Join(err, cmd.Process.Kill())
	}
	defer func() { err = errors.Join(err, term.Restore(os.Stdin.Fd(), was)) }()
	resized := make(chan os.Signal, 1)
	signal.Notify(resized, syscall.SIGWINCH)
	go func() {
		for range resized {
			_ = pty.InheritSize(os.Stdin, tty)
		}
	}()
	go func() { _, _ = io.Copy(tty, os.Stdin) }()
	l := newLine(bits)
	buf := make([]byte, l.most(0))
	for {
		n, err := tty.Read(buf)
		l.pass(n)
		if _, werr := os.Stdout.Write(buf[:n]); err != nil || werr != nil {
			return nil // the program has ended, or nobody looks
		}
	}
}

// setSpeed has a terminal say that it is so fast.
func setSpeed(tty *os.File, bits int) error {
	t, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS2)
	if err != nil {
		return err
	}
	t.Cflag = t.Cflag&^unix.CBAUD | unix.BOTHER
	t.Ispeed, t.Ospeed = uint32(bits), uint32(bits)
	return unix.IoctlSetTermios(int(tty.Fd()), unix.TCSETS2, t)
}
