package rules

import (
	"regexp"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// oneRegistration is how far apart the lines of one registration are.
const oneRegistration = 30 * time.Second

// frameworkOddName tells of names that do something to whoever prints them, or
// that look like another name.
func frameworkOddName() Rule {
	r := Rule{
		Name: "framework-odd-name", ID: "7d2c9e41-0f6a-4b3d-a5c8-1e9b4f7d2a56",
		Title: "Odd framework name",
		Description: "A framework's name holds control or invisible characters (a line break forges log lines, an escape sequence acts on terminals), text that a shell or browser would run, " +
			"or it looks like the name of another framework without being it (marath0n). Mesos prints names as they come.",
		Level: mesoswatch.Medium, Status: "stable",
		Tags:           []string{"attack.defense-evasion", "attack.t1036.005"},
		References:     []string{"https://mesos.apache.org/documentation/latest/app-framework-development-guide/"},
		FalsePositives: []string{"A framework whose name holds a command or path by design"},
		Runbook:        "framework-registered",
		Remediation:    "Find out who runs the framework; tear it down when nobody knows it, and do not copy its name into a command.",
		On:             On{Kinds: []string{"framework-registered", "framework-subscribe-request", "framework-conflict", "auth-refused", "authz-denied", "invalid"}},
	}
	r.New = func() Check {
		said := table[time.Time]{max: maxStories}
		seen := table[string]{max: maxStories} // skeleton to the first name with it
		for _, name := range wellKnown {
			*seen.put(skeleton(name)) = name
		}
		return func(rec mesoswatch.Record) []mesoswatch.Record {
			e := rec.Event
			if e == nil || e.FrameworkName == "" {
				return nil
			}
			name := cut(e.FrameworkName, maxFieldText)
			why := oddity(name)
			if why == "" {
				why = lookAlike(&seen, name)
			}
			if why == "" {
				return nil
			}
			f := r.event(mesoswatch.Subject{Kind: "framework", Name: e.FrameworkName}, e, map[string]string{"odd": why})
			last := said.put(key(writer(e), name, e.UPID))
			if !last.IsZero() && e.Time.Sub(*last).Abs() <= oneRegistration {
				f.Count = 0 // another line of the same registration
			}
			*last = e.Time
			return one(f)
		}
	}
	return r
}

// wellKnown are names whose imitation is worth a word from the first line on.
var wellKnown = []string{"marathon", "chronos", "metronome", "aurora", "singularity", "jenkins", "spark", "kafka", "cassandra", "hadoop", "storm", "kubernetes"}

// runnable is text that a shell, a browser or a path would act on.
var runnable = regexp.MustCompile("(?i)`|\\$\\(|\\$\\{|&&|\\|\\s*(ba|da|z)?sh\\b|;\\s*(rm|curl|wget|sh|bash|nc|cat|id|python|perl)\\b|<\\s*/?\\s*(script|img|iframe|svg)|\\.\\./|\\b(curl|wget)\\s+-?[a-z]*\\s*http")

func oddity(name string) string {
	switch {
	case mesoswatch.Printable(name) != name:
		return "control or invisible characters"
	case runnable.MatchString(name):
		return "text that something could run"
	}
	return ""
}

func lookAlike(seen *table[string], name string) string {
	k := skeleton(name)
	if k == "" {
		return ""
	}
	first := seen.get(k)
	if first == nil {
		*seen.put(k) = strings.Clone(name)
		return ""
	}
	if plain(*first) == plain(name) {
		return ""
	}
	return "looks like " + *first
}

// plain is a name as people write it: case, blanks, hyphens and the like make no
// other name.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -_./", r) {
			return -1
		}
		return r
	}, strings.ToLower(s))
}

// skeleton maps characters that look alike to one of them.
func skeleton(s string) string {
	return strings.Map(func(r rune) rune {
		if to, ok := alike[r]; ok {
			return to
		}
		return r
	}, plain(s))
}

// alike maps digits and letters of other scripts that are drawn like Latin ones.
var alike = map[rune]rune{
	'0': 'o', '1': 'l', 'i': 'l', '3': 'e', '5': 's', '$': 's', '@': 'a', '|': 'l', '!': 'l',
	'а': 'a', 'е': 'e', 'о': 'o', 'р': 'p', 'с': 'c', 'у': 'y', 'х': 'x', 'ѕ': 's', 'і': 'l', 'ј': 'j', 'һ': 'h', 'к': 'k', 'м': 'm', 'т': 't', 'н': 'h', 'в': 'b',
	'α': 'a', 'ο': 'o', 'ρ': 'p', 'ν': 'v', 'υ': 'u', 'ι': 'l', 'κ': 'k', 'τ': 't', 'ε': 'e', 'ı': 'l',
}
