package rules

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/rules/sigma"
)

// Explained says what one rule made of an event.
type Explained struct {
	Rule    string `json:"rule"`
	Form    string `json:"form"`
	Matched bool   `json:"matched"`
	// Looks is false for a rule that never looks at events of that service, kind
	// and template.
	Looks bool `json:"looks"`
	// Why in words: what kept it from matching or speaking, or what it does.
	Why string `json:"why"`
	// Searches of a Sigma rule, each with its answer.
	Searches []sigma.SearchResult `json:"searches,omitempty"`
	// Window of a correlation that counts the event.
	Window *Window `json:"window,omitempty"`
}

// Window is what a correlation holds around an event.
type Window struct {
	// Group are the values of group-by.
	Group map[string]string `json:"group"`
	// Have counts what the condition counts, within the timespan before the
	// event; it needs Least, and no more than Most where that is not 0.
	Have  int           `json:"have"`
	Least int           `json:"least"`
	Most  int           `json:"most,omitempty"`
	Span  time.Duration `json:"span"`
	// Missing names rules that a temporal correlation still waits for.
	Missing []string `json:"missing,omitempty"`
}

// Explain says what each rule makes of an event, without changing what the
// engine remembers: ask after Evaluate, to see the windows with the event in
// them. Rules that cannot match events of its kind are listed only with all.
func (e *Engine) Explain(ev *mesoswatch.Event, all bool) []Explained {
	w := sigma.Where{Service: ev.Service, Kind: ev.Kind, Template: ev.Template, Clean: len(ev.Suspect) == 0}
	var out []Explained
	for _, i := range e.cat.byName {
		u := e.cat.units[i]
		if u.doc != nil && u.doc.Correlation != nil {
			continue // shown behind the rules it counts
		}
		if !u.could(w) {
			if all {
				out = append(out, Explained{Rule: u.Name, Form: u.Form, Why: whyNot(u)})
			}
			continue
		}
		x := e.explain(u, ev)
		out = append(out, x)
		if x.Matched {
			out = append(out, e.windows(u, ev)...)
		}
	}
	return out
}

func whyNot(u *unit) string {
	if u.Inactive != "" {
		return "inactive: " + u.Inactive
	}
	return "never looks at events of this service, kind and template"
}

func (e *Engine) explain(u *unit, ev *mesoswatch.Event) Explained {
	x := Explained{Rule: u.Name, Form: u.Form, Looks: true}
	if u.doc == nil {
		x.Why = "looks at this kind of event; it is written in Go and decides by what it remembers"
		return x
	}
	x.Searches = u.doc.Detection.Searches(ev)
	if !u.doc.Detection.Match(ev) {
		x.Why = "the condition does not hold"
		return x
	}
	for _, f := range u.filters {
		if !f.expired(ev.Time) && serves(f.Service, ev.Service) && !f.Filter.Detection.Match(ev) {
			x.Why = fmt.Sprintf("taken away by the filter %q (%s)", f.Title, f.File)
			return x
		}
	}
	x.Matched = true
	subject := u.subject(ev, nil)
	switch {
	case u.Helper:
		x.Why = "matches; it has no findings of its own"
	case e.quiet(u, subject, ev, ev.Time):
		x.Why = "matches, and is quiet: its cause is reported for " + subject.String()
	default:
		x.Why = "matches: a finding about " + subject.String()
	}
	return x
}

// windows shows each correlation that counts the rule's match.
func (e *Engine) windows(u *unit, ev *mesoswatch.Event) []Explained {
	var out []Explained
	for _, f := range u.feeds {
		c := e.cat.units[f.unit]
		x := Explained{Rule: c.Name, Form: c.Form, Looks: true}
		corr := c.doc.Correlation
		values, ok := c.group(corr.GroupBy, u.Name, ev)
		if !ok {
			x.Why = "does not count the event: it lacks a field of group-by (" + strings.Join(corr.GroupBy, ", ") + ")"
			out = append(out, x)
			continue
		}
		win := &Window{Group: make(map[string]string), Least: corr.Least, Span: corr.Timespan}
		if corr.Most <= sigma.MaxCount {
			win.Most = corr.Most
		}
		for i, g := range corr.GroupBy {
			win.Group[g] = values[i]
		}
		if held := e.states[f.unit].groups.peek(strings.Join(values, "\x00")); held != nil {
			fillWindow(win, corr, held.entries, ev.Time)
		}
		x.Window = win
		x.Matched = win.Have >= corr.Least && win.Have <= corr.Most && len(win.Missing) == 0
		if x.Why = fmt.Sprintf("holds %d of %d within %s", win.Have, corr.Least, corr.Timespan); len(win.Missing) > 0 {
			x.Why += "; waits for " + strings.Join(win.Missing, ", ")
		}
		if subject := c.subject(ev, win.Group); x.Matched && !c.Helper && e.quiet(c, subject, ev, ev.Time) {
			x.Why += "; quiet: its cause is reported for " + subject.String()
		}
		out = append(out, x)
		if x.Matched {
			out = append(out, e.windows(c, ev)...)
		}
	}
	return out
}

func fillWindow(win *Window, corr *sigma.Correlation, entries []entry, at time.Time) {
	var in []entry
	for _, en := range entries {
		if !en.at.After(at) && at.Sub(en.at) <= corr.Timespan {
			in = append(in, en)
		}
	}
	switch corr.Type {
	case sigma.EventCount:
		win.Have = len(in)
	case sigma.ValueCount:
		win.Have = distinct(in, func(e *entry) string { return e.value })
	default:
		win.Have = distinct(in, func(e *entry) int { return e.rule })
		for pos, name := range corr.Rules {
			if !slices.ContainsFunc(in, func(e entry) bool { return e.rule == pos }) {
				win.Missing = append(win.Missing, name)
			}
		}
	}
}
