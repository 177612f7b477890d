package ui

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// whenever writes a time of a subject for a column.
func whenever(a *around, t time.Time) string {
	if t.IsZero() {
		return "?"
	}
	return kit.When(a.now, a.in(t))
}

// worstOf is the worst of what was found and is open, of what happened only or of
// all; nil: none.
func worstOf(fs []*mesoswatch.Finding, happened bool) (worst *mesoswatch.Finding) {
	for _, f := range fs {
		if f.Status == mesoswatch.Open && (worst == nil || f.Level > worst.Level) && !(happened && f.Posture()) {
			worst = f
		}
	}
	return worst
}

// aboutFields are the mark of the worst that happened to a subject, and how many
// findings there are about it, its set-up included. Lower levels are told by their
// word, in the detail.
func aboutFields(p *kit.Pen, about func(*around, snapshot) []*mesoswatch.Finding, drop int) (mark, many subjectField) {
	mark = subjectField{Column: kit.Column{Width: p.Marks.Width}, Joined: true, Cell: func(a *around, s snapshot) kit.Cell {
		f := worstOf(about(a, s), true)
		if f == nil || f.Level < mesoswatch.Medium {
			return kit.Cell{}
		}
		return kit.Cell{Text: p.Marks.Level(f.Level), Style: p.Level(f.Level)}
	}}
	many = subjectField{Column: kit.Column{Head: "found", Width: 6, Drop: drop, Right: true}, Name: "found", Joined: true,
		Number: func(a *around, s snapshot) (float64, bool) { return float64(len(about(a, s))), true },
		Cell: func(a *around, s snapshot) kit.Cell {
			fs := about(a, s)
			text := orNone(whole)(float64(len(fs)))
			f := worstOf(fs, false)
			if f == nil || f.Level < mesoswatch.Medium {
				return kit.Cell{Text: text, Style: p.Dim}
			}
			return kit.Cell{Text: p.Marks.Level(f.Level) + " " + text, Style: p.Level(f.Level)}
		}}
	return mark, many
}

// Numbers of resources; what is not told is not known.
func cpus(r *mesoswatch.Resources) (float64, bool) {
	if r == nil {
		return 0, false
	}
	return r.CPUs, true
}

// mem is in bytes, so that mem:>2G says what it seems to.
func mem(r *mesoswatch.Resources) (float64, bool) {
	if r == nil {
		return 0, false
	}
	return r.Mem * megabyte, true
}

const megabyte = 1 << 20

// megabytes and gigabytes write bytes for a column of MB or GB.
func megabytes(bytes float64) string { return amount(bytes / megabyte) }

func gigabytes(bytes float64) string { return amount(bytes / megabyte / 1024) }

// amount writes what may be a small part of one.
func amount(n float64) string {
	switch {
	case n > 0 && n < 0.005:
		return "<0.01"
	case n >= 1000 && n < 1e15:
		return whole(n + 0.5)
	}
	return kit.Decimal(n)
}

// fullTime is a time for the detail, empty when it is not known.
func fullTime(a *around, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return a.in(t).Format("2006-01-02 15:04:05 MST") + ", " + kit.Since(a.now, t)
}

// link is a fact that leads to another subject.
func (d *document) link(name, value string, to mesoswatch.Subject) {
	if to.Name == "" {
		return
	}
	p := d.pen
	text := p.Cut(value, max(d.w-2-nameRoom, 1))
	d.add(&intent{subject: &to}, kit.Span{Text: p.Fit(name, nameRoom-1) + " ", Style: p.Dim}, kit.Span{Text: text, Style: p.Link})
}

// resources are a fact a kind.
func (d *document) resources(verb string, r *mesoswatch.Resources) {
	if r == nil {
		d.fact(verb, "not told")
		return
	}
	if *r == (mesoswatch.Resources{}) {
		d.fact(verb, "none")
		return
	}
	parts := []string{kit.Decimal(r.CPUs) + " cpus", kit.Megabytes(r.Mem) + " memory", kit.Megabytes(r.Disk) + " disk"}
	if r.GPUs > 0 {
		parts = append(parts, kit.Decimal(r.GPUs)+" gpus")
	}
	d.fact(verb, strings.Join(parts, "  "))
	if r.Ports != "" && r.Ports != "[]" {
		d.fact("ports", r.Ports)
	}
}

