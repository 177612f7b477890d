package ui

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// whenever writes a time of a subject for a column.
func whenever(a *around, t time.Time) string {
	if t.IsZero() {
		return "?"
	}
	return kit.When(a.now, a.in(t))
}

// aboutFields are the mark of the worst finding about a subject, and how many
// there are.
func aboutFields(p *kit.Pen, about func(*around, snapshot) []*mesoswatch.Finding, drop int) (mark, many subjectField) {
	style := func(fs []*mesoswatch.Finding) theme.Style {
		if len(fs) == 0 || fs[0].Status != mesoswatch.Open {
			return p.Dim
		}
		return p.Level(fs[0].Level)
	}
	mark = subjectField{Column: kit.Column{Width: p.Marks.Width}, Joined: true, Cell: func(a *around, s snapshot) kit.Cell {
		fs := about(a, s)
		if len(fs) == 0 {
			return kit.Cell{}
		}
		return kit.Cell{Text: p.Marks.Level(fs[0].Level), Style: style(fs)}
	}}
	many = subjectField{Column: kit.Column{Head: "found", Width: 6, Drop: drop, Right: true}, Name: "found", Joined: true,
		Number: func(a *around, s snapshot) (float64, bool) { return float64(len(about(a, s))), true },
		Cell: func(a *around, s snapshot) kit.Cell {
			fs := about(a, s)
			if len(fs) == 0 {
				return kit.Cell{Text: "-", Style: p.Dim}
			}
			return kit.Cell{Text: p.Marks.Level(fs[0].Level) + " " + kit.Number(int64(len(fs))), Style: style(fs)}
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

func memory(bytes float64) string { return kit.Megabytes(bytes / megabyte) }

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

// findings lists what was found, each a line that opens it.
func (d *document) findings(a *around, found []*mesoswatch.Finding) {
	p := d.pen
	if len(found) == 0 {
		d.section("Findings", "none about it")
		d.add(nil)
		return
	}
	const most = 20
	d.section("Findings", kit.Digits(int64(len(found))))
	for i, f := range found {
		if i == most {
			d.add(nil, kit.Span{Text: "and " + kit.Digits(int64(len(found)-most)) + " more in the view of findings", Style: p.Dim})
			break
		}
		style := p.Level(f.Level)
		if f.Status != mesoswatch.Open {
			style = p.Dim
		}
		d.add(&intent{finding: f.ID}, kit.Span{Text: p.Fit(p.Marks.Level(f.Level), p.Marks.Width) + " " + p.Fit(levelWord(f.Level), 8) + "  ", Style: style},
			kit.Plain(p.Cut(f.Title, max(d.w-30, 8))), kit.Span{Text: "  " + kit.When(a.now, a.in(f.LastSeen)), Style: p.Dim})
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

// told says who told this, and when it last changed.
func (d *document) told(a *around, row snapshot) {
	d.apart()
	d.fact("told by", row.Source)
	d.fact("last changed", fullTime(a, row.At))
}
