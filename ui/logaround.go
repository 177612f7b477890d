package ui

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// mostAround is how many lines around each that passes can be asked for.
const mostAround = 100

// arounds are the numbers the key goes through.
func arounds() []int { return []int{0, 1, 3, 10} }

// nextAround shows more lines around those that pass, and behind the most none.
func (l *logPane) nextAround() intent {
	n := 0
	for _, next := range arounds() {
		if next > l.lines.around {
			n = next
			break
		}
	}
	cmd, notice := l.setAround(n)
	return intent{cmd: cmd, notice: notice}
}

// setAround takes how many lines around those that pass are shown.
func (l *logPane) setAround(n int) (tea.Cmd, string) {
	l.hold()
	l.lines.setAround(min(max(n, 0), mostAround))
	l.going = logSeek{}
	said := "no lines around those that match"
	if n := l.lines.around; n > 0 {
		said = kit.Count(int64(n), "line") + " before and behind each that matches"
	}
	if l.lines.filter.Empty() {
		said += ", once there is a filter"
	}
	return l.matchStep(), said
}

// runContext is setAround as a command.
func (m *Model) runContext(text string) (tea.Cmd, string) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > mostAround {
		return nil, "context is a number of lines, " + strconv.Itoa(mostAround) + " at most"
	}
	var cmd tea.Cmd
	if m.at != viewLog {
		cmd = m.visit(viewLog)
	}
	on, notice := m.log.setAround(n)
	return tea.Batch(cmd, on), notice
}

func contextWords(*Model) []string {
	var words []string
	for _, n := range arounds() {
		words = append(words, strconv.Itoa(n))
	}
	return words
}
