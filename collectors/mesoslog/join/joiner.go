package join

import (
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

const (
	defaultMax = 4096
	// nearby is how long after a line its consequence is still looked for.
	nearby = 5 * time.Second
	// loginTime is longer than a master waits for a login (15 s by default).
	loginTime = 2 * time.Minute
)

// Joiner holds what one process said. The zero value is ready. It is not for
// several goroutines, nor for the events of several processes.
type Joiner struct {
	// Max is how many entries each table holds; 0 is 4096. Changing it after the
	// first Join has no effect.
	Max int

	ready      bool
	logins     table[login]
	frameworks table[framework]
	owners     table[string] // UPID -> framework id

	open       recent[string]       // UPIDs of logins that have begun
	said       note                 // what the authenticator said of the only open login
	requested  recent[subscription] // SUBSCRIBE calls received
	subscribed recent[subscription] // frameworks without an id yet
	schedulers recent[request]      // POSTs to the scheduler API
	operators  recent[request]      // POSTs to the operator API
	teardowns  recent[request]      // ends that an operator asked for

	count int64 // recognised events so far
}

// login is what is known of a UPID.
type login struct {
	principal string
}

// framework is what is known of a framework id.
type framework struct {
	name   string
	named  bool // frameworks may have an empty name
	upid   string
	claim  peer // what upid says of its address
	remote peer
	cause  string
}

type subscription struct {
	name, upid string
	remote     peer
}

type peer struct {
	ip, port string
}

// request is an HTTP request whose effect is logged on another line.
type request struct {
	peer
	thread string
	count  int64
}

// note is what a line without a name said about a login.
type note struct {
	upid, text string
}

// Evicted answers how many entries were dropped because a table was full.
func (j *Joiner) Evicted() int64 {
	return j.logins.evicted + j.frameworks.evicted + j.owners.evicted
}

// Join learns from ev and completes its empty fields from what the process said
// before. It never changes a field that is set, except Reason, to whose end it
// adds what the authenticator said of the same attempt.
func (j *Joiner) Join(ev *mesoswatch.Event) {
	if !j.ready {
		j.prepare()
	}
	if ev.Template == "" {
		return
	}
	j.count++
	switch family(ev.Template) {
	case "start":
		j.start(ev)
	case "authn", "sasl":
		j.login(ev)
	case "http", "api":
		j.request(ev)
	case "fw":
		j.framework(ev)
	case "run":
		switch ev.Template {
		case "run.logging-started":
			j.start(ev)
		case "run.agent-call":
			j.called(ev)
		}
		j.complete(ev)
	default:
		j.complete(ev)
	}
}

func (j *Joiner) prepare() {
	limit := j.Max
	if limit <= 0 {
		limit = defaultMax
	}
	j.logins, j.frameworks, j.owners = newTable[login](limit), newTable[framework](limit), newTable[string](limit)
	j.ready = true
}

// start forgets everything when a new process begins. A marked line may be a
// forgery and must not make the monitor forget.
func (j *Joiner) start(ev *mesoswatch.Event) {
	if len(ev.Suspect) > 0 {
		return
	}
	switch ev.Template {
	case "start.build", "start.starting", "start.master-id", "start.master-id.018", "start.master-id.014",
		"start.master-on.014", "start.agent-on", "start.agent-on.10", "start.agent-on.0x", "run.logging-started":
		j.reset()
	}
}

func (j *Joiner) reset() {
	j.logins.clear()
	j.frameworks.clear()
	j.owners.clear()
	j.open.clear()
	j.requested.clear()
	j.subscribed.clear()
	j.schedulers.clear()
	j.operators.clear()
	j.teardowns.clear()
	j.said = note{}
}

// family is the part of a template id before the first dot.
func family(id string) string {
	name, _, _ := strings.Cut(id, ".")
	return name
}

// setUPID fills the UPID and what it claims.
func setUPID(ev *mesoswatch.Event, upid string, claim peer) {
	if ev.UPID == "" && upid != "" {
		ev.UPID, ev.ClaimedIP, ev.ClaimedPort = upid, claim.ip, claim.port
	}
}

func claimOf(upid string) peer {
	u, ok := mesoswatch.ParseUPID(upid)
	if !ok {
		return peer{}
	}
	return peer{ip: u.IP, port: u.Port}
}

func setPeer(ev *mesoswatch.Event, p peer) {
	if ev.RemoteIP == "" && p.ip != "" {
		ev.RemoteIP, ev.RemotePort = p.ip, p.port
	}
}
