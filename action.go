package mesoswatch

import "time"

// What an operator can do to a finding.
const (
	Acknowledge    = "acknowledge"
	Silence        = "silence"
	Note           = "note"
	Resolve        = "resolve"
	Link           = "link"
	Step           = "step"
	AcceptBaseline = "accept-baseline"
)

// Action is something an operator did.
type Action struct {
	At      time.Time `json:"at"`
	Who     string    `json:"who"`
	What    string    `json:"what"` // one of the constants above
	Finding string    `json:"finding,omitempty"`
	Text    string    `json:"text,omitempty"`
	// Until ends a silence; always set on one.
	Until time.Time `json:"until,omitzero"`
}

// Result of a posture check.
type Result string

// The results. Unknown always has a reason; it is never a pass.
const (
	Pass          Result = "pass"
	Fail          Result = "fail"
	Unknown       Result = "unknown"
	NotApplicable Result = "not-applicable"
)

// Verdict is the answer of one posture check for one subject.
type Verdict struct {
	At      time.Time `json:"at"`
	Check   string    `json:"check"`
	Subject Subject   `json:"subject"`
	Result  Result    `json:"result"`
	// Reason says why, and for unknown what would settle it.
	Reason   string     `json:"reason,omitempty"`
	Evidence []Evidence `json:"evidence,omitempty"`
}
