package mesoswatch

import "time"

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

	// Title, Family and Level (of a fail) are the check's own.
	Title  string `json:"title,omitempty"`
	Family string `json:"family,omitempty"`
	Level  Level  `json:"level"`
	// Rationale says why it matters; Remediation names the exact flag or file for
	// the version of the subject.
	Rationale   string   `json:"rationale,omitempty"`
	Remediation string   `json:"remediation,omitempty"`
	References  []string `json:"references,omitempty"`
	Runbook     string   `json:"runbook,omitempty"`
	// Waiver is set when somebody answers for a fail; the result stays a fail.
	Waiver *Waiver `json:"waiver,omitempty"`
}

// Waiver says who answers for a fail, why and until when.
type Waiver struct {
	ID      string    `json:"id"`
	Owner   string    `json:"owner"`
	Reason  string    `json:"reason"`
	Expires time.Time `json:"expires"`
	// Expired is set when that time is past: the fail counts again.
	Expired bool `json:"expired,omitempty"`
}
