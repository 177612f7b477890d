package ui

import (
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

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
