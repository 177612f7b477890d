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
	}
	out = append(out, c.claims()...)
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

// claims says what the peers of findings said of themselves, what is the same once.
func (c Content) claims() []string {
	var order []string
	of := make(map[string][]string)
	for _, f := range c.sorted() {
		s := f.Fields["remote_ip"]
		if s != "" {
			s = " The connection came from " + s + "."
		}
		var parts []string
		for _, k := range claimed {
			if v := f.Fields[k.Name]; v != "" {
				parts = append(parts, fmt.Sprintf("%s “%s”", k.Value, v))
			}
		}
		if len(parts) == 0 {
			continue
		}
		s = strings.Join(parts, ", ") + ". These are claims; nobody has verified them." + s
		if of[s] == nil {
			order = append(order, s)
		}
		of[s] = append(of[s], f.ID)
	}
	var out []string
	for _, s := range order {
		out = append(out, fmt.Sprintf("Of itself the peer of %s said: %s", strings.Join(of[s], ", "), s))
	}
	return out
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
