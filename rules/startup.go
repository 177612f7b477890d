package rules

import (
	"strconv"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// startup is what the log of a master or agent has told of its latest start. What
// a start does not tell is told by nothing else, so absence is evidence, but
// only for a start that was read from its first line to the daemon's first work.
type startup struct {
	began         *mesoswatch.Event // the line that names the daemon; nil: not seen, or judged
	whole         bool              // a line that is before it was seen
	version       string            // as printed; what the wording tells where it is not
	realms        []string          // that have an HTTP authenticator; "" is that of 0.27 and 0.28
	authorization bool              // master: "Authorization enabled"
	authorizer    bool              // an authorizer was made
}

// startKinds are the event kinds that a start consists of and ends with.
var startKinds = []string{"process-start", "config", "weak-config", "leader-elected", "leader-changed", "leader-none",
	"leader-candidacy", "recovery", "auth-start", "agent-registered"}

// see takes a line in and tells whether the start ends with it.
func (s *startup) see(e *mesoswatch.Event) bool {
	switch t := e.Template; {
	case t == "run.logging-started":
		*s = startup{whole: true}
	case t == "start.build", t == "start.version":
		if s.began != nil {
			*s = startup{}
		}
		s.whole, s.version = s.whole || t == "start.version", or(e.Version, s.version)
	case t == "start.flags":
		// Flags are printed with their defaults; builds without TLS lack this one.
		if !s.atLeast(1, 3) && strings.Contains(or(e.Message, e.Raw), ` --authenticate_http_executors="`) {
			s.version = "1.3"
		}
	case strings.HasPrefix(t, "start.master-id"), strings.HasPrefix(t, "start.agent-on"):
		s.begin(e)
	case strings.HasPrefix(t, "httpauth."):
		s.realms = append(s.realms, realmOf(e.Message+e.Raw))
	case strings.HasPrefix(t, "authz.create"):
		s.authorizer = true
	case strings.HasPrefix(t, "authz.enabled"):
		s.authorization = true
	case strings.HasPrefix(t, "auth.http-frameworks."):
		s.version = or(s.version, "1.0")
	}
	return s.began != nil && works(e)
}

func (s *startup) begin(e *mesoswatch.Event) {
	if s.began != nil || !s.whole { // the lines before it belong to another start
		*s = startup{}
	}
	s.began = e
	switch e.Template {
	case "start.agent-on":
		s.version = or(s.version, "1.1")
	case "start.agent-on.10":
		s.version = or(s.version, "1.0")
	}
}

// of tells whether it is that of a master or an agent: a log does not always say
// whose it is.
func (s *startup) of(service string) bool {
	return strings.HasPrefix(s.began.Template, "start.master-id") == (service == "master")
}

// works tells whether a line shows a daemon that has read its configuration.
// Lines of the detector, which runs beside it from the first moment, do not.
func works(e *mesoswatch.Event) bool {
	switch e.Kind {
	case "leader-elected", "leader-none", "leader-candidacy", "recovery", "auth-start", "agent-registered":
		return true
	case "leader-changed":
		return strings.HasPrefix(e.Template, "lead.other") || e.Template == "sl.detecting"
	}
	return e.Template == "sl.no-credentials"
}

// realmOf is the realm an HTTP authenticator was made for (src/common/http.cpp).
func realmOf(text string) string {
	_, rest, ok := strings.Cut(text, "realm '")
	if !ok {
		return ""
	}
	realm, _, _ := strings.Cut(rest, "'")
	return realm
}

// atLeast compares with a release; an unknown version is below all.
func (s *startup) atLeast(major, minor int) bool {
	a, rest, _ := strings.Cut(s.version, ".")
	b, _, _ := strings.Cut(rest, ".")
	x, err := strconv.Atoi(a)
	y, err2 := strconv.Atoi(b)
	if err != nil || err2 != nil {
		return false
	}
	return x > major || x == major && y >= minor
}
