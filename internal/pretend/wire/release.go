package wire

import (
	"fmt"
	"strconv"
	"strings"
)

// Release of Mesos, "1.4.1". The zero value is older than all.
type Release struct {
	text         string
	major, minor int
}

// ParseRelease refuses what is no release, and those before 0.27, whose endpoints
// check credentials in another way.
func ParseRelease(s string) (Release, error) {
	major, rest, _ := strings.Cut(s, ".")
	minor, _, _ := strings.Cut(rest, ".")
	r := Release{text: s}
	var err error
	if r.major, err = strconv.Atoi(major); err == nil {
		r.minor, err = strconv.Atoi(minor)
	}
	if err != nil {
		return Release{}, fmt.Errorf("%q is no release of Mesos", s)
	}
	if !r.Since(0, 27) {
		return Release{}, fmt.Errorf("pretending Mesos %s: only 0.27 and later", s)
	}
	return r, nil
}

func (r Release) String() string { return r.text }

// Since tells whether it is that release or a later one.
func (r Release) Since(major, minor int) bool {
	return r.major > major || r.major == major && r.minor >= minor
}
