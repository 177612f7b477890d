package stage

import (
	"fmt"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Logs are those of two masters and an agent over two days, with a night in which
// nothing was written, an attack, and a bookmark at its beginning.
func Logs() Script {
	var s Script
	n := 0
	add := func(host string, at time.Time, kind, message string) *mesoswatch.Event {
		n++
		e := line(n, at, kind, "master.cpp:8140", message)
		e.Service, _, _ = strings.Cut(host, "-")
		e.Process, e.Source = "mesos-"+e.Service+"@"+host, "/var/log/mesos/"+host+".INFO"
		s = append(s, event(e))
		return e
	}
	evening := Now().Add(-15 * time.Hour)
	for i := range 60 {
		at := evening.Add(time.Duration(i) * 20 * time.Second)
		switch i % 3 {
		case 0:
			e := add("master-1", at, mesoswatch.KindAuthOK, fmt.Sprintf("Successfully authenticated principal 'aurora' at scheduler-%04x@10.0.0.21:4%03d", i, i))
			e.Principal, e.ClaimedIP = "aurora", "10.0.0.21"
		case 1:
			add("master-2", at, "", fmt.Sprintf("Performing explicit task state reconciliation for %d tasks", i))
		default:
			e := add("agent-7", at, "task-launched", fmt.Sprintf("Got assigned task job-%d for framework aurora", i))
			e.FrameworkName, e.TaskID = "aurora", fmt.Sprint("job-", i)
		}
	}
	var failed []mesoswatch.Evidence
	for i := range 40 {
		at := Now().Add(-12*time.Minute + time.Duration(i)*10*time.Second)
		if i%8 != 5 {
			add("master-1", at, "", fmt.Sprintf("HTTP GET for /state from 10.0.0.5:%d", 50_000+i)).RemoteIP = "10.0.0.5"
			continue
		}
		e := add("master-1", at, mesoswatch.KindAuthFailed, fmt.Sprintf("Authentication of scheduler-%04x@10.0.9.9:%d was unsuccessful: Invalid credentials", i, 42_000+i))
		e.UPID, e.ClaimedIP, e.Severity = fmt.Sprintf("scheduler-%04x@10.0.9.9:%d", i, 42_000+i), "10.0.9.9", "W"
		failed = append(failed, evidence(e))
	}
	add("master-1", Now().Add(-30*time.Second), mesoswatch.KindLeaderElected, "Elected as the leading master!")
	address := mesoswatch.Subject{Kind: "address", Name: "10.0.9.9"}
	f := mesoswatch.Finding{ID: mesoswatch.FindingID("auth-brute-force", address), Rule: "auth-brute-force", Title: "Brute force against a principal", Level: mesoswatch.High, Status: mesoswatch.Open,
		Subject: address, FirstSeen: failed[0].Time, LastSeen: failed[4].Time, Count: 5, Evidence: failed}
	mark := mesoswatch.Action{ID: "m1", At: Now(), Who: "op1", What: mesoswatch.Bookmark, Text: "here it begins", Of: failed[0].Time}
	return append(append(s, mesoswatch.Record{Finding: &f}, mesoswatch.Record{Action: &mark}), healths(Now())...)
}

// LogsBlind can see one of two logs no more, LogsWaiting have said nothing yet, and
// of LogsNone there are none.
func LogsBlind() Script {
	return append(Logs(), mesoswatch.Record{Health: &mesoswatch.Health{At: Now(), Source: "/var/log/mesos/agent-7.INFO", Collector: "mesoslog", Why: "permission denied"}})
}

func LogsWaiting() Script {
	return Script{
		{Health: &mesoswatch.Health{At: Now(), Source: masterLog, Collector: "mesoslog", OK: true, Log: &mesoswatch.LogHealth{}}},
		{Health: &mesoswatch.Health{At: Now(), Source: "/var/log/mesos/mesos-slave.INFO", Collector: "mesoslog", Why: "permission denied: run as a user who may read it, or copy it to where you may"}},
	}
}

func LogsNone() Script {
	return Script{{Health: &mesoswatch.Health{At: Now(), Source: "http://10.0.0.11:5050", Collector: "mesosapi", OK: true}}}
}

// HostileLines are lines as an attacker writes them, each of them evidence: one is a
// megabyte long.
func HostileLines() Script {
	var s Script
	var all []mesoswatch.Evidence
	for i, name := range append(Names(), strings.Repeat("a\x1b[31m語\u202e \x00", 1<<17), strings.Repeat("wide 語 ", 1<<17)) {
		e := line(i+1, Now().Add(time.Duration(i*i*7-4000)*time.Minute), "auth-failed", name, name)
		e.Message, e.Raw, e.Source, e.Process, e.Service = name, name, "/log/"+name, "m@"+name, "m"
		e.Principal, e.ClaimedIP, e.FrameworkName, e.Hostname, e.Reason, e.Severity = name, name, name, name, name, name
		if i%2 == 0 {
			e.Suspect = []string{name}
		}
		all = append(all, evidence(e))
		s = append(s, event(e))
	}
	of := mesoswatch.Subject{Kind: "address", Name: "x"}
	for i := range all {
		f := mesoswatch.Finding{ID: mesoswatch.FindingID(fmt.Sprint("h", i), of), Rule: all[i].Text[:min(len(all[i].Text), 2000)], Title: all[i].Text, Level: mesoswatch.Level(i % 5), Status: mesoswatch.Open, Subject: of,
			FirstSeen: all[i].Time, LastSeen: all[i].Time, Count: 1, Evidence: all[i : i+1]}
		mark := mesoswatch.Action{ID: fmt.Sprint("b", i), At: Now(), Who: "op1", What: mesoswatch.Bookmark, Text: all[i].Text, Of: all[i].Time}
		s = append(s, mesoswatch.Record{Finding: &f}, mesoswatch.Record{Action: &mark})
	}
	return s
}
