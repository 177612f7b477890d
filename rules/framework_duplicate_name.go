package rules

import (
	"github.com/mesoswatch/mesoswatch"
)

// maxSameName bounds the frameworks of one name that are told apart.
const maxSameName = 16

// frameworkDuplicateName tells of two frameworks with one name from different
// addresses at the same time.
func frameworkDuplicateName() Rule {
	r := Rule{
		Name: "framework-duplicate-name", ID: "0b7e5c18-2f4d-4e9b-8a61-7c3d2e5f9a04",
		Title: "Duplicate framework name",
		Description: "A framework registered under the name of another that is still there, from another claimed address. " +
			"Names are free: a framework that hides behind a known one looks like this, and so does a scheduler that was started twice. " +
			"Several frameworks of one name from one address (Spark, Jenkins) are not meant. HTTP schedulers, whose address is not in the log, are not seen.",
		Level: mesoswatch.Medium, Status: "stable",
		Tags:           []string{"attack.defense-evasion", "attack.t1036"},
		References:     []string{"https://mesos.apache.org/documentation/latest/app-framework-development-guide/"},
		FalsePositives: []string{"Jobs of one name that are started from several hosts", "A scheduler that moved to another host before the master let go of the former"},
		Runbook:        "framework-registered",
		Remediation:    "Find out which of the two is the real one, and tear the other down.",
		On:             On{Kinds: []string{"framework-registered", "framework-removed", "process-start"}},
	}
	r.New = func() Check {
		n := names{rule: r}
		n.byName.max, n.byID.max = maxStories, maxStories
		return n.check
	}
	return r
}

// names knows which frameworks of a name are there, per log.
type names struct {
	rule   Rule
	byName table[map[string]string] // id to address
	byID   table[string]            // id to key of the name
}

func (n *names) check(rec mesoswatch.Record) []mesoswatch.Record {
	e := rec.Event
	if e == nil || e.FrameworkID == "" {
		return nil
	}
	log := writer(e)
	id := key(log, e.FrameworkID)
	if e.Kind == "framework-removed" {
		if k := n.byID.get(id); k != nil {
			if ids := n.byName.get(*k); ids != nil {
				delete(*ids, e.FrameworkID)
			}
			n.byID.remove(id)
		}
		return nil
	}
	if e.FrameworkName == "" || e.ClaimedIP == "" || e.Kind != "framework-registered" {
		return nil
	}
	k := key(log, e.FrameworkName)
	ids := n.byName.put(k)
	if *ids == nil {
		*ids = make(map[string]string)
	}
	if _, known := (*ids)[e.FrameworkID]; known || len(*ids) >= maxSameName {
		return nil
	}
	other := otherOf(*ids, e.ClaimedIP)
	(*ids)[e.FrameworkID] = e.ClaimedIP
	*n.byID.put(id) = k
	if other == "" {
		return nil
	}
	return one(n.rule.event(frameworkSubject(e), e, map[string]string{"other_framework_id": other, "other_ip": (*ids)[other]}))
}

// otherOf is the smallest id with another address.
func otherOf(ids map[string]string, ip string) string {
	other := ""
	for id, at := range ids {
		if at != ip && (other == "" || id < other) {
			other = id
		}
	}
	return other
}
