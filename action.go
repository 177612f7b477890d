package mesoswatch

import (
	"crypto/rand"
	"encoding/hex"
	"time"
)

// What an operator can do.
const (
	Acknowledge    = "acknowledge" // on a finding: somebody is on it
	Silence        = "silence"     // on a finding, until a time
	Note           = "note"        // on a finding, or on none: for the timeline
	Resolve        = "resolve"     // on a finding: it is over, until it happens again
	Reopen         = "reopen"      // on a finding: takes acknowledgement, silence or resolution back
	Link           = "link"        // of a finding to Other: one incident
	Unlink         = "unlink"      // of a finding from Other, also where they were linked by themselves
	Step           = "step"        // a step of the runbook of a finding is done, or with Undo is not
	Bookmark       = "bookmark"    // a place in time, Of, with a note
	Export         = "export"      // an evidence bundle with Hash was written
	Login          = "login"       // a login attempt of our own, from UPID
	AcceptBaseline = "accept-baseline"
)

// Action is something an operator did.
type Action struct {
	// ID is the same wherever the action is seen; an action that comes twice
	// counts once. Empty in recordings of older versions.
	ID   string    `json:"id,omitempty"`
	At   time.Time `json:"at"`
	Who  string    `json:"who"`
	What string    `json:"what"` // one of the constants above
	// Finding is what it was done on; a Step belongs to the runbook of the
	// finding an incident was opened from.
	Finding string `json:"finding,omitempty"`
	// Text is the note, or of a step its words as they stood in the runbook.
	Text string `json:"text,omitempty"`
	// Until ends a silence; always set on one.
	Until time.Time `json:"until,omitzero"`
	// Other is the finding of a link.
	Other string `json:"other,omitempty"`
	// Runbook and Step name a step: Runbook.ID and RunbookStep.ID.
	Runbook string `json:"runbook,omitempty"`
	Step    string `json:"step,omitempty"`
	Undo    bool   `json:"undo,omitempty"`
	// Of is the time a bookmark stands at.
	Of time.Time `json:"of,omitzero"`
	// Hash of the manifest of an exported bundle, "sha256:" and hexadecimal
	// digits; Unmasked is set when its secrets were left readable.
	Hash     string `json:"hash,omitempty"`
	Unmasked bool   `json:"unmasked,omitempty"`
	// UPID is the address that a login attempt of our own came from.
	UPID string `json:"upid,omitempty"`
	// Replay is set on what was done while looking at a recording.
	Replay bool `json:"replay,omitempty"`
}

// ActionID makes a new id: "a-" and sixteen hexadecimal digits.
func ActionID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return "a-" + hex.EncodeToString(b[:])
}

// Words say what was done, and by whom. Foreign text in it is as it came.
func (a Action) Words() string {
	said := map[string]string{
		Acknowledge: "acknowledged", Silence: "silenced", Note: "noted", Resolve: "resolved", Reopen: "reopened",
		Link: "linked", Unlink: "unlinked from", Step: "done", Bookmark: "marked", Export: "exported", Login: "tried a login",
		AcceptBaseline: "accepted as known",
	}[a.What]
	if said == "" {
		said = a.What
	}
	switch {
	case a.What == Step && a.Undo:
		said = "not done after all"
	case a.What == Silence:
		said += " until " + a.Until.Format("2006-01-02 15:04 MST")
	case a.Other != "":
		said += " " + a.Other
	}
	if a.Who != "" {
		said += " by " + a.Who
	}
	if a.Text != "" {
		said += ": " + a.Text
	}
	if a.Hash != "" {
		said += ", manifest " + a.Hash
	}
	if a.Unmasked {
		said += ", secrets readable"
	}
	if a.Replay {
		said += " (in a replay)"
	}
	return said
}
