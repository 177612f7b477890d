package rules

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// Bounds of what is kept of a start.
const (
	maxFlags     = 300
	maxFlagText  = 500
	maxConfigged = 500 // logs whose flags are remembered
)

// configChanged compares the flags of a start with those of the start before.
func configChanged() Rule {
	r := Rule{
		Name: "config-changed", ID: "e18b6d05-93c7-4f2a-b64e-5a0d7c1f8e92",
		Title: "Flags changed",
		Description: "The line Flags at startup (from 0.23 on) differs from that of the start before in the same log: the finding names what changed, from what to what, secrets masked. " +
			"Environment variables, those of TLS among them, and the contents of files that flags name do not show.",
		Level: mesoswatch.Low, Status: "stable",
		Tags:           []string{"attack.defense-evasion", "attack.t1562"},
		References:     []string{"https://mesos.apache.org/documentation/latest/configuration/"},
		FalsePositives: []string{"A change that was planned"},
		Runbook:        "weak-configuration",
		Remediation:    "Compare with what was planned; set back what nobody knows of.",
		On:             On{Kinds: []string{"config"}},
	}
	r.New = func() Check {
		last := table[map[string]string]{max: maxConfigged}
		return func(rec mesoswatch.Record) []mesoswatch.Record {
			e := rec.Event
			if e == nil || e.Template != "start.flags" || len(e.Suspect) > 0 {
				return nil
			}
			now := flagsOf(e)
			before := last.put(key(e.Service, writer(e)))
			diff := flagChanges(*before, now)
			first := *before == nil
			*before = now
			if first || len(diff) == 0 {
				return nil
			}
			f := r.event(mesoswatch.Subject{Kind: "source", Name: owner(e)}, e, nil)
			f.Fields["changed"] = cut(strings.Join(diff, "; "), maxFieldText)
			return one(f)
		}
	}
	return r
}

var flagStart = regexp.MustCompile(`--([a-z0-9_]+)="`)

// flagsOf splits --name="value" pairs. Values are not escaped, so one runs to
// the quote before the next flag or the end.
func flagsOf(e *mesoswatch.Event) map[string]string {
	text := e.Message
	if text == "" {
		text = e.Raw
	}
	out := make(map[string]string)
	at := flagStart.FindAllStringSubmatchIndex(text, maxFlags)
	for i, m := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		value := strings.TrimRight(text[m[1]:end], " \n")
		value = strings.TrimSuffix(value, `"`)
		out[text[m[2]:m[3]]] = strings.Clone(mesoswatch.Mask(cut(value, maxFlagText)))
	}
	return out
}

// flagChanges lists what differs, by name.
func flagChanges(before, now map[string]string) []string {
	all := maps.Clone(before)
	if all == nil {
		all = make(map[string]string)
	}
	maps.Copy(all, now)
	var out []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		a, had := before[name]
		b, has := now[name]
		switch {
		case had && has && a != b:
			out = append(out, fmt.Sprintf("%s: %q to %q", name, a, b))
		case had && !has:
			out = append(out, fmt.Sprintf("%s: %q is gone", name, a))
		case !had && has:
			out = append(out, fmt.Sprintf("%s: %q is new", name, b))
		}
	}
	return out
}
