package ui

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"charm.land/glamour/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// bookKey is what the rendered text depends on.
type bookKey struct {
	finding string
	fields  string
	width   int
}

func keyOf(f mesoswatch.Finding, width int) bookKey {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(f.Fields)) {
		b.WriteString(name + "\x00" + f.Fields[name] + "\x00")
	}
	return bookKey{f.ID, b.String(), width}
}

// markdown renders many texts with what is costly made once. A text may hold foreign
// fields: it is made harmless before it is rendered, and whatever the renderer adds
// beyond colours (links) is taken away. Lines are broken here and not by the renderer,
// which would break commands at dots and hyphens.
type markdown struct {
	pen  *kit.Pen
	long *glamour.TermRenderer // for longLine
}

func newMarkdown(p *kit.Pen) *markdown { return &markdown{pen: p} }

// lines renders the lines of a text into lines of at most width cells.
func (m *markdown) lines(text []string, width int) []string {
	p := m.pen
	clean := mesoswatch.PrintableLines(strings.Join(text, "\n"))
	for i, l := range clean {
		clean[i] = p.Clean(l)
	}
	var lines []string
	for _, part := range tablesApart(clean) {
		text := strings.Join(part, "\n")
		if isTable(part[0]) {
			for l := range strings.SplitSeq(rendered(newRenderer(p, width), text), "\n") {
				lines = append(lines, ansi.TruncateWc(kit.OnlyColours(l), width, ""))
			}
			continue
		}
		if m.long == nil {
			m.long = newRenderer(p, longLine)
		}
		for l := range strings.SplitSeq(rendered(m.long, text), "\n") {
			l = strings.TrimRight(kit.OnlyColours(l), " ")
			lines = append(lines, p.WrapPainted(l, width, hanging(l))...)
		}
	}
	return trimBlank(lines)
}

// longLine is wider than nearly all paragraphs; the renderer fills lines up to it,
// so that more would cost time.
const longLine = 1_000

// newRenderer is nil where none can be made.
func newRenderer(p *kit.Pen, width int) *glamour.TermRenderer {
	r, err := glamour.NewTermRenderer(glamour.WithStyles(p.Markdown()), glamour.WithWordWrap(width), glamour.WithTableWrap(false))
	if err != nil {
		return nil
	}
	return r
}

// rendered answers the text itself when it cannot be rendered.
func rendered(r *glamour.TermRenderer, text string) string {
	if r == nil {
		return text
	}
	out, err := r.Render(text)
	if err != nil {
		return text
	}
	return out
}

func isTable(l string) bool { return strings.HasPrefix(l, "|") }

// tablesApart splits a text into tables, which the renderer sets to a width, and
// all else.
func tablesApart(lines []string) [][]string {
	var parts [][]string
	code, was := false, false
	for i, l := range lines {
		if strings.HasPrefix(strings.TrimSpace(l), "```") {
			code = !code
		}
		is := isTable(l) && !code
		if i == 0 || is != was {
			parts = append(parts, nil)
		}
		was = is
		n := len(parts) - 1
		parts[n] = append(parts[n], l)
	}
	return parts
}

// hanging is how far the lines that carry a line on are set in: below the text
// of a list item or a quotation, a little further in a block of code.
func hanging(l string) int {
	l = ansi.Strip(l)
	text := strings.TrimLeft(l, " ")
	in := kit.Width(l) - kit.Width(text)
	if in > 1 && !listItem.MatchString(text) {
		return in + 2
	}
	return in + kit.Width(listItem.FindString(text))
}

var listItem = regexp.MustCompile(`^(\[[ x]\] |\d+\. |[•*|│] )`)

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
