package bundle

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// mostSummed is how many findings the summary tells in a sentence: the table below it
// has all. mostClaims is how many of the values of one kind it names.
const (
	mostSummed = 5
	mostClaims = 5
)

// summary tells in a few sentences what was found, and what peers said of themselves.
func (c Content) summary() []string {
	if len(c.Findings) == 0 {
		return []string{"The bundle holds no findings."}
	}
	first := c.foremost()
	first = first[:min(len(first), mostSummed)]
	worst := slices.MaxFunc(first, func(a, b mesoswatch.Finding) int { return cmp.Compare(a.Level, b.Level) })
	out := []string{fmt.Sprintf("%s on cluster %s, %s; the worst is %s.", number(len(c.Findings), "finding"), orUnknown(c.Cluster), span(c.Incident.From, c.Incident.To), worst.Level)}
	for _, f := range first {
		s := fmt.Sprintf("%s (%s, %s): %s, %s, %s; %s.", f.Title, f.Level, f.ID, curt(subject(f)), times(f.Count), span(f.FirstSeen, f.LastSeen), status(f))
		if why := c.Incident.Why[f.ID]; why != "" {
			s += " Part of this incident: " + why + "."
		}
		out = append(out, s)
	}
	if more := len(c.Findings) - len(first); more > 0 {
		out = append(out, fmt.Sprintf("The table has all findings, %d more than these.", more))
	}
	out = append(out, c.claims()...)
	if n := gaps(c.Moments); n > 0 {
		out = append(out, fmt.Sprintf("Our own sight failed %s in that time. What happened then is not known.", times(n)))
	}
	return out
}

// foremost are the findings, the one by which the incident is named first, then the
// worst.
func (c Content) foremost() []mesoswatch.Finding {
	fs := c.sorted()
	if len(fs) == 0 {
		return nil
	}
	slices.SortStableFunc(fs[1:], func(a, b mesoswatch.Finding) int { return cmp.Compare(b.Level, a.Level) })
	return fs
}

// claimed are the fields in which a peer speaks of itself.
var claimed = []fact{
	{"claimed_ip", "address"}, {"claimed_principal", "principal"}, {"framework_name", "framework name"},
	{"hostname", "host name"}, {"forwarded_for", "X-Forwarded-For"}, {"user_agent", "User-Agent"},
}

// claims says what the peers of findings said of themselves, and where their
// connections came from.
func (c Content) claims() []string {
	values := func(field string) string {
		var all []string
		for _, f := range c.sorted() {
			if v := f.Fields[field]; v != "" && !slices.Contains(all, v) {
				all = append(all, v)
			}
		}
		var text []string
		for _, v := range all[:min(len(all), mostClaims)] {
			text = append(text, "“"+curt(v)+"”")
		}
		if more := len(all) - len(text); more > 0 {
			return fmt.Sprintf("%s and %d more", strings.Join(text, ", "), more)
		}
		return strings.Join(text, ", ")
	}
	var out, parts []string
	for _, k := range claimed {
		if v := values(k.Name); v != "" {
			parts = append(parts, k.Value+" "+v)
		}
	}
	if len(parts) > 0 {
		out = append(out, "Of themselves peers said: "+strings.Join(parts, "; ")+". These are claims; nobody has verified them.")
	}
	if from := values("remote_ip"); from != "" {
		out = append(out, "Connections came from "+from+".")
	}
	return out
}

// curt cuts a foreign value that is longer than anybody reads; the whole of it is in
// the other parts of the bundle.
func curt(s string) string {
	const most = 120
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

func gaps(ms []mesoswatch.Moment) int {
	n := 0
	for _, m := range ms {
		if m.Kind == mesoswatch.MomentGap {
			n++
		}
	}
	return n
}
