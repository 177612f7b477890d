package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

type viewID int

const (
	viewOverview viewID = iota
	viewFindings
	viewLog
	viewFrameworks
	viewAgents
	viewControl
	viewPorts
	viewPosture
	viewIncident
)

// Model is the dashboard. It is used through its pointer; Bubble Tea calls it
// from one goroutine.
type Model struct {
	opt  Options
	next Next
	pen  *kit.Pen
	keys keyMap

	sixteen bool // the terminal has so many colours

	views []view
	seen  []bool // which of them have been seen

	w, h int
	at   viewID
	back []step // where Esc leads

	scene
	held    *mesoswatch.Board // the latest board while paused
	paused  bool
	ended   bool   // no more boards will come
	trouble string // why, if not at the end of the input

	facts    headerFacts
	overview overviewPane
	findings findingsPane
	log      logPane

	frameworks, agents subjectPane
	control            controlPane
	ports              portsPane
	posture            posturePane
	incident           incidentPane
	doctor             doctorPane
	page               commandPage

	help    helpPane
	helping bool
	prompt  *prompt
	asking  promptFor
	asker   typist // who takes what is typed
	notice  string

	heard    string // the notice as it was last taken in
	heardAt  time.Time
	failure  string // the notice that told of something that did not work
	messages []message

	unkept   unkept
	quitting bool // it is asked whether to quit

	chosenTheme string   // on the screen; empty: none was
	kept        Settings // as they were last remembered
	remembering bool     // they are being kept right now
	forgets     bool     // they cannot be, which has been told

	writing *writing // nil: no file is
	search  searching

	lastAnswer string // what was typed for an action the last time

	mouse bool // it is on

	keptUp time.Time // when the panes behind were last given a board

	play   PlayState // as it was last looked at
	plays  int       // id of the running look; older ones are dropped
	typing commandLine

	ticks int                                                  // id of the running clock; older ticks are dropped
	every func(time.Duration, func(time.Time) tea.Msg) tea.Cmd // tea.Every; tests take another
	after func(time.Duration, func(time.Time) tea.Msg) tea.Cmd // tea.Tick, the same
	frame string

	ration ration
}

// New builds the dashboard. A theme name it does not know gives the dark theme:
// whoever reads the configuration checks it with theme.New.
func New(next Next, opt Options) *Model {
	t := opt.look(false)
	m := &Model{opt: opt, next: next, pen: &kit.Pen{Theme: t}, keys: newKeyMap(t.Marks.UpDown), every: tea.Every, after: tea.Tick}
	m.keys.rebind(opt.Keys)
	if opt.Player != nil {
		m.keys.Pause.SetKeys(m.keys.PlayOrStop.Keys()...) // a replay has one clock to stop
		m.keys.Pause.SetHelp(m.keys.PlayOrStop.Help().Key, "play")
	}
	m.board = &mesoswatch.Board{}
	m.live, m.collectors = opt.Live, opt.Collectors
	m.overview = newOverview(m.pen, &m.keys, opt)
	m.findings = newFindings(m.pen, &m.keys, opt.Runbook)
	m.log = newLog(m.pen, &m.keys, opt)
	m.log.calm.slow = opt.LowBandwidth
	m.log.waiting = func() (bool, int64) { return m.paused, m.waiting() }
	m.frameworks = newSubjectPane(m.pen, &m.keys, frameworksSpec())
	m.agents = newSubjectPane(m.pen, &m.keys, agentsSpec())
	m.control = newControl(m.pen, &m.keys, opt.NeverSeen)
	m.ports = newPorts(m.pen, &m.keys)
	m.posture = newPosture(m.pen, &m.keys, opt.Runbook, m.leadsTo)
	m.incident = newIncident(m.pen, &m.keys, opt)
	m.page = commandPage{pen: m.pen, keys: &m.keys}
	m.incident.page = &m.page
	m.doctor = newDoctor(m.pen, &m.keys, opt)
	m.typing.m = m
	m.help = newHelp(m.pen, &m.keys, m.helpLines)
	m.views = m.allViews()
	m.seen = make([]bool, len(m.views))
	return m
}

// colours takes what the terminal can show: with sixteen colours a palette of
// its own is better than what is nearest to the full one.
func (m *Model) colours(p colorprofile.Profile) tea.Cmd {
	m.sixteen = p == colorprofile.ANSI
	return m.repaint()
}

