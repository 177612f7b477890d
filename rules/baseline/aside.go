package baseline

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// badAddress sets an address aside, and with it all that comes from it.
func (o *Observer) badAddress(addr, why string, place func() string) {
	if addr == "" {
		return // a line of the authenticator that names nobody
	}
	reason(see(o.bad, key{addr: addr}, place), why)
}

// refusal sets a framework or agent aside at the address it was refused at; a
// refusal that tells no address counts where no address is known.
func (o *Observer) refusal(ev *mesoswatch.Event, addr string) {
	why := "refused or in conflict"
	if ev.Reason != "" {
		why = "refused: " + cut(ev.Reason, 120)
	}
	name, use := ev.FrameworkName, UseFramework
	if name == "" {
		name, use = ev.Hostname, UseAgent
	}
	if name == "" || len(name) > MaxText {
		return // the address, where it is told, has been set aside
	}
	reason(see(o.refused, key{name: name, use: use, addr: addr}, placeOf(ev)), why)
}

// suspect keeps what a line that may be forged is about, and takes nothing from
// it; a failure in it still counts against its address.
func (o *Observer) suspect(ev *mesoswatch.Event, addr string) {
	why := "the line may be forged (" + strings.Join(ev.Suspect, ", ") + ")"
	switch ev.Kind {
	case "framework-registered", "framework-reregistered", "framework-failed-over", "framework-updated":
		if ev.FrameworkName != "" {
			o.mark(UseFramework, ev.FrameworkName, addr, why, placeOf(ev))
		}
		if ev.FrameworkID != "" { // named, though not in a way to trust
			o.unnamed.put(key{name: cut(ev.FrameworkID, MaxText)}).why = "named"
		}
	case "agent-registered", "agent-reregistered":
		if ev.Hostname != "" {
			o.mark(UseAgent, ev.Hostname, addr, why, placeOf(ev))
		}
	case "http-request":
		if addr := canonical(ev.RemoteIP); addr != "" && ByOperator(ev.Path) {
			o.mark(UseOperator, "", addr, why, placeOf(ev))
		}
	case mesoswatch.KindAuthFailed, mesoswatch.KindAuthRefused:
		o.badAddress(addr, "failed login, though "+why, placeOf(ev))
		o.refusal(ev, addr)
	}
}

func (o *Observer) mark(use, name, addr, why string, place func() string) {
	reason(see(o.marked, key{name: cut(name, MaxText), use: use, addr: addr}, place), why)
}

// finding sets aside what a rule found something about.
func (o *Observer) finding(f *mesoswatch.Finding) {
	if f.Level < mesoswatch.Medium || f.Status == mesoswatch.Resolved || saysNothing(f) {
		return
	}
	addr := canonical(f.Fields["claimed_ip"])
	if addr == "" {
		addr = canonical(f.Fields["remote_ip"])
	}
	why := "finding " + f.Rule + " (" + f.Level.String() + ")"
	switch f.Subject.Kind {
	case "address":
		if addr := canonical(f.Subject.Name); addr != "" {
			reason(o.bad.put(key{addr: addr}), why)
		}
	case "framework":
		o.refuse(UseFramework, f.Fields["framework_name"], addr, why)
	case "agent":
		o.refuse(UseAgent, f.Fields["hostname"], addr, why)
	case "task":
		o.refuse(useImage, Repository(f.Fields["image"]), "", why)
	}
}

// saysNothing tells whether a finding is no reason to set what it is about aside:
// it says that the baseline does not know the thing, or that the thing has trouble.
func saysNothing(f *mesoswatch.Finding) bool {
	switch f.Rule {
	case suspiciousTask:
		return f.Fields["reasons"] == NotKnown
	case "framework-inactive", "framework-hoarding-offers", "agent-unreachable", "resource-spike":
		return true
	}
	return Answers(f.Rule)
}

// everywhere, as the principal of a refusal, says that it holds at any address.
const everywhere = "*"

// refuse sets a framework or agent aside for a finding; at any address when the
// finding tells none.
func (o *Observer) refuse(use, name, addr, why string) {
	if name == "" || len(name) > MaxText {
		return
	}
	k := key{name: name, use: use, addr: addr}
	if addr == "" {
		k.principal = everywhere
	}
	reason(o.refused.put(k), why)
}

// reason keeps the first reason why something is set aside.
func reason(s *sighting, why string) {
	if s.why == "" {
		s.why = strings.Clone(why)
	}
}

// cut shortens text to at most n bytes, between two characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return s[:n]
}
