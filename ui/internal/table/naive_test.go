package table

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mesoswatch/mesoswatch/ui/internal/match"
)

// trial is a table to which things happen by chance, and what it ought to hold.
type trial struct {
	*testing.T
	tab   *Table[*world, *thing]
	rnd   *rand.Rand
	have  map[string]*thing
	world *world
	late  []Work
	made  int
}

func (t *trial) do(w Work) {
	if w != nil {
		t.late = append(t.late, w)
	}
}

// change takes some rows out, puts others in their place, and new ones in.
func (t *trial) change() {
	var gone, came []*thing
	row := func(id string, known bool) {
		came = append(came, &thing{id: id, name: fmt.Sprint("n", t.rnd.IntN(30)), n: float64(t.rnd.IntN(5)), known: known})
	}
	for _, id := range slices.Sorted(maps.Keys(t.have)) {
		if t.rnd.IntN(6) > 0 {
			continue
		}
		gone = append(gone, t.have[id])
		delete(t.have, id)
		if t.rnd.IntN(2) == 0 {
			row(id, t.rnd.IntN(3) > 0)
		}
	}
	for range t.rnd.IntN(8) {
		t.made++
		row(fmt.Sprint("x", t.made), true)
	}
	for _, r := range came {
		t.have[r.id] = r
	}
	t.do(t.tab.Change(gone, came))
}

// step is one thing that happens.
func (t *trial) step() {
	price := func() *world {
		return &world{price: map[string]float64{fmt.Sprint("n", t.rnd.IntN(30)): 5, fmt.Sprint("n", t.rnd.IntN(30)): 2}}
	}
	switch t.rnd.IntN(10) {
	case 0, 1, 2:
		t.change()
	case 3:
		t.do(t.tab.Sort(t.tab.NextOrder()))
	case 4:
		t.do(t.tab.Sort(t.tab.Reversed()))
	case 5:
		t.do(t.tab.Filter(match.Parse([]string{"", "n1", "n12", "name:n2 n:>1", "!price:>3"}[t.rnd.IntN(5)], t.tab.Names())))
	case 6:
		t.world = price()
		t.do(t.tab.See(t.world, Now))
	case 7: // it can wait until it must not
		t.world = price()
		t.do(t.tab.See(t.world, Later))
	case 8:
		t.tab.Move(t.rnd.IntN(9) - 4)
	case 9:
		if len(t.late) > 0 { // the oldest gets done
			work := t.late[0]
			t.late = t.late[1:]
			t.do(work()())
		}
	}
	if t.tab.list.Size() != len(t.tab.rows) || len(t.tab.rows) > 0 && t.tab.Index() < 0 {
		t.Fatalf("the list has %d rows of %d, the cursor is on %d", t.tab.list.Size(), len(t.tab.rows), t.tab.Index())
	}
	t.tab.View(Look{})
}

// end does all that is left, the latest first.
func (t *trial) end() {
	t.do(t.tab.See(t.world, Now))
	for len(t.late) > 0 {
		work := t.late[len(t.late)-1]
		t.late = t.late[:len(t.late)-1]
		t.do(work()())
	}
	if t.tab.job != nil {
		t.Fatal("still at work")
	}
}

// Whatever happens in whatever order, done at once or late: at the end the rows
// are those a naive table would have.
func TestAgainstNaive(t *testing.T) {
	for seed := range uint64(400) {
		tab := things(t, []int{3, 1000}[seed%2])
		tr := &trial{T: t, tab: tab, rnd: rand.New(rand.NewPCG(seed, 1)), have: make(map[string]*thing), world: &world{}}
		for range 60 {
			tr.step()
		}
		tr.end()
		m := tab.measure()
		var want []*thing
		for _, r := range tr.have {
			if m.passes(r) {
				want = append(want, r)
			}
		}
		slices.SortFunc(want, func(a, b *thing) int { return m.compare(m.key(a), m.key(b)) })
		if !slices.Equal(want, tab.rows) || tab.Of() != len(tr.have) {
			t.Fatalf("seed %d: %d rows of %d, order %+v, query %q\ngot  %s\nwant %s", seed, tab.Of(), len(tr.have), tab.order, tab.query.String(), names(tab.rows), names(want))
		}
	}
}
