package ui

import "charm.land/bubbles/v2/key"

// worded is a pane that says in its own words what keys do in it as it is now.
type worded interface{ words() []key.Binding }

// wholly is a pane that tells whether its words are all that works in it as it is now:
// other keys of its place do nothing.
type wholly interface{ wholly() bool }

// called is a key under the words of a place.
func called(b key.Binding, what string) key.Binding {
	b.SetHelp(b.Help().Key, what)
	return b
}

func (o *overviewPane) words() []key.Binding {
	k := o.keys
	return []key.Binding{called(k.Enter, "open the finding"), called(k.WorkOn, "work on its incident"), called(k.ToLog, "its line in the log"), called(k.Filter, "filter the findings")}
}

func (f *findingsPane) words() []key.Binding {
	k := f.keys
	if f.reading {
		return []key.Binding{called(k.Enter, "open what the cursor is on"), called(k.WorkOn, "work on its incident"), called(k.ToLog, "its line in the log"), called(k.Runbook, "go to its runbook"), called(k.Back, "back to the list")}
	}
	return []key.Binding{called(k.Enter, "open the finding"), called(k.WorkOn, "work on its incident"), called(k.ToLog, "its line in the log"), called(k.Runbook, "open its runbook"), called(k.Filter, "filter the findings")}
}

func (l *logPane) words() []key.Binding {
	k := l.keys
	if l.near.open {
		return []key.Binding{called(k.Back, "back to where it was opened")}
	}
	return []key.Binding{called(k.Enter, "what stands around the line"), called(k.Filter, "filter the lines"), called(k.End, "the newest line, follow"), called(k.Around, "lines around each match")}
}

func (s *subjectPane) words() []key.Binding {
	k := s.keys
	switch {
	case s.reading && s.detail.taskID != "":
		return []key.Binding{called(k.Enter, "open what the cursor is on"), called(k.Back, "back to the tasks")}
	case s.reading && s.detail.onTasks():
		return []key.Binding{called(k.Enter, "open the task"), called(k.Filter, "filter the tasks")}
	case s.reading:
		return []key.Binding{called(k.Enter, "open what the cursor is on"), called(k.ToLog, "its lines in the log")}
	}
	return []key.Binding{called(k.Enter, "open it, with its tasks"), called(k.ToLog, "its lines in the log"), called(k.Filter, "filter the list")}
}

func (c *controlPane) words() []key.Binding {
	k := c.keys
	switch {
	case c.reading && c.detail.onValues():
		return []key.Binding{called(k.Enter, "open the flag or number"), called(k.Filter, "filter flags and numbers")}
	case c.reading:
		return []key.Binding{called(k.Enter, "open what the cursor is on")}
	}
	return []key.Binding{called(k.Enter, "open it"), called(k.Filter, "filter the list")}
}

func (s *portsPane) words() []key.Binding {
	k := s.keys
	if s.reading {
		return []key.Binding{called(k.Enter, "open what the cursor is on"), called(k.ToLog, "its host in the log"), called(k.Back, "back to the list")}
	}
	return []key.Binding{called(k.Enter, "open it"), called(k.ToLog, "its host in the log"), called(k.Filter, "filter the list")}
}

func (s *posturePane) words() []key.Binding {
	k := s.keys
	switch s.depth {
	case inAnswer:
		return []key.Binding{called(k.Enter, "open what the cursor is on"), called(k.Runbook, "how it is mended"), called(k.Back, "back to the answers")}
	case amongAnswers:
		return []key.Binding{called(k.Enter, "open the answer"), called(k.Runbook, "how it is mended"), called(k.Filter, "filter the answers")}
	case amongChecks:
		return []key.Binding{called(k.Enter, "open the check"), called(k.Runbook, "how it is mended"), called(k.Filter, "filter the checks")}
	}
	return []key.Binding{called(k.Enter, "open the family"), called(k.Filter, "filter the families")}
}

// words are all there are: which keys work depends on the part that has them.
func (n *incidentPane) words() []key.Binding {
	k := n.keys
	deciding := []key.Binding{k.Ack, k.AckNote, k.Silence, k.Note, k.Resolve, k.Reopen, k.Known, k.Link, k.Unlink, k.Export, k.Whole}
	switch {
	case n.page.open():
		return []key.Binding{called(k.Back, "back to the step")}
	case n.link.open:
		return []key.Binding{k.LinkIt, called(k.Filter, "filter the findings"), k.Sort, k.Reverse, called(k.Back, "link none")}
	case n.part == partBook && !n.readonly:
		return append([]key.Binding{k.Tick, called(k.Copy, "copy the command"), called(k.ShowIt, "show the command to select")}, deciding...)
	case n.part == partFacts:
		return append([]key.Binding{called(k.Enter, "open what the cursor is on"), called(k.Runbook, "to its runbook")}, deciding...)
	case n.part == partTimeline:
		return append([]key.Binding{called(k.Enter, "open the line or the finding"), called(k.Filter, "filter the timeline"), called(k.Runbook, "to its runbook")}, deciding...)
	}
	return deciding
}

func (n *incidentPane) wholly() bool { return true }

func (l *logPane) wholly() bool { return l.near.open }
