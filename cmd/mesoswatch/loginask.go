package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"
)

// asksOnTerminal tells whether somebody can be asked.
func (a *app) asksOnTerminal() bool {
	f, ok := a.stdin.(*os.File)
	return ok && isTerminal(f)
}

// askSecret asks for one line that is not shown.
func (a *app) askSecret(ctx context.Context, prompt string) (string, error) {
	s, err := a.ask(ctx, prompt, func(f *os.File) (string, error) {
		b, err := term.ReadPassword(f.Fd())
		fmt.Fprintln(a.stderr)
		return string(b), err
	})
	if err == nil && s == "" {
		err = errors.New("no secret was typed")
	}
	return s, err
}

// agreed asks a question that only a plain yes agrees to.
func (a *app) agreed(ctx context.Context, prompt string) (bool, error) {
	s, err := a.ask(ctx, prompt, func(f *os.File) (string, error) {
		return bufio.NewReader(f).ReadString('\n') // a terminal hands out one line at a time
	})
	s = strings.ToLower(strings.TrimSpace(s))
	return s == "y" || s == "yes", err
}

// ask waits for an answer on the terminal that standard input is, or for ctx to end;
// the terminal is then as it was.
func (a *app) ask(ctx context.Context, prompt string, read func(*os.File) (string, error)) (string, error) {
	f, ok := a.stdin.(*os.File)
	if !ok {
		return "", errors.New("standard input is no terminal")
	}
	before, err := term.GetState(f.Fd())
	if err != nil {
		return "", fmt.Errorf("asking on the terminal: %w", err)
	}
	fmt.Fprint(a.stderr, prompt)
	type answer struct {
		text string
		err  error
	}
	answered := make(chan answer, 1)
	go func() { // it may outlive the question: a read of a terminal cannot be broken off
		s, err := read(f)
		answered <- answer{s, err}
	}()
	select {
	case got := <-answered:
		if got.err != nil {
			return "", fmt.Errorf("reading the answer: %w", got.err)
		}
		return got.text, nil
	case <-ctx.Done():
		_ = term.Restore(f.Fd(), before) // the best that can be done
		fmt.Fprintln(a.stderr)
		return "", errors.New("broken off, nothing was tried")
	}
}
