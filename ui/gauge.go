package ui

import (
	"math"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// usedOf is used and total in one text, with a question mark for what is not told.
func usedOf(used, total *mesoswatch.Resources, get func(*mesoswatch.Resources) float64, write func(used, total float64) string) string {
	switch {
	case used == nil && total == nil:
		return "?"
	case total == nil:
		return write(get(used), math.NaN())
	case used == nil:
		return write(math.NaN(), get(total))
	}
	return write(get(used), get(total))
}

// gigabytePair writes used and total MB for a column of GB.
func gigabytePair(used, total float64) string {
	in := func(n float64) string {
		if math.IsNaN(n) {
			return "?"
		}
		return amount(n / 1024)
	}
	return in(used) + "/" + in(total)
}

// plainPair and memoryPair write used and total; NaN is not known.
func plainPair(used, total float64) string { return known(used) + "/" + known(total) }

func known(n float64) string {
	if math.IsNaN(n) {
		return "?"
	}
	return kit.Decimal(n)
}

func memoryPair(used, total float64) string {
	largest := total
	if math.IsNaN(total) {
		largest = used
	}
	unit, scale := kit.MegabyteUnit(largest)
	return plainPair(used/scale, total/scale) + " " + unit
}

// fraction of used in total; false when either is not known.
func fraction(used, total *mesoswatch.Resources, get func(*mesoswatch.Resources) float64) (float64, bool) {
	if used == nil || total == nil || get(total) <= 0 {
		return 0, false
	}
	return get(used) / get(total), true
}

func cpuOf(r *mesoswatch.Resources) float64 { return r.CPUs }
func memOf(r *mesoswatch.Resources) float64 { return r.Mem }

// gauge is a resource of agents in two columns: how much of it is used, and a bar.
type gauge struct {
	name  string
	head  string
	width int
	drop  [2]int // of the numbers, and of the bar
	get   func(*mesoswatch.Resources) float64
	write func(used, total float64) string
	scale float64 // to what is sorted and filtered by
}

// barCells is how long bars in tables are.
const barCells = 5

func (g gauge) columns(p *kit.Pen) (text, bar subjectField) {
	text = subjectField{Column: kit.Column{Head: g.head, Width: g.width, Drop: g.drop[0], Right: true}, Name: g.name,
		Number: func(_ *around, s snapshot) (float64, bool) {
			if s.Agent.Used == nil {
				return 0, false
			}
			return g.get(s.Agent.Used) * g.scale, true
		},
		Cell: func(_ *around, s snapshot) kit.Cell {
			return kit.Cell{Text: usedOf(s.Agent.Used, s.Agent.Total, g.get, g.write)}
		}}
	bar = subjectField{Column: kit.Column{Width: barCells, Drop: g.drop[1]}, Name: g.name + "share",
		Number: func(_ *around, s snapshot) (float64, bool) { return fraction(s.Agent.Used, s.Agent.Total, g.get) },
		Cell: func(_ *around, s snapshot) kit.Cell {
			share, known := fraction(s.Agent.Used, s.Agent.Total, g.get)
			if !known {
				return kit.Cell{}
			}
			return kit.Cell{Text: p.Bar(share, barCells), Style: p.Dim}
		}}
	return text, bar
}
