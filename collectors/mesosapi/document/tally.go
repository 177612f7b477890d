package document

import "maps"

// maxStates bounds the states that are counted apart; Mesos has thirteen.
const maxStates = 32

// tally counts tasks by state.
type tally map[string]int64

// running is always told where tasks are counted, for none to be told from
// unknown.
const running = "TASK_RUNNING"

func (t *tally) add(state string, n int64) {
	if *t == nil {
		*t = tally{}
	}
	if _, known := (*t)[state]; !known && len(*t) >= maxStates {
		return
	}
	(*t)[state] += n
}

// tell takes a number that the document gives itself.
func (t *tally) tell(state string, d *decoder) {
	if n, ok := d.Int(); ok && (n != 0 || state == running) {
		t.add(state, n)
	}
}

// told is the tally as it is handed on.
func (t tally) told() map[string]int64 {
	m := maps.Clone(map[string]int64(t))
	if m == nil {
		m = map[string]int64{}
	}
	m[running] += 0
	return m
}
