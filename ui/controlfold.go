package ui

// folded is how many rows a part gets: for its line, its table, and a blank row
// behind it.
type folded struct {
	head, body int
	blank      bool
}

// wanted is what a part would like: rows for what it says, and for its table.
type wanted struct{ head, body int }

// leastBody is how many rows of a table are worth less than the lines of other
// parts: the names of the columns and three more.
const leastBody = 4

// airyBody is from how many rows on parts stand apart: those of a screen of 26.
const airyBody = 21

// foldBlocks divides h rows. The part that is worked in comes first; all others
// keep the line that sums them up as long as there is room, and get their tables
// in their order. Where not even the lines have room, those around are shown.
func foldBlocks(h, here int, want []wanted) []folded {
	out := make([]folded, len(want))
	if h <= 0 || len(want) == 0 {
		return out
	}
	shown := min(max(h-min(want[here].body, leastBody), 1), len(want))
	from := min(max(here-shown/2, 0), len(want)-shown)
	left, apart := h-shown, 0
	if h >= airyBody {
		apart = 1
	}
	for i := from; i < from+shown; i++ {
		out[i].head = 1
	}
	give := func(i, least int) {
		blank := min(apart, from+shown-1-i) // none behind the last
		if left-blank >= max(min(least, want[i].body), 1) {
			out[i].body = min(want[i].body, left-blank)
			out[i].blank = blank > 0 && out[i].body > 0
			left -= out[i].body + blank*int(bit(out[i].blank))
		}
	}
	more := min(want[here].head-1, left/4)
	out[here].head += more
	left -= more
	give(here, 2)
	for i := from; i < from+shown; i++ {
		if i != here {
			give(i, 3)
		}
	}
	return out
}

// fold lays the parts out for the rows they have.
func (c *controlPane) fold() {
	left, right := c.split().of(c.w)
	if !c.wide {
		right = c.w
	}
	c.detail.zoomed = c.zoomed
	c.detail.setSize(right, c.h)
	want := make([]wanted, len(c.blocks))
	for i, b := range c.blocks {
		want[i] = wanted{1, b.natural()}
	}
	want[c.here].head = len(c.blocks[c.here].heading(left, 3, true))
	rooms := foldBlocks(c.h, c.here, want)
	if c.zoomed {
		clear(rooms)
		rooms[c.here] = folded{head: min(want[c.here].head, c.h), body: max(c.h-want[c.here].head, 0)}
	}
	for i, f := range rooms {
		c.blocks[i].folded = f
		c.blocks[i].table.SetSize(left, f.body)
	}
}
