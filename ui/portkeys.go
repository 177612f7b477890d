package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

func (s *portsPane) update(msg tea.KeyPressMsg) intent {
	k, b := s.keys, s.here()
	s.picked = true
	switch {
	case key.Matches(msg, k.ToLog):
		return s.toLog()
	case s.reading:
		return s.inDetail(msg)
	case key.Matches(msg, k.Enter):
		return s.read()
	case key.Matches(msg, k.Back):
		if cmd, was := b.table.unfilter(); was {
			s.fold()
			return intent{cmd: tea.Batch(cmd, s.showSelected())}
		}
		return intent{leave: true}
	}
	in, _ := b.table.step(msg)
	in.cmd = tea.Batch(in.cmd, s.showSelected())
	return in
}

// goTo gives the keys to a list.
func (s *portsPane) goTo(i int) intent {
	s.at, s.picked = i, true
	s.fold()
	return intent{cmd: s.showSelected()}
}

// read gives the keys to the detail of the row under the cursor.
func (s *portsPane) read() intent {
	b := s.here()
	row := b.table.selected()
	if row == nil {
		return intent{notice: "nothing to open here"}
	}
	s.reading, s.linked = true, false
	b.table.Stay()
	b.detail.id = row.Subject().Name
	return intent{cmd: s.showSelected()}
}

func (s *portsPane) inDetail(msg tea.KeyPressMsg) intent {
	k := s.keys
	if key.Matches(msg, k.Back) {
		linked := s.linked
		s.reading, s.linked = false, false
		return intent{leave: linked, cmd: s.showSelected()}
	}
	return s.here().detail.update(msg)
}

// toLog asks for the lines of the log that name the host of a row.
func (s *portsPane) toLog() intent {
	b := s.here()
	row := b.table.selected()
	if s.reading {
		row = b.detail.subject()
	}
	switch {
	case row == nil:
		return intent{}
	case b.spec.search == nil:
		return intent{notice: "logs do not tell of " + b.spec.noun + "s"}
	}
	if text := b.spec.search(row); text != "" {
		return intent{search: text}
	}
	return intent{notice: "no name to look for in the log"}
}

func (s *portsPane) ShortHelp() []key.Binding {
	k := s.keys
	if s.reading {
		return s.here().detail.ShortHelp()
	}
	return []key.Binding{k.Down, k.Enter, k.NextPane, k.Filter, k.Sort, k.Reverse, k.ToLog, k.Back, k.Help, k.Quit}
}

func (s *portsPane) prompt(promptFor) *prompt {
	s.reading = false
	return s.here().table.prompt()
}

func (s *portsPane) typed(_ promptFor, text string, o outcome) (tea.Cmd, string) {
	cmd, notice := s.here().table.typed(text, o)
	s.fold()
	return tea.Batch(cmd, s.showSelected()), notice
}
