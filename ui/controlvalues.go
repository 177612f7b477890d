package ui

import (
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// named is a flag or a number of a master.
type named struct{ what, name, text string }

// valuesOf tells two lists of flags and numbers apart.
type valuesOf struct {
	url            string
	flags, metrics int64
}

// list gathers the flags and numbers of the master that is shown.
func (d *controlDetail) list() tea.Cmd {
	flags, metrics := d.plane.board.Subjects(mesoswatch.SubjectFlag), d.plane.board.Subjects(mesoswatch.SubjectMetrics)
	now := valuesOf{flags: flags.Version(), metrics: metrics.Version()}
	if d.of.Kind == mesoswatch.SubjectMaster {
		now.url = d.of.Name
	}
	if now == d.listed {
		return nil
	}
	if now.url != d.listed.url {
		d.values.Clear()
		d.leave()
	}
	d.listed = now
	var rows []*planeRow
	if now.url == "" {
		return working(d.values.Set(nil))
	}
	for s := range flags.All() {
		if s.Flag.Of == now.url {
			rows = append(rows, &planeRow{id: "--" + s.Flag.Name, value: &named{"flag", "--" + s.Flag.Name, s.Flag.Value}})
		}
	}
	if s := metrics.Get(now.url); s != nil {
		for _, name := range slices.Sorted(maps.Keys(s.Metrics.Values)) {
			rows = append(rows, &planeRow{id: name, value: &named{"number", name, kit.Decimal(s.Metrics.Values[name])}})
		}
	}
	return working(d.values.Set(rows))
}

// valueTable lists flags, then numbers, by name.
func valueTable(pen *kit.Pen) planeSpec {
	return planeSpec{ID: rowID, Order: table.Order{Field: 0}, Fields: []planeField{
		word("name", kit.Column{Head: "name", Width: 20, Grow: 1, Most: 46}, func(_ *plane, r *planeRow) string { return r.value.name }),
		word("value", kit.Column{Head: "value", Width: 10, Grow: 2}, func(_ *plane, r *planeRow) string { return r.value.text }),
		word("what", kit.Column{}, func(_ *plane, r *planeRow) string { return r.value.what }),
	}}
}

func (d *controlDetail) valuesHeading() string {
	p := d.pen
	flags := sightingFrom(d.plane.scene, mesoswatch.SubjectFlag, d.of.Name)
	left := []kit.Span{{Text: " Flags and numbers", Style: p.Title}, {Text: "  " + kit.Number(int64(d.values.Of())), Style: p.Strong}}
	if d.values.Size() < d.values.Of() {
		left[1].Text = "  " + kit.Number(int64(d.values.Size())) + " of " + kit.Number(int64(d.values.Of()))
	}
	right := flags.fresh
	if flags.why != "" {
		right = flags.why
	}
	return p.Ends(d.w, p.Text, left, []kit.Span{{Text: " " + p.Cut(right, max(d.w/2, 8)) + " ", Style: flags.style(p)}})
}

// writeValue writes the flag or number that is open.
func (d *controlDetail) writeValue() {
	if d.open == "" {
		return
	}
	var row *planeRow
	for _, r := range d.values.All() {
		if r.id == d.open {
			row = r
		}
	}
	d.value.clear()
	if row == nil {
		d.value.add(nil, kit.Span{Text: "It is not told any more.", Style: d.pen.Dim})
	} else {
		d.value.fact(row.value.what, row.value.name)
		d.value.section("Value", "")
		d.value.text(row.value.text, 200, d.pen.Text)
		if s := d.plane.board.Subjects(mesoswatch.SubjectFlag).Get(d.of.Name + " " + strings.TrimPrefix(row.id, "--")); s != nil && row.value.what == "flag" {
			d.value.told(d.plane.around, s)
		}
	}
	d.value.done()
}
