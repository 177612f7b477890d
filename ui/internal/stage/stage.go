// Package stage makes up boards for the tests and for looking at the dashboard
// without a cluster: a quiet hour, an incident, hostile names, a flood.
//
// It imports the root package only. All names and numbers are invented; the
// lines have the shape of Mesos' own.
package stage

import (
	"fmt"
	"slices"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Now is when everything on the stage happens.
func Now() time.Time { return time.Date(2026, 11, 20, 14, 7, 10, 0, time.UTC) }

// Script is a list of records in the order they happen.
type Script []mesoswatch.Record

// Play gives all of it to a sink.
func (s Script) Play(to mesoswatch.Sink) {
	for _, r := range s {
		if err := to.Handle(r); err != nil {
			panic(err) // a stage without an audience is a broken test
		}
	}
}

// Board is what the script leaves.
func (s Script) Board() *mesoswatch.Board {
	b := &mesoswatch.Board{}
	s.Play(b)
	return b
}

const masterLog = "/var/log/mesos/mesos-master.INFO"

// line is one message of the pretend master.
func line(n int, at time.Time, kind, file, message string) *mesoswatch.Event {
	e := &mesoswatch.Event{
		Time: at, Source: masterLog, Line: int64(n), Offset: int64(n) * 143, Inode: 77, Service: "master",
		Kind: kind, Severity: "I", Thread: "20268", File: file, Message: message,
	}
	e.Raw = fmt.Sprintf("I%s %s %s] %s", at.Format("0102 15:04:05.000000"), e.Thread, file, message)
	return e
}

func event(e *mesoswatch.Event) mesoswatch.Record { return mesoswatch.Record{Event: e} }

func evidence(e *mesoswatch.Event) mesoswatch.Evidence {
	return mesoswatch.Evidence{Source: e.Source, Line: e.Line, Offset: e.Offset, Inode: e.Inode, Time: e.Time, Text: e.Raw, Suspect: e.Suspect}
}

// Quiet is an hour in which nothing is wrong.
func Quiet() Script {
	var s Script
	begin := Now().Add(-time.Hour)
	n := 1200
	for i := range 60 {
		at := begin.Add(time.Duration(i) * time.Minute)
		for j := range 1 + i%3 {
			n++
			upid := fmt.Sprintf("scheduler-%08x-44c1@10.0.0.%d:%d", 0x5b1f00+i*7+j, 21+j, 40000+i)
			at := at.Add(time.Duration(j*9) * time.Second)
			ok := line(n, at, mesoswatch.KindAuthOK, "master.cpp:9829", "Successfully authenticated principal 'aurora' at "+upid)
			ok.UPID, ok.Principal, ok.ClaimedIP = upid, "aurora", fmt.Sprintf("10.0.0.%d", 21+j)
			s = append(s, event(ok))
		}
		n++
		s = append(s, event(line(n, at.Add(40*time.Second), "", "master.cpp:8140", fmt.Sprintf("Performing explicit task state reconciliation for %d tasks", i))))
	}
	return append(s, healths(Now())...)
}

func healths(at time.Time) Script {
	return Script{
		{Health: &mesoswatch.Health{At: at, Source: masterLog, Collector: "mesoslog", OK: true, Seconds: 0.001,
			Log: &mesoswatch.LogHealth{Lines: 48210, Bytes: 6_900_000, Recognised: 44102, Unrecognised: 4108, LastLine: at}}},
		{Health: &mesoswatch.Health{At: at.Add(-12 * time.Second), Source: "http://10.0.0.11:5050", Collector: "mesosapi", OK: true, Seconds: 0.02, Subjects: 54}},
		{Health: &mesoswatch.Health{At: at.Add(-4 * time.Second), Source: "10.0.0.31:2181", Collector: "zookeeper", OK: true, Seconds: 0.004, Subjects: 3}},
	}
}

// Incident is the quiet hour with an attack at its end and one source that
// cannot be read.
func Incident() Script {
	s := Quiet()
	n := 1400
	var failed []*mesoswatch.Event
	for i := range 12 {
		n++
		at := Now().Add(-5*time.Minute + time.Duration(i*11)*time.Second)
		upid := fmt.Sprintf("scheduler-714833ad-%04x@10.0.9.9:%d", i, 42890+i)
		e := line(n, at, mesoswatch.KindAuthFailed, "master.cpp:9834", "Authentication of "+upid+" was unsuccessful: Invalid credentials")
		e.UPID, e.ClaimedIP, e.ClaimedPort, e.Reason = upid, "10.0.9.9", fmt.Sprint(42890+i), "Invalid credentials"
		failed = append(failed, e)
		s = append(s, event(e))
	}
	at := Now().Add(-110 * time.Second)
	upid := "scheduler-eb2d473c-09d1@10.0.9.9:37271"
	in := line(n+1, at, mesoswatch.KindAuthOK, "master.cpp:9829", "Successfully authenticated principal 'aurora' at "+upid)
	in.UPID, in.ClaimedIP, in.Principal = upid, "10.0.9.9", "aurora"
	reg := line(n+2, at.Add(time.Second), "framework-registered", "master.cpp:3032", "Registering framework 5fdb8d57-11ce-4a0a-9d3e-2f6e8c1d7b90-0011 (backup-job) at "+upid)
	reg.FrameworkName, reg.FrameworkID, reg.User, reg.UPID, reg.ClaimedIP = "backup-job", "5fdb8d57-11ce-4a0a-9d3e-2f6e8c1d7b90-0011", "root", upid, "10.0.9.9"
	forged := line(n+3, at.Add(2*time.Second), mesoswatch.KindAuthOK, "master.cpp:9829", "Successfully authenticated principal 'ops' at "+upid)
	forged.UPID, forged.ClaimedIP, forged.Principal = upid, "10.0.9.9", "ops"
	forged.Suspect = []string{"inside-a-name"}
	last := line(n+4, at.Add(80*time.Second), "", "hierarchical.cpp:1503", "Performed allocation for 42 agents in 1.2ms")
	s = append(s, event(in), event(reg), event(forged), event(last))
	s = append(s, findings(failed, in, reg)...)
	s = append(s, mesoswatch.Record{Health: &mesoswatch.Health{At: Now(), Source: "http://10.0.0.14:5051", Collector: "agent", Why: "401 realm mesos-agent-readonly"}})
	s = append(s, healths(Now())...)
	slices.SortStableFunc(s, func(a, b mesoswatch.Record) int { return a.At().Compare(b.At()) })
	return s
}

func findings(failed []*mesoswatch.Event, in, reg *mesoswatch.Event) Script {
	address := mesoswatch.Subject{Kind: "address", Name: "10.0.9.9"}
	var lines []mesoswatch.Evidence
	for _, e := range failed {
		lines = append(lines, evidence(e))
	}
	first, last := failed[0].Time, failed[len(failed)-1].Time
	list := []mesoswatch.Finding{
		{Rule: "auth-success-after-failures", Title: "Login after failures", Level: mesoswatch.Critical, Subject: address,
			FirstSeen: in.Time, LastSeen: in.Time, Count: 1, Runbook: "login-after-failures",
			Fields:      map[string]string{"claimed_ip": "10.0.9.9", "principal": "aurora", "failures": "12", "upid": in.UPID},
			Evidence:    append(lines[:2:2], evidence(in)),
			Remediation: "Change the secret of the principal and find out what the client did while it was in.", Tags: []string{"attack.t1110"}},
		{Rule: "auth-brute-force", Title: "Brute force against a principal", Level: mesoswatch.High, Subject: address,
			FirstSeen: first, LastSeen: last, Count: 12, Evidence: lines, Runbook: "brute-force",
			Fields: map[string]string{"claimed_ip": "10.0.9.9", "reason": "Invalid credentials"}, Tags: []string{"attack.t1110"}},
		{Rule: "framework-registered", Title: "Unknown framework registered", Level: mesoswatch.High,
			Subject:   mesoswatch.Subject{Kind: "framework", Name: reg.FrameworkID},
			FirstSeen: reg.Time, LastSeen: reg.Time, Count: 1, Evidence: []mesoswatch.Evidence{evidence(reg)},
			Fields: map[string]string{"framework_name": "backup-job", "user": "root"}},
		{Rule: "weak-config-frameworks", Title: "Frameworks may register without logging in", Level: mesoswatch.Medium,
			Subject:   mesoswatch.Subject{Kind: "master", Name: "http://10.0.0.11:5050"},
			FirstSeen: Now().Add(-74 * time.Hour), LastSeen: Now().Add(-30 * time.Second), Count: 1, Status: mesoswatch.Acknowledged},
		{Rule: "agent-flapping", Title: "Agent comes and goes", Level: mesoswatch.Low, Subject: mesoswatch.Subject{Kind: "agent", Name: "n17"},
			FirstSeen: Now().Add(-65 * time.Minute), LastSeen: Now().Add(-9 * time.Minute), Count: 3},
	}
	var s Script
	for _, f := range list {
		f.ID = mesoswatch.FindingID(f.Rule, f.Subject)
		if f.Status == "" {
			f.Status = mesoswatch.Open
		}
		s = append(s, mesoswatch.Record{Finding: &f})
	}
	return s
}
