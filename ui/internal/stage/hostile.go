package stage

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Names are what an attacker would call a framework to harm who looks at it.
func Names() []string {
	return []string{
		"\x1b[2J\x1b[H\x1b]0;owned\x07 cleared",
		"\x1bPq#0;2;0;0;0\x1b\\\x1b]52;c;cm0gLXJm\x07",
		"back\rI1120 04:57:05.314675 forged",
		"line\nbreak\ttab\x00nul\x7fdel",
		"\u202egnp.exe\u202c \u2066isolate\u2069 \u200bzero\u200dwidth",
		"\xff\xfe\x9b31m invalid \xc3",
		"\u009b31m c1 \u0085next",
		"日本語の枠組み 한국어 ｆｕｌｌ",
		"e\u0301\u0302\u0303 " + strings.Repeat("Z\u0310\u0348\u035c", 30),
		"a" + strings.Repeat("\u0301", 4000),
		"👩‍👩‍👧‍👦 🇩🇪 👍🏽 ❤️ 🏳️‍🌈",
		"שלום עולם مرحبا بالعالم",
		"हिन्दी का नाम ไทย",
		strings.Repeat("x", 30_000),
		strings.Repeat("語", 10_000),
		"\u3164\u115f\u034f\ufe0f invisible \U000e0041\U000e0042",
		"",
	}
}

// Hostile puts every one of Names wherever foreign text can stand.
func Hostile() Script {
	var s Script
	for i, name := range Names() {
		at := Now().Add(time.Duration(i-60) * time.Second)
		e := &mesoswatch.Event{
			Time: at, Source: "/log/" + name, Line: int64(i), Offset: int64(i), Service: name, Kind: "framework-registered", Severity: name,
			Message: "Registering framework " + name + " at x", FrameworkName: name, Principal: name, UPID: name, File: name,
			Raw: name, Suspect: []string{name},
		}
		subject := mesoswatch.Subject{Kind: name, Name: name}
		f := mesoswatch.Finding{
			ID: mesoswatch.FindingID(fmt.Sprint(i), subject), Rule: name, Title: "Framework " + name, Level: mesoswatch.Level(i % 5), Status: mesoswatch.Open,
			Subject: subject, FirstSeen: at, LastSeen: at, Count: i, Fields: map[string]string{name: name, "framework_name": name},
			Evidence: []mesoswatch.Evidence{evidence(e)}, Runbook: name, Remediation: name, References: []string{name}, Tags: []string{name},
		}
		h := mesoswatch.Health{At: at, Source: name, Collector: name, Why: name, Log: &mesoswatch.LogHealth{}}
		did := mesoswatch.Action{ID: fmt.Sprint("a", i), At: at, Who: name, What: mesoswatch.Note, Text: name, Finding: f.ID, Other: f.ID, Hash: name}
		step := mesoswatch.Action{ID: fmt.Sprint("s", i), At: at, Who: name, What: mesoswatch.Step, Text: name, Finding: f.ID, Runbook: name, Step: name}
		s = append(s, event(e), mesoswatch.Record{Finding: &f}, mesoswatch.Record{Health: &h}, mesoswatch.Record{Action: &did}, mesoswatch.Record{Action: &step})
	}
	return s
}

