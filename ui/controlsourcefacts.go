package ui

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

func sourcePage() page {
	return page{
		title: func(_ *plane, name string) string { return sourceName(name) },
		sight: func(p *plane, name string) sighting {
			h, _ := p.board.Source(name)
			switch {
			case !h.OK:
				return sighting{unseen, kit.Since(p.now, h.At), "blind: " + cmp.Or(h.Why, "no reason is known")}
			case p.live && isSilent(p.scene, h):
				return sighting{unseen, kit.Since(p.now, h.At), "nothing was heard for " + kit.Age(p.now, h.At)}
			}
			return sighting{grade: wellSeen, fresh: kit.Since(p.now, h.At)}
		},
		write: func(d *document, p *plane, name string) bool {
			h, known := p.board.Source(name)
			if known {
				sourceFacts(d, p, h)
			}
			return known
		},
	}
}

// sourceFacts are everything of the newest round of a source.
func sourceFacts(d *document, p *plane, h mesoswatch.Health) {
	d.fact("source", h.Source)
	d.fact("collector", h.Collector)
	d.fact("newest round", lasting(p, h.At))
	d.fact("saw", kit.Count(int64(h.Subjects), "subject"))
	for _, to := range []struct{ kind, words string }{{mesoswatch.SubjectMaster, "the master"}, {mesoswatch.SubjectZooKeeper, "the server"}} {
		if p.board.Subjects(to.kind).Get(h.Source) != nil {
			d.link("is", to.words, mesoswatch.Subject{Kind: to.kind, Name: h.Source})
		}
	}
	d.add(nil)
	d.findings(p.around, p.findings("source", h.Source))
	d.exchanges(p, measured(h))
	d.section("Seen through it", "")
	for _, kind := range slices.Sorted(maps.Keys(h.Lacking)) {
		g := sightingFrom(p.scene, kind, h.Source)
		d.factIn(kind, cmp.Or(g.why, h.Lacking[kind])+trimmed("; ", g.fresh), d.pen.Bad)
	}
	for _, kind := range slices.Sorted(slices.Values(h.Complete)) {
		d.fact(kind, "seen whole")
	}
	if len(h.Lacking)+len(h.Complete) == 0 {
		d.fact("", "it tells of nothing as a whole")
	}
	d.add(nil)
}

// exchanges are what was asked in the newest round, and what that costs who is
// asked.
func (d *document) exchanges(p *plane, s *sourceSeen) {
	h, pen := s.health, d.pen
	d.section("Asked in the newest round", kit.Since(p.now, h.At))
	if h.Interval > 0 {
		d.fact("asked every", pause(h.Interval)+trimmed(": ", h.Pace))
	}
	if s.minute > 0 {
		d.fact("costs", rate(s.minute)+" requests/min, at most "+percent(s.busy)+" of its time")
	}
	const outcome, took, size = 12, 9, 8
	what := max(d.w-2-outcome-took-size, 8)
	for _, x := range h.Asked {
		spent, bytes := "-", "-"
		if x.Seconds > 0 {
			spent = seconds(x.Seconds)
		}
		if x.Bytes > 0 {
			bytes = kit.Bytes(x.Bytes)
		}
		word, more, _ := strings.Cut(x.Outcome, ", ")
		d.add(nil, kit.Plain(pen.Fit(strings.TrimSpace(x.What+" "+x.Of), what-1)+" "), kit.Span{Text: pen.Fit(word, outcome-1) + " ", Style: outcomeStyle(pen, x.Outcome)},
			kit.Plain(pen.FitRight(spent, took)), kit.Span{Text: pen.FitRight(bytes, size), Style: pen.Dim})
		if more != "" {
			d.text("  "+mesoswatch.Printable(more), 3, outcomeStyle(pen, x.Outcome))
		}
	}
	if len(h.Asked) == 0 {
		d.fact("", "nothing")
	}
	d.add(nil)
}

func machinePage() page {
	return page{
		title: func(_ *plane, name string) string { return strings.TrimSpace(name) },
		sight: func(p *plane, _ string) sighting { return sightingOf(p.scene, mesoswatch.SubjectMachine) },
		write: func(d *document, p *plane, name string) bool {
			row := p.board.Subjects(mesoswatch.SubjectMachine).Get(name)
			if row == nil {
				return false
			}
			m := row.Machine
			d.fact("host", m.Hostname)
			d.fact("address", m.IP)
			d.factIn("mode", m.Mode, look(d, m.Mode == "down"))
			d.fact("from", lasting(p, m.Start))
			if m.Duration > 0 {
				d.fact("for", pause(m.Duration))
			} else {
				d.fact("for", "without end")
			}
			d.findings(p.around, p.findings(mesoswatch.SubjectMachine, name))
			d.told(p.around, row)
			return true
		},
	}
}

func rolePage() page {
	return page{
		title: func(_ *plane, name string) string { return name },
		sight: func(p *plane, _ string) sighting { return sightingOf(p.scene, mesoswatch.SubjectRole) },
		write: func(d *document, p *plane, name string) bool {
			row := p.board.Subjects(mesoswatch.SubjectRole).Get(name)
			if row != nil {
				roleFacts(d, p, row)
			}
			return row != nil
		},
	}
}

// roleFacts are everything of a role.
func roleFacts(d *document, p *plane, row snapshot) {
	r := row.Role
	d.fact("role", r.Name)
	if r.Weight != nil {
		d.fact("weight", kit.Decimal(*r.Weight))
	}
	d.fact("quota", told(r.Quota, "yes", "none: it may take all there is"))
	if r.Guarantee != nil {
		d.resources("guarantee", r.Guarantee)
	}
	if r.Limit != nil {
		d.resources("limit", r.Limit)
	}
	d.resources("uses", r.Used)
	d.add(nil)
	d.findings(p.around, p.findings(mesoswatch.SubjectRole, r.Name))
	const most = 100
	d.section("Frameworks in it", kit.Number(int64(len(r.Frameworks))))
	for i, id := range r.Frameworks {
		if i == most {
			d.add(nil, kit.Span{Text: "and " + kit.Number(int64(len(r.Frameworks)-most)) + " more", Style: d.pen.Dim})
			break
		}
		d.link(shortID(id, d.pen.Marks.Ellipsis), frameworkName(p.around, id), mesoswatch.Subject{Kind: mesoswatch.SubjectFramework, Name: id})
	}
	d.told(p.around, row)
}
