// Package ui is the dashboard: one Bubble Tea model over the read model Board.
//
// In: boards, by one waiting command; keys; the terminal's size. Out: frames,
// and what the operator does, through Options.Act. It must not judge, keep
// statistics of its own, touch network or disk in Update, or print foreign text
// that did not go through kit.Pen (and so through mesoswatch.Printable).
package ui

import (
	"context"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// Next blocks until there is news and returns a board the caller may keep.
// io.EOF says that no more will come: the last board stays on the screen. Any
// other error is shown and ends the waiting too. It is called from one command
// at a time, never from Update; to let the program end without waiting, the
// caller makes it return when the program has ended.
type Next func() (*mesoswatch.Board, error)

// Options say what the dashboard shows and may do. The zero value is a
// read-only replay in the dark theme.
type Options struct {
	// Cluster is the name in the header.
	Cluster string
	// Live shows LIVE instead of REPLAY.
	Live bool
	// Now is the clock that is shown and that ages are counted by; nil takes the
	// board's own clock (replay).
	Now func() time.Time
	// NoColor, ASCII and Theme (dark, light, mono): see ui/theme.
	NoColor bool
	ASCII   bool
	Theme   string
	// Keys gives actions (KeyActions) other keys: whoever reads the configuration asks
	// CheckKeys first, and uses none that has errors.
	Keys map[string][]string
	// Settings are those of the run before.
	Settings Settings
	// Remember keeps settings for the next run; nil: none are kept. It is called from a
	// command, one at a time, and may block; what changes last the caller asks
	// Model.Settings for. An error is told once.
	Remember func(Settings) error
	// Notice stands at the foot at first.
	Notice string
	// Act takes what the operator does; nil: read-only. Who is left empty for the
	// callee to fill. It is called from a command and may block.
	Act func(mesoswatch.Action) error
	// Player is the transport of a replay; nil: there is none, the run is live or all
	// there is to see is shown.
	Player Player
	// Runbook gives the runbook of a finding with its placeholders filled; false:
	// there is none. It is called from a command.
	Runbook func(f mesoswatch.Finding) (mesoswatch.FilledRunbook, bool)
	// Env is the environment of the terminal (os.Getenv), which decides how something
	// gets on its clipboard; nil: nothing is known of it, and commands are shown to be
	// selected by hand.
	Env func(string) string
	// Export writes the evidence of an incident and answers where, and the hash of its
	// manifest; nil: it is not offered. It is called from a command and may block.
	Export func(context.Context, mesoswatch.Incident) (path, hash string, err error)
	// Reload reads rules and baseline again; nil: it is not offered. An error may leave
	// the former ones, and says so. It is called from a command and may block.
	Reload func() error
	// Write puts text into a new file and answers where that is; one that exists is an
	// error. nil: nothing can be written. It is called from a command and may block.
	Write func(path, text string) (where string, err error)
	// Context reads the neighbours of a line from its file; nil: only what the
	// board holds is shown. It is called from a command and may block.
	Context func(ctx context.Context, e mesoswatch.Evidence, before, after int) (Neighbours, error)
	// Doctor tells what can and cannot be seen from here; nil: it is not offered. It is
	// called from a command and may block.
	Doctor func(context.Context) []DoctorChapter
	// Nothing says why there is nothing to see at all: the screen opens with what Doctor
	// tells. Empty: there is something.
	Nothing string
	// NeverSeen lists what Mesos never tells, whatever is configured.
	NeverSeen []mesoswatch.Blindspot
	// Collectors are the names of those that run: what is waited for until one of them
	// has told something.
	Collectors []string
	// Keeps tells that what is decided, noted and marked is kept beyond this run; else
	// quitting asks.
	Keeps bool
	// Pace is the least time between two boards; 0 is a tenth of a second.
	Pace time.Duration
	// LowBandwidth saves bytes: few frames, none before the last was drawn, sixteen
	// colours, a clock without seconds. It can be changed on the screen.
	LowBandwidth bool
	// Version is shown in the help.
	Version string
}

// look is the theme for a terminal with all colours or with sixteen; an unknown
// name gives the first theme.
func (o Options) look(sixteen bool) theme.Theme {
	want := theme.Options{Name: o.Theme, NoColor: o.NoColor, ASCII: o.ASCII, Sixteen: sixteen || o.LowBandwidth, Thin: o.LowBandwidth}
	t, err := theme.New(want)
	if err != nil {
		want.Name = ""
		t, _ = theme.New(want)
	}
	return t
}

const defaultPace = 100 * time.Millisecond

func (o Options) pace() time.Duration {
	switch {
	case o.LowBandwidth:
		return max(o.Pace, rationPace)
	case o.Pace <= 0:
		return defaultPace
	}
	return o.Pace
}

// scene is what panes draw: one board at one time, in one zone.
type scene struct {
	board *mesoswatch.Board
	now   time.Time
	zone  *time.Location
	live  bool
	end   bool // of a replay: nothing comes behind it
	// collectors are the names of those that run.
	collectors []string
	taken      time.Time // when the board was taken, by this host's clock: for pacing only
}

// in gives a time in the zone everything is shown in.
func (s scene) in(t time.Time) time.Time {
	if s.zone == nil || t.IsZero() {
		return t
	}
	return t.In(s.zone)
}
