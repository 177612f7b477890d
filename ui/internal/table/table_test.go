package table

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/mesoswatch/mesoswatch/ui/internal/match"
	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// thing is a row: replaced, never changed.
type thing struct {
	id, name string
	n        float64
	known    bool
}

// world is what things are seen with: a price for each name.
type world struct{ price map[string]float64 }

func pen(t testing.TB) *kit.Pen {
	th, err := theme.New(theme.Options{NoColor: true})
	if err != nil {
		t.Fatal(err)
	}
	return &kit.Pen{Theme: th}
}

func fields() []Field[*world, *thing] {
	return []Field[*world, *thing]{
		{Column: kit.Column{Head: "name", Width: 8, Grow: 1}, Name: "name", Text: func(_ *world, r *thing) string { return r.name }},
		{Column: kit.Column{Head: "n", Width: 5, Right: true, Drop: 1}, Name: "n", Number: func(_ *world, r *thing) (float64, bool) { return r.n, r.known },
			Cell: func(_ *world, r *thing) kit.Cell { return kit.Cell{Text: fmt.Sprint(r.n)} }},
		{Column: kit.Column{Head: "price", Width: 5, Right: true, Drop: 2}, Name: "price", Joined: true,
			Number: func(w *world, r *thing) (float64, bool) { p, ok := w.price[r.name]; return p, ok },
			Cell:   func(w *world, r *thing) kit.Cell { return kit.Cell{Text: fmt.Sprint(w.price[r.name])} }},
	}
}

func things(t testing.TB, now int) *Table[*world, *thing] {
	tab := New(pen(t), Spec[*world, *thing]{Fields: fields(), ID: func(r *thing) string { return r.id }, Now: now})
	tab.See(&world{}, Same)
	tab.SetSize(40, 9)
	return tab
}

func some(n int) []*thing {
	var rows []*thing
	for i := range n {
		rows = append(rows, &thing{id: fmt.Sprintf("id%03d", i), name: fmt.Sprint("host", i), n: float64(i * 7 % 10), known: i%5 > 0})
	}
	return rows
}

// finish does all work there is.
func finish(w Work) {
	for w != nil {
		w = w()()
	}
}

func names(rows []*thing) string {
	var s []string
	for _, r := range rows {
		s = append(s, r.name)
	}
	return strings.Join(s, " ")
}

func TestSort(t *testing.T) {
	tab := things(t, 0)
	tab.Set(some(12))
	if got := names(tab.rows); got != "host0 host1 host2 host3 host4 host5 host6 host7 host8 host9 host10 host11" {
		t.Errorf("by name: %s", got)
	}
	tab.Sort(tab.Reversed())
	if got := names(tab.rows); !strings.HasPrefix(got, "host11 host10 host9") {
		t.Errorf("by name, reversed: %s", got)
	}
	tab.Sort(tab.NextOrder())
	if name, first := tab.SortedBy(); name != "n" || first != "largest first" {
		t.Errorf("by %s, %s", name, first)
	}
	if got := names(tab.rows); got != "host7 host4 host1 host11 host8 host2 host9 host6 host3 host0 host5 host10" {
		t.Errorf("by number: %s", got) // 9 8 7 7 6 4 3 2 1, unknown ones last
	}
	tab.Sort(tab.Reversed())
	if got := names(tab.rows); !strings.HasPrefix(got, "host3 host6 host9") || !strings.HasSuffix(got, "host0 host5 host10") {
		t.Errorf("by number, reversed: %s", got)
	}
	if o := (Order{Field: 2, Down: true}); tab.NextOrder() != o {
		t.Errorf("next: %+v", tab.NextOrder())
	}
	tab.Sort(tab.NextOrder())
	if tab.NextOrder() != (Order{}) {
		t.Errorf("next of the last: %+v", tab.NextOrder())
	}
}

func TestFilter(t *testing.T) {
	tab := things(t, 0)
	tab.Set(some(40))
	for _, c := range []struct{ typed, want string }{
		{"host1", "host1 host10 host11 host12 host13 host14 host15 host16 host17 host18 host19"},
		{"host17", "host17"},
		{"name:host17 n:>8", "host17"},
		{"n:=9", "host7 host17 host27 host37"},
		{"!n:>0 name:host2", "host2 host20 host21 host22 host23 host24 host25 host26 host27 host28 host29"},
		{"", "host0"},
	} {
		tab.Filter(match.Parse(c.typed, tab.Names()))
		got := names(tab.rows)
		switch c.typed {
		case "":
			if tab.Size() != 40 || tab.Of() != 40 {
				t.Errorf("%d rows without a filter", tab.Size())
			}
		case "!n:>0 name:host2":
			if !strings.Contains(got, "host20") || strings.Contains(got, "host21") {
				t.Errorf("%s: %s", c.typed, got)
			}
		default:
			if got != c.want {
				t.Errorf("%s: %s", c.typed, got)
			}
		}
	}
}

