package bundle

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// zone of the cluster of the scripted incident.
var zone = time.FixedZone("CET", 3600)

func at(clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", "2026-11-20 "+clock, zone)
	if err != nil {
		panic(err)
	}
	return t
}

const (
	attacker = "scheduler-7f3a@10.0.9.9:41001"
	logFile  = "/var/log/mesos/mesos-master.INFO"
)

// authFailed is a line of a master about a failed login.
func authFailed(n int, when time.Time) *mesoswatch.Event {
	raw := fmt.Sprintf("W%s.000000  4242 master.cpp:10617] Authentication of %s was unsuccessful: Invalid credentials", when.Format("0102 15:04:05"), attacker)
	return &mesoswatch.Event{Time: when, Source: logFile, Line: int64(1000 + n), Offset: int64(90_000 + 140*n), Inode: 5501, Service: "master",
		Template: "authn.fail", Kind: mesoswatch.KindAuthFailed, Severity: "W", UPID: attacker, ClaimedIP: "10.0.9.9", ClaimedPort: "41001",
		Reason: "Invalid credentials", Message: raw[40:], Raw: raw}
}

func line(e *mesoswatch.Event, file, why string) Line {
	return Line{Source: e.Source, Inode: e.Inode, Offset: e.Offset, Line: e.Line, Time: e.Time, Suspect: e.Suspect, Bytes: []byte(e.Raw), File: file, Why: why}
}

func moment(kind, what, text string, when time.Time) mesoswatch.Moment {
	return mesoswatch.Moment{At: when, Kind: kind, What: what, Text: text, Source: "mesoslog"}
}

// findings of the scripted incident: guesses, one that hits, a framework.
func scriptedFindings(events []*mesoswatch.Event) []mesoswatch.Finding {
	var proof []mesoswatch.Evidence
	for _, e := range []*mesoswatch.Event{events[0], events[2]} {
		proof = append(proof, mesoswatch.Evidence{Source: e.Source, Line: e.Line, Offset: e.Offset, Inode: e.Inode, Time: e.Time, Text: e.Raw})
	}
	fields := map[string]string{"claimed_ip": "10.0.9.9", "upid": attacker, "reason": "Invalid credentials"}
	brute := mesoswatch.Finding{ID: "f-0a1b2c3d4e5f", Rule: "auth-brute-force", Title: "Brute force against the master", Level: mesoswatch.High,
		Status: mesoswatch.Acknowledged, Subject: mesoswatch.Subject{Kind: "address", Name: "10.0.9.9"}, FirstSeen: at("03:12:01"), LastSeen: at("03:12:40"), Count: 40,
		Fields: fields, Evidence: proof, Runbook: "brute-force",
		Handled: &mesoswatch.Handled{What: mesoswatch.Acknowledge, Who: "maria", At: at("03:20:00"), Note: "on it"}}
	rogue := mesoswatch.Finding{ID: "f-112233445566", Rule: "framework-rogue", Title: "Unknown framework registered", Level: mesoswatch.Critical,
		Status: mesoswatch.Open, Subject: mesoswatch.Subject{Kind: "framework", Name: "8f2e-0007"}, FirstSeen: at("03:14:10"), LastSeen: at("03:14:10"), Count: 1,
		Fields:  map[string]string{"claimed_ip": "10.0.9.9", "framework_id": "8f2e-0007", "framework_name": "batch", "principal": "ops"},
		Runbook: "rogue-framework"}
	return []mesoswatch.Finding{brute, rogue}
}

