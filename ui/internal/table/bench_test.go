package table

import (
	"fmt"
	"testing"

	"github.com/mesoswatch/mesoswatch/ui/internal/match"
)

// crowd is a hundred thousand rows with names as tasks have them.
func crowd() []*thing {
	var rows []*thing
	for i := range 100_000 {
		rows = append(rows, &thing{id: fmt.Sprintf("ct:1763640000%03d:0:job-%d:", i%1000, i), name: fmt.Sprintf("job-%d.instance-%08x", i*7919%100_000, i), n: float64(i * 7919 % 1000), known: true})
	}
	return rows
}

// What the background does.
func BenchmarkSort100k(b *testing.B) {
	rows := crowd()
	for _, field := range []int{0, 1} {
		b.Run(fields()[field].Name, func(b *testing.B) {
			tab := things(b, 0)
			tab.order.Field = field
			m := tab.measure()
			for b.Loop() {
				m.sorted(rows, never)
			}
		})
	}
}

func BenchmarkFilter100k(b *testing.B) {
	tab := things(b, 0)
	rows := crowd()
	for _, typed := range []string{"job-77", "name:instance n:>500", "~job-7.*f$"} {
		b.Run(typed, func(b *testing.B) {
			m := tab.measure()
			m.query = match.Parse(typed, tab.Names())
			for b.Loop() {
				m.filtered(rows, never)
			}
		})
	}
}

// What keys and boards wait for.
func BenchmarkChange100k(b *testing.B) {
	tab := things(b, 0)
	finish(tab.Set(crowd()))
	tab.Move(50_000)
	row := tab.rows[777]
	for i := 0; b.Loop(); i++ {
		next := *row
		next.n = float64(i % 1000)
		tab.Change([]*thing{row}, []*thing{&next})
		row = &next
	}
}

func BenchmarkScroll100k(b *testing.B) {
	tab := things(b, 0)
	finish(tab.Set(crowd()))
	tab.SetSize(200, 60)
	for b.Loop() {
		tab.Move(1)
		tab.View(Look{Focused: true})
	}
}

// A table does not care how many rows there are but when they come.
func BenchmarkScroll1M(b *testing.B) {
	tab := things(b, 0)
	rows := crowd()
	all := make([]*thing, 0, 1_000_000)
	for i := range 10 {
		for _, r := range rows {
			next := *r
			next.id = fmt.Sprint(i, r.id)
			all = append(all, &next)
		}
	}
	finish(tab.Set(all))
	tab.SetSize(200, 60)
	for b.Loop() {
		tab.Move(1)
		tab.View(Look{Focused: true})
	}
}
