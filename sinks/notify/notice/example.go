package notice

import (
	"strconv"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// ExampleRule is the rule that a test notice names; no rule has that name.
const ExampleRule = "notify-test"

// Example is the notice of "notify test": marked as one in everything that a person or
// a program may look at, and with every field that a real one has.
func Example(cluster, host string, now time.Time) Notice {
	subject := mesoswatch.Subject{Kind: "address", Name: "192.0.2.66"}
	f := mesoswatch.Finding{
		ID: mesoswatch.FindingID(ExampleRule, subject), Rule: ExampleRule,
		Title: "TEST of mesoswatch: nothing happened, this is an example", Level: mesoswatch.Informational, Status: mesoswatch.Open,
		Subject: subject, FirstSeen: now, LastSeen: now, Count: 1,
		Fields: map[string]string{"remote_ip": "192.0.2.66", "principal": "example"},
		Evidence: []mesoswatch.Evidence{{Source: "mesoswatch notify test", Line: 1, Time: now,
			Text: "this line is an example: no log has it"}},
		Remediation: "Nothing is to be done: somebody ran mesoswatch notify test.",
		Tags:        []string{"test"},
	}
	return Notice{Key: "test-" + f.ID + "-" + strconv.FormatInt(now.UnixMicro(), 10), Cluster: cluster, Turn: Test, At: now, Host: host, Finding: f}
}
