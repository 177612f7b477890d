package main

import (
	"os"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// thriftyEnvironment is one for the renderer of which it does not ask the terminal
// whether it can take frames as one piece: each would be 16 bytes longer. It asks nobody
// who has come by ssh.
func thriftyEnvironment(env []string) []string {
	kept := slices.DeleteFunc(slices.Clone(env), func(e string) bool {
		return strings.HasPrefix(e, "WT_SESSION=")
	})
	return append(kept, "SSH_TTY=slow")
}

// slowSpeed is the speed of a pseudo-terminal that nobody has told another: below it
// the line is a serial one, or somebody has said so (stty 9600).
const slowSpeed = 38_400

// lowBandwidth tells whether bytes to the terminal are to be saved: what was asked
// for, else what the configuration says, else what the terminal's speed does.
func (a *app) lowBandwidth() bool {
	switch {
	case a.screen.lowGiven:
		return a.screen.low
	case a.config.LowBandwidth != nil:
		return *a.config.LowBandwidth
	}
	f, ok := a.stdout.(*os.File)
	return ok && slowTerminal(f)
}

// slowTerminal tells whether a terminal has a speed, and a low one.
func slowTerminal(f *os.File) bool {
	t, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS2)
	return err == nil && t.Ospeed > 0 && t.Ospeed < slowSpeed
}
