package format

import (
	"slices"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// timely is n without times that no format can write, those outside of the years 1 to
// 9999: they become unknown. n keeps what it has.
func timely(n notice.Notice) notice.Notice {
	f := &n.Finding
	for _, t := range []*time.Time{&n.At, &f.FirstSeen, &f.LastSeen, &f.Life.Over, &f.Life.Reopened, &f.Life.Past} {
		*t = sane(*t)
	}
	if h := f.Handled; h != nil {
		c := *h
		c.At, c.Until = sane(c.At), sane(c.Until)
		f.Handled = &c
	}
	if slices.ContainsFunc(f.Evidence, func(e mesoswatch.Evidence) bool { return !e.Time.Equal(sane(e.Time)) }) {
		f.Evidence = slices.Clone(f.Evidence)
		for i := range f.Evidence {
			f.Evidence[i].Time = sane(f.Evidence[i].Time)
		}
	}
	return n
}

// sane is the zero time for one that cannot be written in any zone.
func sane(t time.Time) time.Time {
	if y := t.UTC().Year(); y < 2 || y > 9998 {
		return time.Time{}
	}
	return t
}
