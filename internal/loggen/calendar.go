package loggen

import (
	"time"

	"github.com/mesoswatch/mesoswatch/internal/pretend/masterlog"
)

// entry is something that is due: a line to write, or a sequence to begin.
type entry struct {
	at     time.Time
	order  int64 // of two at the same time, the one that was noted first
	line   masterlog.Line
	thread int
	count  func(*Truth) // what the line changes in the truth; nil for most
	begin  func()       // a sequence; it notes its lines. nil for a line
}

func (e *entry) before(o *entry) bool {
	if !e.at.Equal(o.at) {
		return e.at.Before(o.at)
	}
	return e.order < o.order
}

// calendar hands out entries by their time: a binary heap without the boxing of
// container/heap, which costs more here than all the rest.
type calendar struct {
	heap  []entry
	noted int64
}

func (c *calendar) add(e entry) {
	c.noted++
	e.order = c.noted
	c.heap = append(c.heap, e)
	for i := len(c.heap) - 1; i > 0; {
		parent := (i - 1) / 2
		if !c.heap[i].before(&c.heap[parent]) {
			break
		}
		c.heap[i], c.heap[parent] = c.heap[parent], c.heap[i]
		i = parent
	}
}

// next takes the earliest one; the calendar must not be empty.
func (c *calendar) next() entry {
	first := c.heap[0]
	last := len(c.heap) - 1
	c.heap[0] = c.heap[last]
	c.heap[last] = entry{}
	c.heap = c.heap[:last]
	for i := 0; ; {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < last; child++ {
			if c.heap[child].before(&c.heap[least]) {
				least = child
			}
		}
		if least == i {
			return first
		}
		c.heap[i], c.heap[least] = c.heap[least], c.heap[i]
		i = least
	}
}
