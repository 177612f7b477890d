package mesoswatch

import "time"

// turns puts a turn of a finding on the timeline. One that an operator made is told
// by the action. Of a finding that comes whole and was not known, its beginning and
// its end are told, as far as it knows them.
func (t *Timeline) turns(before *Finding, after Finding, at time.Time, from Origin) {
	turn := TurnOf(before, after)
	switch {
	case before == nil && from == Fresh && after.Status == Resolved:
		turn = Ended // of something that was found before this process began
	case before == nil && from != Fresh:
		t.took(Opened, &after, after.FirstSeen)
		if turn, at = Ended, after.LastSeen; after.Status != Resolved {
			return
		}
	case turn == Reopened && after.Life.Reopened.After(before.Life.Reopened):
		return
	}
	switch {
	case turn == NoTurn, turn == Repeated, turn == Ended && after.Handled.closes():
		return
	}
	t.took(turn, &after, at)
}

func (t *Timeline) took(turn Turn, f *Finding, at time.Time) {
	t.add(Moment{At: at, Kind: MomentFinding, What: string(turn), Text: f.words(), Level: f.Level, Finding: f.ID, Subject: f.Subject})
}

// words are a finding in short.
func (f *Finding) words() string {
	noun := f.Subject.Kind
	if noun == "address" && f.Fields["remote_ip"] != f.Subject.Name {
		noun = "claimed address"
	}
	return clip(f.Title+": "+noun+" "+f.Subject.Name, maxMomentText)
}

// did says what an action is, for reading.
func did(a *Action) string {
	switch a.What {
	case Acknowledge:
		return "acknowledged"
	case Silence:
		return "silenced until " + a.Until.Format(time.RFC3339)
	case Note:
		return "noted"
	case Resolve:
		return "resolved"
	case Reopen:
		return "reopened"
	case Link:
		return "linked with " + a.Other
	case Unlink:
		return "unlinked from " + a.Other
	case Step:
		if a.Undo {
			return "took back a step"
		}
		return "did a step"
	case Bookmark:
		return "set a bookmark"
	case Export:
		if a.Unmasked {
			return "exported evidence, secrets readable, " + a.Hash
		}
		return "exported evidence " + a.Hash
	case Login:
		return "tried a login from " + a.UPID
	case AcceptBaseline:
		return "accepted into the baseline"
	}
	return a.What
}

// action puts what an operator did on the timeline; a bookmark stands where it was
// set. f is the finding, nil when it is not known.
func (t *Timeline) action(a *Action, f *Finding) {
	m := Moment{At: a.At, Kind: MomentAction, What: a.What, Finding: a.Finding, Action: a}
	if a.What == Bookmark && !a.Of.IsZero() {
		m.At = a.Of
	}
	if f != nil {
		m.Subject, m.Level = f.Subject, f.Level
	}
	text := a.Who + " " + did(a)
	if a.Text != "" {
		text += ": " + a.Text
	}
	m.Text = clip(text, maxMomentText)
	t.add(m)
}
