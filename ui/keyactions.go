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
}

// actions is the closed list of all there are.
func (k *keyMap) actions() []keyAction {
	return []keyAction{
		{"overview", &k.Overview, everywhere}, {"findings", &k.Findings, everywhere}, {"log", &k.Log, everywhere},
		{"frameworks", &k.Frameworks, everywhere}, {"agents", &k.Agents, everywhere}, {"control", &k.Control, everywhere},
		{"ports", &k.Ports, everywhere}, {"posture", &k.Posture, everywhere}, {"incident", &k.Incident, everywhere},
		{"its-incident", &k.WorkOn, everywhere},

		{"help", &k.Help, everywhere}, {"quit", &k.Quit, everywhere}, {"quit-at-once", &k.Kill, everywhere | inTyping},
		{"back", &k.Back, everywhere}, {"open", &k.Enter, everywhere &^ inLinking}, {"command", &k.Command, everywhere},
		{"pause", &k.Pause, everywhere}, {"not-seen", &k.Never, everywhere},
		{"bookmark", &k.Bookmark, everywhere}, {"write", &k.Write, everywhere}, {"mouse", &k.Mouse, everywhere},
		{"copy", &k.Copy, everywhere}, {"show-copy", &k.ShowIt, everywhere},
		{"filter", &k.Filter, everywhere}, {"find", &k.Find, everywhere},

		{"down", &k.Down, everywhere}, {"up", &k.Up, everywhere}, {"first", &k.Top, everywhere}, {"last", &k.End, everywhere},
		{"half-down", &k.HalfDown, everywhere}, {"half-up", &k.HalfUp, everywhere}, {"page-down", &k.PgDn, everywhere}, {"page-up", &k.PgUp, everywhere},

		{"next-pane", &k.NextPane, everywhere}, {"previous-pane", &k.PrevPane, everywhere}, {"zoom", &k.Zoom, everywhere},
		{"sort", &k.Sort, inTables}, {"reverse", &k.Reverse, inTables}, {"only", &k.Only, inPosture},
		{"next-match", &k.FindNext, everywhere}, {"previous-match", &k.FindPrev, everywhere}, {"lines-around", &k.Around, inLog},

		{"log-line", &k.ToLog, everywhere &^ (inControl | inLinking)}, {"runbook", &k.Runbook, inDeciding},
		{"ack", &k.Ack, inDeciding}, {"ack-note", &k.AckNote, inDeciding}, {"silence", &k.Silence, inDeciding}, {"note", &k.Note, inDeciding},
		{"resolve", &k.Resolve, inDeciding}, {"reopen", &k.Reopen, inDeciding}, {"known", &k.Known, inDeciding},

		{"tick", &k.Tick, inIncident}, {"export", &k.Export, inIncident},
		{"link", &k.Link, inIncident}, {"link-this", &k.LinkIt, inLinking}, {"unlink", &k.Unlink, inIncident},
		{"whole-timeline", &k.Whole, inIncident},
		{"next-finding", &k.NextFound, everywhere}, {"previous-finding", &k.PrevFound, everywhere},
		{"earlier", &k.Earlier, everywhere}, {"later", &k.Later, everywhere}, {"ten-earlier", &k.TenEarlier, everywhere}, {"ten-later", &k.TenLater, everywhere},

		{"play", &k.PlayOrStop, inReplay}, {"faster", &k.Faster, inReplay}, {"slower", &k.Slower, inReplay},

		{"accept", &k.Accept, inTyping}, {"cancel", &k.Cancel, inTyping}, {"recall", &k.Recall, inTyping}, {"forward", &k.Forward, inTyping},
		{"complete", &k.Complete, inTyping}, {"erase", &k.Erase, inTyping}, {"erase-word", &k.EraseWord, inTyping}, {"erase-all", &k.EraseAll, inTyping},
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
