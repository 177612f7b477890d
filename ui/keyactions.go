package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
)

// keyPlace is a part of the screen in which keys mean something; together they are a
// set.
type keyPlace int

const (
	inLists keyPlace = 1 << iota // overview and findings
	inLog
	inCluster // frameworks, agents and their tasks
	inControl
	inPorts
	inPosture
	inIncident
	inLinking
	inReplay
	inTyping

	everywhere = inLists | inLog | inCluster | inControl | inPorts | inPosture | inIncident | inLinking | inReplay
	inTables   = inLists | inCluster | inControl | inPorts | inPosture | inLinking
	inDeciding = inLists | inPosture | inIncident
)

// places are the words for them, in the order of the documentation.
func places() []struct {
	at   keyPlace
	name string
} {
	return []struct {
		at   keyPlace
		name string
	}{
		{inLists, "overview and findings"}, {inLog, "log"}, {inCluster, "frameworks and agents"}, {inControl, "control plane"},
		{inPorts, "ports"}, {inPosture, "posture"}, {inIncident, "incident"}, {inLinking, "linking"}, {inReplay, "a replay"}, {inTyping, "while typing"},
	}
}

// words names a set of places; where few are missing, those.
func (p keyPlace) words() string {
	var in, but []string
	for _, one := range places() {
		switch {
		case p&one.at != 0:
			in = append(in, one.name)
		case one.at != inTyping:
			but = append(but, one.name)
		}
	}
	switch {
	case p == everywhere|inTyping:
		return "everywhere, also while typing"
	case len(but) == 0:
		return "everywhere"
	case len(but) <= 2:
		return "everywhere but " + strings.Join(but, ", ")
	}
	return strings.Join(in, ", ")
}

// keyAction is something a key does: by the name that the configuration knows it.
type keyAction struct {
	name string
	key  *key.Binding
	at   keyPlace
	// shown are bindings that only say the same in other words at the foot.
	shown *key.Binding
}

// actions is the closed list of all there are.
func (k *keyMap) actions() []keyAction {
	return []keyAction{
		{"overview", &k.Overview, everywhere, nil}, {"findings", &k.Findings, everywhere, nil}, {"log", &k.Log, everywhere, nil},
		{"frameworks", &k.Frameworks, everywhere, nil}, {"agents", &k.Agents, everywhere, nil}, {"control", &k.Control, everywhere, nil},
		{"ports", &k.Ports, everywhere, nil}, {"posture", &k.Posture, everywhere, nil}, {"incident", &k.Incident, everywhere, nil},
		{"its-incident", &k.WorkOn, everywhere, nil},

		{"help", &k.Help, everywhere, nil}, {"quit", &k.Quit, everywhere, nil}, {"quit-at-once", &k.Kill, everywhere | inTyping, nil},
		{"back", &k.Back, everywhere, nil}, {"open", &k.Enter, everywhere &^ inLinking, nil}, {"command", &k.Command, everywhere, nil},
		{"pause", &k.Pause, everywhere, nil}, {"not-seen", &k.Never, everywhere, nil},
		{"bookmark", &k.Bookmark, everywhere, nil}, {"write", &k.Write, everywhere, nil},
		{"filter", &k.Filter, everywhere, nil}, {"find", &k.Find, everywhere, nil},

		{"down", &k.Down, everywhere, nil}, {"up", &k.Up, everywhere, nil}, {"first", &k.Top, everywhere, nil}, {"last", &k.End, everywhere, nil},
		{"half-down", &k.HalfDown, everywhere, nil}, {"half-up", &k.HalfUp, everywhere, nil}, {"page-down", &k.PgDn, everywhere, nil}, {"page-up", &k.PgUp, everywhere, nil},

		{"other-pane", &k.Tab, inLists | inCluster | inPorts | inPosture, &k.ToTasks},
		{"next-part", &k.NextPart, inControl | inPorts | inIncident, &k.ToFlags}, {"previous-part", &k.PrevPart, inControl | inPorts | inIncident, nil},
		{"sort", &k.Sort, inTables, nil}, {"reverse", &k.Reverse, inTables, nil}, {"only", &k.Only, inPosture, nil},
		{"next-match", &k.FindNext, inLog, nil}, {"previous-match", &k.FindPrev, inLog, nil},

		{"log-line", &k.ToLog, everywhere &^ (inControl | inLinking), nil}, {"runbook", &k.Runbook, inDeciding, nil},
		{"ack", &k.Ack, inDeciding, nil}, {"ack-note", &k.AckNote, inDeciding, nil}, {"silence", &k.Silence, inDeciding, nil}, {"note", &k.Note, inDeciding, nil},
		{"resolve", &k.Resolve, inDeciding, nil}, {"reopen", &k.Reopen, inDeciding, nil}, {"known", &k.Known, inDeciding, nil},

		{"tick", &k.Tick, inIncident, nil}, {"copy", &k.Copy, inIncident, nil}, {"show-command", &k.ShowIt, inIncident, nil}, {"export", &k.Export, inIncident, nil},
		{"link", &k.Link, inIncident, nil}, {"link-this", &k.LinkIt, inLinking, nil}, {"unlink", &k.Unlink, inIncident, nil},
		{"zoom", &k.Zoom, inIncident, nil}, {"whole-timeline", &k.Whole, inIncident, nil},
		{"next-turn", &k.NextTurn, inIncident, nil}, {"previous-turn", &k.PrevTurn, inIncident, nil},

		{"play", &k.PlayOrStop, inReplay, nil}, {"faster", &k.Faster, inReplay, nil}, {"slower", &k.Slower, inReplay, nil},
		{"next-finding", &k.NextFound, inReplay, nil}, {"previous-finding", &k.PrevFound, inReplay, nil},
		{"earlier", &k.Earlier, inReplay, nil}, {"later", &k.Later, inReplay, nil}, {"ten-earlier", &k.TenEarlier, inReplay, nil}, {"ten-later", &k.TenLater, inReplay, nil},

		{"accept", &k.Accept, inTyping, nil}, {"cancel", &k.Cancel, inTyping, nil}, {"recall", &k.Recall, inTyping, nil}, {"forward", &k.Forward, inTyping, nil},
		{"complete", &k.Complete, inTyping, nil}, {"erase", &k.Erase, inTyping, nil}, {"erase-word", &k.EraseWord, inTyping, nil}, {"erase-all", &k.EraseAll, inTyping, nil},
	}
}

// KeyActions are the names that the configuration may give keys to.
func KeyActions() []string {
	var k keyMap
	var names []string
	for _, a := range k.actions() {
		names = append(names, a.name)
	}
	return names
}
