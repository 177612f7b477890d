package join_test

import (
	"strings"
	"testing"
)

func TestPrincipalForgottenWhenLoginBeginsAgain(t *testing.T) {
	p := play(t, `
I master.cpp Authenticating `+upidA+`
I master.cpp Successfully authenticated principal 'batch' at `+upidA+`
I master.cpp Authenticating `+upidA+`; clearing previous authentication
I master.cpp Received SUBSCRIBE call for framework 'nightly' at `+upidA+`
`)
	p.want("fw.recv-subscribe", "principal", "")
}

func TestPrincipalNotGivenToRefused(t *testing.T) {
	p := play(t, `
I master.cpp Authenticating `+upidA+`
I master.cpp Successfully authenticated principal 'batch' at `+upidA+`
I master.cpp Refusing subscription of framework 'x' at `+upidA+`: Framework at `+upidA+` is not authenticated
W master.cpp Ignoring revive offers message for framework `+fwA+` (nightly) at `+upidB+` because it is not expected from `+upidA+`
`)
	p.want("fw.refuse", "principal", "")
	p.want("fw.revive-spoof", "principal", "")
}

func TestTwoLinesOfOneFailedLogin(t *testing.T) {
	for _, c := range []struct{ name, lines, template, want string }{
		{"1.12", "W authenticator.cpp Authentication failure: user not found\nI master.cpp Authentication of " + upidA + " was unsuccessful: Invalid credentials", "authn.fail", "Invalid credentials: user not found"},
		{"1.4", "W authenticator.cpp Authentication failure: authentication failure\nW master.cpp Failed to authenticate " + upidA + ": Refused authentication", "authn.fail.019", "Refused authentication: authentication failure"},
		{"0.22", "W authenticator.hpp Authentication failure: user not found\nW master.cpp Failed to authenticate " + upidA + ": Refused authentication", "authn.fail.019", "Refused authentication: user not found"},
		{"timeout 0.28", "W master.cpp Authentication timed out\nW master.cpp Failed to authenticate " + upidA + ": Authentication discarded", "authn.fail.019", "Authentication discarded: authentication timed out"},
		{"timeout 1.12", "W master.cpp Authentication timed out\nI master.cpp Authentication of " + upidA + " was discarded", "authn.discarded", "authentication timed out"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := play(t, "I master.cpp Authenticating "+upidA+"\n"+c.lines)
			p.want(c.template, "reason", c.want)
			if ev := p.events[1]; ev.UPID != "" {
				t.Errorf("the line without a name got %q: one attempt would count twice", ev.UPID)
			}
			p = play(t, "I master.cpp Authenticating "+upidB+"\nI master.cpp Authenticating "+upidA+"\n"+c.lines)
			if ev := p.last(c.template); strings.Contains(ev.Reason, "found") || strings.Contains(ev.Reason, "timed out") {
				t.Errorf("two logins stood open, and yet: %q", ev.Reason)
			}
		})
	}
}

func TestAgentHasThePrincipalOfItsLogin(t *testing.T) {
	p := play(t, `
I master.cpp Authenticating slave(1)@10.9.2.2:5051
I master.cpp Successfully authenticated principal 'node' at slave(1)@10.9.2.2:5051
I master.cpp Registering slave at slave(1)@10.9.2.2:5051 (h1) with id 20150101-S0
`)
	p.want("ag.registering.019", "principal", "node")
}
