package ui

// blockWant is what a list would take: rows of its heading, and of the table
// without the names of its columns. A bare one has no table.
type blockWant struct {
	head, rows int
	bare       bool
}

// blockRoom is what it gets, the names of the columns among rows; gap is left
// empty below.
type blockRoom struct{ head, rows, gap int }

// Lists that stand below each other are all open from this height on; below it
// only the one that has the keys is, and of the others their headings are seen.
const openBlocks = 26

// airyBlocks is from which height on a blank row stands between them: a screen of
// 26 rows.
const airyBlocks = 21

// listHead is how many rows a heading may take.
func listHead(h int) int { return min(max(h/6, 1), 3) }

// layoutBlocks divides h rows among lists, of which one has the keys, in their
// order from the top.
func layoutBlocks(h, at int, order [3]int, wants [3]blockWant) (rooms [3]blockRoom) {
	left := h
	take := func(most int) int {
		n := max(min(most, left), 0)
		left -= n
		return n
	}
	rooms[at].head = take(wants[at].head)
	const leastRows = 3 // names of the columns, and two rows
	for _, i := range order {
		if i != at && left-leastRows >= wants[i].head {
			rooms[i].head = take(wants[i].head)
		}
	}
	last := order[2]
	if h >= airyBlocks {
		for _, i := range order[:2] {
			if left > leastRows && rooms[i].head > 0 {
				rooms[i].gap = take(1)
			}
		}
	}
	if h < openBlocks && !wants[at].bare {
		rooms[at].rows = take(left)
		return rooms
	}
	tables := 0
	for _, w := range wants {
		tables += int(1 - bit(w.bare))
	}
	want := func(i int) int {
		if wants[i].bare {
			return 0
		}
		return max(wants[i].rows, 1) + 1
	}
	share := left / max(tables, 1)
	for _, i := range order {
		rooms[i].rows = take(min(want(i), share))
	}
	for _, i := range [4]int{at, order[0], order[1], order[2]} { // what the others leave, the chosen one first
		rooms[i].rows += take(want(i) - rooms[i].rows)
	}
	rooms[last].gap += take(left)
	return rooms
}
