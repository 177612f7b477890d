package store

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Change is one entry of the history of a finding: a turn it took, or what an
// operator did on it.
type Change struct {
	At time.Time `json:"at"`
	// Turn, and what the finding was behind it; Turn is NoTurn for an action.
	Turn   mesoswatch.Turn   `json:"turn,omitempty"`
	Level  mesoswatch.Level  `json:"level"`
	Status mesoswatch.Status `json:"status,omitempty"`
	Count  int               `json:"count,omitempty"`
	// Action is set on what an operator did.
	Action *mesoswatch.Action `json:"action,omitempty"`
}
