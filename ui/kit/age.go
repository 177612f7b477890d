package kit

import (
	"strconv"
	"time"
)

// Age is how long ago something was, in one number and one letter: "<1s", "12s",
// "2m", "3h", "4d". A time in the future, or none, has no age: "".
func Age(now, at time.Time) string {
	if at.IsZero() || now.IsZero() {
		return ""
	}
	return Short(now.Sub(at))
}

// Short writes a duration as Age does; below a second, and below nothing, it is
// "<1s".
func Short(d time.Duration) string {
	switch {
	case d < time.Second:
		return "<1s"
	case d < time.Minute:
		return strconv.Itoa(int(d/time.Second)) + "s"
	case d < time.Hour:
		return strconv.Itoa(int(d/time.Minute)) + "m"
	case d < 48*time.Hour:
		return strconv.Itoa(int(d/time.Hour)) + "h"
	default:
		return strconv.Itoa(int(d/(24*time.Hour))) + "d"
	}
}

// Ago is an age in words: "just now", "12 seconds ago", "2 minutes ago".
func Ago(now, at time.Time) string {
	if at.IsZero() || now.IsZero() {
		return "at an unknown time"
	}
	d := now.Sub(at)
	for _, u := range []struct {
		word string
		size time.Duration
		from time.Duration
	}{{"day", 24 * time.Hour, 48 * time.Hour}, {"hour", time.Hour, time.Hour}, {"minute", time.Minute, time.Minute}, {"second", time.Second, 2 * time.Second}} {
		if d >= u.from {
			return Count(int64(d/u.size), u.word) + " ago"
		}
	}
	return "just now"
}

// When is the short form for a column: an age within an hour, the time of day
// within a day, the date beyond.
func When(now, at time.Time) string {
	d := now.Sub(at)
	switch {
	case at.IsZero():
		return "-"
	case d < time.Hour && d > -time.Minute:
		return Age(now, at)
	case d < 24*time.Hour && d > -time.Minute:
		return at.Format("15:04")
	case at.Year() == now.Year():
		return at.Format("Jan _2")
	default:
		return at.Format("2006-01")
	}
}

// Full is the whole time with its zone, for details.
func Full(at time.Time) string {
	if at.IsZero() {
		return "unknown"
	}
	return at.Format("2006-01-02 15:04:05.000 MST")
}

// Count writes a number and its word, in the plural where it is one.
func Count(n int64, word string) string {
	if n != 1 {
		word += "s"
	}
	return Number(n) + " " + word
}

// Number writes a whole number with commas between thousands.
func Number(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// Bytes writes a size with one letter: "512 B", "12 kB", "3 MB".
func Bytes(n int64) string {
	for _, u := range []struct {
		word string
		size int64
	}{{"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}} {
		if n >= u.size {
			return strconv.FormatInt(n/u.size, 10) + " " + u.word
		}
	}
	return strconv.FormatInt(n, 10) + " B"
}

// Digits writes a whole number without commas: line numbers, offsets.
func Digits(n int64) string { return strconv.FormatInt(n, 10) }
