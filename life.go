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

// closes tells whether the decision says that it is over.
func (h *Handled) closes() bool {
	return h != nil && (h.What == Resolve || h.What == AcceptBaseline)
}

// Life are times in the life of a finding. Each only grows, and the status follows
// from them, from LastSeen and from Handled; so reports and decisions lead to the
// same end in whatever order they arrive.
type Life struct {
	// Over is when the data last showed it to be over.
	Over time.Time `json:"over,omitzero"`
	// Reopened is when an operator last opened it by hand.
	Reopened time.Time `json:"reopened,omitzero"`
	// Past is when the last decision was made that counts no more: a silence that
	// ended, or a resolution behind which it happened again.
	Past time.Time `json:"past,omitzero"`
}

// lived is the life of a finding taken apart into what joins.
type lived struct {
	Life
	// seen is when it was last seen happening, or was opened by hand.
	seen time.Time
	// decided is the latest decision; nil when none counts.
	decided *Handled
	// ended settles what was seen happening and over at the same time.
	ended bool
}

func (f *Finding) lived() lived {
	l := lived{Life: f.Life, decided: f.Handled, ended: f.Status == Resolved}
	if l.ended && !f.Handled.closes() {
		l.Over = later(l.Over, f.LastSeen)
	}
	if f.LastSeen.After(l.Over) || !l.ended && f.LastSeen.Equal(l.Over) {
		l.seen = f.LastSeen
	}
	l.seen = later(l.seen, l.Reopened)
	if l.decided == nil { // one that says so without saying when
		switch f.Status {
		case Acknowledged:
			l.decided = &Handled{What: Acknowledge, At: f.LastSeen}
		case Silenced:
			l.decided = &Handled{What: Silence, At: f.LastSeen}
		}
	}
	return l
}

// join is what both tell. o arrived later: what it says settles ties.
func (l lived) join(o lived) lived {
	seen, over := later(l.seen, o.seen), later(l.Over, o.Over)
	if o.seen.Equal(seen) || o.Over.Equal(over) {
		l.ended = o.ended
	}
	l.seen, l.Over, l.Reopened, l.Past = seen, over, later(l.Reopened, o.Reopened), later(l.Past, o.Past)
	if l.decided == nil || o.decided != nil && !o.decided.At.Before(l.decided.At) {
		l.decided = o.decided
	}
	return l
}

// live gives f the status that its life leads to.
func (f *Finding) live(l lived) {
	h := l.decided
	if bar := later(later(l.Over, l.Reopened), l.Past); h != nil && !bar.IsZero() && !h.At.After(bar) {
		h = nil // over, opened again or past since
	}
	if h.closes() && l.seen.After(h.At) {
		l.Past, h = h.At, nil
	}
	f.Life, f.Handled = l.Life, h
	switch {
	case l.Over.After(l.seen), l.Over.Equal(l.seen) && l.ended, h.closes():
		f.Status = Resolved
	case h == nil:
		f.Status = Open
	case h.What == Silence:
		f.Status = Silenced
	default:
		f.Status = Acknowledged
	}
	*f = f.Heard(f.LastSeen)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Apply is the finding behind what an operator did on it. Actions that decide
// nothing (notes, links, steps) leave it as it is, and so does one that is older
// than the latest decision, or than the data's word that it is over. A resolution
// holds for what was seen up to its time: it should carry the later of the
// operator's clock and the clock of the data (Board.Now).
func (f Finding) Apply(a Action) Finding {
	var o lived
	switch a.What {
	case Acknowledge, Silence, Resolve, AcceptBaseline: // what is known is no news; it opens again if the baseline says otherwise
		o.decided = &Handled{What: a.What, Who: a.Who, At: a.At, Note: a.Text, Until: a.Until}
	case Reopen:
		o.Reopened, o.seen = a.At, a.At
	default:
		return f
	}
	l := f.lived()
	ended := l.ended
	if l = l.join(o); a.What != Reopen {
		l.ended = ended
	}
	f.live(l)
	return f
}

// Heard ends a silence whose time is over at now: the finding is open again.
func (f Finding) Heard(now time.Time) Finding {
	if f.Handled == nil || f.Handled.What != Silence || f.Handled.Until.After(now) {
		return f
	}
	f.Life.Past, f.Handled = later(f.Life.Past, f.Handled.At), nil
	if f.Status == Silenced {
		f.Status = Open
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
