package posture

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Want is what a value has to be: the closed set of what a row can ask for. All
// that are given must hold.
type Want struct {
	// Is: a boolean flag is true, or false.
	Is *bool `yaml:"is"`
	// Set: it is given a value, or it is not. A flag with a default that is not
	// given counts as not set.
	Set *bool `yaml:"set"`
	// Equals and OneOf compare the whole value; NoneOf the opposite.
	Equals *string  `yaml:"equals"`
	OneOf  []string `yaml:"one_of"`
	NoneOf []string `yaml:"none_of"`
	// Has, HasAny and Lacks look at the items of a list with commas (isolation).
	Has    []string `yaml:"has"`
	HasAny []string `yaml:"has_any"`
	Lacks  []string `yaml:"lacks"`
	// Contains and Free look for pieces of text.
	Contains []string `yaml:"contains"`
	Free     []string `yaml:"free_of"`
	// Below and Outside look at paths.
	Outside []string `yaml:"outside"`
	// AtLeast and AtMost compare numbers, percentages, or durations (15secs).
	AtLeast string `yaml:"at_least"`
	AtMost  string `yaml:"at_most"`
	// Password: the URL holds a login, or does not.
	Login *bool `yaml:"login"`
}

// holdsUnset tells whether no value at all is as wanted.
func (w *Want) holdsUnset() bool {
	switch {
	case w.Set != nil:
		return !*w.Set
	case w.Is != nil:
		return !*w.Is
	case w.Equals != nil, len(w.OneOf) > 0, len(w.Has) > 0, len(w.HasAny) > 0, len(w.Contains) > 0, w.AtLeast != "", w.AtMost != "":
		return false
	case w.Login != nil:
		return !*w.Login
	}
	return true // nothing of what must not be there is there
}

// holds tells whether a value is as wanted. The error is for a value that cannot
// be read as what it should be.
func (w *Want) holds(v string) (bool, error) {
	if w.Is != nil {
		b, ok := truth(v)
		if !ok {
			return false, errors.New("it is neither true nor false")
		}
		if b != *w.Is {
			return false, nil
		}
	}
	if !w.holdsText(v) || !w.holdsItems(v) {
		return false, nil
	}
	return w.holdsNumber(v)
}

func (w *Want) holdsText(v string) bool {
	contains := func(s string) bool { return strings.Contains(v, s) }
	switch {
	case w.Set != nil && !*w.Set,
		w.Equals != nil && v != *w.Equals,
		len(w.OneOf) > 0 && !slices.Contains(w.OneOf, v),
		slices.Contains(w.NoneOf, v),
		slices.ContainsFunc(w.Free, contains),
		slices.ContainsFunc(w.Contains, func(s string) bool { return !contains(s) }),
		w.Login != nil && hasLogin(v) != *w.Login,
		slices.ContainsFunc(w.Outside, func(dir string) bool { return below(v, dir) }):
		return false
	}
	return true
}

func (w *Want) holdsItems(v string) bool {
	items := strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' })
	has := func(s string) bool { return slices.Contains(items, s) }
	switch {
	case slices.ContainsFunc(w.Has, func(s string) bool { return !has(s) }),
		len(w.HasAny) > 0 && !slices.ContainsFunc(w.HasAny, has),
		slices.ContainsFunc(w.Lacks, has):
		return false
	}
	return true
}

func (w *Want) holdsNumber(v string) (bool, error) {
	for _, side := range []struct {
		bound string
		least bool
	}{{w.AtLeast, true}, {w.AtMost, false}} {
		if side.bound == "" {
			continue
		}
		x, err := quantity(v)
		if err != nil {
			return false, err
		}
		bound, err := quantity(side.bound)
		if err != nil {
			return false, err
		}
		if side.least && x < bound || !side.least && x > bound {
			return false, nil
		}
	}
	return true, nil
}

// hasLogin tells whether a zk:// URL carries user and password, masked or not.
func hasLogin(v string) bool {
	_, rest, ok := strings.Cut(v, "://")
	if !ok {
		return false
	}
	authority, _, _ := strings.Cut(rest, "/")
	return strings.Contains(authority, "@")
}

func below(path, dir string) bool {
	path = strings.TrimPrefix(path, "file://")
	return path == dir || strings.HasPrefix(path, strings.TrimSuffix(dir, "/")+"/")
}

// units of durations (3rdparty/stout/include/stout/duration.hpp).
var units = []struct {
	name string
	unit time.Duration
}{
	{"weeks", 7 * 24 * time.Hour}, {"days", 24 * time.Hour}, {"hrs", time.Hour}, {"mins", time.Minute},
	{"secs", time.Second}, {"ms", time.Millisecond}, {"us", time.Microsecond}, {"ns", time.Nanosecond},
}

// quantity reads a number, a percentage or a duration in seconds.
func quantity(s string) (float64, error) {
	s = strings.TrimSpace(s)
	scale := 1.0
	for _, u := range units {
		if n, ok := strings.CutSuffix(s, u.name); ok {
			s, scale = n, u.unit.Seconds()
			break
		}
	}
	x, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64)
	if err != nil {
		return 0, fmt.Errorf("%q is no number", s)
	}
	return x * scale, nil
}
