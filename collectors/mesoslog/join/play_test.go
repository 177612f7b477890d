package join_test

import (
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

// play takes lines "I file.cpp message" ("I/17" names the thread); "+10s" alone
// lets time pass.
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
		_, thread, _ := strings.Cut(f[0], "/")
		ev := mesoswatch.Event{Time: p.now, Thread: thread}
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
