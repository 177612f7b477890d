package sigma

import (
	"net/netip"
	"regexp"
	"strconv"
)

// matches is a regular expression (RE2, linear in the text).
type matches struct{ re *regexp.Regexp }

func (m matches) ok(s string) bool { return m.re.MatchString(s) }

// inNetwork is a CIDR block; text that is no address is not in it.
type inNetwork struct{ net netip.Prefix }

func (n inNetwork) ok(s string) bool {
	a, err := netip.ParseAddr(s)
	return err == nil && n.net.Contains(a.Unmap())
}

// compared is a number against a bound; text that is no number never matches.
type compared struct {
	how   string
	bound float64
}

func (c compared) ok(s string) bool {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return false
	}
	switch c.how {
	case "lt":
		return n < c.bound
	case "lte":
		return n <= c.bound
	case "gt":
		return n > c.bound
	default:
		return n >= c.bound
	}
}

// present asks whether the event has the field. Empty means that the message
// did not tell it, so an empty field does not exist.
type present struct{ want bool }

func (p present) ok(s string) bool { return (s != "") == p.want }
