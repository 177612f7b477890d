package join_test

import (
	"testing"

	"github.com/mesoswatch/mesoswatch/collectors/mesoslog/join"
)

func TestHTTPFrameworkHasThePeerOfItsRequest(t *testing.T) {
	p := play(t, `
I http.cpp HTTP POST for /master/api/v1/scheduler from 10.9.3.3:40001 with User-Agent='x'
I master.cpp Received subscription request for HTTP framework 'h'
I master.cpp Subscribing framework 'h' with checkpointing disabled and capabilities [  ]
I hierarchical.cpp Added framework `+fwA+`
`)
	for _, template := range []string{"fw.recv-subscribe-http", "fw.subscribing-http", "fw.alloc-added"} {
		p.want(template, "remote_ip", "10.9.3.3")
		p.want(template, "remote_port", "40001")
		p.want(template, "framework_name", "h")
		p.want(template, "upid", "")
	}
}

func TestOperatorCallHasThePeerOfItsRequest(t *testing.T) {
	p := play(t, `
I http.cpp HTTP POST for /master/api/v1 from 10.9.3.3:40001
I http.cpp HTTP POST for /master/api/v1 from 10.9.3.4:40002
I http.cpp Processing call GET_STATE
+10s
I http.cpp HTTP POST for /master/api/v1 from 10.9.3.5:40003
I http.cpp Processing call GET_FLAGS
`)
	if ev := p.events[2]; ev.RemoteIP != "" {
		t.Errorf("guessed %q", ev.RemoteIP)
	}
	p.want("api.call", "remote_ip", "10.9.3.5")
	p.play(`
I http.cpp HTTP POST for /master/api/v1 from 10.9.3.5:40004
I http.cpp HTTP POST for /master/api/v1 from 10.9.3.5:40005
I http.cpp Processing call GET_FLAGS
`)
	p.want("api.call", "remote_ip", "10.9.3.5")
	p.want("api.call", "remote_port", "")
}

func TestCauseOfRemoval(t *testing.T) {
	const fw = fwA + " (nightly) at " + upidA
	for _, c := range []struct{ name, lines, want string }{
		{"call 1.12", "I master.cpp Processing TEARDOWN call for framework " + fw + "\n", join.CauseTeardownCall},
		{"unregistered 0.22", "I master.cpp Asked to unregister framework " + fwA + "\n", join.CauseUnregistered},
		{"timeout", "I master.cpp Framework failover timeout, removing framework " + fw + "\n", join.CauseFailoverTimeout},
		{"operator 0.28", "I http.cpp HTTP POST for /master/teardown from 10.9.4.4:5000 with User-Agent='curl'\n", "operator teardown from 10.9.4.4"},
		{"operator 0.22", "I http.cpp HTTP POST for /master/shutdown from 10.9.4.4:5000\n", "operator teardown from 10.9.4.4"},
		{"operator 1.4", "I http.cpp HTTP POST for /master/api/v1 from 10.9.4.4:5000\nI http.cpp Processing call TEARDOWN\n", "operator teardown from 10.9.4.4"},
		{"two operators", "I http.cpp HTTP POST for /master/teardown from 10.9.4.4:5000\nI http.cpp HTTP POST for /master/teardown from 10.9.4.5:5000\n", "operator teardown"},
		{"long ago", "I http.cpp HTTP POST for /master/teardown from 10.9.4.4:5000\n+1m\n", ""},
		{"nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := play(t, c.lines+"I master.cpp Removing framework "+fw+"\nI hierarchical.cpp Removed framework "+fwA)
			p.want("fw.removing", "reason", c.want)
			p.want("fw.alloc-removed", "reason", c.want)
		})
	}
	p := play(t, "I master.cpp Asked to unregister framework f-1\nI master.cpp Removing framework f-1")
	p.want("fw.removing.014", "reason", join.CauseUnregistered)
}

// The line right before by the same thread is certain, whatever else waits.
func TestSameThreadIsCertain(t *testing.T) {
	p := play(t, `
I/7 http.cpp HTTP POST for /master/api/v1/scheduler from 10.9.3.3:40001
I/7 http.cpp HTTP POST for /master/api/v1/scheduler from 10.9.3.4:40002
I/7 master.cpp Received subscription request for HTTP framework 'h'
`)
	p.want("fw.recv-subscribe-http", "remote_ip", "10.9.3.4")
	p = play(t, `
I/7 http.cpp HTTP POST for /master/api/v1/scheduler from 10.9.3.3:40001
I/7 http.cpp HTTP POST for /master/api/v1/scheduler from 10.9.3.4:40002
I/8 master.cpp Received subscription request for HTTP framework 'h'
`)
	p.want("fw.recv-subscribe-http", "remote_ip", "")
}
