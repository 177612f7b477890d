package kit

import (
	"strconv"
	"strings"
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

// Since is an age in few words: "<1 s ago", "12 s ago", "3 min ago".
func Since(now, at time.Time) string {
	if at.IsZero() || now.IsZero() {
		return "at an unknown time"
	}
	d := now.Sub(at)
	for _, u := range []struct {
		word       string
		size, from time.Duration
	}{{"d", 24 * time.Hour, 48 * time.Hour}, {"h", time.Hour, time.Hour}, {"min", time.Minute, time.Minute}, {"s", time.Second, time.Second}} {
		if d >= u.from {
			return strconv.Itoa(int(d/u.size)) + " " + u.word + " ago"
		}
	}
	return "<1 s ago"
}

// Lasting is a duration within a sentence: "<1 s", "12 s", "3 min", "2 h", "4 d".
func Lasting(d time.Duration) string {
	if d < time.Second {
		return "<1 s"
	}
	at := time.Unix(0, 0)
	return strings.TrimSuffix(Since(at.Add(d), at), " ago")
}

// Clock is a time within a sentence: the time of day, with the date before it on
// another day than now.
func Clock(now, at time.Time) string {
	switch ny, nm, nd := now.Date(); {
	case at.IsZero():
		return "an unknown time"
	case at.Year() != ny:
		return at.Format("2006-01-02 15:04")
	case at.Month() != nm || at.Day() != nd:
		return at.Format("Jan _2 15:04")
	}
	return at.Format("15:04")
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

// Bytes writes a size in units of 1024, with one decimal below ten of them: "512 B",
// "1.2 kB", "12 kB", "3 MB".
func Bytes(n int64) string {
	for _, u := range []struct {
		word string
		size float64
	}{{"GB", 1 << 30}, {"MB", 1 << 20}, {"kB", 1 << 10}} {
		switch in := float64(n) / u.size; {
		case in >= 10:
			return Number(int64(in+0.5)) + " " + u.word
		case in >= 1:
			return Decimal(in) + " " + u.word
		}
	}
	return strconv.FormatInt(n, 10) + " B"
}

// Megabytes writes a size that is counted in MB of 1024 kB, as Mesos does, with
// one decimal at most: "512 MB", "62.5 GB", "1.2 TB".
func Megabytes(n float64) string {
	unit, scale := MegabyteUnit(n)
	return Decimal(n/scale) + " " + unit
}

// MegabyteUnit is the unit in which Megabytes writes n, and how many MB it has.
func MegabyteUnit(n float64) (unit string, scale float64) {
	unit, scale = "MB", 1
	for _, next := range []string{"GB", "TB", "PB"} {
		if n < 1024*scale {
			break
		}
		unit, scale = next, 1024*scale
	}
	return unit, scale
}

// Decimal writes a number with one digit behind the point, below one with two, and
// without any where they are zero.
func Decimal(n float64) string {
	if !(n > -1e15 && n < 1e15) { // nonsense, and NaN: somebody sent it
		return strconv.FormatFloat(n, 'g', 3, 64)
	}
	digits := 1
	if n > -1 && n < 1 {
		digits = 2
	}
	s := strconv.FormatFloat(n, 'f', digits, 64)
	for s[len(s)-1] == '0' {
		s = s[:len(s)-1]
	}
	if s[len(s)-1] == '.' {
		s = s[:len(s)-1]
	}
	if s == "-0" {
		return "0"
	}
	if n >= 1000 && n == float64(int64(n)) {
		return Number(int64(n))
	}
	return s
}

// Percent writes a share of one: "34 %", "<1 %".
func Percent(share float64) string {
	switch n := share * 100; {
	case n <= 0:
		return "0 %"
	case n < 1:
		return "<1 %"
	default:
		return strconv.FormatFloat(n, 'f', 0, 64) + " %"
	}
}

// Digits writes a whole number without commas: line numbers, offsets.
func Digits(n int64) string { return strconv.FormatInt(n, 10) }
