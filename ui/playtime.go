package ui

import (
	"errors"
	"strings"
	"time"
)

// errNoTime says what would be a time.
var errNoTime = errors.New("no time: 14:05, 2026-03-01 14:05, -10m, +1h, start, end")

// span is what a time that is typed is seen against.
type span struct {
	at, from, to time.Time // from and to are zero where they are not known
	zone         *time.Location
}

// timeOf reads a time that somebody typed: a time of day is the one nearest to
// where one is, within the span if there is one; a signed duration counts from
// there.
func (s span) timeOf(text string) (time.Time, error) {
	text = strings.Join(strings.Fields(text), " ")
	zone := s.zone
	if zone == nil {
		zone = s.at.Location()
	}
	switch {
	case text == "start" && !s.from.IsZero():
		return s.from, nil
	case text == "end" && !s.to.IsZero():
		return s.to, nil
	case strings.HasPrefix(text, "+"), strings.HasPrefix(text, "-"):
		d, err := time.ParseDuration(strings.ReplaceAll(text, " ", ""))
		if err != nil {
			return time.Time{}, errNoTime
		}
		return s.at.Add(d), nil
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return t, nil
		}
	}
	for _, layout := range []string{"15:04:05", "15:04"} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return s.day(t, zone), nil
		}
	}
	return time.Time{}, errNoTime
}

// day gives a time of day its date: that of where one is, or of the day nearest to
// it that lies in the span.
func (s span) day(clock time.Time, zone *time.Location) time.Time {
	y, m, d := s.at.In(zone).Date()
	on := func(days int) time.Time {
		return time.Date(y, m, d+days, clock.Hour(), clock.Minute(), clock.Second(), 0, zone)
	}
	today := on(0)
	if s.from.IsZero() || s.to.IsZero() {
		return today
	}
	for days := 0; ; days++ {
		before, after := on(-days), on(days)
		switch {
		case s.has(before):
			return before
		case s.has(after):
			return after
		case before.Before(s.from) && after.After(s.to):
			return today
		}
	}
}

func (s span) has(t time.Time) bool { return !t.Before(s.from) && !t.After(s.to) }
