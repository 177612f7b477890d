package pretend

import (
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// stage is where acts write a scenario: it holds the clock and what has become
// of the cluster so far.
type stage struct {
	masterlog.Dice
	at       time.Duration
	steps    []Step
	process  masterlog.Process
	registry *masterlog.Registry
	ensemble *masterlog.Ensemble

	ids    masterlog.IDs
	thread int
}

func newStage(seed uint64, p masterlog.Process) *stage {
	return &stage{
		Dice:     masterlog.NewDice(seed),
		process:  p,
		registry: &masterlog.Registry{Master: p.Address(), Position: 4},
		ensemble: &masterlog.Ensemble{Master: p.Address(), Path: "/mesos", Members: 7},
		ids:      masterlog.IDs{Master: p.ID},
	}
}

// until moves the clock to a time of the log; one that has passed is ignored.
func (s *stage) until(at time.Duration) { s.at = max(s.at, at) }

func (s *stage) wait(d time.Duration) { s.at += d }

// say writes lines of one sequence: fractions of milliseconds apart, and from
// time to time on another thread, as actors wander over the workers.
func (s *stage) say(lines ...masterlog.Line) {
	for _, l := range lines {
		s.at += s.Between(30*time.Microsecond, 4*time.Millisecond)
		if s.thread == 0 || s.IntN(3) == 0 {
			s.thread = 1 + s.IntN(masterlog.Workers)
		}
		s.steps = append(s.steps, Step{At: s.at, Thread: s.process.Thread(s.thread), Line: l})
	}
}

// change is what the lines before it did to the cluster.
func (s *stage) change(changes ...world.Change) {
	s.steps = append(s.steps, Step{At: s.at, Changes: changes})
}

// happens puts something else than a line into the scenario.
func (s *stage) happens(what Happening) { s.steps = append(s.steps, Step{At: s.at, Does: what}) }

// restart begins a new process of the master: it counts its ids anew, and goes
// on in the registry.
func (s *stage) restart(p masterlog.Process) {
	s.process, s.thread, s.ids = p, 0, masterlog.IDs{Master: p.ID}
	s.registry = &masterlog.Registry{Master: p.Address(), Position: s.registry.Position}
	s.steps = append(s.steps, Step{At: s.at, Does: MasterStarts, Process: p})
}
