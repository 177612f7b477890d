package table

import (
	"fmt"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch/ui/internal/match"
)

// million is a table of so many rows, somebody in the middle of it.
func million(b *testing.B) *Table[*world, *thing] {
	all := make([]*thing, 0, 1_000_000)
	for i := range 10 {
		for _, r := range crowd() {
			r.id = fmt.Sprint(i, r.id)
			all = append(all, r)
		}
	}
	tab := things(b, 0)
	finish(tab.Set(all))
	tab.SetSize(200, 60)
	tab.Go(500_000)
	return tab
}

// What a key waits for in a table of a million rows: what it does at once, and the
// frame. The longest is told, for that is what one feels.
func BenchmarkKeys1M(b *testing.B) {
	tab := million(b)
	find := match.New("nowhere")
	for _, k := range []struct {
		name  string
		press func(i int)
	}{
		{"j", func(int) { tab.Move(1) }},
		{"ctrl+d", func(int) { tab.Move(30) }},
		{"G and g", func(i int) { tab.Move((1 - 2*(i&1)) << 30) }},
		{"wheel", func(int) { tab.Scroll(3) }},
		{"search step", func(i int) {
			for n := range 10_000 {
				tab.Hits((i*10_000+n)%1_000_000, &find)
			}
		}},
	} {
		b.Run(k.name, func(b *testing.B) {
			var worst time.Duration
			for i := 0; b.Loop(); i++ {
				from := time.Now()
				k.press(i)
				tab.View(Look{Focused: true})
				worst = max(worst, time.Since(from))
			}
			b.ReportMetric(float64(worst.Microseconds())/1000, "ms-longest")
		})
	}
}

// Sorting and filtering a million rows: what the key waits for, and what the program
// waits for once the background is through; the rest is the background's.
func BenchmarkAnew1M(b *testing.B) {
	tab := million(b)
	for _, k := range []struct {
		name  string
		press func(i int) Work
	}{
		{"sort", func(i int) Work { return tab.Sort(Order{Field: i & 1}) }},
		{"filter", func(i int) Work { return tab.Filter(match.Parse(fmt.Sprint("job-7", i&7), tab.Names())) }},
	} {
		b.Run(k.name, func(b *testing.B) {
			var key, took time.Duration
			for i := 0; b.Loop(); i++ {
				from := time.Now()
				w := k.press(i)
				tab.View(Look{Focused: true})
				key = max(key, time.Since(from))
				for w != nil {
					done := w()
					from = time.Now()
					w = done()
					tab.View(Look{Focused: true})
					took = max(took, time.Since(from))
				}
			}
			b.ReportMetric(float64(key.Microseconds())/1000, "ms-key")
			b.ReportMetric(float64(took.Microseconds())/1000, "ms-taken")
		})
	}
}
