package mesoswatch

import (
	"fmt"
	"testing"
	"time"
)

// foundAt is a finding as it comes at a second of the test's hour.
func foundAt(id string, l Level, sec int, from Origin, how ...func(*Finding)) Record {
	when := foundClock(sec)
	f := &Finding{ID: id, Level: l, Status: Open, FirstSeen: when, LastSeen: when, Count: 1}
	for _, h := range how {
		h(f)
	}
	return Record{Finding: f, Origin: from}
}

func foundOver(f *Finding) { f.Status = Resolved }

func foundSetUp(f *Finding) { f.Tags = []string{PostureTag + "authn"} }

// What is found is told in its minute, each finding once, with the highest level.
func TestFoundTimes(t *testing.T) {
	for _, c := range []struct {
		name string
		recs []Record
		from int // of the span, in seconds; it ends two minutes later
		want [5]int
	}{
		{"opened", []Record{foundAt("a", High, 30, Fresh)}, 0, [5]int{High: 1}},
		{"not yet", []Record{foundAt("a", High, 30, Fresh)}, 60, [5]int{}},
		{"not in the minute the span ends with", []Record{foundAt("a", High, 121, Fresh)}, 0, [5]int{}},
		{"heard of again", []Record{foundAt("a", High, 0, Fresh), foundAt("a", High, 400, Fresh)}, 360, [5]int{High: 1}},
		{"once, however often", []Record{foundAt("a", High, 0, Fresh), foundAt("a", High, 10, Fresh), foundAt("a", High, 70, Fresh)}, 0, [5]int{High: 1}},
		{"rose", []Record{foundAt("a", Low, 0, Fresh), foundAt("a", Critical, 10, Fresh)}, 0, [5]int{Critical: 1}},
		{"two of a level", []Record{foundAt("a", Low, 0, Fresh), foundAt("b", Low, 70, Fresh)}, 0, [5]int{Low: 2}},
		{"over is no news", []Record{foundAt("a", High, 0, Fresh), foundAt("a", High, 400, Fresh, foundOver)}, 360, [5]int{}},
		{"the set-up holds all the time", []Record{foundAt("a", High, 0, Fresh, foundSetUp)}, 0, [5]int{}},
		{"restored and told again", []Record{foundAt("a", High, 0, Restored), foundAt("a", High, 0, Shared)}, 0, [5]int{High: 1}},
		{"restored when it was over", []Record{foundAt("a", High, 400, Restored, foundOver, func(f *Finding) { f.FirstSeen = foundClock(0) })}, 0, [5]int{High: 1}},
		{"that was when it ended", []Record{foundAt("a", High, 400, Restored, foundOver, func(f *Finding) { f.FirstSeen = foundClock(0) })}, 360, [5]int{}},
		{"late", []Record{foundAt("a", High, 400, Fresh), foundAt("b", Low, 0, Fresh)}, 0, [5]int{Low: 1}},
	} {
		var b Board
		for _, r := range c.recs {
			if err := b.Handle(r); err != nil {
				t.Fatal(err)
			}
		}
		got := b.Found.Between(foundClock(c.from), foundClock(c.from+120))
		if got.Levels() != c.want {
			t.Errorf("%s: %v, want %v", c.name, got.Levels(), c.want)
		}
	}
}

// A copy keeps what it was given, whatever comes behind it.
func TestFoundTimesCopy(t *testing.T) {
	var b Board
	put := func(id string, l Level, sec int) {
		if err := b.Handle(foundAt(id, l, sec, Fresh)); err != nil {
			t.Fatal(err)
		}
	}
	put("a", Low, 0)
	c := b.copy()
	put("a", High, 1)
	put("b", High, 2)
	put("c", High, 7200)
	if got := c.Found.Between(foundClock(0), foundClock(7260)); got.Levels() != [5]int{Low: 1} {
		t.Errorf("the copy has %v", got.Levels())
	}
	if got := b.Found.Between(foundClock(0), foundClock(7260)); got.Levels() != [5]int{High: 3} {
		t.Errorf("the board has %v", got.Levels())
	}
	if worst := c.Found.Between(foundClock(60), foundClock(120)); len(worst.Findings) > 0 {
		t.Errorf("nothing is %v", worst.Findings)
	}
}

// A day is kept, and never more than a bounded number of names.
func TestFoundTimesBounds(t *testing.T) {
	var b Board
	put := func(r Record) {
		if err := b.Handle(r); err != nil {
			t.Fatal(err)
		}
	}
	put(foundAt("old", Critical, 0, Fresh))
	for i := range 3 * mostInAMinute {
		put(foundAt(fmt.Sprint("f-", i), Low, 30*3600, Fresh))
	}
	put(foundAt("too late", Critical, 0, Fresh))
	if got := b.Found.Between(time.Time{}, foundClock(29*3600)); got.Levels() != [5]int{} {
		t.Errorf("more than a day ago: %v", got.Levels())
	}
	got := b.Found.Between(foundClock(0), foundClock(31*3600))
	if len(got.Findings) != mostInAMinute || got.Levels() != [5]int{Low: 3 * mostInAMinute} {
		t.Errorf("%d by name, %v", len(got.Findings), got.Levels())
	}
}

// BenchmarkFoundTimesCopy: what ten copies a second cost, each behind a change.
func BenchmarkFoundTimesCopy(b *testing.B) {
	var f FoundTimes
	for i := range 24 * 60 * 20 {
		f.note(foundLevel{fmt.Sprintf("f-%012x", i), High}, foundClock(i*3))
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		f.note(foundLevel{fmt.Sprint(i), Low}, foundClock(24*3600-1))
		c := f.copy()
		_ = c
	}
}

// foundClock counts from the beginning of an hour.
func foundClock(sec int) time.Time { return time.Unix(1_699_999_200+int64(sec), 0).UTC() }
