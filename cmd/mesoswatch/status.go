package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"

	"github.com/mesoswatch/mesoswatch"
)

// Exit statuses (docs/exit-status in the README's terms): 0 is clean.
const (
	statusFailed   = 1 // could not run
	statusUsage    = 2
	statusFindings = 3 // findings at or above --fail-on
	statusBlind    = 4 // something asked for by name could not be seen, and nothing worse was found
)

// exit is an error with an exit status, and a hint when there is a way out.
type exit struct {
	status int
	err    error // nil: nothing to say, the output has said it
	hint   string
}

func (e *exit) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exit) Unwrap() error { return e.err }

func usage(format string, args ...any) error {
	return &exit{status: statusUsage, err: fmt.Errorf(format, args...)}
}

func hinted(err error, hint string) error {
	if err == nil {
		return nil
	}
	return &exit{status: statusFailed, err: err, hint: hint}
}

// status tells the user what went wrong and answers the exit status. A pipe that
// was closed by its reader is no error.
func (a *app) status(err error) int {
	if err == nil || errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe) {
		return 0
	}
	var e *exit
	if !errors.As(err, &e) {
		e = &exit{status: statusFailed, err: err}
		if usageTrouble(err) {
			e.status, e.hint = statusUsage, "mesoswatch --help"
		}
	}
	if e.err != nil {
		for _, line := range strings.Split(mesoswatch.Mask(e.err.Error()), "\n") {
			fmt.Fprintf(a.stderr, "mesoswatch: %s\n", mesoswatch.Printable(line))
		}
	}
	if e.hint != "" {
		fmt.Fprintf(a.stderr, "hint: %s\n", mesoswatch.Printable(e.hint))
	}
	return e.status
}

// usageTrouble recognises what cobra and pflag say of a wrong command line; they
// have no error types for it.
func usageTrouble(err error) bool {
	for _, s := range []string{"unknown command", "unknown flag", "unknown shorthand flag", "flag needs an argument", "invalid argument", "accepts ", "requires at least", "required flag", "bad flag syntax"} {
		if strings.HasPrefix(err.Error(), s) {
			return true
		}
	}
	return false
}
