package ui

import (
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
)

// intent is what a key in a pane asks of the rest. The zero value asks nothing.
type intent struct {
	finding  string               // open the finding with this id
	evidence *mesoswatch.Evidence // open this line in the log
	incident string               // work on the incident of this finding
	do       *mesoswatch.Action   // done by the operator; its time is filled in
	ask      *question            // asked before it is done
	subject  *mesoswatch.Subject  // open this framework or agent
	search   string               // filter the log by this
	posture  bool                 // go to how things are set up
	logAt    time.Time            // open the log at this time
	notice   string
	leave    bool // the pane has nothing left to close: go back
	cmd      tea.Cmd
}

// promptFor tells what is being typed.
type promptFor int

const (
	forFilter promptFor = iota
	forFind
	forWords // of an action
	forCommand
)

// key hands a key to whoever it is for: the prompt, the whole program, a view.
func (m *Model) key(msg tea.KeyPressMsg) tea.Cmd {
	m.notice, m.heard = "", ""
	if key.Matches(msg, m.keys.Kill) {
		return tea.Quit
	}
	if m.prompt != nil {
		return m.typed(m.prompt.update(msg))
	}
	if cmd, answered := m.quitKey(msg); answered {
		return cmd
	}
	if m.page.open() && m.page.update(msg) {
		return nil
	}
	if p, ok := m.pane().(claimer); ok && !m.helping && !m.doctor.open && p.claims(msg) {
		return m.follow(p.(pane).update(msg))
	}
	k := &m.keys
	switch {
	case key.Matches(msg, k.Quit):
		return m.quit()
	case key.Matches(msg, k.Help):
		m.moreHelp()
		return nil
	case key.Matches(msg, k.Never):
		m.helping, m.doctor.open = false, false
		return m.openSubject(mesoswatch.Subject{Kind: neverSeen, Name: neverSeen})
	case key.Matches(msg, k.Command):
		m.ask(&m.typing, forCommand)
		return nil
	case m.helping:
		m.helping = m.help.update(msg)
		return nil
	case m.doctor.open && !m.leads(msg):
		m.doctor.open = m.doctor.update(msg)
		return nil
	case m.playKey(msg):
		return m.heed()
	case key.Matches(msg, k.WorkOn):
		return m.workOn()
	case key.Matches(msg, k.Pause):
		return m.pause()
	case key.Matches(msg, k.Write):
		return m.askWrite()
	case key.Matches(msg, k.Bookmark):
		return m.follow(intent{ask: m.bookmark()})
	case key.Matches(msg, k.Filter):
		return m.filter()
	}
	for _, does := range []func(tea.KeyPressMsg) (tea.Cmd, bool){m.paneKey, m.searchKey, m.timeKey, m.copyKey, m.viewKey} {
		if cmd, is := does(msg); is {
			return cmd
		}
	}
	if key.Matches(msg, k.Back) {
		return m.stepOut(msg)
	}
	return m.follow(m.pane().update(msg))
}

// viewKey goes to the view a key is of; false: it is of none.
func (m *Model) viewKey(msg tea.KeyPressMsg) (tea.Cmd, bool) {
	for i, v := range m.views {
		if key.Matches(msg, v.key) {
			return m.visit(viewID(i)), true
		}
	}
	return nil, false
}

// follow does what a pane asked for.
func (m *Model) follow(in intent) tea.Cmd {
	if in.notice != "" {
		m.notice = in.notice
	}
	switch {
	case in.finding != "":
		lent := m.at == viewIncident
		m.enter(viewFindings)
		cmd := m.sparing(func() tea.Cmd { return m.findings.open(m.scene, in.finding) })
		m.findings.lent = lent
		return tea.Batch(in.cmd, cmd)
	case in.incident != "":
		return tea.Batch(in.cmd, m.openIncident(in.incident))
	case in.evidence != nil:
		m.enter(viewLog)
		return tea.Batch(in.cmd, m.log.setBoard(m.scene), m.log.around(*in.evidence))
	case !in.logAt.IsZero():
		cmd, notice := m.logAt(in.logAt)
		m.notice = notice
		return cmd
	case in.subject != nil:
		return tea.Batch(in.cmd, m.openSubject(*in.subject))
	case in.posture:
		m.enter(viewPosture)
		return tea.Batch(in.cmd, m.refresh())
	case in.search != "":
		m.enter(viewLog)
		return tea.Batch(in.cmd, m.log.setBoard(m.scene), m.log.search(in.search))
	case in.ask != nil && m.opt.Act == nil:
		m.notice = readOnly
	case in.ask != nil:
		m.ask(asker{m, in.ask}, forWords)
	case in.do != nil:
		return tea.Batch(in.cmd, m.act(*in.do))
	case in.leave:
		return tea.Batch(in.cmd, m.leave())
	}
	return in.cmd
}

// filter opens the filter of the list that is seen; from the overview, of the
// findings.
func (m *Model) filter() tea.Cmd {
	var cmd tea.Cmd
	if m.at == viewOverview {
		m.enter(viewFindings)
		cmd = m.refresh()
	}
	if by, ok := m.pane().(typist); ok {
		m.ask(by, forFilter)
	}
	return cmd
}

// ask opens a prompt at the foot.
func (m *Model) ask(by typist, what promptFor) {
	if p := by.prompt(what); p != nil {
		m.asker, m.asking, m.prompt = by, what, p
	}
}

// typed carries on after a key in the prompt.
func (m *Model) typed(o outcome) tea.Cmd {
	text := m.prompt.String()
	if o != typing {
		m.prompt = nil
	}
	var cmd tea.Cmd
	cmd, m.notice = m.asker.typed(m.asking, text, o)
	return cmd
}

func (m *Model) paste(s string) tea.Cmd {
	if m.prompt == nil {
		return nil
	}
	m.prompt.paste(s)
	return m.typed(typing)
}
