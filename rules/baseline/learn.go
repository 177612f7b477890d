package baseline

import (
	"strconv"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// event learns from one log message; kinds and templates are those of the
// message catalogue.
func (o *Observer) event(ev *mesoswatch.Event) {
	addr := peerAddress(ev)
	if len(ev.Suspect) > 0 {
		o.suspect(ev, addr)
		return
	}
	switch ev.Kind {
	case "framework-registered", "framework-reregistered", "framework-failed-over", "framework-updated":
		o.framework(ev, addr)
	case mesoswatch.KindAuthOK:
		if ev.Principal != "" && len(ev.Principal) <= MaxText {
			see(o.logins, key{principal: ev.Principal, addr: addr}, placeOf(ev))
		}
	case "agent-registered", "agent-reregistered":
		o.agent(ev, addr)
	case "http-request":
		if addr := canonical(ev.RemoteIP); addr != "" && ByOperator(ev.Path) {
			see(o.requests, key{addr: addr}, placeOf(ev))
		}
	case "http-response":
		if addr := canonical(ev.RemoteIP); addr != "" && ev.Status == "401" {
			o.badAddress(addr, "failed login", placeOf(ev))
		}
	case "authz-check":
		o.authorized(ev)
	case "process-start":
		o.started(ev)
	case mesoswatch.KindAuthFailed:
		o.badAddress(addr, "failed login", placeOf(ev))
	case mesoswatch.KindAuthRefused:
		o.badAddress(addr, "refused without a valid login", placeOf(ev))
		o.refusal(ev, addr)
	case mesoswatch.KindAuthzDenied, "invalid", "framework-conflict", "agent-conflict", "agent-refused", "spoof-suspect", "framework-principal-change":
		o.refusal(ev, addr)
	}
	if ev.Leader != "" {
		if u, ok := mesoswatch.ParseUPID(ev.Leader); ok {
			o.master(key{addr: canonical(u.IP)}, u.Port)
		}
	}
}

// peerAddress is the address that a peer claims or, without a claim, has.
func peerAddress(ev *mesoswatch.Event) string {
	if a := canonical(ev.ClaimedIP); a != "" {
		return a
	}
	return canonical(ev.RemoteIP)
}

// canonical is an address in its one form; empty for what is none.
func canonical(s string) string {
	if s == "" {
		return ""
	}
	a, ok := address(s)
	if !ok {
		return ""
	}
	return a.String()
}

func (o *Observer) framework(ev *mesoswatch.Event, addr string) {
	switch {
	case ev.FrameworkName == "" && ev.FrameworkID != "":
		if s := o.unnamed.get(key{name: ev.FrameworkID}); s == nil || s.why == "" {
			see(o.unnamed, key{name: ev.FrameworkID}, placeOf(ev))
		}
		return
	case ev.FrameworkName == "":
		return
	case len(ev.FrameworkName) > MaxText || len(ev.Principal) > MaxText:
		o.mark(UseFramework, ev.FrameworkName, addr, "its name or principal is longer than "+strconv.Itoa(MaxText)+" bytes", placeOf(ev))
		return
	}
	if ev.FrameworkID != "" {
		o.unnamed.put(key{name: ev.FrameworkID}).why = "named"
	}
	s := see(o.frameworks, key{name: ev.FrameworkName, principal: ev.Principal, addr: addr}, placeOf(ev))
	for _, r := range splitRoles(ev.Roles) {
		add(&s.roles, r)
	}
	add(&s.users, ev.User)
	if ev.Principal != "" {
		see(o.principals, key{principal: ev.Principal, use: UseFramework, addr: addr}, placeOf(ev))
	}
}

// agent learns from what the master says of an agent; the agent's own log has no
// host name in these lines.
func (o *Observer) agent(ev *mesoswatch.Event, addr string) {
	switch {
	case ev.Hostname == "":
		return
	case len(ev.Hostname) > MaxText || len(ev.Principal) > MaxText:
		o.mark(UseAgent, ev.Hostname, addr, "its name or principal is longer than "+strconv.Itoa(MaxText)+" bytes", placeOf(ev))
		return
	}
	see(o.agents, key{name: ev.Hostname, principal: ev.Principal, addr: addr}, placeOf(ev))
	if ev.Principal != "" {
		see(o.principals, key{principal: ev.Principal, use: UseAgent, addr: addr}, placeOf(ev))
	}
	o.port(ServiceAgent, ev.ClaimedPort, addr)
}

// authorized learns the principals of operators: those that a master or agent
// has authenticated before it asks what they may do. The line tells no address.
func (o *Observer) authorized(ev *mesoswatch.Event) {
	switch family, _, _ := strings.Cut(strings.TrimPrefix(ev.Template, "authz."), "-"); {
	case ev.Principal == "" || ev.Principal == "ANY" || len(ev.Principal) > MaxText:
	case family == "endpoint", family == "quota", ev.Template == "authz.weights", ev.Template == "run.authz-weight-get":
		see(o.principals, key{principal: ev.Principal, use: UseOperator}, placeOf(ev))
	}
}

// started learns from what a process says of itself.
func (o *Observer) started(ev *mesoswatch.Event) {
	if ev.Version != "" && (ev.Service == ServiceMaster || ev.Service == ServiceAgent) {
		o.version(ev.Service, ev.Version)
	}
	if ev.Hostname != "" && strings.HasPrefix(ev.Template, "start.master-id") {
		// "Master <id> (<hostname>) started on <address>": the event has no field
		// for the address.
		_, on, _ := cutLast(ev.Message, " started on ")
		ip, port, _ := mesoswatch.SplitAddress(strings.TrimPrefix(on, "master@"))
		o.master(key{name: ev.Hostname, addr: canonical(ip)}, port)
	}
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

func (o *Observer) version(service, version string) {
	if version != "" && len(version) <= MaxText {
		see(o.versions, key{use: service, name: version}, nil)
	}
}

func (o *Observer) port(service, port, addr string) {
	if n, err := strconv.Atoi(port); err == nil && n >= 1 && n <= 65535 {
		see(o.ports, key{use: service, name: strconv.Itoa(n), addr: addr}, nil)
	}
}

func (o *Observer) master(k key, port string) {
	if a := canonical(k.name); a != "" && (k.addr == "" || k.addr == a) {
		k = key{addr: a} // its name is its address
	}
	if k.name == "" && k.addr == "" || len(k.name) > MaxText {
		return
	}
	see(o.masters, k, nil)
	o.port(ServiceMaster, port, k.addr)
}