// HostileCluster is a cluster whose every name is one of Names.
func HostileCluster() Script {
	s := append(Hostile(), Seen(0)...)
	for i, name := range Names() {
		id := func(kind string) string { return fmt.Sprint(kind, i, name) }
		used := &mesoswatch.Resources{CPUs: math.Pow(10, float64(i*20)), Mem: -1, Disk: math.MaxFloat64, GPUs: 1, Ports: name}
		volumes := []mesoswatch.Volume{{Host: name, Container: name, Mode: name}, {Source: name}}
		s = append(s,
			snap(0, mesoswatch.Snapshot{Source: name, Framework: &mesoswatch.Framework{ID: id("f"), Name: name, User: name, Principal: name, Roles: []string{name, name}, PID: name, Hostname: name, WebUI: name,
				FailoverTimeout: pointer(math.MaxFloat64), Capabilities: []string{name}, Used: used, Offered: used, Offers: pointer(int64(math.MinInt64)), Tasks: map[string]int64{name: math.MaxInt64}}}),
			snap(0, mesoswatch.Snapshot{Source: name, Agent: &mesoswatch.Agent{ID: id("a"), Hostname: name, PID: "slave(1)@" + name, Version: name, State: name, Drain: name, Zone: name, Attributes: map[string]string{name: name},
				Total: used, Used: used, Reserved: used, Frameworks: []string{id("f"), name}, Tasks: map[string]int64{name: -1}}}),
			snap(0, mesoswatch.Snapshot{Source: name, AgentCheck: &mesoswatch.AgentCheck{URL: name + "/", ID: id("a"), Version: name, Why: name, Realms: map[string]bool{name: false}, Flags: map[string]string{name: name}}}),
			snap(0, mesoswatch.Snapshot{Source: name, Task: &mesoswatch.Task{ID: id("t"), Name: name, FrameworkID: id("f"), AgentID: id("a"), ExecutorID: name, State: name, User: name, Role: name, Container: name, Image: name,
				Network: name, Privileged: true, Volumes: volumes, Resources: used, Command: name, Labels: []string{name}}}),
			snap(0, mesoswatch.Snapshot{Source: name, Machine: &mesoswatch.Machine{Hostname: name, IP: name, Mode: name, Duration: math.MaxFloat64}}),
			snap(0, mesoswatch.Snapshot{Source: name, ZooKeeper: &mesoswatch.ZooKeeper{Address: name, Mode: name}}),
			snap(0, mesoswatch.Snapshot{Source: name, Socket: &mesoswatch.Socket{Host: name, Protocol: name, Address: name, Port: math.MinInt, Reach: name, Process: name, PID: i - 3, User: name, Service: name}}),
			snap(0, mesoswatch.Snapshot{Source: name, Port: &mesoswatch.Port{Host: name, Port: math.MaxInt - i, Service: name, State: name, Expected: name, Why: name, NamedBy: name}}),
			snap(0, mesoswatch.Snapshot{Source: name, Endpoint: hostileEndpoint(name, i)}),
			said(mesoswatch.Verdict{At: at(0), Check: name, Family: name, Title: name, Level: mesoswatch.Level(i*7 - 20), Subject: mesoswatch.Subject{Kind: name, Name: name}, Result: mesoswatch.Result(name), Reason: name}),
			said(mesoswatch.Verdict{At: at(0), Check: id("c"), Family: name, Title: name, Level: mesoswatch.Level(i % 5), Subject: mesoswatch.Subject{Kind: mesoswatch.SubjectAgent, Name: id("a")}, Result: mesoswatch.Fail, Reason: name,
				Rationale: name, Remediation: name, References: []string{name}, Runbook: name, Evidence: []mesoswatch.Evidence{{Source: name, Text: name, JSONPath: name, Suspect: []string{name}}},
				Waiver: &mesoswatch.Waiver{ID: name, Owner: name, Reason: name, Expires: at(-1e6 * time.Hour), Expired: i%2 == 0}}),
		)
	}
	hostile := Names()
	c := &mesoswatch.Cluster{Name: hostile[0], Masters: hostile, Leader: hostile[2], Leaders: hostile[2:3], Cut: hostile, Total: &mesoswatch.Resources{CPUs: math.SmallestNonzeroFloat64, Mem: 1}}
	why := hostile[0] + hostile[3]
	return append(s, snap(0, mesoswatch.Snapshot{Cluster: c}), mesoswatch.Record{Health: &mesoswatch.Health{At: Now(), Source: Leader, Why: why,
		Lacking: map[string]string{mesoswatch.SubjectFramework: why, mesoswatch.SubjectTask: why, mesoswatch.SubjectPort: why}}})
}

func hostileEndpoint(name string, i int) *mesoswatch.Endpoint {
	return &mesoswatch.Endpoint{Address: fmt.Sprint(i, name), Service: name, TLS: pointer(true), Plain: pointer(true), Versions: map[string]bool{name: true, "SSLv3": true}, Ciphers: []string{name, name}, Weak: []string{name},
		ClientCertificate: name, Why: name, Certificate: &mesoswatch.Certificate{Subject: name, Issuer: name, Names: []string{name}, NotAfter: at(time.Duration(i-8) * 1e5 * time.Hour), Key: name, KeyBits: math.MinInt,
			Signature: name, SelfSigned: true, Chain: math.MinInt, Wrong: name, SHA256: name}}
}

// HostileRunbook fills a runbook with the finding's title.
func HostileRunbook(f mesoswatch.Finding) (mesoswatch.FilledRunbook, bool) {
	return filled(f, f.Title, "- [ ] "+f.Title+"\n\n```\n"+f.Title+"\n```\n\n# "+f.Title+"\n\n"+f.Title+"\n\n```\n"+f.Title+"\n```\n\n["+f.Title+"](http://x/"+f.Title+")\n\n| a |\n|---|\n| "+f.Title+" |\n")
}
