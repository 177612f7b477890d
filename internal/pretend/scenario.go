package pretend

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
	"github.com/mesoswatch/mesoswatch/internal/pretend/world"
)

// Scenario is what happens to a cluster, in order.
type Scenario struct {
	Steps    []Step
	expected []Expectation
}

// Step is one line of the master's log, one thing that happens, or changes of the
// cluster; of several, in this order.
type Step struct {
	// At is the time since the start of the log.
	At     time.Duration
	Thread int
	// Line is left out when its text is empty. "{stamp}" in the text becomes the
	// glog time of the step: what somebody needs who forges a line.
	Line masterlog.Line
	Does Happening
	// Process is the one that starts, with MasterStarts.
	Process masterlog.Process
	// Changes are what the log has told before: the world follows it.
	Changes []world.Change
}

// Happening is something besides a line.
type Happening int

// What can happen.
const (
	Nothing Happening = iota
	// MasterDies: the first master; nobody answers on its HTTP port, and the others
	// know of no leader.
	MasterDies
	// MasterStarts: a new process with files of its own; the links of glog point
	// to them.
	MasterStarts
	// MasterElected: it leads, and knows what the registry told it.
	MasterElected
	// ZooKeeperDies and ZooKeeperReturns: all of them.
	ZooKeeperDies
	ZooKeeperReturns
)

// Length is the log time from the start to the last step.
func (s Scenario) Length() time.Duration {
	if len(s.Steps) == 0 {
		return 0
	}
	return s.Steps[len(s.Steps)-1].At
}

// Expectation is a finding that a watcher of the scenario must come to. An empty
// Subject is met by any.
type Expectation struct{ Rule, Subject string }

// Met tells whether the finding is the expected one.
func (e Expectation) Met(f mesoswatch.Finding) bool {
	return f.Rule == e.Rule && (e.Subject == "" || f.Subject.Name == e.Subject)
}

// Expected is what must be seen when the scenario has been played to its end.
func (s Scenario) Expected() []Expectation { return s.expected }

// Missing are the expectations that none of the findings meets.
func (s Scenario) Missing(found []mesoswatch.Finding) []Expectation {
	var missing []Expectation
next:
	for _, e := range s.expected {
		for _, f := range found {
			if e.Met(f) {
				continue next
			}
		}
		missing = append(missing, e)
	}
	return missing
}
