package main

import (
	"os"

	"github.com/charmbracelet/x/term"
)

func isTerminal(f *os.File) bool { return term.IsTerminal(f.Fd()) }

// screen is the terminal the dashboard can use: standard output, when it is one.
func (a *app) onTerminal() bool {
	f, ok := a.stdout.(*os.File)
	return ok && isTerminal(f)
}

// errorsOnTerminal tells whether standard error is a terminal.
func (a *app) errorsOnTerminal() bool {
	f, ok := a.stderr.(*os.File)
	return ok && isTerminal(f)
}