func TestCursorStaysAndNewRowsAreAnnounced(t *testing.T) {
	tab := things(t, 0)
	rows := some(20)
	tab.Set(rows)
	tab.Move(5)
	on := func(name string, row int) {
		t.Helper()
		from, _ := tab.list.Window()
		if r, _ := tab.Selected(); r.name != name || tab.Index()-from != row {
			t.Errorf("on %s in row %d of the window, want %s in %d", r.name, tab.Index()-from, name, row)
		}
	}
	on("host5", 5)
	tab.Change(nil, []*thing{{id: "a", name: "a"}, {id: "b", name: "b"}, {id: "z", name: "z"}})
	on("host5", 5)
	if !strings.Contains(tab.View(Look{})[0], "2 new above") {
		t.Errorf("not announced: %s", tab.View(Look{})[0])
	}
	// The row itself and another are replaced: nothing is new.
	tab.Change([]*thing{rows[5], rows[2]}, []*thing{{id: "id005", name: "host5", n: 99, known: true}, {id: "id002", name: "host2"}})
	on("host5", 5)
	if r, _ := tab.Selected(); r.n != 99 {
		t.Error("the old row is still shown")
	}
	if !strings.Contains(tab.View(Look{})[0], "2 new above") {
		t.Errorf("announced: %s", tab.View(Look{})[0])
	}
	tab.Sort(Order{Field: 1, Down: true}) // host5 goes to the top, and nothing is new by that
	on("host5", 0)
	tab.Move(2)
	if r, _ := tab.Selected(); r.name != "host17" {
		t.Errorf("on %s", r.name)
	}
	tab.Change([]*thing{rows[17]}, nil)
	if r, _ := tab.Selected(); tab.Index() != 2 || r.name == "host17" {
		t.Errorf("after its row went: on %s, %d", r.name, tab.Index())
	}
	tab.Move(-9)
	tab.Stay()
	tab.Change(nil, []*thing{{id: "top", name: "top", n: 1000, known: true}})
	on("host5", 0)
	if !strings.Contains(tab.View(Look{})[0], "1 new above") {
		t.Errorf("announced: %s", tab.View(Look{})[0])
	}
	tab.Reset()
	if r, _ := tab.Selected(); r.name != "top" {
		t.Errorf("at the top: %s", r.name)
	}
	if !tab.Put("id009") || tab.Put("none") {
		t.Error("Put")
	}
}

// Rows that are set anew are announced too, but not when filter or order change.
func TestSetAnnounces(t *testing.T) {
	tab := things(t, 0)
	tab.Set(some(20))
	tab.Move(9)
	tab.Filter(match.Parse("host1", tab.Names()))
	tab.Filter(match.Query{})
	if n := tab.list.Above(); n > 0 {
		t.Errorf("%d new after filtering", n)
	}
	tab.Set(append(some(20), &thing{id: "a", name: "a"}))
	if n := tab.list.Above(); n != 1 {
		t.Errorf("%d new", n)
	}
}

func TestView(t *testing.T) {
	tab := things(t, 0)
	got := func() string { return strings.Join(tab.View(Look{Empty: "Nothing here."}), "\n") }
	if !strings.Contains(got(), "Nothing here.") {
		t.Errorf("empty: %s", got())
	}
	tab.Set(some(30))
	want := strings.TrimLeft(`
 name↑, 22 more below          n  price 
 host0                         0      0 
 host1                         7      0 
 host2                         4      0 
 host3                         1      0 
 host4                         8      0 
 host5                         5      0 
 host6                         2      0 
 host7                         9      0 `, "\n")
	if plain := ansi.Strip(got()); plain != want {
		t.Errorf("got\n%s\nwant\n%s", plain, want)
	}
	tab.Filter(match.Parse("nothing like it", tab.Names()))
	if !strings.Contains(got(), "Nothing of 30 matches") {
		t.Errorf("filtered: %s", got())
	}
	tab.SetSize(20, 4)
	if tab.Shown(2) || !tab.Shown(1) {
		t.Error("the price goes first")
	}
	for w := range 60 {
		for h := range 5 {
			tab.SetSize(w, h)
			for _, l := range tab.View(Look{Focused: true, Old: true}) {
				if l != "" && kit.Width(ansi.Strip(l)) != w {
					t.Fatalf("%dx%d: %q", w, h, l)
				}
			}
		}
	}
}

func TestNatural(t *testing.T) {
	in := []string{"", "n10", "n2", "N1", "n01", "n1", "n1a", "10.0.0.11", "10.0.0.9", "a", "é", "n"}
	slices.SortFunc(in, Natural)
	if got := strings.Join(in, " "); got != "10.0.0.9 10.0.0.11 a n N1 n01 n1 n1a n2 n10 é " {
		t.Error(got)
	}
}

func TestLoadIsGivenUp(t *testing.T) {
	tab := things(t, 2)
	told := 0
	slow := func(n int) func(func() bool) []*thing { return func(func() bool) []*thing { return some(n) } }
	first := tab.Load(100, slow(5), func([]*thing) { told++ })
	second := tab.Load(100, slow(7), func(rows []*thing) { told += len(rows) })
	if !tab.Busy() || tab.Size() != 0 {
		t.Error("not busy, or rows too early")
	}
	if !strings.Contains(strings.Join(tab.View(Look{Empty: "none"}), ""), "Looking") {
		t.Error("it does not say that it is looking")
	}
	third := tab.Sort(tab.NextOrder()) // of what is being gathered
	finish(first)
	finish(second)
	if told != 0 || tab.Size() != 0 {
		t.Errorf("an answer that came too late was taken: %d, %d", told, tab.Size())
	}
	finish(third)
	if told != 7 || tab.Size() != 7 || tab.Busy() {
		t.Errorf("told of %d, %d rows", told, tab.Size())
	}
	w := tab.Load(100, slow(5), nil)
	tab.Clear()
	finish(w)
	if tab.Size() != 0 || tab.Busy() {
		t.Error("cleared, and yet it came")
	}
}
