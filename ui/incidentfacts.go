package ui

import (
	"cmp"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// incidentFacts is what an incident consists of: its findings with what links them,
// who is on it, what was noted.
type incidentFacts struct {
	stops
	scene    scene
	in       mesoswatch.Incident
	from     string               // the finding by which it was entered
	sorted   []mesoswatch.Finding // the gravest first
	findings []mesoswatch.Finding // as they are shown: what is linked in the same way together
}

// show brings it in line with the board, the worst finding first. The cursor begins
// on the one by which the incident was entered.
func (f *incidentFacts) show(s scene, in mesoswatch.Incident, from string) {
	other := from != f.from
	f.scene, f.in, f.from = s, in, from
	f.sorted = f.sorted[:0]
	for _, id := range in.Findings {
		if one, ok := s.board.Finding(id); ok {
			f.sorted = append(f.sorted, one)
		}
	}
	slices.SortFunc(f.sorted, func(a, b mesoswatch.Finding) int { return happenedFirst(&a, &b) })
	f.group()
	f.build()
	if other {
		f.first()
		f.put(from)
	}
}

// group puts together what is linked for the same reason, each where the gravest of it
// stands.
func (f *incidentFacts) group() {
	first := make(map[string]int)
	for i := range f.sorted {
		if why := f.in.Why[f.sorted[i].ID]; first[why] == 0 {
			first[why] = i + 1
		}
	}
	first[""] = 0
	f.findings = append(f.findings[:0], f.sorted...)
	slices.SortStableFunc(f.findings, func(a, b mesoswatch.Finding) int { return first[f.in.Why[a.ID]] - first[f.in.Why[b.ID]] })
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
	why := ""
	for i := range f.findings {
		one := &f.findings[i]
		if is := f.in.Why[one.ID]; is != why {
			why = is
			lines = append(lines, stopLine{spans: []kit.Span{{Text: f.pen.Cut("linked: "+f.shortened(why), max(f.w-2, 1)), Style: f.pen.Dim}}})
		}
		from := len(lines)
		lines = append(lines, f.finding(one)...)
		at = append(at, stop{id: one.ID, from: from, head: from + 1, to: len(lines)})
	}
	if len(f.findings) > 0 {
		lines = append(lines, f.people()...)
		lines = append(lines, f.beside()...)
	}
	f.set(lines, at)
}

// shortened is a reason with its long ids cut down to what tells them apart.
func (f *incidentFacts) shortened(why string) string {
	words := strings.Fields(why)
	for i, w := range words {
		if len(w) >= idLength {
			words[i] = shortID(w, f.pen.Marks.Ellipsis)
		}
	}
	return strings.Join(words, " ")
}

// idLength is that of a UUID, with which the ids of frameworks begin.
const idLength = 36

// look is that of the state of a finding: what nobody has taken stands out.
func (f *incidentFacts) look(one *mesoswatch.Finding) theme.Style {
	if one.Status == mesoswatch.Open {
		return f.pen.Changed
	}
	return f.pen.Dim
}

// finding is one in two lines: level, title and state; about whom, how often and when.
func (f *incidentFacts) finding(one *mesoswatch.Finding) []stopLine {
	p := f.pen
	mark := p.Fit(p.Marks.Level(one.Level), p.Marks.Width) + " " + p.Fit(levelWord(one.Level), len("critical")) + "  "
	state := p.Cut(statusWords(f.scene, one), max(f.w/3, 6))
	room := f.w - 1 - kit.Width(mark) - kit.Width(state) - 3
	whom := aboutWhom(p, one)
	times := stamped(f.scene, one.LastSeen)
	if one.Count > 1 {
		times = p.Marks.Times + kit.Number(int64(one.Count)) + ", " + times
	}
	in := kit.Width(mark)
	if f.w < 60 {
		in = p.Marks.Width + 1
	}
	room2 := f.w - 2 - in - kit.Width(times) - 2
	return []stopLine{
		{spans: []kit.Span{{Text: mark, Style: p.Level(one.Level)}, {Text: p.Cut(one.Title, max(room, 4)), Style: p.Title}},
			right: []kit.Span{{Text: " " + state + " ", Style: f.look(one)}}},
		{spans: []kit.Span{kit.Plain(spaces(in)), {Text: p.Cut(whom, max(room2, 4)), Style: p.Link}},
			right: []kit.Span{{Text: " " + times + " ", Style: p.Dim}}},
	}
}

// aboutWhom is what a finding is about, its name before its id. An address that a peer
// says of itself is a claim.
func aboutWhom(p *kit.Pen, f *mesoswatch.Finding) string {
	kind, name := strings.ReplaceAll(f.Subject.Kind, "_", " "), f.Subject.Name
	framework, id := f.Fields["framework_name"], f.Fields["framework_id"]
	switch {
	case f.Subject.Kind == "address" && f.Fields["remote_ip"] != name:
		return "claimed address " + name
	case f.Subject.Kind == mesoswatch.SubjectTask && id != "" && strings.HasPrefix(name, id+" "):
		return kind + " " + name[len(id)+1:] + " of " + cmp.Or(framework, shortID(id, p.Marks.Ellipsis))
	case f.Subject.Kind == mesoswatch.SubjectFramework && framework != "" && framework != name:
		return kind + " " + framework + " " + shortID(name, p.Marks.Ellipsis)
	case framework != "" && framework != name:
		return kind + " " + name + " of " + framework
	}
	return kind + " " + name
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
