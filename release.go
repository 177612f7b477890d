package mesoswatch

import (
	"cmp"
	"strconv"
	"strings"
)

// Release is a version of Mesos, ZooKeeper or another daemon, for comparing. The
// zero Release is unknown.
type Release struct {
	Major, Minor, Patch int
	// Before is set for what comes before the release of that number: -rc1, -dev,
	// -alpha, -beta, -SNAPSHOT.
	Before bool
	known  bool
}

// ParseRelease reads "1.11.0", "1.9.1-rc2", "0.28.3-2.0.1.debian81", "1.2". False
// when it does not begin with two numbers.
func ParseRelease(s string) (Release, bool) {
	number, rest := s, ""
	if i := strings.IndexFunc(s, func(r rune) bool { return r != '.' && (r < '0' || r > '9') }); i >= 0 {
		number, rest = s[:i], strings.ToLower(s[i:])
	}
	parts := strings.Split(strings.TrimSuffix(number, "."), ".")
	if len(parts) < 2 {
		return Release{}, false
	}
	r := Release{known: true}
	for i, to := range []*int{&r.Major, &r.Minor, &r.Patch} {
		if i == len(parts) {
			break
		}
		n, err := strconv.Atoi(parts[i])
		if err != nil || n > 9999 {
			return Release{}, false
		}
		*to = n
	}
	for _, word := range []string{"rc", "dev", "alpha", "beta", "snapshot"} {
		if after := strings.TrimLeft(rest, "-._~"); rest != "" && strings.HasPrefix(after, word) {
			r.Before = true
		}
	}
	return r, true
}

// Known tells whether r is a release at all.
func (r Release) Known() bool { return r.known }

// Compare orders releases by number; what comes before a release is less than it.
func (r Release) Compare(o Release) int {
	before := func(r Release) int {
		if r.Before {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(r.Major, o.Major), cmp.Compare(r.Minor, o.Minor), cmp.Compare(r.Patch, o.Patch), cmp.Compare(before(r), before(o)))
}

// AtLeast tells whether r is known and has the features of that minor release; a
// build on the way to it counts, for it has its code.
func (r Release) AtLeast(major, minor int) bool {
	return r.known && (r.Major > major || r.Major == major && r.Minor >= minor)
}

// String is the three numbers, "unknown" for the zero Release.
func (r Release) String() string {
	if !r.known {
		return "unknown"
	}
	return strconv.Itoa(r.Major) + "." + strconv.Itoa(r.Minor) + "." + strconv.Itoa(r.Patch)
}
