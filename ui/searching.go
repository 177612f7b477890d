package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch/ui/internal/match"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// searching is what is looked for, apart from filters: one text for all views, until
// Esc ends it. It stands out in the part that has the keys; n and N go from match to
// match, round the ends.
type searching struct {
	text match.Text
	was  match.Text // while another one is typed
	last string     // what was looked for the last time
	scan *scan      // over the rows; nil: never begun
	id   int        // of the running scan; steps of older ones are dropped
}

// How many rows are looked through in one step before keys get their turn.
const (
	searchStep       = 4_000
	searchStepRegexp = 500
	searchStepBytes  = 2 << 20
)

// weighty are rows that may be long: how many bytes one is.
type weighty interface{ Weight(i int) int }

// scan goes once through all rows, from one of them on and round the end: to the
// first match, and on to count them.
type scan struct {
	in       rows
	from, by int
	size     int // rows there were
	done     int // rows looked through
	hit      int // the first match, -1 without one
	nth, of  int // which of all the first match is, and how many there are
}

// step looks through some rows; found tells that it came on the first match.
func (s *scan) step(m *match.Text) (found bool) {
	most := searchStep
	if m.Regexp() {
		most = searchStepRegexp
	}
	s.size = min(s.size, s.in.Size()) // some may have gone meanwhile
	heavy, _ := s.in.(weighty)
	read, to := 0, min(s.done+most, s.size)
	for ; s.done < to && read < searchStepBytes; s.done++ {
		i := s.row()
		if heavy != nil {
			read += heavy.Weight(i)
		}
		if !s.in.Hits(i, m) {
			continue
		}
		if s.of++; s.hit < 0 {
			s.hit, found = i, true
		}
		if i <= s.hit {
			s.nth++
		}
	}
	return found
}

// row is the one that comes next.
func (s *scan) row() int { return ((s.from+s.by*s.done)%s.size + s.size) % s.size }

func (s *scan) over() bool { return s.done >= s.size }

// searchMsg goes on with a scan that keys have interrupted.
type searchMsg struct{ id int }

// searchKey does what a key of the search asks; false: it is none.
func (m *Model) searchKey(msg tea.KeyPressMsg) (tea.Cmd, bool) {
	k := &m.keys
	switch {
	case key.Matches(msg, k.Find):
		if m.rows() == nil {
			m.notice = "there is nothing to search here"
			return nil, true
		}
		m.ask(searchPrompt{m}, forFind)
	case key.Matches(msg, k.FindNext):
		return m.again(1), true
	case key.Matches(msg, k.FindPrev):
		return m.again(-1), true
	case key.Matches(msg, k.Back) && !m.search.text.Empty() && m.rows() != nil:
		m.seek(match.Text{})
	default:
		return nil, false
	}
	return nil, true
}

// seek looks for another text from now on.
func (m *Model) seek(text match.Text) {
	m.search.text, m.search.scan = text, nil
	m.search.id++
	m.log.find = text
}

// searchPrompt takes what is searched for.
type searchPrompt struct{ m *Model }

func (s searchPrompt) prompt(promptFor) *prompt {
	s.m.search.was = s.m.search.text
	return &prompt{keys: &s.m.keys, lead: "find", hint: "text or ~regular expression, then n and N", last: s.m.search.last}
}

func (s searchPrompt) typed(_ promptFor, text string, o outcome) (tea.Cmd, string) {
	m := s.m
	sought := match.New(text)
	switch {
	case o == cancelled:
		m.seek(m.search.was)
		return nil, ""
	case sought.Err() != nil && o == typing:
		return nil, "" // not finished yet
	case sought.Err() != nil:
		return nil, "not a regular expression: " + sought.Err().Error()
	}
	m.seek(sought)
	if o != accepted || sought.Empty() {
		return nil, ""
	}
	m.search.last = text
	by := 1
	if m.at == viewLog && m.log.follow && !m.log.near.open {
		by = -1 // what one searches for in a log that is followed has been
	}
	m.notice = ""
	cmd := m.begin(max(m.rows().Index(), 0), by)
	return cmd, m.notice
}

