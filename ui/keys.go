package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// keyMap is every key there is. Help, foot lines and dispatch all come from one
// value of it; no other place names a key.
type keyMap struct {
	Overview, Findings, Log       key.Binding
	Frameworks, Agents, Control   key.Binding
	Ports, Posture, Incident      key.Binding
	WorkOn                        key.Binding
	Help, Quit, Kill, Back, Enter key.Binding
	Pause, Never                  key.Binding
	Bookmark, Write, Mouse        key.Binding

	Down, Up, Top, End           key.Binding
	HalfDown, HalfUp, PgDn, PgUp key.Binding

	Filter, Find, FindNext, FindPrev key.Binding
	ToLog, Runbook, Ack, Known       key.Binding
	AckNote, Silence, Note           key.Binding
	Resolve, Reopen                  key.Binding
	Tick, Copy, ShowIt, Export       key.Binding
	Link, LinkIt, Unlink, Zoom       key.Binding
	Whole, Around                    key.Binding
	Sort, Reverse, Only              key.Binding
	NextPane, PrevPane               key.Binding

	Accept, Cancel, Erase, EraseWord, EraseAll, Recall key.Binding

	Command, Complete, Forward           key.Binding
	NextFound, PrevFound, Earlier, Later key.Binding // steps in time
	TenEarlier, TenLater                 key.Binding
	PlayOrStop, Faster, Slower           key.Binding // of a replay
}

func bind(help, what string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(help, what))
}

func newKeyMap(updown string) keyMap {
	return keyMap{
		Overview: bind("1", "overview", "1"),
		Findings: bind("2", "findings", "2"),
		Log:      bind("3", "log", "3"),

		Frameworks: bind("4", "frameworks", "4"),
		Agents:     bind("5", "agents", "5"),
		Control:    bind("6", "control plane", "6"),

		Ports:   bind("7", "ports and TLS", "7"),
		Posture: bind("8", "posture", "8"),

		Incident: bind("9", "incident", "9"),
		WorkOn:   bind("i", "its incident", "i"),

		Help:  bind("?", "help", "?"),
		Quit:  bind("q", "quit", "q"),
		Kill:  bind("^c", "quit, also while typing", "ctrl+c"),
		Back:  bind("Esc", "back", "esc"),
		Enter: bind("Enter", "open", "enter"),
		Pause: bind("space", "pause", "space"),
		Never: bind("B", "what is not seen", "B"),

		Bookmark: bind("b", "bookmark", "b"),
		Write:    bind("w", "write to a file", "w"),
		Mouse:    bind("m", "mouse on, off", "m"),

		Down:     bind(updown, "move", "j", "down"),
		Up:       bind("k", "up", "k", "up"),
		Top:      bind("g", "first", "g", "home"),
		End:      bind("G", "last, follow", "G", "end"),
		HalfDown: bind("^d", "half a page down", "ctrl+d"),
		HalfUp:   bind("^u", "half a page up", "ctrl+u"),
		PgDn:     bind("PgDn", "page down", "pgdown", "ctrl+f"),
		PgUp:     bind("PgUp", "page up", "pgup", "ctrl+b"),

		Filter:   bind("/", "filter", "/"),
		Find:     bind("f", "find", "f"),
		FindNext: bind("n", "next match", "n"),
		FindPrev: bind("N", "match before", "N"),
		ToLog:    bind("l", "log line", "l"),
		Runbook:  bind("r", "runbook", "r"),
		Ack:      bind("a", "ack", "a"),
		Known:    bind("K", "accept as known", "K"),
		AckNote:  bind("A", "ack with a note", "A"),
		Silence:  bind("M", "silence", "M"),
		Note:     bind("c", "note", "c"),
		Resolve:  bind("D", "resolve, done", "D"),
		Reopen:   bind("R", "reopen", "R"),

		Tick:     bind("space", "tick", "space", "x"),
		Copy:     bind("y", "copy", "y"),
		ShowIt:   bind("Y", "show it to select", "Y"),
		Export:   bind("X", "export evidence", "X"),
		Link:     bind("L", "link", "L"),
		LinkIt:   bind("Enter", "link this one", "enter"),
		Unlink:   bind("U", "unlink", "U"),
		Zoom:     bind("z", "zoom", "z"),
		Whole:    bind("t", "whole timeline", "t"),
		Around:   bind("C", "lines around", "C"),
		Sort:     bind("s", "sort", "s"),
		Reverse:  bind("S", "reverse", "S"),
		Only:     bind("o", "which results", "o"),
		NextPane: bind("Tab", "next pane", "tab"),
		PrevPane: bind("S-Tab", "pane before", "shift+tab"),

		Accept:    bind("Enter", "keep", "enter"),
		Cancel:    bind("Esc", "cancel", "esc"),
		Erase:     bind("Bksp", "erase", "backspace", "ctrl+h"),
		EraseWord: bind("^w", "erase a word", "ctrl+w"),
		EraseAll:  bind("^u", "erase all", "ctrl+u"),
		Recall:    bind("Up", "the last one", "up"),

		Command:  bind(":", "command", ":"),
		Complete: bind("Tab", "complete a command", "tab"),
		Forward:  bind("Down", "the next one", "down"),

		PlayOrStop: bind("space", "play, pause", "space"),
		Faster:     bind("+", "faster", "+", "="),
		Slower:     bind("-", "slower", "-"),
		NextFound:  bind("e", "next finding in time", "e"),
		PrevFound:  bind("E", "finding before", "E"),
		Earlier:    bind("[", "back in time", "[", "left"),
		Later:      bind("]", "on in time", "]", "right"),
		TenEarlier: bind("{", "ten steps back", "{"),
		TenLater:   bind("}", "ten steps on", "}"),
	}
}