// taskStates are a fact: how many tasks are in which state, by the master's count.
func (d *document) taskStates(tasks map[string]int64) {
	if tasks == nil {
		d.fact("tasks", "not told")
		return
	}
	var parts []string
	for _, state := range slices.SortedFunc(maps.Keys(tasks), func(a, b string) int { return cmp.Or(cmp.Compare(tasks[b], tasks[a]), cmp.Compare(a, b)) }) {
		if tasks[state] > 0 {
			parts = append(parts, kit.Number(tasks[state])+" "+stateOf(state))
		}
	}
	if len(parts) == 0 {
		parts = []string{"none"}
	}
	d.fact("tasks", strings.Join(parts, ", "))
}

// mostListed is how many findings are listed with what they are about.
const mostListed = 20

// findings lists what was found, each a line that opens it.
func (d *document) findings(a *around, found []*mesoswatch.Finding) {
	if len(found) == 0 {
		d.section("Findings", "none about it")
		d.add(nil)
		return
	}
	d.listed("Findings", a, found)
}

// happened lists what was found of what happened; how it is set up is listed
// further down, by weaknesses.
func (d *document) happened(a *around, found []*mesoswatch.Finding) {
	d.findings(a, apartBy(found, false))
}

// weaknesses lists what was found of how something is set up, if anything was.
func (d *document) weaknesses(a *around, found []*mesoswatch.Finding) {
	if weak := apartBy(found, true); len(weak) > 0 {
		d.apart()
		d.listed("Weak in its set-up", a, weak)
	}
}

// apartBy are the findings of how something is set up, or all others, worst first.
func apartBy(found []*mesoswatch.Finding, posture bool) []*mesoswatch.Finding {
	some := slices.DeleteFunc(slices.Clone(found), func(f *mesoswatch.Finding) bool { return f.Posture() != posture })
	slices.SortStableFunc(some, (*mesoswatch.Finding).Compare)
	return some
}

// listed is a heading and findings below it: mark and level, title, when.
func (d *document) listed(title string, a *around, found []*mesoswatch.Finding) {
	p := d.pen
	d.section(title, kit.Digits(int64(len(found))))
	const level, when = 8, 6
	room := max(d.w-2-p.Marks.Width-1-level-2-2-when, 8)
	for i, f := range found {
		if i == mostListed {
			d.add(nil, kit.Span{Text: "and " + kit.Digits(int64(len(found)-mostListed)) + " more in the view of findings", Style: p.Dim})
			break
		}
		style := p.Level(f.Level)
		if f.Status != mesoswatch.Open {
			style = p.Dim
		}
		d.add(&intent{finding: f.ID}, kit.Span{Text: p.Fit(p.Marks.Level(f.Level), p.Marks.Width) + " " + p.Fit(levelWord(f.Level), level) + "  ", Style: style},
			kit.Plain(p.Fit(f.Title, room)), kit.Span{Text: "  " + p.FitRight(kit.When(a.now, a.in(f.LastSeen)), when), Style: p.Dim})
	}
	d.add(nil)
}

// tallied is what was counted most often, a line each.
func (d *document) tallied(name string, t *tally) {
	p := d.pen
	all, more := t.most(8)
	for _, c := range all {
		text := p.Cut(c.word, max(d.w-nameRoom-10, 1))
		d.add(nil, kit.Span{Text: p.Fit(name, nameRoom), Style: p.Dim}, kit.Plain(text), kit.Span{Text: "  " + p.Marks.Times + kit.Number(int64(c.n)), Style: p.Dim})
		name = ""
	}
	if more > 0 {
		d.add(nil, kit.Span{Text: p.Fit("", nameRoom) + "and " + kit.Number(int64(more)) + " more", Style: p.Dim})
	}
}

// aligned lists names and values, the values below each other where the names leave
// room for them.
func (d *document) aligned(names []string, value func(string) string) {
	p, room := d.pen, nameRoom
	for _, name := range names {
		room = max(room, min(len(name)+2, d.w/2))
	}
	for _, name := range names {
		for i, l := range p.Wrap(mesoswatch.Printable(cmp.Or(value(name), "none")), max(d.w-2-room, 1), 4) {
			if i > 0 {
				name = ""
			}
			d.add(nil, kit.Span{Text: p.Fit(name, room-2) + "  ", Style: p.Dim}, kit.Plain(l))
		}
	}
}

// told says who told this, and when it last changed.
func (d *document) told(a *around, row snapshot) {
	d.apart()
	d.fact("told by", row.Source)
	d.fact("last changed", fullTime(a, row.At))
}
