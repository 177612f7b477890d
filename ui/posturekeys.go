package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

func (s *posturePane) update(msg tea.KeyPressMsg) intent {
	k := s.keys
	switch {
	case key.Matches(msg, k.Back):
		return s.up()
	case key.Matches(msg, k.Only):
		return s.letIn((s.only + 1) % onlies)
	case key.Matches(msg, k.Runbook):
		return s.toRunbook()
	case key.Matches(msg, k.ToLog):
		if s.depth < amongAnswers {
			return intent{notice: "open a check first: its answers may rest on lines in a log"}
		}
		return s.doc.toLog()
	case s.decides(msg):
		return s.decide(msg)
	case s.depth == inAnswer:
		return s.doc.update(msg)
	case key.Matches(msg, k.Enter):
		return s.down()
	}
	var in intent
	switch s.depth {
	case amongFamilies:
		in, _ = s.families.step(msg)
	case amongChecks:
		in, _ = s.checks.step(msg)
	default:
		in, _ = s.answers.step(msg)
	}
	in.cmd = tea.Batch(in.cmd, s.list(false))
	return in
}

// turn goes to another depth with what is chosen there.
func (s *posturePane) turn(d depth) intent {
	s.depth = d
	return intent{cmd: s.list(false)}
}

// down opens the row under the cursor.
func (s *posturePane) down() intent {
	var cmd tea.Cmd
	switch s.depth {
	case amongFamilies:
		g, ok := s.families.Selected()
		if !ok {
			return intent{notice: "nothing to open here"}
		}
		s.families.Stay()
		cmd = s.chooseFamily(g.id)
	case amongChecks:
		g, ok := s.checks.Selected()
		if !ok {
			return intent{notice: "nothing to open here"}
		}
		s.checks.Stay()
		cmd = s.chooseCheck(g.id)
	default:
		v, ok := s.answers.Selected()
		if !ok {
			return intent{notice: "nothing to open here"}
		}
		s.answers.Stay()
		s.answer = v.Name()
	}
	in := s.turn(s.depth + 1)
	in.cmd = tea.Batch(cmd, in.cmd)
	return in
}

// up closes what was opened last: an answer, a filter, a check, a family, what is
// let in, the view.
func (s *posturePane) up() intent {
	var cmd tea.Cmd
	var was bool
	switch s.depth {
	case amongFamilies:
		cmd, was = s.families.unfilter()
	case amongChecks:
		cmd, was = s.checks.unfilter()
	case amongAnswers:
		cmd, was = s.answers.unfilter()
		s.room = 0
	}
	switch {
	case was:
		return intent{cmd: tea.Batch(cmd, s.list(false))}
	case s.depth > amongFamilies:
		return s.turn(s.depth - 1)
	case s.only != letAll:
		return s.letIn(letAll)
	}
	return intent{leave: true}
}

// letIn lets in other answers.
func (s *posturePane) letIn(o only) intent {
	s.only, s.room = o, 0
	said := s.onlyWords()
	if o != letAll {
		said = "only " + said
	}
	return intent{cmd: s.list(true), notice: said}
}

// toRunbook goes to the runbook of the check under the cursor, in full.
func (s *posturePane) toRunbook() intent {
	if s.depth == amongFamilies {
		return intent{notice: "open a family first: each check has a runbook"}
	}
	var cmds []tea.Cmd
	for s.depth < inAnswer {
		in := s.down()
		cmds = append(cmds, in.cmd)
		if in.notice != "" {
			return intent{cmd: tea.Batch(cmds...), notice: in.notice}
		}
	}
	s.doc.toRunbook()
	return intent{cmd: tea.Batch(cmds...)}
}

// decides tells whether a key is about a finding.
func (s *posturePane) decides(msg tea.KeyPressMsg) bool {
	_, is := s.keys.decide(msg, nil)
	return is
}

// decide does what a key does to the finding that an answer became.
func (s *posturePane) decide(msg tea.KeyPressMsg) intent {
	if s.depth < amongAnswers {
		return intent{notice: "open a check first: findings are about one subject"}
	}
	f, known := s.doc.found()
	if !known {
		return intent{notice: "this answer is no finding"}
	}
	in, _ := s.keys.decide(msg, &f)
	return in
}

func (s *posturePane) prompt(promptFor) *prompt {
	switch s.depth {
	case amongFamilies:
		return s.families.prompt()
	case amongChecks:
		return s.checks.prompt()
	case inAnswer:
		s.depth = amongAnswers
		s.fold()
	}
	return s.answers.prompt()
}

func (s *posturePane) typed(_ promptFor, text string, o outcome) (cmd tea.Cmd, notice string) {
	switch s.depth {
	case amongFamilies:
		cmd, notice = s.families.typed(text, o)
	case amongChecks:
		cmd, notice = s.checks.typed(text, o)
	default:
		cmd, notice = s.answers.typed(text, o)
		s.room = 0
	}
	return tea.Batch(cmd, s.list(false)), notice
}

func (s *posturePane) ShortHelp() []key.Binding {
	k := s.keys
	switch s.depth {
	case inAnswer:
		return []key.Binding{k.Down, k.Enter, k.Runbook, k.ToLog, k.Ack, k.Back, k.NextPane, k.Help}
	case amongAnswers:
		return []key.Binding{k.Down, k.Enter, k.Filter, k.Only, k.Runbook, k.Ack, k.Back, k.Help}
	}
	return []key.Binding{k.Down, k.Enter, k.Filter, k.Only, k.Sort, k.Reverse, k.Back, k.Help, k.Quit}
}
