package mesosapi

import (
	"strconv"
	"strings"
)

// release is the version of a master as far as endpoints differ by it. The zero
// release is not known: then what newer ones have is tried.
type release struct {
	major, minor int
	known        bool
}

// parseRelease reads "0.28.3", "1.4.1-dcos", "1.12.0-rc1"; packagers append text.
func parseRelease(s string) release {
	major, rest, ok := strings.Cut(s, ".")
	if !ok {
		return release{}
	}
	minor := rest
	if i := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' }); i >= 0 {
		minor = rest[:i]
	}
	a, err := strconv.Atoi(major)
	if err != nil || a < 0 {
		return release{}
	}
	b, err := strconv.Atoi(minor)
	if err != nil {
		return release{}
	}
	return release{a, b, true}
}

// has tells whether what came with that release is there; true when the release
// is not known.
func (r release) has(major, minor int) bool {
	return !r.known || r.major > major || r.major == major && r.minor >= minor
}

// before tells whether it is surely older.
func (r release) before(major, minor int) bool { return !r.has(major, minor) }
