package join

import (
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// login follows the logins of schedulers and agents: who is logged in under
// which UPID, and what the lines without a name said of the only open attempt
// (src/master/master.cpp, src/authentication/cram_md5/authenticator.cpp).
func (j *Joiner) login(ev *mesoswatch.Event) {
	switch ev.Template {
	case "authn.begin", "authn.begin.14", "authn.begin.015", "authn.restart", "authn.queue":
		j.begin(ev)
	case "authn.ok", "authn.ok.015":
		j.end(ev)
		if ev.Principal != "" && len(ev.Suspect) == 0 {
			j.logins.put(ev.UPID).principal = strings.Clone(ev.Principal)
		}
	case "authn.fail", "authn.error", "authn.discarded", "authn.fail.019", "authn.fail.015":
		j.tell(ev)
		j.end(ev)
	case "authn.stale":
		// An attempt that a newer one replaced: the newer one is still open.
	case "authn.timeout":
		j.hear(ev, "authentication timed out")
	case "sasl.fail", "sasl.fail.021", "sasl.fail.015", "sasl.error":
		j.hear(ev, ev.Reason)
	}
}

// begin: the master forgets an earlier login of the UPID at this moment.
func (j *Joiner) begin(ev *mesoswatch.Event) {
	if ev.UPID == "" || len(ev.Suspect) > 0 {
		return
	}
	j.logins.drop(ev.UPID)
	j.close(ev.UPID)
	j.open.add(ev.Time, strings.Clone(ev.UPID))
}

func (j *Joiner) end(ev *mesoswatch.Event) {
	j.close(ev.UPID)
	if j.said.upid == ev.UPID {
		j.said = note{}
	}
}

func (j *Joiner) close(upid string) {
	for i := range j.open.items {
		if j.open.items[i].value == upid {
			j.open.drop(func(u string) bool { return u == upid })
			return
		}
	}
}

// hear keeps what a line without a name said, if only one login can be meant.
func (j *Joiner) hear(ev *mesoswatch.Event, text string) {
	j.said = note{}
	if upid, ok := j.open.only(ev.Time, loginTime); ok {
		j.said = note{upid: upid, text: strings.Clone(text)}
	}
}

// tell adds it to the line of the same attempt that has the name.
func (j *Joiner) tell(ev *mesoswatch.Event) {
	switch {
	case j.said.text == "" || j.said.upid != ev.UPID:
	case ev.Reason == "":
		ev.Reason = j.said.text
	default:
		ev.Reason += ": " + j.said.text
	}
}

// principal sets who is logged in under the event's UPID. In refusals and in
// messages that came from an unexpected address the UPID is only a claim that
// something did not accept;
// a framework that is recovered comes with the UPID of an agent.
func (j *Joiner) principal(ev *mesoswatch.Event) {
	if ev.UPID == "" || ev.Principal != "" || doubtful(ev.Kind) || ev.Kind == "framework-recovered" {
		return
	}
	if l := j.logins.get(ev.UPID); l != nil {
		ev.Principal = l.principal
	}
}

func doubtful(kind string) bool {
	switch kind {
	case "auth-refused", "auth-aborted", "auth-failed", "auth-start", "spoof-suspect", "framework-conflict":
		return true
	}
	return false
}
