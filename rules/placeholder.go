package rules

import (
	"net/netip"
	"regexp"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// placeholder is {{name}}, or {{name or words}}: the words stand in for a value
// that the finding does not tell.
var placeholder = regexp.MustCompile(`\{\{ *([a-z_]+)(?: or ([^{}` + "`" + `]+?))? *\}\}`)

// The forms of typed placeholders. None lets a value begin with a hyphen, so it
// cannot become an option.
var (
	plainWord = regexp.MustCompile(`^[A-Za-z0-9_./:@%+=,-]+$`)
	idForm    = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*$`)
	hostForm  = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$`)
	numForm   = regexp.MustCompile(`^[0-9]{1,19}$`)
	pathForm  = regexp.MustCompile(`^[A-Za-z0-9_./][A-Za-z0-9_./@%+=,:-]*$`)
	timeForm  = regexp.MustCompile(`^[0-9][0-9TZ:.+-]*$`)
	actorForm = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.()-]*$`)
)

func isAddress(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil && !strings.Contains(s, "%")
}

func isUPID(s string) bool {
	u, ok := mesoswatch.ParseUPID(s)
	return ok && actorForm.MatchString(u.Actor)
}

// placeholders lists the names a runbook can use and, for those that may enter a
// command, their form. nil means free text.
var placeholders = map[string]func(string) bool{
	"finding": idForm.MatchString, "rule": idForm.MatchString, "subject": nil,
	"first_seen": timeForm.MatchString, "last_seen": timeForm.MatchString,
	"source": pathForm.MatchString, "line": numForm.MatchString, "offset": numForm.MatchString,
	"framework_id": idForm.MatchString, "agent_id": idForm.MatchString, "container_id": idForm.MatchString,
	"task_id": idForm.MatchString, "executor_id": idForm.MatchString,
	"claimed_ip": isAddress, "remote_ip": isAddress, "claimed_port": numForm.MatchString, "remote_port": numForm.MatchString,
	"upid": isUPID, "old_upid": isUPID, "leader": isUPID, "hostname": hostForm.MatchString, "version": idForm.MatchString,
	"status":    numForm.MatchString,
	"principal": nil, "claimed_principal": nil, "framework_name": nil, "user": nil, "roles": nil, "reason": nil,
	"user_agent": nil, "forwarded_for": nil, "znode": pathForm.MatchString, "path": nil, "query": nil, "method": nil, "call": nil, "state": nil,
	"service": nil, "collector": nil, "message": nil, "owner": nil, "expires": nil, "baseline": nil,
	"image": nil, "app": nil, "holds": nil, "before": nil, "until": timeForm.MatchString, "count": numForm.MatchString,
}

// inCommand is a value as a word of a POSIX shell; false when it is not of its
// form. before is what stands in front of it.
func inCommand(name, value, before string) (string, bool) {
	check := placeholders[name]
	if check == nil || len(value) > 300 || !check(value) {
		return "", false
	}
	if strings.HasSuffix(before, "//") && strings.Contains(value, ":") && isAddress(value) {
		value = "[" + value + "]" // IPv6 in a URL
	}
	return quoted(value), true
}

// quoted leaves plain words as they are and quotes the rest for a POSIX shell.
func quoted(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// markdown makes foreign text harmless and plain in Markdown prose.
func markdown(s string) string {
	s = mesoswatch.Printable(cut(s, maxFieldText))
	var b strings.Builder
	for i, r := range s {
		if special(s, i, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// special tells whether a character could mean something in Markdown where it
// stands. Dots, hyphens and colons mostly do not, and addresses and times are
// full of them: they matter at the start of a list and in a link.
func special(s string, i int, r rune) bool {
	next := s[min(i+1, len(s)):]
	switch r {
	case '.':
		return next == "" || next[0] == ' ' || strings.HasSuffix(strings.ToLower(s[:i]), "www")
	case '-', '+':
		return i == 0 || next == "" || next[0] == ' ' || next[0] == '-'
	case ':':
		return next != "" && next[0] == '/'
	}
	return strings.ContainsRune("\\`*_{}[]()<>#!|~&@$=", r)
}
