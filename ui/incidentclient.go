package ui

import (
	"cmp"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// client is who an incident is about where that is somebody who logs in: what is
// asked first about them, as far as findings and log tell.
type client struct {
	address    string // claimed
	peer       string // address of its TCP connection; empty: not told
	principal  string
	failures   int // 0: not told how many
	from, last time.Time
	in         time.Time // of the login; zero: none was seen
	guessed    bool      // a finding says that the login came of the failures
	forged     bool      // a line that this rests on may be
	others     int       // further addresses that got in
	frameworks []clientFramework
}

// clientFramework is one of a client as the log names it.
type clientFramework struct{ id, name, user string }

// mostRegistered bounds how many frameworks of a client are told of.
const mostRegistered = 8

const ruleGotIn = "auth-success-after-failures"

// leadOf is the finding that stands for an incident, of findings that are in order:
// that somebody got in, unless that is over and something grave is not.
func leadOf(findings []mesoswatch.Finding) *mesoswatch.Finding {
	if len(findings) == 0 {
		return nil
	}
	first := &findings[0]
	for i := range findings {
		f := &findings[i]
		if f.Rule == ruleGotIn && isLogin(f) && (f.Status != mesoswatch.Resolved || first.Status == mesoswatch.Resolved || first.Level < mesoswatch.High) {
			return f
		}
	}
	return first
}

// newClient is that of the lead among findings; false when it is not about somebody
// who logs in.
func newClient(b *mesoswatch.Board, lead *mesoswatch.Finding, findings []mesoswatch.Finding) (client, bool) {
	if lead == nil || !isLogin(lead) {
		return client{}, false
	}
	c := client{address: lead.Subject.Name, peer: lead.Fields["remote_ip"], principal: lead.Fields["principal"], from: lead.FirstSeen, last: lead.LastSeen, guessed: lead.Rule == ruleGotIn}
	c.failures = failuresOf(lead, findings)
	for i := range lead.Evidence {
		c.forged = c.forged || len(lead.Evidence[i].Suspect) > 0
	}
	for i := range findings {
		if f := &findings[i]; f.Rule == ruleGotIn && f.ID != lead.ID {
			c.others++
		}
	}
	c.follow(b)
	if c.guessed && c.in.IsZero() {
		c.in = lead.LastSeen
	}
	return c, true
}

// isLogin tells whether a finding is about an address that tries to log in.
func isLogin(f *mesoswatch.Finding) bool {
	return strings.HasPrefix(f.Rule, "auth-") && f.Subject.Kind == "address" && f.Fields["claimed_ip"] == f.Subject.Name
}

// failuresOf is how many logins failed before: what the finding says, else what others
// count of the same address.
func failuresOf(lead *mesoswatch.Finding, all []mesoswatch.Finding) int {
	n := 0
	for _, c := range lead.Fields["failures"] {
		if c < '0' || c > '9' || n > 1e8 {
			n = 0
			break
		}
		n = 10*n + int(c-'0')
	}
	for i := range all {
		if f := &all[i]; n == 0 && isLogin(f) && f.Rule != ruleGotIn && f.Subject == lead.Subject {
			n = f.Count
		}
	}
	return n
}

// follow reads from the timeline when the client got in and what it registered then.
// Lines that may be forged tell nothing.
func (c *client) follow(b *mesoswatch.Board) {
	for m := range b.Timeline.Moments() {
		e := m.Event
		if e == nil || e.ClaimedIP != c.address || len(e.Suspect) > 0 || m.At.Before(c.from) {
			continue
		}
		switch {
		case c.in.IsZero() && e.Kind == mesoswatch.KindAuthOK && (c.principal == "" || e.Principal == c.principal):
			c.in, c.principal = m.At, e.Principal
		case strings.HasPrefix(e.Kind, "framework-re") && e.FrameworkID != "" && !c.in.IsZero():
			c.registers(e)
		}
	}
}

// registers keeps a framework that the client registered, once.
func (c *client) registers(e *mesoswatch.Event) {
	for i := range c.frameworks {
		if one := &c.frameworks[i]; one.id == e.FrameworkID {
			one.name, one.user = cmp.Or(one.name, e.FrameworkName), cmp.Or(one.user, e.User)
			return
		}
	}
	if len(c.frameworks) < mostRegistered {
		c.frameworks = append(c.frameworks, clientFramework{e.FrameworkID, e.FrameworkName, e.User})
	}
}
