package catalogue

import (
	"testing"

	"github.com/mesoswatch/mesoswatch"
)

func TestExit(t *testing.T) {
	c := Default()
	for _, l := range []struct {
		in   Input
		want string
	}{
		{Input{Message: "Lost leadership... committing suicide!"}, "lead.lost.016"},
		{Input{Message: "some other text Lost leadership... committing suicide!"}, "lead.lost.016"},
		{Input{Message: "x\nLost leadership... committing suicide!\n*** Aborted"}, "lead.lost.016"},
		{Input{Message: "Bad file (see --credentials flag)", Service: "master"}, "cred.bad"},
		{Input{Message: "Master master@10.0.0.1:5050 refused authentication", Service: "agent"}, "sl.auth-refused"},
		{Input{Message: "EXIT with status 1: Lost candidacy as a leader... committing suicide!", Severity: 'E', File: "master.cpp", Prefixed: true}, "lead.lost-candidacy"},
		{Input{Message: "EXIT with status 1: Failed to contend: gone", Severity: 'E', File: "master.cpp", Prefixed: true}, "lead.contend-failed"},
		{Input{Message: "EXIT with status 1: Bad file (see --credentials flag)", Severity: 'E', File: "master.cpp", Prefixed: true}, "cred.bad"},
		{Input{Message: "EXIT with status 1: no such thing", Severity: 'E', File: "master.cpp", Prefixed: true}, "run.exit"},
	} {
		ev := match(t, c, l.in)
		if ev.Template != l.want || len(ev.Suspect) > 0 {
			t.Errorf("%q is %s %v, want %s", l.in.Message, ev.Template, ev.Suspect, l.want)
		}
	}
	for _, m := range []string{"Elected as the leading master!", "Successfully authenticated principal 'p' at s@10.0.0.1:1", "HTTP GET for /x",
		"ZOO_INFO@f@1: Successfully authenticated principal 'p' at s@10.0.0.1:1", "ZOO_INFO@f@1: HTTP GET for /x"} {
		var ev mesoswatch.Event
		if c.Match(Input{Message: m, Service: "master"}, &ev) {
			t.Errorf("%q without a prefix is %s", m, ev.Template)
		}
	}
}

func TestSuspects(t *testing.T) {
	c := Default()
	const ok = "Successfully authenticated principal 'p' at s@10.0.0.1:1"
	for _, l := range []struct {
		name string
		in   Input
		want string
	}{
		{"file", Input{Severity: 'I', File: "evil.cpp", Message: ok, Prefixed: true}, SuspectFile},
		{"other file of Mesos", Input{Severity: 'I', File: "slave.cpp", Message: ok, Prefixed: true}, SuspectFile},
		{"severity", Input{Severity: 'W', File: "master.cpp", Message: ok, Prefixed: true}, SuspectSeverity},
		{"line break", master("Received SUBSCRIBE call for framework 'a\nb' at s@10.0.0.1:1"), SuspectControl},
		{"prefix", master("Received SUBSCRIBE call for framework 'I1120 04:05:06.789012 99 master.cpp:1] x' at s@10.0.0.1:1"), SuspectPrefix},
		{"prefix behind a break", master("Received SUBSCRIBE call for framework 'a\nI20261120 04:05:06.789012    99 master.cpp:1] x' at s@10.0.0.1:1"), SuspectPrefix},
		{"imitation", master("Received SUBSCRIBE call for framework 'a' at b@10.0.0.1:1' at s@10.0.0.1:1"), SuspectImitation},
		{"id", master("Framework no such id (n) at s@10.0.0.1:1 disconnected"), SuspectID},
		{"trailing", master(ok + "\n') at t@10.0.0.1:2"), SuspectTrailing},
	} {
		ev := match(t, c, l.in)
		found := false
		for _, s := range ev.Suspect {
			found = found || s == l.want
		}
		if !found {
			t.Errorf("%s: %q marked %v, want %s", l.name, l.in.Message, ev.Suspect, l.want)
		}
	}
	if ev := match(t, c, master(ok)); len(ev.Suspect) > 0 {
		t.Errorf("%q marked %v", ok, ev.Suspect)
	}
}
