package rules

import (
	"fmt"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// loginLine is a line of a master about a login.
func loginLine(at time.Duration, kind, template, upid string) mesoswatch.Record {
	u, _ := mesoswatch.ParseUPID(upid)
	return mesoswatch.Record{Event: &mesoswatch.Event{
		Time: start.Add(at), Source: "mesos-master.INFO", Service: "master", Kind: kind, Template: template, UPID: upid, ClaimedIP: u.IP, ClaimedPort: u.Port, Raw: "x",
	}}
}

func loginAction(at time.Duration, upid string) mesoswatch.Record {
	return mesoswatch.Record{Action: &mesoswatch.Action{ID: "a-1", At: start.Add(at), Who: "ops1", What: mesoswatch.Login, UPID: upid}}
}

const ownUPID = mesoswatch.LoginActor + "@10.0.0.9:41000"

// What is taken for ours is a line about a login, of the very UPID, near the action,
// once for each log.
func TestOwnLogins(t *testing.T) {
	var o ownLogins
	o.note(loginAction(0, ownUPID).Action)
	take := func(at time.Duration, kind, template, upid string, change func(*mesoswatch.Event)) bool {
		e := loginLine(at, kind, template, upid).Event
		if change != nil {
			change(e)
		}
		return o.left(e)
	}
	for _, tc := range []struct {
		name           string
		at             time.Duration
		kind, template string
		upid           string
		change         func(*mesoswatch.Event)
		want           bool
	}{
		{"begin", 0, "auth-start", "authn.begin.14", ownUPID, nil, true},
		{"begin again", 0, "auth-start", "authn.begin.14", ownUPID, nil, false},
		{"begin in another log", 0, "auth-start", "authn.begin.14", ownUPID, func(e *mesoswatch.Event) { e.Source = "http://10.0.0.1:5050/files" }, true},
		{"end", -ownLoginSpan, "auth-failed", "authn.fail", ownUPID, nil, true},
		{"good end too late", ownLoginSpan + 1, "auth-ok", "authn.ok", ownUPID, nil, false},
		{"good end too early", -ownLoginSpan - 1, "auth-ok", "authn.ok", ownUPID, nil, false},
		{"suspect", 0, "auth-ok", "authn.ok", ownUPID, func(e *mesoswatch.Event) { e.Suspect = []string{"forged"} }, false},
		{"another peer", 0, "auth-ok", "authn.ok", ownUPID + "1", nil, false},
		{"a scheduler's own log", 0, "auth-ok", "dr.auth-ok", ownUPID, nil, false},
		{"it registers", 0, "framework-registered", "authn.x", ownUPID, nil, false},
		{"it is refused to register", 0, "auth-refused", "authn.x", ownUPID, nil, false},
		{"nobody", 0, "auth-failed", "authn.timeout", "", nil, false},
		{"good end", ownLoginSpan, "auth-ok", "authn.ok", ownUPID, nil, true},
	} {
		if got := take(tc.at, tc.kind, tc.template, tc.upid, tc.change); got != tc.want {
			t.Errorf("%s: %v", tc.name, got)
		}
	}
	o.note(loginAction(0, ownUPID).Action) // from the store, once more
	if take(0, "auth-ok", "authn.ok", ownUPID, nil) {
		t.Error("the same action twice hides two lines")
	}
	for i := range 2 * ownLoginLines {
		take(0, "auth-aborted", "authn.discarded", ownUPID, func(e *mesoswatch.Event) { e.Source = fmt.Sprint("log", i) })
	}
	if n := len(o.peek(ownUPID).seen); n != ownLoginLines {
		t.Errorf("%d lines are remembered", n)
	}
	for i := range 2 * maxOwnLogins {
		o.note(loginAction(0, fmt.Sprintf("%s@10.0.0.9:%d", mesoswatch.LoginActor, i)).Action)
	}
	if o.size() != maxOwnLogins {
		t.Errorf("%d attempts are remembered", o.size())
	}
	for _, a := range []mesoswatch.Action{
		{What: mesoswatch.Note, UPID: ownUPID}, {What: mesoswatch.Login, UPID: "slave(1)@10.0.0.9:5051"}, {What: mesoswatch.Login, UPID: ownUPID, Replay: true}, {What: mesoswatch.Login},
	} {
		var none ownLogins
		if none.note(&a); none.size() != 0 {
			t.Errorf("%+v was taken for an attempt", a)
		}
	}
}

// The counter of the master counts our attempts, so its log must count them too.
func TestOwnLoginsAreNotMissing(t *testing.T) {
	c := load(t)
	for i, u := range c.units {
		if u.On.Own != (u.Name == "log-blind-spot") {
			t.Errorf("%s (%d): Own %v", u.Name, i, u.On.Own)
		}
	}
	engine := c.Engine()
	for i := range 12 {
		upid := fmt.Sprintf("%s@10.0.0.9:%d", mesoswatch.LoginActor, 41000+i)
		at := time.Duration(i) * time.Second
		for _, r := range []mesoswatch.Record{loginAction(at, upid), loginLine(at, "auth-start", "authn.begin.14", upid), loginLine(at, "auth-failed", "authn.fail", upid)} {
			for _, said := range engine.Evaluate(r) {
				t.Errorf("our own attempt is found: %+v", said.Finding)
			}
		}
	}
	looked := make(map[string]int64)
	for _, s := range engine.Stats() {
		looked[s.Rule] = s.Looked
	}
	if looked["log-blind-spot"] != 24 || looked["auth-failed"] != 0 {
		t.Errorf("log-blind-spot saw %d lines of 24, auth-failed %d of none", looked["log-blind-spot"], looked["auth-failed"])
	}
}
