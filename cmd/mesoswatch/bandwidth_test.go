package main

import (
	"os"
	"slices"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// What was asked for goes before the configuration, and that before the speed.
func TestLowBandwidth(t *testing.T) {
	yes, no := true, false
	slow := terminalOf(t, 9600)
	for name, c := range map[string]*struct {
		app  app
		want bool
	}{
		"nothing is said":                       {app{stdout: terminalOf(t, 38_400)}, false},
		"no terminal":                           {app{stdout: new(nowhere)}, false},
		"a slow terminal":                       {app{stdout: slow}, true},
		"a slow terminal, configured otherwise": {app{stdout: slow, config: Config{LowBandwidth: &no}}, false},
		"configured":                            {app{stdout: new(nowhere), config: Config{LowBandwidth: &yes}}, true},
		"configured, told otherwise":            {app{stdout: slow, config: Config{LowBandwidth: &yes}, screen: screenFlags{lowGiven: true}}, false},
		"told":                                  {app{stdout: new(nowhere), screen: screenFlags{low: true, lowGiven: true}}, true},
	} {
		if got := c.app.lowBandwidth(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

type nowhere struct{}

func (*nowhere) Write(p []byte) (int, error) { return len(p), nil }

// terminalOf is a terminal of a speed.
func terminalOf(t *testing.T, bits uint32) *os.File {
	t.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = master.Close(), tty.Close() })
	s, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS2)
	if err != nil {
		t.Fatal(err)
	}
	s.Cflag = s.Cflag&^unix.CBAUD | unix.BOTHER
	s.Ispeed, s.Ospeed = bits, bits
	if err := unix.IoctlSetTermios(int(tty.Fd()), unix.TCSETS2, s); err != nil {
		t.Fatal(err)
	}
	return tty
}

func TestThriftyEnvironment(t *testing.T) {
	env := []string{"TERM=xterm", "WT_SESSION=1"}
	if got := thriftyEnvironment(env); slices.Contains(got, "WT_SESSION=1") || !slices.Contains(got, "TERM=xterm") || len(env) != 2 || env[1] != "WT_SESSION=1" {
		t.Errorf("%v of %v", got, env)
	}
}
