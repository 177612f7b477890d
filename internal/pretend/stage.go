package pretend

import (
	"strconv"
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
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

	thread     int
	frameworks int // given ids so far
	agents     int
	offers     int
}

func newStage(seed uint64, p masterlog.Process) *stage {
	return &stage{
		Dice:     masterlog.NewDice(seed),
		process:  p,
		registry: &masterlog.Registry{Master: p.Address(), Position: 4},
		ensemble: &masterlog.Ensemble{Master: p.Address(), Path: "/mesos", Members: 7},
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

// happens puts something else than a line into the scenario.
func (s *stage) happens(what Happening) { s.steps = append(s.steps, Step{At: s.at, Does: what}) }

// restart begins a new process of the master. What frameworks and agents are
// called stays; offers are counted anew.
func (s *stage) restart(p masterlog.Process) {
	s.process, s.offers, s.thread = p, 0, 0
	s.frameworks, s.agents = 0, 0
	s.registry = &masterlog.Registry{Master: p.Address(), Position: s.registry.Position}
	s.steps = append(s.steps, Step{At: s.at, Does: MasterStarts, Process: p})
}

// framework gives a newcomer its id and the address of its scheduler.
func (s *stage) framework(f masterlog.Framework, ip string) masterlog.Framework {
	f.ID = s.process.ID + "-" + padded(s.frameworks)
	f.UPID = s.Scheduler(ip)
	s.frameworks++
	return f
}

// agent gives a newcomer its id.
func (s *stage) agent(a masterlog.Agent) masterlog.Agent {
	a.ID = s.process.ID + "-S" + strconv.Itoa(s.agents)
	s.agents++
	return a
}

func (s *stage) offer() string {
	s.offers++
	return s.process.ID + "-O" + strconv.Itoa(s.offers-1)
}

// launch offers an agent to a framework, which starts a task there; it runs when
// launch returns.
func (s *stage) launch(f masterlog.Framework, a masterlog.Agent, name string) masterlog.Task {
	t := masterlog.Task{ID: name, Framework: f, Agent: a, CPUs: "0.5", Mem: "256", Offer: s.offer()}
	s.say(masterlog.Offer(f, t.Offer))
	s.say(t.Launch()...)
	s.wait(s.Between(200*time.Millisecond, time.Second))
	s.say(t.Update("TASK_STARTING", s.Dice)...)
	s.wait(s.Between(100*time.Millisecond, 3*time.Second))
	s.say(t.Update("TASK_RUNNING", s.Dice)...)
	return t
}

func padded(n int) string {
	digits := strconv.Itoa(n)
	return "0000"[min(4, len(digits)):] + digits
}
