package catalogue

import (
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// Marks that Match puts into Event.Suspect. A marked message is judged all the
// same.
const (
	// SuspectFile: the named source file does not print this template.
	SuspectFile = "foreign-file"
	// SuspectSeverity: Mesos prints this template with another severity.
	SuspectSeverity = "odd-severity"
	// SuspectPrefix: the prefix of a log line stands inside the message.
	SuspectPrefix = "prefix-in-name"
	// SuspectControl: a name holds a line break or another control character.
	SuspectControl = "control-in-name"
	// SuspectImitation: a value holds the fixed text that stands behind it, so
	// that where it ends is a choice.
	SuspectImitation = "imitated-text"
	// SuspectID: an id or an address is not formed as Mesos forms it.
	SuspectID = "odd-id"
	// SuspectTrailing: only the first line of the message is the template's.
	SuspectTrailing = "trailing-text"
)

func mark(ev *mesoswatch.Event, why string) {
	if !slices.Contains(ev.Suspect, why) {
		ev.Suspect = append(ev.Suspect, why)
	}
}

// markValues looks into the captured values that others chose.
func markValues(ev *mesoswatch.Event, msg string, v *values) {
	for i := range v.spans[:v.n] {
		sp := &v.spans[i]
		if sp.step.field == fieldNone {
			continue
		}
		value := msg[sp.from:sp.to]
		if sp.step.shape == shapeName && len(sp.step.lit) > 1 && strings.Contains(value, sp.step.lit) {
			mark(ev, SuspectImitation)
		}
		markValue(ev, value, sp.step.field == fieldReason)
	}
}

// markValue judges one foreign value; texts of Mesos itself may have lines.
func markValue(ev *mesoswatch.Event, value string, lines bool) {
	if !lines && hasControl(value) {
		mark(ev, SuspectControl)
	}
	if holdsPrefix(value) {
		mark(ev, SuspectPrefix)
	}
}

func hasControl(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == 0x7f {
			return true
		}
	}
	return false
}

// holdsPrefix tells whether the prefix of a glog line, "I0102 03:04:05", stands
// anywhere in s.
func holdsPrefix(s string) bool {
	for i := strings.IndexByte(s, ':'); i >= 0; {
		if i+3 < len(s) && s[i+3] == ':' && digits(s, i+1, i+3) && i >= 7 && digits(s, i-2, i) && s[i-3] == ' ' {
			if day := strings.TrimRight(s[:i-3], "0123456789"); day != "" && i-3-len(day) >= 4 && strings.IndexByte("IWEF", day[len(day)-1]) >= 0 {
				return true
			}
		}
		n := strings.IndexByte(s[i+1:], ':')
		if n < 0 {
			return false
		}
		i += n + 1
	}
	return false
}

func digits(s string, from, to int) bool {
	for _, c := range []byte(s[from:to]) {
		if c-'0' > 9 {
			return false
		}
	}
	return true
}

// linesHoldPrefix tells whether a continuation line begins as a log line does.
func linesHoldPrefix(msg string) bool {
	i := strings.IndexByte(msg, '\n')
	return i >= 0 && holdsPrefix(msg[i:])
}
