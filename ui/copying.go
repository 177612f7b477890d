package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// clip is what stands under the cursor, in the form one would paste into a ticket.
type clip struct {
	what    string // it is, in a few words
	text    string // may be foreign
	against string // why it is neither copied nor shown; empty: it can be
	warning string // said in place of what was copied
	command bool   // it is run as it is pasted: nothing in it may be changed
	copied  func() // nil: nothing follows
}

// clipper is a pane with something to copy; the zero clip: there is nothing.
type clipper interface{ clip() clip }

// copyKey copies what stands under the cursor, or shows it to be selected; false: the
// key is none of these.
func (m *Model) copyKey(msg tea.KeyPressMsg) (tea.Cmd, bool) {
	show := key.Matches(msg, m.keys.ShowIt)
	if !show && !key.Matches(msg, m.keys.Copy) {
		return nil, false
	}
	p, ok := m.pane().(clipper)
	if !ok || m.rows() == nil {
		m.notice = "there is nothing to copy here"
		return nil, true
	}
	c := p.clip()
	if !c.command {
		c.text = strings.Join(mesoswatch.PrintableLines(c.text), "\n")
	}
	switch {
	case c.against != "":
		m.notice = c.against
	case strings.TrimSpace(c.text) == "":
		m.notice = "there is nothing to copy here"
	case show:
		m.page.show(c, "Select it with the mouse; Esc leads back.")
	default:
		return m.copy(c), true
	}
	return nil, true
}

// copy puts a text on the clipboard of the terminal; where that cannot be, it is shown
// to be selected.
func (m *Model) copy(c clip) tea.Cmd {
	env := m.opt.Env
	if env == nil {
		env = func(string) string { return "" }
	}
	sequence, err := kit.Clipboard(c.text, env)
	if err != nil {
		m.page.show(c, "Select it with the mouse; Esc leads back. "+sentenceCase(err.Error())+".")
		return nil
	}
	lines := kit.Count(int64(strings.Count(c.text, "\n")+1), "line")
	m.notice = "copied " + m.pen.Cut(c.what, 40) + ", " + lines + "; " + m.keys.ShowIt.Help().Key + " shows it, should nothing arrive"
	if c.warning != "" {
		m.notice = c.warning
	}
	if c.copied != nil {
		c.copied()
	}
	return tea.Raw(sequence)
}

// sentenceCase begins a text with a capital.
func sentenceCase(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
