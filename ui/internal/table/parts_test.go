package table

import (
	"cmp"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/mesoswatch/mesoswatch/ui/kit"
	"github.com/mesoswatch/mesoswatch/ui/theme"
)

// parted is a table of small and large numbers, each in its part.
func parted(t *testing.T, n int) *Table[int, int] {
	look, err := theme.New(theme.Options{NoColor: true})
	if err != nil {
		t.Fatal(err)
	}
	part := func(r int) int { return r / 100 }
	tab := New(&kit.Pen{Theme: look}, Spec[int, int]{
		Fields: []Field[int, int]{{Column: kit.Column{Head: "n", Width: 6}, Name: "n", Text: func(_, r int) string { return strconv.Itoa(r) }}},
		ID:     strconv.Itoa, Rank: func(a, b int) int { return cmp.Or(part(a)-part(b), a-b) }, Order: Order{Field: -1},
		PartOf: part, Parts: []string{"Small", "Large"},
	})
	var rows []int
	for i := range n {
		rows = append(rows, i, 100+i)
	}
	tab.SetSize(20, 10)
	tab.Set(rows)
	return tab
}

func drawn(t *Table[int, int]) string {
	var words []string
	for _, l := range t.View(Look{})[1:] {
		words = append(words, strings.Join(strings.Fields(ansi.Strip(l)), " "))
	}
	return strings.Join(words, "|")
}

// TestParts: headings stand before their rows and stay in sight, whichever rows are.
func TestParts(t *testing.T) {
	tab := parted(t, 5)
	for _, c := range []struct {
		move int
		want string
	}{
		{0, "Small 5|0|1|2|3|4|Large 5|100|101"},
		{7, "Small 5|1|2|3|4|Large 5|100|101|102"},
		{9, "Small 5|3|4|Large 5|100|101|102|103|104"},
	} {
		tab.Reset()
		tab.Move(c.move)
		if got := drawn(tab); got != c.want {
			t.Errorf("at row %d: %s, want %s", c.move, got, c.want)
		}
	}
	tab.Sort(Order{Field: 0, Down: true})
	if got := drawn(tab); strings.Contains(got, "Small") || !strings.HasPrefix(got, "104|103") {
		t.Errorf("sorted by a column: %s", got)
	}
}

// TestPartsWithoutRoom: a part without rows has no heading, a low table has none.
func TestPartsWithoutRoom(t *testing.T) {
	tab := parted(t, 1)
	tab.Set([]int{100, 101})
	if got := strings.TrimRight(drawn(tab), "|"); got != "Large 2|100|101" {
		t.Error(got)
	}
	tab.SetSize(20, 4)
	if got := strings.TrimRight(drawn(tab), "|"); got != "100|101" {
		t.Error(got)
	}
}
