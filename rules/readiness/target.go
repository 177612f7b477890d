package readiness

import "fmt"

// Target is the platform to move to.
type Target string

// The targets.
const (
	Kubernetes Target = "kubernetes"
	Nomad      Target = "nomad"
)

// ParseTarget reads a target's name.
func ParseTarget(s string) (Target, error) {
	switch t := Target(s); t {
	case Kubernetes, Nomad:
		return t, nil
	}
	return "", fmt.Errorf("target %q is neither kubernetes nor nomad", s)
}

// Effort is what moving takes.
type Effort string

// The efforts, the least first.
const (
	AsIs      Effort = "moves as is"
	NeedsWork Effort = "needs work"
	NeedsPlan Effort = "needs a plan"
)

func (e Effort) weight() int {
	switch e {
	case NeedsPlan:
		return 2
	case NeedsWork:
		return 1
	}
	return 0
}

// Reason is one thing that keeps something from moving as it is.
type Reason struct {
	// ID is a word for it, the same for both targets: host-network, fixed-port …
	ID     string `json:"id"`
	Effort Effort `json:"effort"`
	// Text says what of the definition it is and what takes its place.
	Text string `json:"text"`
}