// again goes to the next match in a direction.
func (m *Model) again(by int) tea.Cmd {
	in := m.rows()
	switch {
	case in == nil:
		m.notice = "there is nothing to search here"
		return nil
	case m.search.text.Empty() && m.search.last == "":
		m.notice = "nothing to find yet: press " + m.keys.Find.Help().Key
		return nil
	case m.search.text.Empty():
		m.seek(match.New(m.search.last))
	}
	return m.begin(max(in.Index(), 0)+by, by)
}

// begin looks from a row on.
func (m *Model) begin(from, by int) tea.Cmd {
	in := m.rows()
	m.search.id++
	m.search.scan = &scan{in: in, from: from, by: by, size: in.Size(), hit: -1}
	return m.searchOn(searchMsg{m.search.id})
}

// searchOn goes on with a scan.
func (m *Model) searchOn(msg searchMsg) tea.Cmd {
	s := m.search.scan
	if msg.id != m.search.id || s == nil {
		return nil
	}
	if s.in != m.rows() {
		m.search.scan = nil // the keys have gone elsewhere
		return nil
	}
	var shown tea.Cmd
	if s.step(&m.search.text) {
		shown = m.foundAt(s)
	}
	switch {
	case !s.over():
		return tea.Batch(shown, func() tea.Msg { return msg })
	case s.hit < 0:
		m.notice = "not found: " + m.pen.Cut(m.search.text.String(), 60)
	}
	return shown
}

// foundAt goes to the first match of a scan.
func (m *Model) foundAt(s *scan) tea.Cmd {
	round := s.by > 0 && s.hit < min(s.from, s.size) || s.by < 0 && s.hit > max(s.from, -1) || s.from < 0 || s.from >= s.size
	was := s.in.Index()
	s.in.Go(s.hit)
	switch {
	case round && was == s.hit:
		m.notice = "no other match"
	case round && s.by > 0:
		m.notice = "from the top"
	case round:
		m.notice = "from the end"
	}
	return m.refresh()
}

// searches tells whether something is searched for in what has the keys.
func (m *Model) searches() bool { return !m.search.text.Empty() && m.rows() != nil }

// searchHelp are the keys of a search that is on.
func (m *Model) searchHelp() []key.Binding {
	ends := m.keys.Back
	ends.SetHelp(ends.Help().Key, "ends it")
	return []key.Binding{m.keys.FindNext, m.keys.FindPrev, ends}
}

// searchSpans say at the foot what is searched for, and which of how many matches
// the cursor is on.
func (m *Model) searchSpans() []kit.Span {
	if !m.searches() {
		return nil
	}
	p := m.pen
	spans := []kit.Span{{Text: " find ", Style: p.Dim}, {Text: p.Cut(m.search.text.String(), max(m.w/4, 8)), Style: p.Accent}}
	s := m.search.scan
	if s == nil || s.in != m.rows() {
		return append(spans, kit.Plain(" "))
	}
	of := kit.Number(int64(s.of))
	switch {
	case !s.over():
		of += "+" // not all have been looked through
	case s.size < s.in.Size():
		of += "+" // more have come
	}
	said := "  " + of + " found"
	if s.hit >= 0 && s.over() {
		said = "  " + kit.Number(int64(s.nth)) + " of " + of
	}
	return append(spans, kit.Span{Text: said + " ", Style: p.Dim})
}

// standOut paints what is searched for in the part that has the keys.
func (m *Model) standOut(lines []string) {
	if m.search.text.Empty() {
		return
	}
	at := m.plot()
	for y := at.at.y + at.head; y < min(at.at.y+at.at.h, len(lines)); y++ {
		lines[y] = m.pen.StandOut(lines[y], at.at.x, at.at.w, m.search.text.Find)
	}
}
