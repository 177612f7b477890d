package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// writeStep is how many rows are read out before keys get their turn.
const writeStep = 2_000

// writing is a view on its way into a file.
type writing struct {
	path  string
	head  string // the first line
	sheet table.Sheet
	cells [][]string
	keeps bool // what the operator did is in it
}

// writeMsg goes on with it, wroteMsg tells how it ended.
type (
	writeMsg struct{}
	wroteMsg struct {
		path string
		err  error
	}
)

// sheeted is a list that can be written as a whole.
type sheeted interface{ Sheet() table.Sheet }

// sheet is what is to be written of the view that is seen: the whole list that has
// the keys, else what is on the screen.
func (m *Model) sheet() table.Sheet {
	if m.at == viewLog && !m.log.near.open {
		return m.log.sheet()
	}
	if m.at == viewIncident && m.incident.part == partTimeline && !m.incident.link.open {
		return m.incident.timeline.sheet()
	}
	if s, ok := m.sorter().(sheeted); ok && m.at != viewOverview {
		return s.Sheet()
	}
	lines, _ := m.pane().view()
	lines = slices.Clone(lines)
	return table.Sheet{Rows: len(lines), Cells: func(i int) []string { return []string{ansi.Strip(lines[i])} }}
}

// sheet is all moments that pass the filter.
func (t *timelinePane) sheet() table.Sheet {
	rows := slices.Clone(t.rows)
	return table.Sheet{Rows: len(rows), Cells: func(i int) []string {
		r := rows[i]
		who, what, text := t.cells(r)
		return []string{kit.Full(t.scene.in(r.At)), who.Text, what.Text, text.Text}
	}}
}

// askWrite asks for the file.
func (m *Model) askWrite() tea.Cmd {
	if m.opt.Write == nil {
		m.notice = "nothing can be written from here"
		return nil
	}
	m.ask(writePrompt{m}, forWords)
	return nil
}

// writePrompt takes the name of the file.
type writePrompt struct{ m *Model }

func (w writePrompt) prompt(promptFor) *prompt { return w.m.writePrompt(w.m.views[w.m.at].name) }

// writePrompt asks for the file that something is to be written into.
func (m *Model) writePrompt(what string) *prompt {
	name := m.newName(what)
	return &prompt{keys: &m.keys, lead: "write to", hint: "a new file", last: name, text: []rune(name)}
}

// newName is a name for such a file.
func (m *Model) newName(what string) string {
	return "mesoswatch-" + strings.ToLower(what) + m.in(m.clock()).Format("-20060102-150405") + ".txt"
}

func (w writePrompt) typed(_ promptFor, text string, o outcome) (tea.Cmd, string) {
	if o != accepted {
		return nil, ""
	}
	return w.m.runWrite(text)
}

// runWrite writes the view into a new file; without a name it asks for one.
func (m *Model) runWrite(path string) (tea.Cmd, string) {
	m.notice = ""
	switch path = strings.TrimSpace(path); {
	case m.opt.Write == nil || path == "":
		m.askWrite()
		return nil, m.notice
	}
	return m.writeOut(path, m.views[m.at].name, m.sheet(), m.filterText())
}

// writeOut writes a sheet into a new file, under what it is and what it was filtered
// by.
func (m *Model) writeOut(path, what string, sheet table.Sheet, by string) (tea.Cmd, string) {
	if m.writing != nil {
		return nil, "another file is being written"
	}
	m.writing = &writing{path: path, sheet: sheet}
	m.writing.head = "mesoswatch, " + m.opt.Cluster + ", " + what + ", " + kit.Full(m.in(m.clock()))
	if by != "" {
		m.writing.head += ", filter: " + by
	}
	cmd := m.writeOn()
	return cmd, "writing" + m.pen.Marks.Ellipsis
}

// filterText is the filter of what is written, empty without one.
func (m *Model) filterText() string {
	switch s := m.sorter().(type) {
	case arranged:
		return s.arrangement().Filter
	default:
		if m.at == viewLog && !m.log.near.open {
			return m.log.lines.filter.String()
		}
		if m.at == viewIncident && m.incident.part == partTimeline {
			return m.incident.timeline.filter.String()
		}
	}
	return ""
}

// writeOn reads some rows; once all are there, they go to the file.
func (m *Model) writeOn() tea.Cmd {
	w := m.writing
	if w == nil {
		return nil
	}
	to := min(len(w.cells)+writeStep, w.sheet.Rows)
	for i := len(w.cells); i < to; i++ {
		w.cells = append(w.cells, w.sheet.Cells(i))
	}
	if to < w.sheet.Rows {
		return func() tea.Msg { return writeMsg{} }
	}
	write := m.opt.Write
	return func() tea.Msg {
		path, err := write(w.path, w.text())
		return wroteMsg{path, err}
	}
}

// text sets the cells in columns. Foreign text is made harmless.
func (w *writing) text() string {
	rows := w.cells
	if len(w.sheet.Heads) > 0 {
		rows = slices.Insert(rows, 0, w.sheet.Heads)
	}
	var widths []int
	for _, row := range rows {
		for i := range row {
			row[i] = mesoswatch.Printable(row[i])
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], min(kit.Width(row[i]), mostColumn))
		}
	}
	var b strings.Builder
	b.WriteString(mesoswatch.Printable(w.head) + "\n\n")
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(cell)
			if i < len(row)-1 {
				line.WriteString(strings.Repeat(" ", max(widths[i]-kit.Width(cell), 0)+2))
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.String()
}

// mostColumn is how wide a column is made for the sake of one long cell.
const mostColumn = 60

// wrote tells how it ended.
func (m *Model) wrote(msg wroteMsg) string {
	rows := m.writing.sheet.Rows
	if m.writing.keeps && msg.err == nil {
		m.unkept = unkept{}
	}
	m.writing = nil
	if msg.err != nil {
		return "not written: " + m.pen.Clean(reasonFirst(msg.err))
	}
	return "written, " + kit.Count(int64(rows), "row") + ": " + m.pen.Clean(msg.path)
}
