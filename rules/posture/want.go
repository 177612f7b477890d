package posture

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
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
	// Outside: the path is not below any of these folders.
	Outside []string `yaml:"outside"`
	// Path: it is the path of a file, not what would stand in it.
	Path bool `yaml:"path"`
	// NoCiphers are words that no part of an OpenSSL cipher list has, but for parts
	// that take away (!RC4).
	NoCiphers []string `yaml:"no_ciphers"`
	// AtLeast and AtMost compare numbers, percentages, or durations (15secs).
	AtLeast string `yaml:"at_least"`
	AtMost  string `yaml:"at_most"`
	// Login: the URL holds a user and password, or does not.
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
	if v == mesoswatch.Masked && w.Set == nil {
		return false, errors.New("what it says is hidden, since it may hold secrets")
	}
	if w.Login != nil && *w.Login && strings.HasPrefix(v, "file://") {
		return false, errors.New("the URL stands in that file")
	}
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
		w.Path && !isPath(v),
		hasCipher(v, w.NoCiphers),
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

func isPath(v string) bool {
	return strings.HasPrefix(v, "/") || strings.HasPrefix(v, "file://")
}

// hasCipher tells whether a part of a cipher list that is not taken away has one of
// the words.
func hasCipher(list string, words []string) bool {
	for _, part := range strings.FieldsFunc(list, func(r rune) bool { return r == ':' || r == ',' || r == ' ' }) {
		if strings.HasPrefix(part, "!") || strings.HasPrefix(part, "-") {
			continue
		}
		if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(part, w) }) {
			return true
		}
	}
	return false
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
