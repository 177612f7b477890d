package ui

import (
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/ui/kit"
)

// sayings put the findings of a rule into a sentence: {name} is a field of the
// finding, {subject} and {count} are its own. The first one whose every name is
// known is taken; a rule without any is told by its title and subject.
func sayings(rule string) []string {
	return map[string][]string{
		"auth-success-after-failures": {
			"A client claiming {claimed_ip} logged in as {principal} after {failures} failures",
			"A client claiming {claimed_ip} logged in as {principal} after failing to",
			"A client claiming {subject} logged in after failing to",
		},
		"auth-brute-force": {
			"A client claiming {claimed_ip} failed to log in {count} times",
			"A client claiming {subject} failed to log in {count} times",
		},
		"auth-failed": {
			"A client claiming {claimed_ip} failed to log in: {reason}",
			"A client claiming {claimed_ip} failed to log in",
		},
		"framework-refused-unauthenticated": {
			"Framework {framework_name} at {upid} was refused: it had not logged in",
			"A framework at {upid} was refused: it had not logged in",
		},
		"framework-principal-mismatch": {
			"Framework {framework_name} says it is {claimed_principal} but logged in as {principal}",
			"Framework {framework_name} was refused: it claims a principal it did not log in as",
			"A framework at {upid} was refused: it claims a principal it did not log in as",
		},
		"framework-registered": {
			"Framework {framework_name} registered and runs as user {user}",
			"Framework {framework_name} registered",
		},
		"agent-refused-unauthenticated": {
			"An agent at {upid} was refused: it had not logged in",
		},
		"leader-lost":              {"The master {subject} lost its leadership", "The leading master was lost"},
		"zookeeper-unreachable":    {"{subject} lost its connection to ZooKeeper"},
		"zookeeper-down":           {"ZooKeeper server {subject} does not serve: {reason}", "ZooKeeper server {subject} does not serve"},
		"zookeeper-no-quorum":      {"ZooKeeper has lost its quorum: {reason}", "ZooKeeper has lost its quorum"},
		"zookeeper-world-writable": {"Whoever reaches ZooKeeper can write to {subject} and put up a false master; seen"},
		"master-none":              {"Nobody leads the cluster"},
		"master-two-leaders":       {"Two masters lead at the same time: {leaders}", "Two masters lead at the same time"},
		"master-foreign-candidate": {"Somebody who is none of your masters stands for election: {subject}"},
		"framework-rogue":          {"A framework that nobody expects here runs: {framework_name}", "A framework that nobody expects here runs: {subject}"},
		"agent-rogue":              {"An agent that nobody expects here joined: {hostname}", "An agent that nobody expects here joined: {subject}"},
		"task-suspicious":          {"A task is suspicious: {subject}, {reason}", "A task is suspicious: {subject}"},
		"source-blind":             {"Nothing can be seen of {subject}: {reason}", "Nothing can be seen of {subject}"},
	}[rule]
}

// sentence says in plain words what a finding means and how long ago it last
// was. What is foreign in it is not clean yet.
func sentence(f mesoswatch.Finding, now time.Time) string {
	for _, s := range sayings(f.Rule) {
		if text, ok := fill(s, f); ok {
			if text, is := strings.CutSuffix(text, "; seen"); is { // it is so, and does not happen
				return text + "; seen " + kit.Ago(now, f.LastSeen) + "."
			}
			return text + ", " + kit.Ago(now, f.LastSeen) + "."
		}
	}
	text := sentenceCase(f.Subject.String()) // the title stands above
	if why := f.Fields["reason"]; why != "" {
		text += ", " + why
	}
	if f.Count > 1 {
		text += ", " + kit.Number(int64(f.Count)) + " times, last "
	} else {
		text += ", "
	}
	return text + kit.Ago(now, f.LastSeen) + "."
}

// fill puts fields into a saying; false when one of them is not known.
func fill(saying string, f mesoswatch.Finding) (string, bool) {
	var b strings.Builder
	for {
		lead, rest, found := strings.Cut(saying, "{")
		b.WriteString(lead)
		if !found {
			return b.String(), true
		}
		name, after, _ := strings.Cut(rest, "}")
		value := f.Fields[name]
		switch name {
		case "subject":
			value = f.Subject.Name
		case "count":
			value = kit.Number(int64(f.Count))
		}
		if value == "" {
			return "", false
		}
		b.WriteString(value)
		saying = after
	}
}
