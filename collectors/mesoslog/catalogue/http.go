package catalogue

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

const (
	httpPrefix    = "HTTP "
	httpText      = "HTTP {method} for "
	agentOpen     = " with User-Agent='"
	forwardedOpen = " with X-Forwarded-For='"
	forwardedNext = "' with X-Forwarded-For='"
)

// httpTemplates are the templates of HTTP request and response lines: the one
// form that is read by hand, from the left, because headers can imitate all
// that stands behind them.
type httpTemplates struct {
	requests []*compiled // the newest first
	response *compiled
}

func (h *httpTemplates) take(k *compiled) bool {
	switch {
	case !strings.HasPrefix(k.Text, httpText):
		return false
	case strings.HasSuffix(k.Text, "ms"):
		h.response = k
	default:
		h.requests = append(h.requests, k)
	}
	return true
}

// httpLine is what an HTTP line says.
type httpLine struct {
	method, url, remote string
	status              string
	agent, forwarded    string
	imitates            bool
}

// parse reads an HTTP line into the query.
func (h *httpTemplates) parse(q *query) bool {
	if q.exit || q.library || !strings.HasPrefix(q.msg, httpPrefix) {
		return false
	}
	var l httpLine
	rest, ok := l.request(q.msg[len(httpPrefix):])
	if !ok {
		return false
	}
	q.http = l
	switch {
	case strings.HasPrefix(rest, ": '") && h.response != nil:
		if !q.http.response(rest[len(": '"):]) {
			return false
		}
		q.best = h.response
	case len(h.requests) > 0 && q.http.headers(rest):
		q.best = h.requests[0]
	default:
		return false
	}
	q.isHTTP = true
	if q.collect {
		q.found = append(q.found, h.same(q)...)
	}
	return true
}

// same answers the templates of the same line in other releases: before 1.3
// without a query, before 1.2 always with a peer.
func (h *httpTemplates) same(q *query) []*compiled {
	if q.best == h.response || strings.Contains(q.http.url, "?") {
		return []*compiled{q.best}
	}
	var out []*compiled
	for _, k := range h.requests {
		if q.http.remote != "" || strings.Contains(k.Text, "[ from") {
			out = append(out, k)
		}
	}
	return out
}

// request reads "GET for /path from 10.0.0.9:51234" and answers what follows.
func (l *httpLine) request(s string) (string, bool) {
	n := scanWhile(s, isState)
	if n < 0 || !strings.HasPrefix(s[n:], " for ") {
		return "", false
	}
	l.method, s = s[:n], s[n+len(" for "):]
	n = strings.IndexByte(s, ' ')
	if n < 0 {
		l.url = s
		return "", s != ""
	}
	l.url, s = s[:n], s[n:]
	if strings.HasPrefix(s, " '") && strings.HasSuffix(l.url, ":") { // a response without a peer
		l.url, s = l.url[:len(l.url)-1], ":"+s
	}
	if !strings.HasPrefix(s, " from ") {
		return s, l.url != ""
	}
	s = s[len(" from "):]
	n = 0
	for n < len(s) && s[n] > ' ' {
		n++
	}
	if n > 0 && s[n-1] == ':' {
		n--
	}
	l.remote = s[:n]
	return s[n:], n > 0
}

// response reads "200 OK' after 2.93ms".
func (l *httpLine) response(s string) bool {
	n := scanStatus(s, "' after ")
	if n < 0 {
		return false
	}
	l.status = s[:3]
	s = s[n+len("' after "):]
	n = scanWhile(s, isNumber)
	return n > 0 && s[n:] == "ms"
}

// headers reads what is left of a request line. The values are the client's: a
// line that can be read in two ways keeps the whole as User-Agent.
func (l *httpLine) headers(s string) bool {
	switch {
	case s == "":
		return true
	case strings.HasPrefix(s, forwardedOpen):
		l.forwarded = l.unquote(s[len(forwardedOpen):])
	case strings.HasPrefix(s, agentOpen):
		s = l.unquote(s[len(agentOpen):])
		n := strings.Index(s, forwardedNext)
		if n < 0 || strings.Contains(s[n+1:], forwardedNext) {
			l.imitates = l.imitates || n >= 0
			l.agent = s
			break
		}
		l.agent, l.forwarded = s[:n], s[n+len(forwardedNext):]
	default:
		return false
	}
	if strings.IndexByte(l.agent, '\'') >= 0 || strings.IndexByte(l.forwarded, '\'') >= 0 {
		l.imitates = true
	}
	return true
}

// unquote takes the closing quote off; a line that was cut has none.
func (l *httpLine) unquote(s string) string {
	v, ok := strings.CutSuffix(s, "'")
	l.imitates = l.imitates || !ok
	return v
}

func (l *httpLine) store(ev *mesoswatch.Event) {
	keep(&ev.Method, l.method)
	storeURL(ev, l.url)
	storeRemote(ev, l.remote)
	keep(&ev.Status, l.status)
	keep(&ev.UserAgent, l.agent)
	keep(&ev.ForwardedFor, l.forwarded)
	if l.imitates {
		mark(ev, SuspectImitation)
	}
	for _, v := range [...]string{l.url, l.agent, l.forwarded} {
		markValue(ev, v, false)
	}
}
