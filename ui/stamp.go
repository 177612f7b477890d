package ui

import "time"

// stamped is a time of day with seconds, with its day before it on another.
func stamped(s scene, at time.Time) string {
	now, then := s.in(s.now), s.in(at)
	return stampWith(s, then.YearDay() != now.YearDay() || then.Year() != now.Year(), at)
}

// stampWith is a time of day with seconds, behind its day if that is wanted.
func stampWith(s scene, dated bool, at time.Time) string {
	if dated {
		return s.in(at).Format("Jan _2 15:04:05")
	}
	return s.in(at).Format("15:04:05")
}

// untilWords is a time to come: of the day, with the day before it on another.
func untilWords(s scene, at time.Time) string {
	now, at := s.in(s.now), s.in(at)
	switch {
	case at.Year() != now.Year():
		return at.Format("2006-01-02 15:04")
	case at.YearDay() != now.YearDay():
		return at.Format("Jan _2 15:04")
	}
	return at.Format("15:04")
}
