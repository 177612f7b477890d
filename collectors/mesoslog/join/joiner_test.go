package join_test

import (
	"fmt"
	"testing"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/collectors/mesoslog/join"
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
