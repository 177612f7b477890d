package ui

// blockWant is what a list would take: rows of its heading, and of the table
// without the names of its columns.
type blockWant struct{ head, rows int }

// blockRoom is what it gets, the names of the columns among rows; gap is left
// empty below.
type blockRoom struct{ head, rows, gap int }

// Lists that stand below each other are all open from this height on; below it
// only the one that has the keys is, and of the others their headings are seen.
const openBlocks = 26

// listHead is how many rows a heading may take.
func listHead(h int) int { return min(max(h/8, 1), 3) }

// layoutBlocks divides h rows among lists, of which one has the keys.
func layoutBlocks(h, at int, wants [3]blockWant) (rooms [3]blockRoom) {
	left := h
	take := func(most int) int {
		n := max(min(most, left), 0)
		left -= n
		return n
	}
	rooms[at].head = take(wants[at].head)
	const leastRows = 3 // names of the columns, and two rows
	for i := range wants {
		if i != at && left-leastRows >= wants[i].head {
			rooms[i].head = take(wants[i].head)
		}
	}
	if h < openBlocks {
		rooms[at].rows = take(left)
		return rooms
	}
	if left >= 30 {
		rooms[0].gap, rooms[1].gap = take(1), take(1)
	}
	share := left / len(wants)
	for i := range wants {
		rooms[i].rows = take(min(max(wants[i].rows, 1)+1, share))
	}
	for _, i := range []int{at, 0, 1, 2} { // what the others leave, the chosen one first
		rooms[i].rows += take(max(wants[i].rows, 1) + 1 - rooms[i].rows)
	}
	rooms[2].rows += take(left)
	return rooms
}
