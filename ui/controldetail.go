package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// neverSeen is the kind of the page that lists what is not seen, now or ever.
const neverSeen = "never seen"

// page is how one kind of things is shown.
type page struct {
	// title names one, foreign text; sight says how well it is seen.
	title func(p *plane, name string) string
	sight func(p *plane, name string) sighting
	// write tells everything; false when nothing is known of it.
	write func(d *document, p *plane, name string) bool
}

// controlDetail is one thing of the control plane with everything that is known of
// it; of a master also the list of its flags and numbers.
type controlDetail struct {
	pen    *kit.Pen
	keys   *keyMap
	w, h   int
	zoomed bool // the part with the keys has all the room
	pages  map[string]page
	plane  *plane
	of     mesoswatch.Subject // the zero Subject: nothing is shown
	gone   bool               // nothing is known of it any more: it is shown as it last was

	facts    document
	values   *planeTable // flags and numbers; empty for all but masters
	inValues bool
	listed   valuesOf
	value    document
	open     string // the flag or number that is open; empty: none
}

func newControlDetail(p *kit.Pen, k *keyMap, never []mesoswatch.Blindspot) controlDetail {
	return controlDetail{pen: p, keys: k, pages: pages(never), facts: document{pen: p, keys: k}, value: document{pen: p, keys: k},
		values: newSortable(k, table.New(p, valueTable(p)))}
}

func pages(never []mesoswatch.Blindspot) map[string]page {
	return map[string]page{
		mesoswatch.SubjectMaster:    masterPage(),
		mesoswatch.SubjectZooKeeper: serverPage(),
		mesoswatch.SubjectZnode:     znodePage(),
		mesoswatch.SubjectMachine:   machinePage(),
		mesoswatch.SubjectRole:      rolePage(),
		"source":                    sourcePage(),
		neverSeen:                   neverPage(never),
	}
}

func (d *controlDetail) knows(kind string) bool { return d.pages[kind].write != nil }

// has tells whether something is known of a thing.
func (d *controlDetail) has(p *plane, of mesoswatch.Subject) bool {
	scratch := document{pen: d.pen, keys: d.keys, w: 80}
	return d.knows(of.Kind) && d.pages[of.Kind].write(&scratch, p, of.Name)
}

func (d *controlDetail) setSize(w, h int) {
	d.w, d.h = w, h
	d.fold()
}

// rooms are the heights of the facts and of the list below the head.
func (d *controlDetail) rooms() (head, facts, values int) {
	head = len(d.heading())
	left := max(d.h-head, 0)
	switch {
	case d.open != "", d.values.Of() == 0:
		return head, left, 0
	case d.low() && d.inValues:
		return head, 0, left
	case d.low():
		return head, left, 0
	}
	facts = min(len(d.facts.lines), left*2/3)
	return head, facts, left - facts - 1 // a blank row between
}

// low tells that facts and list are shown in turn.
func (d *controlDetail) low() bool { return d.zoomed || d.h < tallDetail }

func (d *controlDetail) fold() {
	_, facts, values := d.rooms()
	d.facts.setSize(d.w, facts)
	d.value.setSize(d.w, facts)
	d.values.SetSize(d.w, max(values-1, 0))
}

// show prepares one thing.
func (d *controlDetail) show(p *plane, of mesoswatch.Subject) tea.Cmd {
	if of != d.of {
		d.facts.top()
		d.facts.clear()
		d.leave()
	}
	d.plane, d.of = p, of
	if !d.knows(of.Kind) {
		d.facts.clear()
		d.facts.done()
		return nil
	}
	fresh := document{pen: d.pen, keys: d.keys, w: d.facts.w}
	if d.gone = !d.pages[of.Kind].write(&fresh, p, of.Name); !d.gone {
		d.facts.lines = fresh.lines
	}
	d.facts.done()
	cmd := d.list()
	d.writeValue()
	d.fold()
	return cmd
}

// leave puts the keys back to the facts.
func (d *controlDetail) leave() { d.inValues, d.open = false, "" }

// onValues tells whether the keys go to the list.
func (d *controlDetail) onValues() bool { return d.inValues && d.open == "" }

// back closes what was opened last; false when nothing is left to close.
func (d *controlDetail) back() (intent, bool) {
	switch {
	case d.open != "":
		d.open = ""
	case d.inValues:
		if cmd, was := d.values.unfilter(); was {
			return intent{cmd: cmd}, true
		}
		d.inValues = false
	default:
		return intent{}, false
	}
	d.fold()
	return intent{}, true
}

func (d *controlDetail) update(msg tea.KeyPressMsg) intent {
	k := d.keys
	switch {
	case d.open != "":
		in, _ := d.value.update(msg)
		return in
	case !d.inValues:
		in, _ := d.facts.update(msg)
		return in
	case key.Matches(msg, k.Enter):
		if r, ok := d.values.Selected(); ok {
			d.open = r.id
			d.values.Stay()
			d.value.top()
			d.writeValue()
			d.fold()
		}
		return intent{}
	}
	in, _ := d.values.step(msg)
	return in
}

func (d *controlDetail) ShortHelp() []key.Binding {
	k := d.keys
	switch {
	case d.onValues():
		return []key.Binding{k.Down, k.Enter, k.Filter, k.Sort, k.NextPane, k.Back, k.Help, k.Quit}
	case d.open == "" && d.values.Of() > 0:
		return []key.Binding{k.Down, k.Enter, k.NextPane, k.Back, k.Help, k.Quit}
	}
	return []key.Binding{k.Down, k.Enter, k.Never, k.Back, k.Help, k.Quit}
}

// heading names what is shown and says how well it is seen.
func (d *controlDetail) heading() []string {
	if d.plane == nil || !d.knows(d.of.Kind) {
		return nil
	}
	p, page := d.pen, d.pages[d.of.Kind]
	title := " " + d.of.Kind + " " + page.title(d.plane, d.of.Name)
	if d.of.Kind == neverSeen {
		title = " " + page.title(d.plane, "")
	}
	left := []kit.Span{{Text: p.Cut(title, max(d.w*3/5, 8)), Style: p.Title}}
	if d.gone {
		left = append(left, kit.Span{Text: "  gone", Style: p.Bad})
	}
	return page.sight(d.plane, d.of.Name).heading(p, d.w, min(max(d.h/4, 1), 4), left)
}

func (d *controlDetail) view(focused bool) []string {
	if d.h <= 0 {
		return nil
	}
	if !d.knows(d.of.Kind) {
		return []string{d.pen.Row(d.w, d.pen.Text, kit.Span{Text: " Nothing to show here.", Style: d.pen.Dim})}
	}
	head, facts, values := d.rooms()
	lines := d.heading()
	if d.open != "" {
		return append(lines, d.value.view(focused)...)
	}
	lines = append(lines, sized(d.facts.view(focused && !d.inValues), facts)...)
	if values > 0 {
		if facts > 0 {
			lines = append(lines, "") // only where both have room
		}
		lines = append(lines, d.valuesHeading())
		lines = append(lines, d.values.View(table.Look{Focused: focused && d.inValues})...)
	}
	return sized(lines, min(max(head+facts+values, len(lines)), d.h))
}
