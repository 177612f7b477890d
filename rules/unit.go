package rules

import (
	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/sigma"
)

// unit is a rule as the engine runs it. Units never change once a catalogue is
// loaded; what they remember is in the engine's states.
type unit struct {
	Rule
	// doc is what the rule was read from; nil for Go rules.
	doc      *sigma.Document
	explains []named
	subjects []sigma.Subject
	once     []named // fields of count_once
	variant  string  // tells Go rules apart that were made with other filters
	filters  []*filter
	// feeds lists the correlations that count this rule's matches.
	feeds []feed
	// quietedBy and quiets are the two ends of suppressed_by; ends lists units
	// whose findings end when this one matches. All are indexes into the units.
	quietedBy, quiets, ends []int
}

// digest tells whether two units are the same rule in the same words. Filters
// are no part of it; a Go rule that depends on them has them in its name.
func (u *unit) digest() string {
	if u.doc == nil {
		return "go " + u.Name + " " + u.Inactive + u.variant
	}
	return u.Name + " " + u.doc.Digest
}

// feed is a correlation, and the place of the rule in its list.
type feed struct{ unit, position int }

// filter is an allowlist or other narrowing of rules.
type filter struct {
	*sigma.Document
	index int
}

// could tells whether any event from there could match the rule by itself.
func (u *unit) could(w sigma.Where) bool {
	switch {
	case u.doc == nil:
		for _, k := range u.On.Kinds {
			if k == w.Kind {
				return true
			}
		}
		return false
	case u.doc.Detection == nil:
		return false
	}
	return serves(u.Service, w.Service) && u.doc.Detection.Could(w)
}

// serves tells whether a rule for one service looks at events of another: those
// of unknown service are looked at by all.
func serves(rule, event string) bool { return rule == "" || event == "" || rule == event }

// group reads the values of a correlation's group-by (and counted fields) for
// an event that the named rule matched; ok is false when one is missing.
func (u *unit) group(names []string, rule string, e *mesoswatch.Event) (values []string, ok bool) {
	for _, g := range names {
		field := g
		if alias, is := u.doc.Correlation.Aliases[g]; is {
			field = alias[rule]
		}
		get := sigma.Getter(field)
		if get == nil {
			return nil, false
		}
		v := get(e)
		if field == "source" {
			v = writer(e)
		}
		if v == "" {
			return nil, false
		}
		values = append(values, v)
	}
	return values, true
}