// group is a part of the help.
type group struct {
	title string
	keys  []key.Binding
}

// groups orders every binding for the help.
func (k *keyMap) groups() []group {
	return []group{
		{"Views", []key.Binding{k.Overview, k.Findings, k.Log, k.Frameworks, k.Agents, k.Control, k.Ports, k.Posture, k.Incident}},
		{"Everywhere", []key.Binding{k.Enter, k.Back, k.NextPane, k.PrevPane, k.Zoom, k.Pause, k.Never, k.Bookmark, k.Copy, k.ShowIt, k.Write, k.Mouse, k.Command, k.Help, k.Quit, k.Kill}},
		{"Moving", []key.Binding{k.Down, k.Up, k.Top, k.End, k.HalfDown, k.HalfUp, k.PgDn, k.PgUp}},
		{"Time", []key.Binding{k.NextFound, k.PrevFound, k.Earlier, k.Later, k.TenEarlier, k.TenLater}},
		{"Findings", []key.Binding{k.WorkOn, k.ToLog, k.Runbook, k.Ack, k.AckNote, k.Silence, k.Note, k.Resolve, k.Reopen, k.Known}},
		{"Incident", []key.Binding{k.Tick, k.Link, k.LinkIt, k.Unlink, k.Export, k.Whole}},
		{"Lists", []key.Binding{k.Filter, k.Find, k.FindNext, k.FindPrev, k.Sort, k.Reverse, k.Only}},
		{"Log", []key.Binding{k.Around}},
		{"Replay", []key.Binding{k.PlayOrStop, k.Faster, k.Slower}},
		{"While typing", []key.Binding{k.Accept, k.Cancel, k.Recall, k.Forward, k.Complete, k.Erase, k.EraseWord, k.EraseAll}},
	}
}

// step is how far a moving key goes in a list of the given height; ok is false
// for any other key. The ends lie further than any list is long.
func (k *keyMap) step(msg tea.KeyPressMsg, height int) (n int, ok bool) {
	const far = 1 << 30
	for _, s := range []struct {
		b key.Binding
		n int
	}{
		{k.Down, 1}, {k.Up, -1}, {k.Top, -far}, {k.End, far},
		{k.HalfDown, max(height/2, 1)}, {k.HalfUp, -max(height/2, 1)},
		{k.PgDn, max(height-1, 1)}, {k.PgUp, -max(height-1, 1)},
	} {
		if key.Matches(msg, s.b) {
			return s.n, true
		}
	}
	return 0, false
}
