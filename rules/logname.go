package rules

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// owner is what findings call the writer of an event: its process where that is
// known, else its log.
func owner(e *mesoswatch.Event) string {
	if e.Process != "" {
		return e.Process
	}
	return logName(e.Source)
}

// writer tells the writers of events apart: several can share a log (syslog), and
// processes of one name can share a host.
func writer(e *mesoswatch.Event) string {
	if e.Process == "" {
		return logName(e.Source)
	}
	return logName(e.Source) + " " + e.Process
}

// logName is the name that all generations of a log share, so that a finding
// about its writer is one, and ends where a later generation shows the end. It
// drops the ending of a compressed file, the number of a rotation, and glog's
// date, time and process id (logging.cc).
func logName(source string) string {
	if source == "" || (!digit(source[len(source)-1]) && !strings.HasSuffix(source, ".gz")) {
		return source
	}
	s := strings.TrimSuffix(source, ".gz")
	if t, ok := cutStamp(s); ok {
		return t
	}
	if t, n := cutNumber(s); n > 0 && n <= 3 {
		s = t
		if t, ok := cutStamp(s); ok {
			return t
		}
	}
	return s
}

// cutStamp drops ".YYYYMMDD-HHMMSS.PID".
func cutStamp(s string) (string, bool) {
	t, n := cutNumber(s)
	const stamp = len(".20260301-090000")
	if n == 0 || len(t) <= stamp {
		return s, false
	}
	at := len(t) - stamp
	if t[at] != '.' || t[at+9] != '-' {
		return s, false
	}
	for i := at + 1; i < len(t); i++ {
		if i != at+9 && !digit(t[i]) {
			return s, false
		}
	}
	return t[:at], true
}

// cutNumber drops a dot and the digits behind it, and says how many there were.
func cutNumber(s string) (string, int) {
	i := len(s)
	for i > 0 && digit(s[i-1]) {
		i--
	}
	if i == len(s) || i < 2 || s[i-1] != '.' {
		return s, 0
	}
	return s[:i-1], len(s) - i
}

func digit(c byte) bool { return c >= '0' && c <= '9' }
