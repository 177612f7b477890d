package bundle

import (
	"fmt"
	"time"
)

// local is a time by the clock and in the zone of its source.
func local(t time.Time) string {
	if t.IsZero() {
		return "unknown"
	}
	return t.Format("2006-01-02 15:04:05 -07:00")
}

// utc is the same moment, for comparing sources of different zones.
func utc(t time.Time) string {
	if t.IsZero() {
		return "unknown"
	}
	return t.UTC().Format("2006-01-02 15:04:05Z")
}

// both is local with UTC beside it.
func both(t time.Time) string {
	if t.IsZero() {
		return "unknown"
	}
	u := t.UTC()
	if _, offset := t.Zone(); offset == 0 {
		return utc(t)
	}
	if u.Format(time.DateOnly) == t.Format(time.DateOnly) {
		return local(t) + " (" + u.Format("15:04:05Z") + ")"
	}
	return local(t) + " (" + utc(t) + ")"
}

// span is from and to with how long it was; what both have is said once.
func span(from, to time.Time) string {
	_, zone := from.Zone()
	_, other := to.Zone()
	u, v := from.UTC(), to.UTC()
	switch {
	case from.Equal(to):
		return "at " + both(from)
	case from.IsZero() || to.IsZero() || zone != other || from.Format(time.DateOnly) != to.Format(time.DateOnly) || u.Format(time.DateOnly) != from.Format(time.DateOnly) || v.Format(time.DateOnly) != from.Format(time.DateOnly):
		return fmt.Sprintf("from %s to %s, %s", both(from), both(to), lasting(to.Sub(from)))
	case zone == 0:
		return fmt.Sprintf("on %s to %s, %s", from.Format("2006-01-02 from 15:04:05Z"), to.Format("15:04:05Z"), lasting(to.Sub(from)))
	}
	return fmt.Sprintf("on %s to %s (%s to %s), %s", from.Format("2006-01-02 from 15:04:05"), to.Format("15:04:05 -07:00"),
		u.Format("15:04:05Z"), v.Format("15:04:05Z"), lasting(to.Sub(from)))
}

// lasting is a duration to the two largest units.
func lasting(d time.Duration) string {
	switch {
	case d < time.Minute:
		return number(int(d/time.Second), "second")
	case d < 10*time.Minute && d%time.Minute >= time.Second:
		return number(int(d/time.Minute), "minute") + " " + number(int(d%time.Minute/time.Second), "second")
	case d < time.Hour:
		return number(int(d/time.Minute), "minute")
	case d < 48*time.Hour:
		return number(int(d/time.Hour), "hour") + " " + number(int(d%time.Hour/time.Minute), "minute")
	}
	return number(int(d/(24*time.Hour)), "day") + " " + number(int(d%(24*time.Hour)/time.Hour), "hour")
}

// number is n things, in words.
func number(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}
