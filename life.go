package mesoswatch

import "time"

// Handled is what an operator last decided about a finding.
type Handled struct {
	What string    `json:"what"` // Acknowledge, Silence, Resolve or AcceptBaseline
	Who  string    `json:"who"`
	At   time.Time `json:"at"`
	Note string    `json:"note,omitempty"`
	// Until ends a silence.
	Until time.Time `json:"until,omitzero"`
}

// Apply is the finding behind what an operator did on it. Actions that decide
// nothing (notes, links, steps) leave it as it is, and so does one that is older
// than the latest decision.
func (f Finding) Apply(a Action) Finding {
	if f.Handled != nil && a.At.Before(f.Handled.At) {
		return f
	}
	switch a.What {
	case Acknowledge:
		f.Status = Acknowledged
	case Silence:
		f.Status = Silenced
	case Resolve, AcceptBaseline: // what is known is no news; it opens again if the baseline says otherwise
		f.Status = Resolved
	case Reopen:
		f.Status, f.Handled = Open, nil
		return f
	default:
		return f
	}
	f.Handled = &Handled{What: a.What, Who: a.Who, At: a.At, Note: a.Text, Until: a.Until}
	return f
}

// Heard ends a silence whose time is over at now: the finding is open again.
func (f Finding) Heard(now time.Time) Finding {
	if f.Status == Silenced && f.Handled != nil && !f.Handled.Until.After(now) {
		f.Status, f.Handled = Open, nil
	}
	return f
}

// Turn is a point in the life of a finding.
type Turn string

// The turns a finding can take.
const (
	NoTurn   Turn = ""
	Opened   Turn = "opened"
	Rose     Turn = "rose"     // in level
	Reopened Turn = "reopened" // happened again after it was resolved, or was reopened by hand
	Ended    Turn = "resolved"
	Repeated Turn = "repeated" // nothing but more of the same
)

// TurnOf says what became of a finding between two states of it; before is nil
// when it was not known.
func TurnOf(before *Finding, after Finding) Turn {
	switch {
	case before == nil:
		return Opened
	case after.Status == Resolved && before.Status != Resolved:
		return Ended
	case after.Status == Resolved:
		return NoTurn
	case before.Status == Resolved:
		return Reopened
	case after.Level > before.Level:
		return Rose
	case after.Count != before.Count:
		return Repeated
	}
	return NoTurn
}