// scripted is the incident of the goldens: guesses, a login, a framework and its
// task, two operators, and a time in which the master could not be asked.
func scripted() Content {
	events := []*mesoswatch.Event{authFailed(0, at("03:12:01")), authFailed(1, at("03:12:02")), authFailed(2, at("03:12:40"))}
	ok := &mesoswatch.Event{Time: at("03:13:30"), Source: logFile, Line: 1100, Offset: 99_000, Inode: 5501, Service: "master", Template: "authn.ok", Kind: mesoswatch.KindAuthOK,
		Principal: "ops", UPID: attacker, ClaimedIP: "10.0.9.9", Raw: "I1120 03:13:30.000000  4242 master.cpp:10601] Successfully authenticated principal 'ops' at " + attacker}
	odd := &mesoswatch.Event{Time: at("03:14:00"), Source: logFile, Line: 1101, Offset: 99_200, Inode: 5501, Suspect: []string{"clock"}, Raw: "I1120 03:14:00.000000  4242 master.cpp:1] nothing to see"}
	fs := scriptedFindings(events)
	turn := func(f mesoswatch.Finding) mesoswatch.Moment {
		m := moment(mesoswatch.MomentFinding, "opened", f.Title+": "+f.Subject.Name, f.FirstSeen)
		m.Level, m.Finding, m.Subject, m.Source = f.Level, f.ID, f.Subject, ""
		return m
	}
	var moments []mesoswatch.Moment
	for _, e := range events {
		m := moment(mesoswatch.MomentEvent, e.Kind, e.Raw, e.Time)
		m.Event, m.Source = e, e.Source
		moments = append(moments, m)
	}
	in := moment(mesoswatch.MomentEvent, ok.Kind, ok.Raw, ok.Time)
	in.Event, in.Source = ok, ok.Source
	gap := moment(mesoswatch.MomentGap, "blind", "no sight of http://10.0.0.1:5050: timeout", at("03:15:00"))
	gap.Until, gap.Source = at("03:18:30"), "http://10.0.0.1:5050"
	change := moment(mesoswatch.MomentChange, "framework", "framework 8f2e-0007 (batch) is new", at("03:14:12"))
	change.Source = "http://10.0.0.1:5050"
	ack := mesoswatch.Action{ID: "a-1", At: at("03:20:00"), Who: "maria", What: mesoswatch.Acknowledge, Finding: fs[0].ID, Text: "on it"}
	link := mesoswatch.Action{ID: "a-2", At: at("03:21:00"), Who: "jon", What: mesoswatch.Link, Finding: fs[0].ID, Other: fs[1].ID}
	acted := moment(mesoswatch.MomentAction, mesoswatch.Acknowledge, "maria acknowledged: on it", ack.At)
	acted.Action, acted.Source = &ack, ""
	moments = append(moments[:1:1], append([]mesoswatch.Moment{turn(fs[0])}, append(moments[1:], in, turn(fs[1]), change, gap, acted)...)...)

	lines := []Line{line(events[0], logFile+".20261120-000000.4242", ""), line(events[1], logFile, ""), line(events[2], logFile, ""), line(ok, logFile, ""),
		line(odd, "", "the file was rotated away; mesos-master.INFO.1.gz is compressed and was not read")}
	return Content{
		Cluster: "prod-eu1", By: "maria", At: at("03:40:00"), Zone: "Europe/Berlin, CET, +01:00",
		Versions: Versions{Mesoswatch: "1.0.0", Rules: "97 rules, sha256:0123456789ab", Cluster: []string{"1.11.0 (http://10.0.0.1:5050)"}},
		Incident: mesoswatch.Incident{ID: fs[0].ID, Findings: []string{fs[0].ID, fs[1].ID}, Beside: []string{"f-99"}, Why: map[string]string{fs[1].ID: "same address 10.0.9.9", "f-99": "same principal ops"}, From: at("03:12:01"), To: at("03:14:10")},
		Findings: fs, Events: append(events, ok, odd), Lines: lines, Actions: []mesoswatch.Action{ack, link}, Moments: moments,
		Snapshots: []mesoswatch.Snapshot{
			{At: at("03:14:12"), Source: "http://10.0.0.1:5050", Framework: &mesoswatch.Framework{ID: "8f2e-0007", Name: "batch", Principal: "ops"}},
			{At: at("03:14:20"), Source: "http://10.0.0.1:5050", Task: &mesoswatch.Task{ID: "xmr.1", FrameworkID: "8f2e-0007"}}},
		Health: []mesoswatch.Health{{At: at("03:15:00"), Source: "http://10.0.0.1:5050", Why: "timeout"}, {At: at("03:18:30"), Source: "http://10.0.0.1:5050", OK: true}},
		Runbooks: []Runbook{{FilledRunbook: scriptedBook(), Finding: fs[0].ID,
			Ticks: map[string]mesoswatch.Tick{"diagnose-1": {Who: "maria", At: at("03:22:00")}, "diagnose-old": {Who: "jon", At: at("03:23:00"), Text: "*reads* Look at [the socket]"}},
			Notes: []mesoswatch.Action{{At: at("03:25:00"), Who: "jon", What: mesoswatch.Note, Text: "10.0.9.9 is the old bastion | asked ops"}}}},
		LeftOut: []string{"health: 12 rounds in which nothing changed"},
	}
}

func scriptedBook() mesoswatch.FilledRunbook {
	body := "## Meaning\n\nSomebody tries secrets.\n\n## Impact\n\nA guessed secret lets its owner register frameworks and **run commands** on the agents.\n\n" +
		"## Diagnose\n\n- [ ] *reads* Look for every line of that address:\n\n```sh\ngrep -nF 10.0.9.9 " + logFile + "\n```\n\n## Contain\n\n- [ ] **changes the cluster** Drop the address.\n"
	steps := mesoswatch.Steps(body)
	for i := range steps {
		steps[i].ID = []string{"diagnose-1", "contain-1"}[i]
	}
	return mesoswatch.FilledRunbook{ID: "brute-force", Title: "Brute force against the master", Markdown: body, Steps: steps, Open: []string{"`<agent_id>`"}}
}

// written is a bundle in memory.
func written(t testing.TB, c Content) (data []byte, hash string) {
	t.Helper()
	var b bytes.Buffer
	hash, err := Write(&b, c)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), hash
}

// parts unpacks a bundle the way anybody would.
func parts(t testing.TB, data []byte) map[string]string {
	t.Helper()
	out := make(map[string]string)
	for _, f := range unzip(t, data) {
		out[f.name] = f.data
	}
	return out
}
