package bundle

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// summary tells in sentences what was found, and what peers said of themselves.
func (c Content) summary() []string {
	if len(c.Findings) == 0 {
		return []string{"The bundle holds no findings."}
	}
	worst := slices.MaxFunc(c.Findings, func(a, b mesoswatch.Finding) int { return cmp.Compare(a.Level, b.Level) })
	out := []string{fmt.Sprintf("%s on cluster %s, %s; the worst is %s.", number(len(c.Findings), "finding"), orUnknown(c.Cluster), span(c.Incident.From, c.Incident.To), worst.Level)}
	for _, f := range c.sorted() {
		s := fmt.Sprintf("%s (%s, %s): %s, %s, %s; %s.", f.Title, f.Level, f.ID, subject(f), times(f.Count), span(f.FirstSeen, f.LastSeen), status(f))
		if why := c.Incident.Why[f.ID]; why != "" {
			s += " Part of this incident: " + why + "."
		}
		out = append(out, s)
		if s := claims(f); s != "" {
			out = append(out, s)
		}
	}
	if n := gaps(c.Moments); n > 0 {
		out = append(out, fmt.Sprintf("Our own sight failed %s in that time. What happened then is not known.", times(n)))
	}
	return out
}

// claimed are the fields in which a peer speaks of itself.
var claimed = []fact{
	{"claimed_ip", "address"}, {"upid", "UPID"}, {"claimed_principal", "principal"}, {"framework_name", "framework name"},
	{"hostname", "host name"}, {"forwarded_for", "X-Forwarded-For"}, {"user_agent", "User-Agent"},
}

// claims says what the peer of a finding said of itself; empty: nothing.
func claims(f mesoswatch.Finding) string {
	var parts []string
	for _, k := range claimed {
		if v := f.Fields[k.Name]; v != "" {
			parts = append(parts, fmt.Sprintf("%s “%s”", k.Value, v))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	s := fmt.Sprintf("Of itself the peer of %s said: %s. These are claims; nobody has verified them.", f.ID, strings.Join(parts, ", "))
	if v := f.Fields["remote_ip"]; v != "" {
		s += fmt.Sprintf(" The connection came from %s.", v)
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
