package ui

import (
	"math"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Player is the transport of a replay. All methods answer at once, whatever they
// set going, and may be called from Update; what comes of it is seen in State and
// in the boards that follow.
type Player interface {
	State() PlayState
	// Play starts and stops the clock of the replay. It stops by itself at the end.
	Play(on bool)
	// Speed is how many seconds of the data pass in one of the wall; MaxSpeed: as
	// fast as can be.
	Speed(times float64)
	// Goto shows the board as it was at a time; one before From or behind To gives
	// those. One that is under way is given up for it.
	Goto(t time.Time)
	// NextFinding and PrevFinding go to the next of Marks, and answer which; false:
	// there is none that way.
	NextFinding() (Mark, bool)
	PrevFinding() (Mark, bool)
}

// PlayState is where a replay is. The zero value: nothing has been read yet.
type PlayState struct {
	Playing bool
	Speed   float64
	// At is the clock of the replay: all that happened up to then is on the board.
	At time.Time
	// From and To are the span of the data; To grows until Whole is set, when all of
	// it has been read once.
	From, To time.Time
	Whole    bool
	// Seeking: the board is on its way to Target, or to the end while not Whole;
	// Progress is how much of the way is done, from 0 to 1.
	Seeking  bool
	Target   time.Time
	Progress float64
	// Marks are where findings opened that NextFinding stops at, by time. The caller must not change them.
	Marks []Mark
	// Err is what went wrong last, empty when nothing did.
	Err string
}

// Mark is where a finding opened, or opened again.
type Mark struct {
	At      time.Time
	Level   mesoswatch.Level
	Finding string // id
	Title   string
}

// MaxSpeed is as fast as can be.
var MaxSpeed = math.Inf(1)

// speeds are those there are, slowest first.
var speeds = []float64{1, 2, 5, 10, 60, 600, MaxSpeed}

// nextSpeed is the one behind x in a direction; x itself at the end.
func nextSpeed(x float64, by int) float64 {
	if by > 0 {
		for _, s := range speeds {
			if s > x {
				return s
			}
		}
		return x
	}
	for i := len(speeds) - 1; i >= 0; i-- {
		if speeds[i] < x {
			return speeds[i]
		}
	}
	return x
}

// aim is where steps and findings are counted from: where the replay is going, or
// is.
func (s PlayState) aim() time.Time {
	if s.Seeking && !s.Target.IsZero() {
		return s.Target
	}
	return s.At
}

// atEnd tells that nothing was recorded behind where the replay is.
func (s PlayState) atEnd() bool { return s.Whole && !s.Seeking && !s.At.Before(s.To) }
