package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
)

// command is one word of the command line.
type command struct {
	name string
	args string // as the help shows them, empty: it takes none
	what string
	// idle says why it cannot be used now, empty when it can; nil: it always can.
	idle func(*Model) string
	// words complete its argument; nil: there is nothing to choose from.
	words func(*Model) []string
	// several: its argument is of several words, each of which words complete.
	several bool
	// run does it and answers what to tell, if anything.
	run func(m *Model, args string) (tea.Cmd, string)
}

// commands is every command there is, in the order of the help; each view is one
// by its name. Completion, help and dispatch all come from this list.
func (m *Model) commands() []command {
	list := []command{
		{name: "goto", args: "TIME", what: "14:05, 2026-03-01 14:05, -10m, +1h, start, end", words: gotoWords, run: (*Model).runGoto},
		{name: "play", what: "start the clock of a replay", idle: noReplay, run: runPlay(true)},
		{name: "pause", what: "stop it", idle: noReplay, run: runPlay(false)},
		{name: "speed", args: "TIMES", what: "of a replay: 1, 2, 5, 10, 60, 600 or max", idle: noReplay, words: speedWords, run: (*Model).runSpeed},
		{name: "ack", args: "[NOTE]", what: "acknowledge the finding that is chosen", run: runDecision(mesoswatch.Acknowledge)},
		{name: "silence", args: "[TIME]", what: "silence it: 30m, 2h, 3d, until 14:00; alone: 1h", run: runDecision(mesoswatch.Silence)},
		{name: "note", args: "TEXT", what: "on the finding that is chosen, else for the timeline", run: (*Model).runNote},
		{name: "bookmark", args: "[NOTE]", what: "mark the time of the row under the cursor", run: (*Model).runBookmark},
		{name: "filter", args: "[TEXT]", what: "what is seen; alone: show all again", words: filterWords, several: true, run: (*Model).runFilter},
		{name: "context", args: "LINES", what: "of the log around each that matches: 0, 1, 3, 10", words: contextWords, run: (*Model).runContext},
		{name: "sort", args: "COLUMN", what: "the list that has the keys", words: sortWords, run: (*Model).runSort},
		{name: "export", what: "write the evidence of the incident", run: (*Model).runExport},
		{name: "write", args: "[FILE]", what: "the whole view as text into a new file", words: writeWords, run: (*Model).runWrite},
		{name: "reload", what: "read rules and baseline again", idle: noReload, run: (*Model).runReload},
		{name: "doctor", what: "what can and cannot be seen from here", idle: noDoctor, run: (*Model).runDoctor},
		{name: "mouse", args: "on, off", what: "whether the mouse is for the dashboard", words: mouseWords, run: (*Model).runMouse},
		{name: "theme", args: "NAME", what: "colours: dark, light or mono", words: themeWords, run: (*Model).runTheme},
		{name: "bandwidth", args: "HOW", what: "low: few and short frames for a slow line; full", words: bandwidths, run: (*Model).runBandwidth},
		{name: "messages", what: "what was told at the foot, whole", run: (*Model).runMessages},
		{name: "help", what: "keys and commands", run: (*Model).runHelp},
		{name: "quit", what: "end the program", run: (*Model).runQuit},
	}
	for i, v := range m.views {
		list = append(list, command{name: strings.ToLower(v.name), what: "view " + v.key.Help().Key, run: visiting(viewID(i))})
	}
	return list
}

// noReplay is why a command of the transport cannot be used.
func noReplay(m *Model) string {
	if m.opt.Player == nil {
		return "is for replays: mesoswatch replay --tui"
	}
	return ""
}

func (m *Model) runGoto(args string) (tea.Cmd, string) {
	if args == "" {
		return nil, "goto needs a time: 14:05, -10m, start or end"
	}
	sp := m.log.span(span{at: m.now, zone: m.zone})
	if m.opt.Player != nil {
		s := m.opt.Player.State()
		sp = span{s.aim(), s.From, s.To, m.zone}
	}
	if sp.at.IsZero() {
		return nil, "nothing has been read yet"
	}
	t, err := sp.timeOf(args)
	if err != nil {
		return nil, m.pen.Cut(args, 20) + " is " + err.Error()
	}
	if m.opt.Player == nil {
		return m.liveAt(t)
	}
	m.notice = ""
	m.playTo(t)
	if m.notice == "" && !sameDay(m.in(t), m.in(sp.at)) {
		m.notice = "to " + m.in(t).Format("2006-01-02 15:04:05 MST")
	}
	return m.heed(), m.notice
}

func runPlay(on bool) func(*Model, string) (tea.Cmd, string) {
	return func(m *Model, _ string) (tea.Cmd, string) {
		m.notice = ""
		if s := m.opt.Player.State(); s.Playing != on {
			m.playPause(s)
		}
		return m.heed(), m.notice
	}
}

func (m *Model) runSpeed(args string) (tea.Cmd, string) {
	for _, x := range speeds {
		if word := speedWord(x); args == word || args+"x" == word {
			m.setSpeed(x)
			return m.heed(), m.notice
		}
	}
	return nil, "speed is one of " + strings.Join(speedWords(m), ", ")
}

func speedWords(*Model) []string {
	var words []string
	for _, x := range speeds {
		words = append(words, strings.TrimSuffix(speedWord(x), "x"))
	}
	words[len(words)-1] = speedWord(MaxSpeed)
	return words
}

func (m *Model) runHelp(string) (tea.Cmd, string) {
	m.helping = true
	m.help.show(helpHere)
	return nil, ""
}

func (m *Model) runMessages(string) (tea.Cmd, string) {
	m.helping = true
	m.help.show(helpMessages)
	return nil, ""
}

func (m *Model) runQuit(string) (tea.Cmd, string) { return m.quit(), "" }

func visiting(v viewID) func(*Model, string) (tea.Cmd, string) {
	return func(m *Model, _ string) (tea.Cmd, string) {
		m.helping = false
		return m.visit(v), ""
	}
}
