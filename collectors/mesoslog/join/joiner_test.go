package join_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog/catalogue"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog/join"
)

// process plays the log of one master, a line every millisecond, and keeps the
// completed events by number of the line.
type process struct {
	t      *testing.T
	joiner join.Joiner
	now    time.Time
	events []mesoswatch.Event
}

func play(t *testing.T, lines string) *process {
	t.Helper()
	p := &process{t: t, now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	p.play(lines)
	return p
}

// play takes lines "I file.cpp message"; "+10s" alone lets time pass.
func (p *process) play(lines string) {
	p.t.Helper()
	for line := range strings.Lines(lines) {
		line = strings.TrimSpace(line)
		if d, ok := strings.CutPrefix(line, "+"); ok {
			pause, err := time.ParseDuration(d)
			if err != nil {
				p.t.Fatal(err)
			}
			p.now = p.now.Add(pause)
			continue
		}
		f := strings.SplitN(line, " ", 3)
		if len(f) < 3 {
			continue
		}
		p.now = p.now.Add(time.Millisecond)
		ev := mesoswatch.Event{Time: p.now}
		in := catalogue.Input{Service: "master", Severity: f[0][0], File: f[1], Message: f[2], Prefixed: true}
		if !catalogue.Default().Match(in, &ev) {
			p.t.Fatalf("not recognised: %q", f[2])
		}
		p.joiner.Join(&ev)
		p.events = append(p.events, ev)
	}
}

// last answers the last event of a template.
func (p *process) last(template string) mesoswatch.Event {
	p.t.Helper()
	for i := len(p.events) - 1; i >= 0; i-- {
		if p.events[i].Template == template {
			return p.events[i]
		}
	}
	p.t.Fatalf("no event %s", template)
	return mesoswatch.Event{}
}

func (p *process) want(template, field, want string) {
	p.t.Helper()
	ev := p.last(template)
	got := map[string]string{
		"principal": ev.Principal, "framework_id": ev.FrameworkID, "framework_name": ev.FrameworkName, "upid": ev.UPID,
		"claimed_ip": ev.ClaimedIP, "remote_ip": ev.RemoteIP, "remote_port": ev.RemotePort, "reason": ev.Reason,
	}[field]
	if got != want {
		p.t.Errorf("%s: %s is %q, want %q", template, field, got, want)
	}
}

const (
	upidA = "scheduler-0a1b2c3d-0000-4000-8000-00000000000a@10.9.1.31:53217"
	upidB = "scheduler-0a1b2c3d-0000-4000-8000-00000000000b@10.9.1.32:41000"
	fwA   = "5d0c7a9e-3b1f-4c55-8f0a-6c2f9b7e1d20-0001"
)

func TestPrincipalOfFramework112(t *testing.T) {
	p := play(t, `
I master.cpp Authenticating `+upidA+`
I master.cpp Successfully authenticated principal 'batch' at `+upidA+`
I master.cpp Received SUBSCRIBE call for framework 'nightly' at `+upidA+`
I master.cpp Subscribing framework nightly with checkpointing disabled and capabilities [ MULTI_ROLE ]
I master.cpp Adding framework `+fwA+` (nightly) at `+upidA+` with roles {  } suppressed
I hierarchical.cpp Added framework `+fwA+`
I master.cpp Updating the state of task t1 of framework `+fwA+` (latest state: TASK_RUNNING, status update state: TASK_RUNNING)
`)
	for _, template := range []string{"fw.recv-subscribe", "fw.subscribing", "fw.adding", "fw.alloc-added", "run.task-state"} {
		p.want(template, "principal", "batch")
		p.want(template, "upid", upidA)
		p.want(template, "claimed_ip", "10.9.1.31")
		p.want(template, "framework_name", "nightly")
	}
	p.want("run.task-state", "framework_id", fwA)
}

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

// Up to 1.4 the id comes from the allocator's line.
func TestIDFromAllocator(t *testing.T) {
	p := play(t, `
I master.cpp Received SUBSCRIBE call for framework 'nightly' at `+upidA+`
I master.cpp Subscribing framework nightly with checkpointing disabled and capabilities [  ]
I master.cpp Received SUBSCRIBE call for framework 'nightly' at `+upidA+`
I master.cpp Subscribing framework nightly with checkpointing disabled and capabilities [  ]
I hierarchical.cpp Added framework `+fwA+`
I master.cpp Removing task t with resources cpus(*):1 of framework `+fwA+` on slave 5d0c7a9e-S0 at slave(1)@10.9.2.2:5051 (h)
`)
	p.want("fw.alloc-added", "framework_name", "nightly")
	p.want("fw.alloc-added", "upid", upidA)
	p.want("run.removing-task.020", "framework_name", "nightly")
}

func TestTwoAtOnceAreNotGuessed(t *testing.T) {
	p := play(t, `
I master.cpp Received SUBSCRIBE call for framework 'nightly' at `+upidA+`
I master.cpp Received SUBSCRIBE call for framework 'weekly' at `+upidB+`
I master.cpp Subscribing framework nightly with checkpointing disabled and capabilities [  ]
I master.cpp Subscribing framework weekly with checkpointing disabled and capabilities [  ]
I hierarchical.cpp Added framework `+fwA+`
I master.cpp Received SUBSCRIBE call for framework 'same' at `+upidA+`
I master.cpp Received SUBSCRIBE call for framework 'same' at `+upidB+`
I master.cpp Subscribing framework same with checkpointing disabled and capabilities [  ]
`)
	p.want("fw.alloc-added", "framework_name", "")
	p.want("fw.alloc-added", "upid", "")
	p.want("fw.subscribing", "upid", "")
}

func TestResubscriptionDoesNotTakeTheNextID(t *testing.T) {
	const other = "5d0c7a9e-3b1f-4c55-8f0a-6c2f9b7e1d20-0002"
	p := play(t, `
I master.cpp Sending 1 offers to framework `+fwA+` (nightly) at `+upidA+`
I master.cpp Received SUBSCRIBE call for framework 'nightly' at `+upidA+`
I master.cpp Subscribing framework nightly with checkpointing disabled and capabilities [  ]
I master.cpp Received SUBSCRIBE call for framework 'weekly' at `+upidB+`
I master.cpp Subscribing framework weekly with checkpointing disabled and capabilities [  ]
I hierarchical.cpp Added framework `+other+`
`)
	p.want("fw.alloc-added", "framework_name", "weekly")
	p.want("fw.alloc-added", "upid", upidB)
}

func TestRegistration022(t *testing.T) {
	p := play(t, `
I master.cpp Authenticating `+upidA+`
I master.cpp Successfully authenticated principal 'batch' at `+upidA+`
I master.cpp Received registration request for framework 'nightly' at `+upidA+`
I master.cpp Registering framework 20150101-000000-1-5050-1-0000 (nightly) at `+upidA+`
I hierarchical.hpp Added framework 20150101-000000-1-5050-1-0000
I master.cpp Forwarding status update TASK_FINISHED (UUID: e25dae99) for task 1 of framework 20150101-000000-1-5050-1-0000
`)
	p.want("fw.recv-register.021", "principal", "batch")
	p.want("fw.registering.021", "principal", "batch")
	p.want("fw.alloc-added", "principal", "batch")
	p.want("run.forwarding-update", "framework_name", "nightly")
}

func TestFailover(t *testing.T) {
	p := play(t, `
I master.cpp Sending offers [ o1 ] to framework `+fwA+` (nightly) at `+upidA+`
I master.cpp Authenticating `+upidB+`
I master.cpp Successfully authenticated principal 'rogue' at `+upidB+`
I master.cpp Received SUBSCRIBE call for framework 'nightly' at `+upidB+`
I master.cpp Subscribing framework nightly with checkpointing disabled and capabilities [  ]
I master.cpp Updating framework `+fwA+` (nightly) at `+upidA+` with roles {  } suppressed
I master.cpp Framework `+fwA+` (nightly) at `+upidA+` failed over
I master.cpp Forwarding status update TASK_FINISHED (UUID: e25dae99) for task 1 of framework `+fwA+`
`)
	ev := p.last("fw.failedover")
	if ev.OldUPID != upidA || ev.UPID != upidB || ev.Principal != "rogue" {
		t.Errorf("failed over from %q to %q as %q", ev.OldUPID, ev.UPID, ev.Principal)
	}
	p.want("run.forwarding-update", "upid", upidB)
}

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

func TestNewProcessForgets(t *testing.T) {
	const before = "I master.cpp Authenticating " + upidA + "\nI master.cpp Successfully authenticated principal 'batch' at " + upidA + "\n"
	const after = "\nI master.cpp Received SUBSCRIBE call for framework 'n' at " + upidA
	for _, start := range []string{
		"I main.cpp Build: 2024-01-01 00:00:00 by root",
		"I logging.cpp INFO level logging started!",
		"I master.cpp Master 5d0c7a9e-3b1f (m1) started on 10.9.0.1:5050",
	} {
		p := play(t, before+start+after)
		p.want("fw.recv-subscribe", "principal", "")
	}
	p := play(t, before+"I evil.cpp Build: 2024-01-01 00:00:00 by root"+after)
	p.want("fw.recv-subscribe", "principal", "batch")
}

func TestTablesAreBounded(t *testing.T) {
	p := play(t, "")
	p.joiner.Max = 8
	for i := range 100 {
		p.play(fmt.Sprintf("I master.cpp Successfully authenticated principal 'p%d' at s-%d@10.0.0.1:80", i, i))
	}
	if got := p.joiner.Evicted(); got != 92 {
		t.Errorf("evicted %d, want 92", got)
	}
	p.play("I master.cpp Received SUBSCRIBE call for framework 'n' at s-99@10.0.0.1:80")
	p.want("fw.recv-subscribe", "principal", "p99")
	p.play("I master.cpp Received SUBSCRIBE call for framework 'n' at s-91@10.0.0.1:80")
	p.want("fw.recv-subscribe", "principal", "")
}

func TestAgentHasThePrincipalOfItsLogin(t *testing.T) {
	p := play(t, `
I master.cpp Authenticating slave(1)@10.9.2.2:5051
I master.cpp Successfully authenticated principal 'node' at slave(1)@10.9.2.2:5051
I master.cpp Registering slave at slave(1)@10.9.2.2:5051 (h1) with id 20150101-S0
`)
	p.want("ag.registering.019", "principal", "node")
}

func TestJoinDoesNotAllocate(t *testing.T) {
	p := play(t, `
I master.cpp Successfully authenticated principal 'batch' at `+upidA+`
I master.cpp Sending offers [ o1 ] to framework `+fwA+` (nightly) at `+upidA+`
`)
	ev := mesoswatch.Event{Template: "run.task-state", Kind: "task-update", FrameworkID: fwA}
	if n := testing.AllocsPerRun(100, func() {
		e := ev
		p.joiner.Join(&e)
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkJoin(b *testing.B) {
	var j join.Joiner
	first := mesoswatch.Event{Template: "fw.adding", Kind: "framework-registered", FrameworkID: fwA, FrameworkName: "nightly", UPID: upidA}
	j.Join(&first)
	ev := mesoswatch.Event{Template: "run.task-state", Kind: "task-update", FrameworkID: fwA}
	b.ReportAllocs()
	for b.Loop() {
		e := ev
		j.Join(&e)
	}
}
