package stage

import (
	"fmt"
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
		s = append(s, event(e), mesoswatch.Record{Finding: &f}, mesoswatch.Record{Health: &h})
	}
	return s
}

// HostileRunbook fills a runbook with the finding's title.
func HostileRunbook(f mesoswatch.Finding) (title, markdown string, ok bool) {
	return f.Title, "# " + f.Title + "\n\n" + f.Title + "\n\n```\n" + f.Title + "\n```\n\n[" + f.Title + "](http://x/" + f.Title + ")\n\n| a |\n|---|\n| " + f.Title + " |\n", true
}
