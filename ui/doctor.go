package ui

import (
	"context"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// DoctorChapter is a part of what the program says of its own sight.
type DoctorChapter struct {
	Title  string
	Beside string // dim, behind the title
	Rows   []DoctorRow
}

// DoctorRow is one thing: what it is, and how it is. Both may be foreign.
type DoctorRow struct {
	Name, Text string
	State      DoctorState
}

// DoctorState is how good a row's news is.
type DoctorState int

// States of a row.
const (
	DoctorPlain   DoctorState = iota
	DoctorGood                // it is there, it answers
	DoctorMissing             // it is not, and nothing is wrong with that
	DoctorBad                 // something is not seen for it
	DoctorCommand             // Name is a command that tells more, Text what it does
)

type doctorFunc func(context.Context) []DoctorChapter

// How often it looks again while it is seen, and how long a look may take.
const (
	doctorRest = 5 * time.Second
	doctorWait = 20 * time.Second
)

// doctorPane tells what can and cannot be seen from here, above whichever view is
// seen.
type doctorPane struct {
	document
	ask      doctorFunc
	open     bool
	first    string // why there is nothing to see at all; empty: there is
	chapters []DoctorChapter
	told     bool // it has looked
	asking   bool
	asked    time.Time
	scene    scene
}

// doctorMsg is what a look has found.
type doctorMsg struct{ chapters []DoctorChapter }

func newDoctor(p *kit.Pen, k *keyMap, o Options) doctorPane {
	return doctorPane{document: document{pen: p, keys: k}, ask: o.Doctor, first: o.Nothing, open: o.Nothing != ""}
}

func (d *doctorPane) setSize(w, h int) {
	d.document.setSize(w, h)
	d.build()
}

// look asks when it is seen and the last look is old.
func (d *doctorPane) look(s scene) tea.Cmd {
	d.scene = s
	if !d.open || d.ask == nil || d.asking || d.told && s.now.Sub(d.asked) < doctorRest {
		return nil
	}
	d.asking, d.asked = true, s.now
	ask := d.ask
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), doctorWait)
		defer cancel()
		return doctorMsg{ask(ctx)}
	}
}

func (d *doctorPane) take(m doctorMsg) {
	d.asking, d.told, d.chapters = false, true, m.chapters
	d.build()
}

// update answers whether it stays open.
func (d *doctorPane) update(msg tea.KeyPressMsg) (stays bool) {
	if _, ok := d.document.update(msg); ok {
		return true
	}
	return !key.Matches(msg, d.keys.Back)
}

func (d *doctorPane) ShortHelp() []key.Binding {
	k := d.keys
	return []key.Binding{k.Down, k.Back, k.Command, k.Help, k.Quit}
}

// build writes the document.
func (d *doctorPane) build() {
	p := d.pen
	d.clear()
	switch {
	case d.first != "":
		d.text(d.first, 3, p.Title)
		d.apart()
	case !d.told:
		d.text("Looking at what can be seen from here.", 2, p.Dim)
	}
	for _, c := range d.chapters {
		d.apart()
		d.section(p.Cut(c.Title, d.w-2), c.Beside)
		for _, r := range c.Rows {
			d.thing(r)
		}
	}
	d.done()
}

// thing is one row; a command stands on a row of its own, to be copied.
func (d *doctorPane) thing(r DoctorRow) {
	p := d.pen
	look := map[DoctorState]theme.Style{DoctorGood: p.OK, DoctorMissing: p.Dim, DoctorBad: p.Bad}[r.State]
	if r.State != DoctorCommand {
		d.factIn("  "+r.Name, r.Text, look)
		return
	}
	const room = 46
	if d.w < 2*room {
		d.add(nil, kit.Span{Text: "  " + p.Cut(r.Name, d.w-4), Style: p.Strong})
		d.add(nil, kit.Span{Text: "      " + p.Cut(r.Text, d.w-8), Style: p.Dim})
		return
	}
	d.add(nil, kit.Span{Text: "  " + p.Fit(r.Name, max(room, kit.Width(r.Name))) + "  ", Style: p.Strong}, kit.Span{Text: p.Cut(r.Text, d.w-room-6), Style: p.Dim})
}

// title is the row above.
func (d *doctorPane) title() string {
	right := []kit.Span{{Text: "looking ", Style: d.pen.Dim}}
	if d.told {
		right = []kit.Span{{Text: d.scene.in(d.asked).Format("15:04:05") + " ", Style: d.pen.Dim}}
	}
	return d.pen.Ends(d.w, d.pen.Text, []kit.Span{{Text: " Doctor", Style: d.pen.Title}, {Text: "   what can and cannot be seen from here", Style: d.pen.Dim}}, right)
}

// runDoctor opens it.
func (m *Model) runDoctor(string) (tea.Cmd, string) {
	m.helping = false
	m.doctor.open, m.doctor.told = true, false
	m.doctor.top()
	return m.doctor.look(m.scene), ""
}

func noDoctor(m *Model) string {
	if m.opt.Doctor == nil {
		return "is for live runs: mesoswatch doctor asks everybody once"
	}
	return ""
}
