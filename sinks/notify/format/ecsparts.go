package format

import (
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

func ecsEventOf(n *notice.Notice, k *facts) ecsEvent {
	f := &n.Finding
	e := ecsEvent{
		Kind: "alert", Category: categories(f), Type: []string{"info"}, Action: "finding-" + turnWord(n.Turn),
		Outcome: k.outcome(), Severity: severity(f.Level), ID: name(n.Key), Sequence: n.Seq, Code: name(f.Rule),
		Module: Product, Dataset: Product + ".findings", Provider: Product,
		Start: known(f.FirstSeen), End: known(f.LastSeen), Reason: name(k.reason),
	}
	if len(f.References) > 0 {
		e.Reference = name(f.References[0])
	}
	if last := latest(f); last != nil {
		e.Original = plain(last.Text, mostText)
	}
	return e
}

// categories answers the words of ECS for what a finding is about.
func categories(f *mesoswatch.Finding) []string {
	if f.Posture() {
		return []string{"configuration"}
	}
	tactics, techniques, _ := attacks(f.Tags)
	switch {
	case slices.Contains(tactics, "Credential Access"), slices.Contains(techniques, "T1110"), slices.Contains(techniques, "T1078"):
		return []string{"authentication", "intrusion_detection"}
	case len(tactics)+len(techniques) > 0:
		return []string{"intrusion_detection"}
	}
	switch f.Subject.Kind {
	case "address", "socket", "endpoint":
		return []string{"network"}
	case "principal", "role":
		return []string{"iam"}
	case "flag", "file", "znode":
		return []string{"configuration"}
	}
	return []string{"host"}
}

func ecsThreatOf(tags []string) *ecsThreat {
	tactics, techniques, sub := attacks(tags)
	if len(tactics)+len(techniques) == 0 {
		return nil
	}
	t := &ecsThreat{Framework: "MITRE ATT&CK"}
	if len(tactics) > 0 {
		t.Tactic = &ecsNames{tactics}
	}
	if len(techniques) > 0 {
		t.Technique = &ecsTechnique{ID: techniques}
		if len(sub) > 0 {
			t.Technique.Sub = &ecsIDs{sub}
		}
	}
	return t
}

// ecsRelatedOf gathers everything to search by, claims too: nothing is said of them
// there but that they occur.
func ecsRelatedOf(f *mesoswatch.Finding, k *facts) *ecsRelated {
	var r ecsRelated
	for _, a := range []netip.Addr{k.source, k.claimedIP} {
		if a.IsValid() {
			r.IP = add(r.IP, a.String())
		}
	}
	for _, user := range []string{k.user, k.claimedUser, subject(f, "principal")} {
		if user != "" {
			r.User = add(r.User, name(user))
		}
	}
	if k.host != "" {
		r.Hosts = add(r.Hosts, name(k.host))
	}
	if len(r.IP)+len(r.User)+len(r.Hosts) == 0 {
		return nil
	}
	return &r
}

// subject is what f is about, when it is of that kind.
func subject(f *mesoswatch.Finding, kind string) string {
	if f.Subject.Kind == kind {
		return f.Subject.Name
	}
	return ""
}

// mostLabels bounds what of a finding's own fields is passed on.
const mostLabels = 64

// labels are what the schema has no field for, under our own names.
func labels(n *notice.Notice, k *facts) map[string]string {
	f := &n.Finding
	l := make(map[string]string, len(k.rest)+12)
	for _, field := range slices.Sorted(maps.Keys(k.rest))[:min(len(k.rest), mostLabels)] {
		if k.rest[field] != "" {
			l[labelName(field)] = name(k.rest[field])
		}
	}
	set := func(label, value string) {
		if value != "" {
			l[label] = name(value)
		}
	}
	set("finding", f.ID)
	set("status", string(f.Status))
	set("turn", string(n.Turn))
	set("subject_kind", f.Subject.Kind)
	set("subject", f.Subject.Name)
	set("count", strconv.Itoa(f.Count))
	set("runbook", f.Runbook)
	set("claimed_principal", k.claimedUser)
	if k.claimedIP.IsValid() {
		set("claimed_ip", k.claimedIP.String())
	}
	if n.Was != nil {
		set("was", n.Was.String())
	}
	return l
}

// labelName leaves of a foreign name what a label may be made of.
func labelName(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' {
			return r
		}
		return '_'
	}, strings.ToLower(cut(s, 64)))
}

// latest is the last piece of evidence; nil when there is none.
func latest(f *mesoswatch.Finding) *mesoswatch.Evidence {
	if len(f.Evidence) == 0 {
		return nil
	}
	return &f.Evidence[len(f.Evidence)-1]
}

// known is a time for a document; nil when it is not known.
func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
