package mesoswatch

import (
	"cmp"
	"slices"
	"strings"
)

// telling says how much an event of a kind tells about who got in, who was kept
// out and who changed what: 1 to 3, and 0 for kinds that the timeline leaves out.
// The kinds are those of the message catalogue; what becomes of tasks, offers and
// containers is not among them. Of some kinds only a part bears on security; see
// bears.
func telling(kind string) int {
	switch kind {
	case "teardown", "agent-marked-gone", "agent-container-exec", "operator-call", "quota-op", "maintenance-op", "agent-drain", "config-change",
		KindLeaderElected, KindLeaderLost, KindLeaderChanged, "leader-none", KindWeakConfig, "fatal-config", "incident-fatal", "spoof-suspect",
		"framework-failed-over", "framework-principal-change", "framework-conflict", "agent-conflict", "registry-fatal", "zk-fatal":
		return 3
	case KindAuthFailed, KindAuthRefused, KindAuthAborted, KindAuthzDenied, "authz-error", "authz-check", "agent-refused", "invalid",
		"http-request", "http-response", "http-forbidden", "rate-limited", "tls-error", "framework-error",
		"framework-unregister-request", "framework-removed", "framework-principal", "framework-user-change",
		"agent-removed", "agent-shutdown", "agent-isolated", "agent-unreachable", "zk-session-expired", "process-stop", KindProcessStart:
		return 2
	case KindAuthOK, "framework-registered", "framework-reregistered", "framework-updated", "framework-recovered", "framework-disconnected",
		"framework-deactivated", "framework-activated", "agent-registered", "agent-reregistered", "agent-disconnected", "agent-deactivated",
		"operator-stream", "resource-op", "zk-connection-lost", "zk-connected", "recovery":
		return 1
	}
	return 0
}

// BearsOnSecurity tells whether an event bears on security: it is of a telling kind, and is
// not the second line of one login, a call or request that only reads, a request
// that was granted, or an authorization that every offer needs.
func BearsOnSecurity(e *Event) bool {
	if telling(e.Kind) == 0 {
		return false
	}
	switch e.Kind {
	case KindAuthFailed:
		return IsFailedLogin(e)
	case "operator-call":
		return !reads(e.Call)
	case "http-request":
		return e.Method != "GET" && e.Method != "HEAD" && slices.ContainsFunc(operatorPaths[:], func(p string) bool { return hasSegments(e.Path, p) })
	case "http-response":
		return e.Status == "401" || e.Status == "403"
	case "authz-check":
		return slices.ContainsFunc(operatorChecks[:], func(p string) bool { return strings.HasPrefix(e.Template, p) })
	}
	return true
}

// reads tells whether a call of the operator API only reads (v1 master.proto and
// agent.proto).
func reads(call string) bool {
	return call == "" || call == "SUBSCRIBE" || call == "LIST_FILES" || call == "READ_FILE" || strings.HasPrefix(call, "GET_")
}

// operatorPaths end what a master is asked that changes something (master.cpp,
// its routes; shutdown is teardown up to 0.22).
var operatorPaths = [...]string{"teardown", "shutdown", "quota", "weights", "reserve", "unreserve", "create-volumes", "destroy-volumes",
	"machine/down", "machine/up", "maintenance/schedule"}

// operatorChecks begin the templates of authorizations that only an operator's
// change asks for; of weights there is no other line.
var operatorChecks = [...]string{"authz.weights", "authz.quota-update", "authz.quota-config", "authz.quota-set", "authz.quota-request"}

// hasSegments tells whether path has the segments of part, with nothing or more
// segments before and behind.
func hasSegments(path, part string) bool {
	i := strings.Index(path, "/"+part)
	if i < 0 {
		return false
	}
	rest := path[i+1+len(part):]
	return rest == "" || rest[0] == '/' || rest[0] == '.'
}

// maxMomentText bounds the text of a moment, in bytes.
const maxMomentText = 300

// moment is an event as the timeline has it.
func (e *Event) moment() Moment {
	return Moment{At: e.Time, Kind: MomentEvent, What: e.Kind, Text: clip(e.words(), maxMomentText), Source: e.Source, Event: e}
}

// same is what makes events of a kind repeats: the peer, and on whose behalf.
// Whose log tells it does not matter, unless nobody is named.
func (e *Event) same() same {
	s := same{
		peer: cmp.Or(e.ClaimedIP, e.RemoteIP, e.UPID), principal: cmp.Or(e.Principal, e.ClaimedPrincipal),
		framework: cmp.Or(e.FrameworkID, e.FrameworkName), agent: cmp.Or(e.AgentID, e.Hostname),
		detail: cmp.Or(e.Call, e.Leader, e.ContainerID, e.Path, e.Roles),
	}
	if s.peer+s.principal+s.framework+s.agent+s.detail == "" || e.Kind == KindProcessStart {
		s = same{peer: cmp.Or(e.Process, e.Source)}
	}
	if e.Kind == KindWeakConfig {
		s.detail = e.Template
	}
	return s
}

// words are who and what of an event; its message where it names nobody.
func (e *Event) words() string {
	var w wording
	if e.Kind == KindProcessStart { // several lines, of which each tells a little
		return cmp.Or(e.Process, e.Source) + " started"
	}
	w.add("principal ", e.Principal)
	if e.ClaimedPrincipal != e.Principal {
		w.add("claimed principal ", e.ClaimedPrincipal)
	}
	w.add("framework ", cmp.Or(e.FrameworkName, e.FrameworkID))
	w.add("agent ", cmp.Or(e.Hostname, e.AgentID))
	w.add("container ", e.ContainerID)
	w.add("call ", e.Call)
	if e.Path != "" {
		w.add(cmp.Or(e.Method, "request")+" ", e.Path)
	}
	w.add("status ", e.Status)
	w.add("role ", e.Roles)
	w.add("user ", e.User)
	w.add("from ", e.RemoteIP)
	w.add("claimed address ", e.ClaimedIP)
	w.add("leader ", e.Leader)
	w.add("", e.Reason)
	if len(w) == 0 || e.Kind == KindWeakConfig {
		return e.Message
	}
	return w.String()
}

// wording is what is said of something, part by part.
type wording []string

func (w *wording) add(lead, value string) {
	if value != "" {
		*w = append(*w, lead+value)
	}
}

func (w wording) String() string { return strings.Join(w, ", ") }

// clip shortens text to at most n bytes, between two characters.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return strings.Clone(s[:n]) + "…"
}
