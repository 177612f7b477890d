package ui

import (
	tea "charm.land/bubbletea/v2"
)

// prompt opens the filter for typing.
func (l *logPane) prompt(promptFor) *prompt {
	if l.near.open {
		l.close()
	}
	l.hold()
	return &prompt{keys: l.keys, lead: "filter", hint: "text, !all but, ~regular expression, principal=ops, kind:auth",
		last: l.lastFilter, text: []rune(l.lines.filter.String())}
}

// search filters by what another view asks for.
func (l *logPane) search(text string) tea.Cmd {
	l.close()
	l.lent = true
	return l.filter(text)
}

// typed takes what stands in the prompt after each key, and how it ended.
func (l *logPane) typed(_ promptFor, text string, o outcome) (cmd tea.Cmd, notice string) {
	if o == cancelled {
		text = ""
	}
	f := newLogFilter(text)
	switch err := f.Err(); {
	case err != nil && o == typing:
		return nil, "" // not finished yet
	case err != nil:
		return nil, "not a regular expression: " + l.pen.Clean(err.Error())
	}
	l.lent = false
	if o == accepted && text != "" {
		l.lastFilter = text
	}
	return l.filter(text), ""
}

// arrangement is the filter, unless another view has set it.
func (l *logPane) arrangement() Arrangement {
	if l.lent {
		return Arrangement{}
	}
	return Arrangement{Filter: l.lines.filter.String()}
}

func (l *logPane) restore(a Arrangement) tea.Cmd {
	if f := newLogFilter(a.Filter); f.Err() != nil {
		return nil
	}
	l.lastFilter = a.Filter
	return l.filter(a.Filter)
}
