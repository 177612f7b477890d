package ui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch/ui/internal/match"
)

// prompt opens the filter or the search for typing.
func (l *logPane) prompt(what promptFor) *prompt {
	if l.near.open {
		l.close()
	}
	p := &prompt{keys: l.keys, hint: "text, !all but, ~regular expression"}
	switch what {
	case forFilter:
		p.lead, p.last, p.text = "filter", l.lastFilter, []rune(l.lines.match.String())
	case forFind:
		p.lead, p.last = "find", l.lastFind
		p.hint = "text or ~regular expression, then n and N"
	}
	return p
}

// search filters by what another view asks for.
func (l *logPane) search(text string) tea.Cmd {
	l.close()
	l.lent = true
	return l.filter(match.New(text))
}

// typed takes what stands in the prompt after each key, and how it ended.
func (l *logPane) typed(what promptFor, text string, o outcome) (cmd tea.Cmd, notice string) {
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
	if what == forFilter {
		l.lent = false
		if o == accepted && text != "" {
			l.lastFilter = text
		}
		return l.filter(m), ""
	}
	l.find = m
	if o != accepted || m.Empty() {
		return nil, ""
	}
	l.lastFind = text
	return nil, l.firstHit()
}

// firstHit goes to the match that is nearest to where the search began: upwards
// from the end while following, else downwards.
func (l *logPane) firstHit() (notice string) {
	from, by := max(l.list.Index(), 0), 1
	if l.follow {
		by = -1
	}
	i, _ := l.seek(from, by)
	if i < 0 {
		return "not found: " + l.find.String()
	}
	l.put(i)
	return ""
}

// jump goes to the next match of the search in a direction, round the end.
func (l *logPane) jump(by int) intent {
	if l.find.Empty() {
		if l.lastFind == "" {
			return intent{notice: "nothing to find yet: press " + l.keys.Find.Help().Key}
		}
		l.find = match.New(l.lastFind)
	}
	i, round := l.seek(max(l.list.Index(), 0)+by, by)
	if i < 0 {
		return intent{notice: "not found: " + l.find.String()}
	}
	l.put(i)
	if round {
		return intent{notice: "found after going round the end"}
	}
	return intent{}
}

// seek looks for the search from line i on; round tells that it passed an end.
func (l *logPane) seek(i, by int) (at int, round bool) {
	n := l.lines.size()
	for range n {
		if i < 0 || i >= n {
			i = (i + n) % n
			round = true
		}
		if e := l.lines.event(i); e != nil && says(&l.find, e) {
			return i, round
		}
		i += by
	}
	return -1, false
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
