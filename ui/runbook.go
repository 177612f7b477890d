package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/glamour/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

type runbookFunc func(f mesoswatch.Finding) (title, markdown string, ok bool)

// book is the runbook of the finding that is shown: asked for and rendered in a
// command, since both may take longer than a key may.
type book struct {
	ask   runbookFunc
	pen   *kit.Pen
	key   bookKey
	id    int // of the latest request; older answers are dropped
	title string
	lines []string
	none  bool
}

// bookKey is what the rendered text depends on.
type bookKey struct {
	finding string
	count   int
	width   int
}

// runbookMsg is a rendered runbook.
type runbookMsg struct {
	id    int
	title string
	lines []string
	ok    bool
}

// want answers the command that renders the runbook of f, nil when it is there.
// The old text stays until the new one comes, if it belongs to the same finding.
func (b *book) want(f mesoswatch.Finding, width int) tea.Cmd {
	if b.ask == nil {
		b.none = true
		return nil
	}
	k := bookKey{f.ID, f.Count, width}
	if k == b.key || width <= 0 {
		return nil
	}
	if k.finding != b.key.finding {
		b.lines, b.title, b.none = nil, "", false
	}
	b.key = k
	b.id++
	id, ask, pen := b.id, b.ask, b.pen
	return func() tea.Msg {
		title, text, ok := ask(f)
		if !ok {
			return runbookMsg{id: id}
		}
		return runbookMsg{id, title, renderMarkdown(pen, text, width), true}
	}
}

// take accepts an answer; false when it is late.
func (b *book) take(m runbookMsg) bool {
	if m.id != b.id {
		return false
	}
	b.none, b.title, b.lines = !m.ok, m.title, m.lines
	return true
}

// renderMarkdown makes lines of at most width cells. The text may hold foreign
// fields: it is made harmless before it is rendered, and whatever the renderer
// adds beyond colours (links) is taken away.
func renderMarkdown(p *kit.Pen, text string, width int) []string {
	clean := mesoswatch.PrintableLines(text)
	for i, l := range clean {
		clean[i] = p.Clean(l)
	}
	text = strings.Join(clean, "\n")
	r, err := glamour.NewTermRenderer(glamour.WithStyles(p.Markdown()), glamour.WithWordWrap(width))
	out := text
	if err == nil {
		if s, err := r.Render(text); err == nil {
			out = s
		}
	}
	lines := strings.Split(strings.Trim(out, "\n"), "\n")
	for i, l := range lines {
		lines[i] = ansi.TruncateWc(kit.OnlyColours(strings.TrimRight(l, " ")), width, "")
	}
	return trimBlank(lines)
}

// trimBlank makes one empty line of several.
func trimBlank(lines []string) []string {
	out := lines[:0]
	blank := true
	for _, l := range lines {
		empty := strings.TrimSpace(ansi.Strip(l)) == ""
		if empty && blank {
			continue
		}
		if empty {
			l = " "
		}
		blank = empty
		out = append(out, l)
	}
	return out
}