// repaint draws everything with the theme as it is now.
func (m *Model) repaint() tea.Cmd {
	m.pen.Theme = m.opt.look(m.sixteen)
	m.findings.detail.book.repaint()
	m.posture.doc.book.repaint()
	m.incident.book.book.repaint()
	return m.resize(m.w, m.h)
}

// Init waits for the first board and starts the clock.
func (m *Model) Init() tea.Cmd {
	if m.opt.Now != nil {
		m.setNow(m.opt.Now())
		m.zone = m.now.Location()
	}
	return tea.Batch(m.restore(), m.wait(time.Time{}), m.startClock(), m.heed())
}

// Update takes one message in and prepares the next frame.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		cmd = m.resize(msg.Width, msg.Height)
	case tea.KeyPressMsg:
		cmd = tea.Batch(m.key(msg), m.remember())
	case tea.PasteMsg:
		cmd = m.paste(msg.Content)
	case tea.ColorProfileMsg:
		cmd = m.colours(msg.Profile)
	case boardMsg:
		cmd = m.take(msg)
	case tickMsg:
		if msg.id != m.ticks {
			return m, nil
		}
		cmd = m.tick()
	case playMsg:
		if msg.id != m.plays {
			return m, nil
		}
		cmd = m.glance()
	case runbookMsg:
		m.findings.takeRunbook(msg)
		m.posture.takeRunbook(msg)
		m.incident.takeBook(msg)
	case nextStepsMsg:
		m.overview.takeSteps(msg)
	case doctorMsg:
		m.doctor.take(msg)
	case exportedMsg:
		m.notice = m.incident.exported(msg)
		m.failIf(msg.err)
	case contextMsg:
		if said := m.log.takeContext(msg); said != "" {
			m.notice = said
		}
	case moreMsg:
		cmd = m.log.matchOn()
	case seekMsg:
		cmd, m.notice = m.log.seekOn(msg)
	case tea.MouseClickMsg:
		cmd = tea.Batch(m.click(msg), m.remember())
	case tea.MouseWheelMsg:
		cmd = m.wheel(msg)
	case searchMsg:
		cmd = m.searchOn(msg)
	case calmMsg:
		cmd = m.log.rest()
	case workMsg:
		cmd = tea.Batch(working(msg.done()), m.refresh())
	case actedMsg:
		m.incident.acted(msg)
		m.notice = m.told(msg)
		m.failIf(msg.err)
		m.unkept.count(msg, m.opt.Keeps)
	case writeMsg:
		cmd = m.writeOn()
	case wroteMsg:
		m.notice = m.wrote(msg)
		m.failIf(msg.err)
	case reloadedMsg:
		m.notice = m.reloaded(msg)
		m.failIf(msg.err)
	case rememberedMsg:
		cmd = m.remembered(msg)
	default:
		cmd, _ := m.paced(msg)
		return m, cmd
	}
	m.hear()
	return m, tea.Batch(cmd, m.draw(msg))
}

// View hands out the frame that Update prepared.
func (m *Model) View() tea.View {
	v := tea.NewView(m.frame)
	v.AltScreen = true
	v.MouseMode = m.mouseMode()
	return v
}

// areas is where everything stands now.
func (m *Model) areas() areas { return layout(m.w, m.h, m.opt.Player != nil) }

// resize lays everything out anew.
func (m *Model) resize(w, h int) tea.Cmd {
	m.w, m.h = w, h
	body := m.areas().body
	for _, v := range m.views {
		v.pane.setSize(body.w, body.h)
	}
	m.help.setSize(body.w, body.h)
	m.doctor.setSize(body.w, max(body.h-1, 0))
	m.page.setSize(body.w, body.h)
	return m.refresh()
}

// refresh gives the pane that is seen, and the header, the scene as it is now.
func (m *Model) refresh() tea.Cmd {
	m.facts = newHeaderFacts(m.pen, m.scene, m.opt.Collectors)
	m.seen[m.at] = true
	return tea.Batch(m.pane().setBoard(m.scene), m.doctor.look(m.scene))
}

// keepUp gives the panes behind the one that is seen the scene, now and then: they
// would hold what an old board held for as long as nobody looks at them.
func (m *Model) keepUp() tea.Cmd {
	if m.now.Sub(m.keptUp) < keepUpEvery {
		return nil
	}
	m.keptUp = m.now
	var cmds []tea.Cmd
	for i, v := range m.views {
		if viewID(i) != m.at && m.seen[i] {
			cmds = append(cmds, v.pane.setBoard(m.scene))
		}
	}
	return tea.Batch(cmds...)
}

const keepUpEvery = time.Minute
