package mesoslog

// A name may hold so many forged lines that they look like the clock's own course,
// even from one year into the next. What comes behind them goes on where the clock
// was before: that is remembered for as long as such a name can go on.
const (
	maxHomes = 4
	// homeFor is after how many messages a clock is at home where it went: more
	// lines than a message of 30,000 bytes can hold.
	homeFor = 1000
	// farFromHome is what counts as having left, and homeAgain how much later, at
	// most, the clock comes back.
	farFromHome = day
	homeAgain   = 3600 * second
)

// home is where a clock was before it went far away.
type home struct {
	at    int64
	stays int // messages it was there for
}

// homes of a clock. Forged stays are short: when there are too many, the shortest
// is forgotten.
type homes struct {
	all   []home
	stays int // messages since the clock last went far away
}

// stay notes that a clock went from one moment to the next with so many messages.
func (h *homes) stay(from, to int64, messages int) {
	if from != 0 && abs(to-from) > farFromHome {
		h.leave(from)
	}
	if h.stays += messages; h.stays > homeFor {
		h.all = nil
	}
}

func (h *homes) leave(at int64) {
	h.all = append(h.all, home{at, h.stays})
	h.stays = 0
	if len(h.all) <= maxHomes {
		return
	}
	shortest := 0
	for i, o := range h.all {
		if o.stays < h.all[shortest].stays {
			shortest = i
		}
	}
	h.all = append(h.all[:shortest], h.all[shortest+1:]...)
}

// back tells whether a stamp goes on where the clock was before, and in which year.
func (h *homes) back(c *clock, st stamp) (year int, ok bool) {
	for i, o := range h.all {
		first := c.calendar.year(o.at)
		for y := first; y <= first+1; y++ {
			if st.year != 0 && int(st.year) != y || st.hasAbs {
				continue
			}
			if t := c.at(st, placed{year: y}); t >= o.at-tolerance && t <= o.at+homeAgain {
				h.all = append(h.all[:i], h.all[i+1:]...)
				h.stays = o.stays
				return y, true
			}
		}
	}
	return 0, false
}
