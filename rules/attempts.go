package rules

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// attemptTemplates are the lines that a master writes for each request to log in
// that it takes up, exactly one for each time it counts one in
// master/messages_authenticate (src/master/master.cpp, Master::authenticate, 0.19
// and later). A request that has to wait is taken up, counted and written again.
func attemptTemplates() []string {
	return []string{"authn.begin", "authn.begin.14", "authn.queue", "authn.restart", "authn.no-authenticator"}
}

// minutesKept is how many minutes of counted lines are kept of a log.
const minutesKept = 30

// loginLog is a log of a master that is followed, and the attempts to log in that
// it tells of.
type loginLog struct {
	name    string // as logName
	source  string
	host    string // of the process that writes it
	id      string // of the master, from its first line
	address string // of the master, from its first line
	master  bool   // the log of a master, as far as name and lines tell
	read    time.Time
	minutes []minute // in order
}

// minute counts the lines of one minute.
type minute struct {
	at time.Time
	n  int
}

// startLine is the first word of a master about itself (src/master/master.cpp).
var startLine = regexp.MustCompile(`^Master (\S{1,200}) \((\S{1,300})\) started on (\S{1,100})$`)

// line takes an event of the log in.
func (l *loginLog) line(e *mesoswatch.Event) {
	if _, host, ok := strings.Cut(e.Process, "@"); ok {
		l.host = strings.Clone(host)
	}
	l.master = l.master || e.Service == "master"
	if len(e.Suspect) > 0 {
		return
	}
	if e.Time.After(l.read) {
		l.read = e.Time
	}
	if m := startLine.FindStringSubmatch(e.Message); m != nil && e.Template == "start.master-id" {
		l.id, l.address = strings.Clone(m[1]), strings.Clone(m[3])
	}
	if slices.Contains(attemptTemplates(), e.Template) {
		l.count(e.Time.Truncate(time.Minute))
	}
}

func (l *loginLog) count(at time.Time) {
	i := len(l.minutes)
	for i > 0 && l.minutes[i-1].at.After(at) {
		i--
	}
	if i > 0 && l.minutes[i-1].at.Equal(at) {
		l.minutes[i-1].n++
		return
	}
	l.minutes = slices.Insert(l.minutes, i, minute{at, 1})
	if len(l.minutes) > minutesKept {
		l.minutes = slices.Delete(l.minutes, 0, 1)
	}
}

// attempts counts those in the minutes that touch the span.
func (l *loginLog) attempts(from, to time.Time) int {
	n := 0
	for _, m := range l.minutes {
		if m.at.Add(time.Minute).After(from) && !m.at.After(to) {
			n += m.n
		}
	}
	return n
}

// of tells whether it is the log of that master: by the URL that it is read from,
// by what the master wrote when it started, or by the host it runs on.
func (l *loginLog) of(v *voice) bool {
	switch {
	case strings.HasPrefix(l.source, v.url+"/"):
		return true
	case strings.Contains(l.source, "://"):
		return false
	case l.id != "" && v.told != nil && v.told.ID != "" && l.id == v.told.ID:
		return true
	case l.address != "":
		return v.is(l.address)
	}
	return l.host != "" && v.runsOn(l.host)
}

// runsOn tells whether a host name or address is the master's own; a short name
// is that of the full one.
func (v *voice) runsOn(host string) bool {
	var names []string
	if u, err := url.Parse(v.url); err == nil {
		names = append(names, u.Hostname())
	}
	if v.told != nil {
		u, _ := mesoswatch.ParseUPID(v.told.PID)
		names = append(names, v.told.Hostname, u.IP)
	}
	return slices.ContainsFunc(names, func(n string) bool { return sameHost(n, host) })
}

func sameHost(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	if a == "" || b == "" {
		return false
	}
	return a == b || strings.HasPrefix(a, b+".") || strings.HasPrefix(b, a+".")
}
