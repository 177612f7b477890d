package ui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch/ui/internal/match"
)

// prompt opens the filter for typing.
func (l *logPane) prompt(promptFor) *prompt {
	if l.near.open {
		l.close()
	}
	return &prompt{keys: l.keys, lead: "filter", hint: "text, !all but, ~regular expression", last: l.lastFilter, text: []rune(l.lines.match.String())}
}

// search filters by what another view asks for.
func (l *logPane) search(text string) tea.Cmd {
	l.close()
	l.lent = true
	return l.filter(match.New(text))
}

// typed takes what stands in the prompt after each key, and how it ended.
func (l *logPane) typed(_ promptFor, text string, o outcome) (cmd tea.Cmd, notice string) {
	if o == cancelled {
		text = ""
	}
	m := match.New(text)
	if m.Err() != nil && o == typing {
		return nil, "" // not finished yet
	}
	if m.Err() != nil {
		return nil, "not a regular expression: " + m.Err().Error()
	}
	l.lent = false
	if o == accepted && text != "" {
		l.lastFilter = text
	}
	return l.filter(m), ""
}

// arrangement is the filter, unless another view has set it.
func (l *logPane) arrangement() Arrangement {
	if l.lent {
		return Arrangement{}
	}
	return Arrangement{Filter: l.lines.match.String()}
}

func (l *logPane) restore(a Arrangement) tea.Cmd {
	m := match.New(a.Filter)
	if m.Err() != nil {
		return nil
	}
	l.lastFilter = a.Filter
	return l.filter(m)
}
