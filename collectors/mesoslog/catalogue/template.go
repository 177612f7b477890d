package catalogue

import (
	"strconv"
	"strings"
)

// Template is one message that Mesos prints: a row of messages.tsv or run.tsv.
type Template struct {
	// ID is the stable name, "authn.fail.019".
	ID string
	// Kind is the event kind. "a / b" is decided by a captured value.
	Kind string
	// Service that prints it: master, agent, scheduler (comma separated) or any.
	Service string
	// Severity: letters that it is printed with (comma separated), V1 for INFO at
	// verbosity 1, X for a message printed by EXIT, which ends the process.
	Severity string
	// Files are the paths of the sources that print it, comma separated; "*" any.
	Files string
	// Versions of Mesos that print this wording, "0.19–1.4.1, 1.5.0–1.5.1, 1.6.0".
	Versions string
	// Decides names the set of reasons that looks into the captured value.
	Decides string
	// Text is the message, values in braces, optional parts in brackets.
	Text string
	// Seen tells that a recording of a real process holds this message; without
	// it the template was only derived from source.
	Seen bool
}

// newest is the last release that prints the template, as a number that can be
// compared; HEAD is the highest.
func (t Template) newest() int {
	best := 0
	for _, v := range strings.FieldsFunc(t.Versions, func(r rune) bool { return r == '–' || r == ',' || r == ' ' }) {
		if v == "HEAD" {
			return 1 << 30
		}
		best = max(best, versionNumber(strings.TrimSuffix(v, "+")))
	}
	return best
}

func versionNumber(v string) int {
	n := 0
	parts := strings.SplitN(v, ".", 3)
	for i := range 3 {
		n *= 1000
		if i < len(parts) {
			p, err := strconv.Atoi(parts[i])
			if err != nil {
				return 0
			}
			n += p
		}
	}
	return n
}

// serves tells whether the template is printed by the service.
func (t Template) serves(service string) bool {
	return t.Service == "any" || hasItem(t.Service, service)
}

// exits tells that the message is the last word of a process.
func (t Template) exits() bool { return hasItem(t.Severity, "X") }

// allows tells whether the template is printed with that letter. What EXIT
// prints is an ERROR from 1.4 on and has no prefix before.
func (t Template) allows(severity byte) bool {
	for rest := t.Severity; rest != ""; {
		var item string
		item, rest, _ = strings.Cut(rest, ",")
		switch {
		case item[0] == severity, item == "V1" && severity == 'I', item == "X" && severity == 'E':
			return true
		}
	}
	return false
}

// lastKind is the kind when no captured value decides.
func (t Template) lastKind() string {
	if i := strings.LastIndex(t.Kind, " / "); i >= 0 {
		return t.Kind[i+3:]
	}
	return t.Kind
}

func hasItem(list, item string) bool {
	for list != "" {
		var s string
		s, list, _ = strings.Cut(list, ",")
		if s == item {
			return true
		}
	}
	return false
}
