package mesoswatch

import (
	"slices"
	"time"
)

// Kinds of moments.
const (
	MomentEvent   = "event"   // a line of a log that bears on security
	MomentFinding = "finding" // a turn in the life of a finding
	MomentChange  = "change"  // of the leader, the configuration, the frameworks, the agents
	MomentAction  = "action"  // of an operator
	MomentGap     = "gap"     // our own sight failed, from At to Until
)

// Moment is one entry of the timeline.
type Moment struct {
	// N numbers the moments in the order they entered, from 0.
	N int64 `json:"-"`
	// At is when it happened, by the clock of its source: the order of the
	// timeline. Until ends a gap; zero while it lasts.
	At    time.Time `json:"at"`
	Until time.Time `json:"until,omitzero"`
	Kind  string    `json:"kind"`
	// What it is, short and of a closed set by kind: the event's kind; opened,
	// rose, reopened, resolved; leader, configuration, framework, agent; the
	// action's What; blind.
	What string `json:"what"`
	// Text is for reading; foreign words in it are as they came.
	Text string `json:"text"`
	// Level of a finding.
	Level Level `json:"level,omitempty"`
	// Finding is the id a turn or an action belongs to.
	Finding string  `json:"finding,omitempty"`
	Subject Subject `json:"subject,omitzero"`
	Source  string  `json:"source,omitempty"`
	Event   *Event  `json:"event,omitempty"`
	Action  *Action `json:"action,omitempty"`
}

// maxMoments bounds a timeline; the oldest go first, events before all others.
const maxMoments = 20_000

// Timeline keeps what happened in the order of data time.
type Timeline struct {
	moments []Moment // by At, then N
	next    int64
	// Evicted counts moments that had to go.
	Evicted int64
}

// add takes a moment in at its place. Most come in order.
func (t *Timeline) add(m Moment) {
	m.N = t.next
	t.next++
	i := len(t.moments)
	for i > 0 && t.moments[i-1].At.After(m.At) {
		i--
	}
	t.moments = slices.Insert(t.moments, i, m)
}

// All are the moments in order. The caller must not change them.
func (t *Timeline) All() []Moment { return t.moments }
