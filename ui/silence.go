package ui

import (
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// How long a finding is silenced when nothing is said, and at most.
const (
	silenceFor  = time.Hour
	silenceMost = 90 * 24 * time.Hour
)

// silenceUntil reads how long a finding is to be silent.
func silenceUntil(a *mesoswatch.Action, text string, s scene) (against string) {
	until, ok := endOf(text, s)
	switch {
	case !ok:
		return strconv.Quote(mesoswatch.Printable(text)) + " is no time: 30m, 2h, 3d, until 14:00, until 2026-12-24 08:00"
	case !until.After(s.now):
		return "that is over: a silence ends later than now"
	case until.Sub(s.now) > silenceMost:
		return "a silence lasts 90 days at most"
	}
	a.Until = until
	return ""
}

// endOf reads a length of time from now, or a time of day (the next one), or a day
// and a time; nothing is silenceFor.
func endOf(text string, s scene) (until time.Time, ok bool) {
	text = strings.TrimSpace(strings.TrimPrefix(strings.ToLower(text), "until"))
	if text == "" {
		return s.now.Add(silenceFor), true
	}
	now := s.in(s.now)
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02t15:04", "2006-01-02"} {
		if at, err := time.ParseInLocation(layout, text, now.Location()); err == nil {
			return at, true
		}
	}
	if at, err := time.ParseInLocation("15:04", text, now.Location()); err == nil {
		y, m, d := now.Date()
		until = time.Date(y, m, d, at.Hour(), at.Minute(), 0, 0, now.Location())
		if !until.After(now) {
			until = time.Date(y, m, d+1, at.Hour(), at.Minute(), 0, 0, now.Location())
		}
		return until, true
	}
	if days, is := strings.CutSuffix(text, "d"); is {
		n, err := strconv.Atoi(days)
		return s.now.AddDate(0, 0, min(max(n, -1), 1e6)), err == nil
	}
	d, err := time.ParseDuration(text)
	return s.now.Add(d), err == nil
}
