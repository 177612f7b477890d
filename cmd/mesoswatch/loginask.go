package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// asksOnTerminal tells whether somebody can be asked.
func (a *app) asksOnTerminal() bool {
	f, ok := a.stdin.(*os.File)
	return ok && isTerminal(f)
}

// askSecret asks for one line that is not shown.
func (a *app) askSecret(ctx context.Context, prompt string) (string, error) {
	s, err := a.ask(ctx, prompt, true)
	if err == nil && s == "" {
		err = errors.New("no secret was typed")
	}
	return s, err
}

// agreed asks a question that only a plain yes agrees to.
func (a *app) agreed(ctx context.Context, prompt string) (bool, error) {
	s, err := a.ask(ctx, prompt, false)
	s = strings.ToLower(strings.TrimSpace(s))
	return s == "y" || s == "yes", err
}

// ask waits for a line on the terminal that standard input is, or for ctx to end;
// the terminal is then as it was.
func (a *app) ask(ctx context.Context, prompt string, hidden bool) (string, error) {
	f, ok := a.stdin.(*os.File)
	if !ok {
		return "", errors.New("standard input is no terminal")
	}
	if hidden {
		restore, err := unseen(f)
		if err != nil {
			return "", fmt.Errorf("asking on the terminal: %w", err)
		}
		defer fmt.Fprintln(a.stderr)
		defer restore()
	}
	fmt.Fprint(a.stderr, prompt)
	type answer struct {
		text string
		err  error
	}
	answered := make(chan answer, 1)
	go func() { // it may outlive the question: a read of a terminal cannot be broken off
		s, err := bufio.NewReader(f).ReadString('\n') // a terminal hands out one line at a time
		answered <- answer{strings.TrimRight(s, "\r\n"), err}
	}()
	select {
	case got := <-answered:
		if got.err != nil {
			return "", fmt.Errorf("reading the answer: %w", got.err)
		}
		return got.text, nil
	case <-ctx.Done():
		return "", errors.New("broken off, nothing was tried")
	}
}

// unseen keeps a terminal from showing what is typed, from before it is asked for.
func unseen(f *os.File) (restore func(), err error) {
	fd := int(f.Fd())
	before, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return nil, err
	}
	dark := *before
	dark.Lflag = dark.Lflag&^unix.ECHO | unix.ICANON | unix.ISIG
	dark.Iflag |= unix.ICRNL
	if err := unix.IoctlSetTermios(fd, unix.TCSETS, &dark); err != nil {
		return nil, err
	}
	return func() { _ = unix.IoctlSetTermios(fd, unix.TCSETS, before) }, nil // it is a terminal, or was
}
