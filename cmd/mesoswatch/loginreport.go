package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/login"
)

// sayLogin says on standard error what is going to happen. Foreign words are made
// harmless.
func (a *app) sayLogin(p login.Plan) error {
	var b bytes.Buffer
	say := func(format string, args ...any) {
		fmt.Fprintln(&b, mesoswatch.Printable(fmt.Sprintf(format, args...)))
	}
	leads := "It leads, by its own word."
	if !p.Leads {
		leads = "It calls the leader " + p.Leader + ", a name that could not be compared; one that does not lead will not answer."
	}
	say("About to try a login as %q at %s. %s", p.Principal, p.Master, leads)
	say("  - It is the login that frameworks and agents make (CRAM-MD5), from %s.", p.UPID)
	say("    That name is this program's own, so nobody else's login is touched, and nothing is registered.")
	say("  - The master calls back: a port is open at %s until it is over.", p.Listen)
	switch {
	case p.SelfSigned:
		say("    It shows a certificate made for this; a master that verifies its peers wants one of its CA (--cert, --key).")
	case p.TLS:
		say("    It shows the certificate given with --cert.")
	}
	way := "in clear"
	if p.TLS {
		way = "over TLS"
	}
	say("  - The secret itself is not sent. What is, %s, is a keyed hash: whoever hears it can try secrets on it at home.", way)
	say("  - The master's log will hold (INFO): Authenticating %s, and", p.UPID)
	say("    Successfully authenticated principal '%s' at … or Authentication of … was unsuccessful, with a WARNING before it.", p.Principal)
	say("  - Its counter master/messages_authenticate goes up by one. When it accepts, it goes on knowing that name as logged in.")
	if a.noStore {
		say("  - Nobody is told that these lines are ours (--no-store): who watches will find them.")
	}
	_, err := a.stderr.Write(b.Bytes())
	return err
}

// writeLogin writes the result.
func (a *app) writeLogin(f *loginFlags, r login.Result) error {
	if f.format == "json" {
		doc := struct {
			login.Result
			Expected   string `json:"expected"`
			AsExpected bool   `json:"as_expected"`
		}{r, f.expect, string(r.Outcome) == f.expect}
		e := json.NewEncoder(a.stdout)
		e.SetIndent("", "  ")
		return e.Encode(doc)
	}
	return writeLoginText(a.stdout, f.expect, r)
}

// writeLoginText is the result for people.
func writeLoginText(w io.Writer, expect string, r login.Result) error {
	var b bytes.Buffer
	line := func(format string, args ...any) {
		fmt.Fprintln(&b, mesoswatch.Printable(fmt.Sprintf(format, args...)))
	}
	list := func(title string, items []string) {
		if len(items) == 0 {
			return
		}
		line("%s", title)
		for _, i := range items {
			line("  - %s", i)
		}
	}
	line("%s: %s at %s%s", strings.ToUpper(string(r.Outcome)), r.Principal, r.Master, expectation(expect, r.Outcome))
	if r.Why != "" {
		line("  %s", r.Why)
	}
	line("  from         %s", r.UPID)
	if r.Authenticator != "" {
		line("  answered by  %s", r.Authenticator)
	}
	line("  began        %s, took %s", r.Began.UTC().Format("2006-01-02T15:04:05.000Z"), r.Ended.Sub(r.Began).Round(time.Millisecond))
	if r.Certificate != "" {
		line("  TLS          both ways, the certificate of our port is %s", r.Certificate)
	}
	if f := r.Flags; f.Known() {
		line("  its flags    authenticate_frameworks=%v authenticate_agents=%v credentials=%v", f.Frameworks, f.Agents, f.Credentials)
	}
	list("It can be that", r.Reasons)
	list("Seen on the way", r.Seen)
	list("In the master's log", r.Log)
	list("Not proved by it", r.Unproven)
	_, err := w.Write(b.Bytes())
	return err
}

// expectation compares the outcome with what was to be proved.
func expectation(expect string, o login.Outcome) string {
	switch {
	case o != login.Accepted && o != login.Refused:
		return ", nothing is proved"
	case string(o) == expect:
		return ", as expected"
	}
	return ", expected " + expect
}
