package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
)

// intent is what a key in a pane asks of the rest. The zero value asks nothing.
type intent struct {
	finding  string               // open the finding with this id
	evidence *mesoswatch.Evidence // open this line in the log
	ack      string               // acknowledge this finding
	known    string               // accept what this finding is about as known
	notice   string
	leave    bool // the pane has nothing left to close: go back
	cmd      tea.Cmd
}

// promptFor tells what is being typed.
type promptFor int

const (
	forFilter promptFor = iota
	forFind
	forFindings
)

// key hands a key to whoever it is for: the prompt, the whole program, a view.
func (m *Model) key(msg tea.KeyPressMsg) tea.Cmd {
	m.notice = ""
	if key.Matches(msg, m.keys.Kill) {
		return tea.Quit
	}
	if m.prompt != nil {
		return m.typed(m.prompt.update(msg))
	}
	k := &m.keys
	switch {
	case key.Matches(msg, k.Quit):
		return tea.Quit
	case key.Matches(msg, k.Help):
		m.helping = !m.helping
		return nil
	case m.helping:
		m.helping = m.help.update(msg)
		return nil
	case key.Matches(msg, k.Overview):
		return m.visit(viewOverview)
	case key.Matches(msg, k.Findings):
		return m.visit(viewFindings)
	case key.Matches(msg, k.Log):
		return m.visit(viewLog)
	case key.Matches(msg, k.Later):
		m.notice = "view " + msg.String() + " is not there yet: 1 overview, 2 findings, 3 log"
		return nil
	case key.Matches(msg, k.Pause):
		return m.pause()
	case key.Matches(msg, k.Filter):
		return m.filter()
	case key.Matches(msg, k.Find):
		return tea.Batch(m.toLog(), m.ask(forFind))
	}
	return m.follow(m.inView(msg))
}

// inView hands a key to the view that is seen.
func (m *Model) inView(msg tea.KeyPressMsg) intent {
	switch m.at {
	case viewOverview:
		return m.overview.update(msg)
	case viewFindings:
		return m.findings.update(msg)
	case viewLog:
		return m.log.update(msg)
	}
	return intent{}
}

// follow does what a pane asked for.
func (m *Model) follow(in intent) tea.Cmd {
	if in.notice != "" {
		m.notice = in.notice
	}
	switch {
	case in.finding != "":
		m.enter(viewFindings)
		return tea.Batch(in.cmd, m.findings.open(m.scene, in.finding))
	case in.evidence != nil:
		m.enter(viewLog)
		return tea.Batch(in.cmd, m.log.setBoard(m.scene), m.log.around(*in.evidence))
	case in.ack != "":
		return m.act(mesoswatch.Action{At: m.now, What: mesoswatch.Acknowledge, Finding: in.ack})
	case in.known != "":
		return m.act(mesoswatch.Action{At: m.now, What: mesoswatch.AcceptBaseline, Finding: in.known})
	case in.leave:
		return m.leave()
	}
	return in.cmd
}

// visit goes to a view by its number: nothing is left to go back to.
func (m *Model) visit(v viewID) tea.Cmd {
	m.back = nil
	if v == viewLog {
		m.log.close()
	}
	m.at = v
	return m.refresh()
}

// enter goes to a view from another; Esc leads back.
func (m *Model) enter(v viewID) {
	if m.at != v {
		m.back = append(m.back, m.at)
		m.at = v
	}
}

// leave goes back to where the view was entered from, at last to the overview.
func (m *Model) leave() tea.Cmd {
	m.at = viewOverview
	if n := len(m.back); n > 0 {
		m.at, m.back = m.back[n-1], m.back[:n-1]
	}
	return m.refresh()
}

// toLog makes sure that what is typed next has a log to work on.
func (m *Model) toLog() tea.Cmd {
	if m.at == viewLog {
		return nil
	}
	m.enter(viewLog)
	return m.refresh()
}

// filter opens the filter of the list that is seen; from the overview, of the
// findings.
func (m *Model) filter() tea.Cmd {
	if m.at == viewLog {
		return m.ask(forFilter)
	}
	m.enter(viewFindings)
	m.asking, m.prompt = forFindings, m.findings.prompt(forFilter)
	return m.refresh()
}

// ask opens a prompt at the foot.
func (m *Model) ask(what promptFor) tea.Cmd {
	m.asking = what
	m.prompt = m.log.prompt(what)
	return nil
}

// typed carries on after a key in the prompt.
func (m *Model) typed(o outcome) tea.Cmd {
	text := m.prompt.String()
	if o != typing {
		m.prompt = nil
	}
	var cmd tea.Cmd
	if m.asking == forFindings {
		cmd, m.notice = m.findings.typed(forFilter, text, o)
	} else {
		cmd, m.notice = m.log.typed(m.asking, text, o)
	}
	return cmd
}

func (m *Model) paste(s string) tea.Cmd {
	if m.prompt == nil {
		return nil
	}
	m.prompt.paste(s)
	return m.typed(typing)
}
