package hostconf

import (
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Where a value is from, as in Setting.From.
const (
	fromFile    = "file"          // one flag in one file
	fromEnv     = "environment"   // an environment file
	fromUnit    = "unit"          // Environment= or ExecStart= of a systemd unit
	fromCommand = "command-line"  // of a running process
	fromProcess = "process"       // the environment of a running process
	fromConfig  = "configuration" // a structured file
)

// given is a value of a setting as one place gives it. It is raw and leaves this
// package through mask only.
type given struct {
	name  string // without dashes; of a variable its whole name, or the flag it means
	value string
	bare  bool // --name, without a value
	no    bool // --no-name
	env   bool // a variable, which the same flag of the command line hides
	from  string
	at    string
	line  int64
	when  time.Time // when its file was changed; zero: not told by a file
	// trouble is what is wrong with how it is given; unread means that its text is
	// not its value, for nobody evaluated it.
	trouble string
	unread  bool
}

// literal is the name as Mesos compares it.
func (g given) literal() string {
	if g.no {
		return "no-" + g.name
	}
	return g.name
}

// place is where it stands, for sentences.
func (g given) place() string {
	if g.line > 0 {
		return printable(g.at) + " line " + strconv.FormatInt(g.line, 10)
	}
	return printable(g.at)
}

// flagOf takes an argument apart as Mesos does: blanks around it do not count, the
// name's letter case neither (3rdparty/stout/include/stout/flags/flags.hpp).
func flagOf(arg string) (g given, ok bool) {
	arg, ok = strings.CutPrefix(strings.Trim(arg, " \t\r\n"), "--")
	if !ok {
		return given{}, false
	}
	name, value, has := strings.Cut(arg, "=")
	g = given{name: strings.ToLower(name), value: value, bare: !has}
	g.name, g.no = strings.CutPrefix(g.name, "no-")
	return g, g.name != ""
}

// flagsOf are the flags of a command line; what does not look like one is skipped,
// and behind "--" nothing is read.
func flagsOf(args []string, from, at string) []given {
	var all []given
	for _, a := range args {
		if strings.TrimSpace(a) == "--" {
			break
		}
		if g, ok := flagOf(a); ok {
			g.from, g.at = from, at
			all = append(all, g)
		}
	}
	return all
}

// choice is the value of one setting that counts, with those that it hides.
type choice struct {
	given
	key      string // the flag's newest name, or the variable's
	effect   string // the value as the daemon takes it
	flag     *flag  // nil: not known, or no flag
	shadowed []given
}

// shadows are what a value hides, masked.
func (c choice) shadows(mask func(given) string) []mesoswatch.Shadow {
	var all []mesoswatch.Shadow
	for _, g := range c.shadowed {
		all = append(all, mesoswatch.Shadow{Value: mask(g), From: g.from, At: printable(g.at), Line: g.line})
	}
	return all
}
