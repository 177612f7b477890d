package ui

import (
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// incidentFacts is what an incident consists of: its findings with what links them,
// who is on it, what was noted.
type incidentFacts struct {
	stops
	scene    scene
	in       mesoswatch.Incident
	from     string // the finding by which it was entered
	findings []mesoswatch.Finding
}

// show brings it in line with the board, the worst finding first. The cursor begins
// on the one by which the incident was entered.
func (f *incidentFacts) show(s scene, in mesoswatch.Incident, from string) {
	other := from != f.from
	f.scene, f.in, f.from = s, in, from
	f.findings = f.findings[:0]
	for _, id := range in.Findings {
		if one, ok := s.board.Finding(id); ok {
			f.findings = append(f.findings, one)
		}
	}
	slices.SortFunc(f.findings, func(a, b mesoswatch.Finding) int { return happenedFirst(&a, &b) })
	f.build()
	if other {
		f.first()
		f.put(from)
	}
}

// selected is the finding under the cursor; nil in an empty incident.
func (f *incidentFacts) selected() *mesoswatch.Finding {
	if f.here < len(f.findings) {
		return &f.findings[f.here]
	}
	return nil
}

func (f *incidentFacts) update(msg tea.KeyPressMsg) intent {
	if f.stops.update(msg) {
		return intent{}
	}
	sel := f.selected()
	switch {
	case sel == nil:
	case key.Matches(msg, f.keys.Enter):
		return intent{finding: sel.ID}
	case key.Matches(msg, f.keys.ToLog):
		if n := len(sel.Evidence); n > 0 {
			return intent{evidence: &sel.Evidence[n-1]}
		}
		return intent{notice: "this finding has no line in a log"}
	}
	return intent{}
}

func (f *incidentFacts) build() {
	var lines []stopLine
	var at []stop
	for i := range f.findings {
		from := len(lines)
		lines = append(lines, f.finding(&f.findings[i])...)
		at = append(at, stop{id: f.findings[i].ID, from: from, head: from + 1, to: len(lines)})
	}
	if len(f.findings) > 0 {
		lines = append(lines, f.beside()...)
		lines = append(lines, f.people()...)
	}
	f.set(lines, at)
}

// finding is one in a few lines: level, title and status, about whom and when, what
// links it.
func (f *incidentFacts) finding(one *mesoswatch.Finding) []stopLine {
	p := f.pen
	level := p.Level(one.Level)
	state, look := statusWords(f.scene, one), p.Dim
	if one.Status == mesoswatch.Open {
		look = p.Changed
	}
	title := f.w - 2 - p.Marks.Width - len("critical  ")
	lines := []stopLine{{spans: []kit.Span{{Text: p.Fit(p.Marks.Level(one.Level), p.Marks.Width) + " " + p.Fit(levelWord(one.Level), 8) + " ", Style: level}, {Text: p.Cut(one.Title, max(title, 4)), Style: p.Title}}}}
	state = p.Cut(state, max(f.w/2, 6))
	for i, l := range p.Wrap(aboutWhom(one), max(f.w-boxRoom-kit.Width(state)-2, 6), 2) {
		line := stopLine{spans: []kit.Span{kit.Plain(spaces(2)), {Text: l, Style: p.Link}}}
		if i == 0 {
			line.right = []kit.Span{{Text: " " + state + " ", Style: look}}
		}
		lines = append(lines, line)
	}
	times := "once, " + stamped(f.scene, one.LastSeen)
	if one.Count > 1 {
		times = kit.Number(int64(one.Count)) + " times, " + stamped(f.scene, one.FirstSeen) + " to " + stamped(f.scene, one.LastSeen)
	}
	lines = append(lines, stopLine{spans: []kit.Span{{Text: spaces(2) + p.Cut(times+", "+kit.Since(f.scene.now, one.LastSeen), max(f.w-4, 1)), Style: p.Dim}}})
	if why := f.in.Why[one.ID]; why != "" {
		for _, l := range p.Wrap("linked: "+why, max(f.w-2-boxRoom, 1), 3) {
			lines = append(lines, stopLine{spans: []kit.Span{{Text: spaces(2) + l, Style: p.Dim}}})
		}
	}
	return lines
}

// aboutWhom is what a finding is about. An address that a peer says of itself is a
// claim.
func aboutWhom(f *mesoswatch.Finding) string {
	kind := strings.ReplaceAll(f.Subject.Kind, "_", " ")
	if f.Subject.Kind == "address" && f.Fields["remote_ip"] != f.Subject.Name {
		return "claimed address " + f.Subject.Name
	}
	text := kind + " " + f.Subject.Name
	if name := f.Fields["framework_name"]; name != "" && name != f.Subject.Name {
		text += " (" + name + ")"
	}
	return text
}

// beside names findings that share with the incident what many others share too.
func (f *incidentFacts) beside() []stopLine {
	p := f.pen
	if len(f.in.Beside) == 0 {
		return nil
	}
	const most = 4
	lines := []stopLine{{}, {spans: []kit.Span{{Text: "Near it", Style: p.Accent}, {Text: p.Cut("  share what many share; "+f.keys.Link.Help().Key+" links", max(f.w-10, 0)), Style: p.Dim}}}}
	for i, id := range f.in.Beside {
		one, ok := f.scene.board.Finding(id)
		if i == most {
			return append(lines, stopLine{spans: []kit.Span{{Text: "and " + kit.Number(int64(len(f.in.Beside)-most)) + " more", Style: p.Dim}}})
		}
		if ok {
			lines = append(lines, stopLine{spans: []kit.Span{{Text: p.Fit(p.Marks.Level(one.Level), p.Marks.Width) + " ", Style: p.Level(one.Level)}, kit.Plain(p.Cut(one.Title+"  "+one.Subject.Name, max(f.w-6, 0)))}})
		}
	}
	return lines
}

// person is what one operator did on an incident.
type person struct {
	who   string
	words []string
	steps int
	notes int
	last  time.Time
}

// people are who works on it and since when, and what they noted, the latest first.
func (f *incidentFacts) people() []stopLine {
	p := f.pen
	var all []*person
	var notes []*mesoswatch.Action
	of := func(id string) bool { return id != "" && slices.Contains(f.in.Findings, id) }
	actions := f.scene.board.Actions()
	for i := range actions {
		a := &actions[i]
		if !of(a.Finding) && !of(a.Other) {
			continue
		}
		at := slices.IndexFunc(all, func(o *person) bool { return o.who == a.Who })
		if at < 0 {
			all = append(all, &person{who: a.Who})
			at = len(all) - 1
		}
		all[at].did(a)
		if a.Text != "" && a.What != mesoswatch.Step {
			notes = append(notes, a)
		}
	}
	lines := []stopLine{{}, {spans: []kit.Span{{Text: "Who is on it", Style: p.Accent}}}}
	slices.SortStableFunc(all, func(a, b *person) int { return b.last.Compare(a.last) })
	for _, one := range all {
		lines = append(lines, f.person(one)...)
	}
	if len(all) == 0 {
		lines = append(lines, stopLine{spans: []kit.Span{{Text: p.Cut("Nobody yet; "+f.keys.Ack.Help().Key+" says that you are.", max(f.w-2, 0)), Style: p.Dim}}})
	}
	if len(notes) > 0 {
		lines = append(lines, stopLine{}, stopLine{spans: []kit.Span{{Text: "Notes", Style: p.Accent}}})
	}
	for _, a := range slices.Backward(notes) {
		head := []kit.Span{{Text: p.Cut(a.Who, max(f.w/3, 4)), Style: p.Strong}, {Text: "  " + deedWord(a), Style: p.Dim}}
		lines = append(lines, stopLine{spans: head, right: []kit.Span{{Text: stamped(f.scene, a.At) + " ", Style: p.Dim}}})
		for _, l := range p.Wrap(a.Text, max(f.w-2-boxRoom, 1), 6) {
			lines = append(lines, stopLine{spans: []kit.Span{kit.Plain("  " + l)}})
		}
	}
	return lines
}

func (o *person) did(a *mesoswatch.Action) {
	if a.At.After(o.last) {
		o.last = a.At
	}
	switch a.What {
	case mesoswatch.Step:
		if !a.Undo {
			o.steps++
		}
	case mesoswatch.Note:
		o.notes++
	default:
		w := deedWord(a)
		o.words = append(slices.DeleteFunc(o.words, func(had string) bool { return had == w }), w)
	}
}

func (f *incidentFacts) person(o *person) []stopLine {
	p := f.pen
	words := o.words
	if o.steps > 0 {
		words = append(words, kit.Count(int64(o.steps), "step"))
	}
	if o.notes > 0 {
		words = append(words, kit.Count(int64(o.notes), "note"))
	}
	when := stamped(f.scene, o.last)
	name := p.Fit(o.who, min(max(f.w/4, 6), 16)) + " "
	room := f.w - 3 - kit.Width(name) - kit.Width(when) - 2
	return []stopLine{{
		spans: []kit.Span{{Text: name, Style: p.Strong}, kit.Plain(p.Cut(strings.Join(words, ", "), max(room, 0)))},
		right: []kit.Span{{Text: " " + when + " ", Style: p.Dim}},
	}}
}
