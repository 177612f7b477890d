package ui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/internal/table"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// controlSplit puts the parts and a detail beside each other where both can be
// read.
var controlSplit = split{from: 180, share: 60}

// controlPane is the view of the control plane: its parts below each other, each a
// line that sums it up; the one that is worked in shows its rows, the others too
// where there is room. One row of all is shown in detail.
type controlPane struct {
	pen    *kit.Pen
	keys   *keyMap
	w, h   int
	plane  *plane
	blocks []*block
	here   int // the block that has the cursor
	detail controlDetail
	wide   bool
	zoomed bool // the pane with the keys has all the room
	// reading: the keys go to the detail, which on a narrow screen is all there is.
	reading bool
	// linked: the detail was opened from elsewhere; Esc leads back there.
	linked bool
}

func newControl(p *kit.Pen, k *keyMap, never []mesoswatch.Blindspot) controlPane {
	c := controlPane{pen: p, keys: k, plane: newPlane(scene{board: &mesoswatch.Board{}}, nil), detail: newControlDetail(p, k, never)}
	for _, spec := range []blockSpec{
		leaderBlock(k.Posture.Help().Key), mastersBlock(), electionsBlock(), ensembleBlock(), replicasBlock(), maintenanceBlock(), rolesBlock(), politenessBlock(), askedBlock(),
	} {
		c.blocks = append(c.blocks, newBlock(p, k, spec))
	}
	return c
}

func (c *controlPane) split() split { return controlSplit.unless(c.zoomed) }

func (c *controlPane) setSize(w, h int) {
	c.w, c.h = w, h
	_, right := c.split().of(w)
	c.wide = right > 0
	c.fold()
}

func (c *controlPane) visited() { c.reading, c.linked = false, false }

func (c *controlPane) setBoard(s scene) tea.Cmd {
	c.plane = newPlane(s, c.plane)
	cmds := make([]tea.Cmd, 0, len(c.blocks)+1)
	for _, b := range c.blocks {
		cmds = append(cmds, b.set(c.plane))
	}
	c.fold()
	return tea.Batch(append(cmds, c.showSelected())...)
}

// showSelected brings the detail in line with the row under the cursor. On a
// narrow screen it is prepared only once it is asked for.
func (c *controlPane) showSelected() tea.Cmd {
	switch {
	case !c.wide && !c.reading:
		return nil
	case c.reading:
		return c.detail.show(c.plane, c.detail.of)
	}
	var to mesoswatch.Subject
	if r := c.blocks[c.here].selected(); r != nil {
		to = r.to
	}
	return c.detail.show(c.plane, to)
}

// holds tells whether things of a kind are shown here in detail.
func (c *controlPane) holds(kind string) bool { return c.detail.knows(kind) }

func (c *controlPane) has(s scene, of mesoswatch.Subject) bool {
	return c.detail.has(newPlane(s, c.plane), of)
}

// open shows one thing in detail; false when nothing is known of it.
func (c *controlPane) open(s scene, of mesoswatch.Subject) (tea.Cmd, bool) {
	if !c.has(s, of) {
		return nil, false
	}
	c.reading, c.linked = true, true
	c.detail.leave()
	c.detail.of = of
	cmd := c.setBoard(s)
	for i, b := range c.blocks {
		if b.table.Put(of.Name) && b.selected().to == of {
			c.here = i
			break
		}
	}
	c.fold()
	return cmd, true
}

// shown is the thing in detail; none when the parts have the keys.
func (c *controlPane) shown() (of mesoswatch.Subject, linked bool) {
	if !c.reading {
		return of, c.linked
	}
	return c.detail.of, c.linked
}

func (c *controlPane) link(linked bool) { c.linked = linked }

func (c *controlPane) update(msg tea.KeyPressMsg) intent {
	k := c.keys
	if c.reading {
		return c.inDetail(msg)
	}
	b := c.blocks[c.here]
	switch {
	case key.Matches(msg, k.Enter):
		return c.enter(b.selected())
	case key.Matches(msg, k.Back):
		if cmd, was := b.table.unfilter(); was {
			c.fold()
			return intent{cmd: tea.Batch(cmd, c.showSelected())}
		}
		return intent{leave: true}
	}
	in, _ := b.table.step(msg)
	in.cmd = tea.Batch(in.cmd, c.showSelected())
	return in
}

// goTo puts the cursor into another part.
func (c *controlPane) goTo(i int) intent {
	c.here = i
	c.fold()
	return intent{cmd: c.showSelected()}
}

// enter opens a row.
func (c *controlPane) enter(r *planeRow) intent {
	switch {
	case r == nil:
		return intent{notice: "nothing to open here"}
	case r.says != nil && r.says.id != "":
		return intent{finding: r.says.id}
	case r.says != nil && r.says.setUp:
		return intent{posture: true}
	case r.to == (mesoswatch.Subject{}):
		return intent{notice: "there is no more to say of this"}
	}
	c.reading, c.linked = true, false
	c.detail.leave()
	c.detail.of = r.to
	c.blocks[c.here].table.Stay()
	return intent{cmd: c.showSelected()}
}

func (c *controlPane) inDetail(msg tea.KeyPressMsg) intent {
	k := c.keys
	switch {
	case key.Matches(msg, k.Back):
		if in, was := c.detail.back(); was {
			return in
		}
		linked := c.linked
		c.reading, c.linked = false, false
		return intent{leave: linked, cmd: c.showSelected()}
	}
	return c.detail.update(msg)
}

func (c *controlPane) ShortHelp() []key.Binding {
	k := c.keys
	if c.reading {
		return c.detail.ShortHelp()
	}
	return []key.Binding{k.NextPane, k.Down, k.Enter, k.Filter, k.Sort, k.Never, k.Back, k.Help, k.Quit}
}

// prompt filters the list that is worked in.
func (c *controlPane) prompt(promptFor) *prompt {
	if c.reading && c.detail.onValues() {
		return c.detail.values.prompt()
	}
	c.reading = false
	return c.blocks[c.here].table.prompt()
}

func (c *controlPane) typed(_ promptFor, text string, o outcome) (tea.Cmd, string) {
	if c.reading {
		return c.detail.values.typed(text, o)
	}
	cmd, notice := c.blocks[c.here].table.typed(text, o)
	c.fold()
	return tea.Batch(cmd, c.showSelected()), notice
}

func (c *controlPane) view() (lines []string, tee int) {
	if c.h <= 0 {
		return nil, -1
	}
	left, _ := c.split().of(c.w)
	switch {
	case c.wide:
		return beside(c.pen, left, c.h, c.viewBlocks(left), c.detail.view(c.reading)), left
	case c.reading:
		return c.detail.view(true), -1
	}
	return c.viewBlocks(left), -1
}

func (c *controlPane) viewBlocks(w int) []string {
	var lines []string
	for i, b := range c.blocks {
		if b.head == 0 {
			continue
		}
		here := i == c.here
		lines = append(lines, b.heading(w, b.head, here)...)
		lines = append(lines, b.table.View(table.Look{Focused: here && !c.reading, Old: b.sum.sight.old()})...)
		if b.blank {
			lines = append(lines, "")
		}
	}
	return lines
}
