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
