package share

import (
	"maps"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/mesoswatch/mesoswatch"
)

// Bounds of what is believed of other machines.
const (
	maxWord  = 200   // bytes of a name of our own making: rules, tags, steps
	maxName  = 1_000 // of a name from a cluster
	maxText  = 8_000
	maxList  = 64
	maxCount = 1 << 40
	// aheadMost is how far ahead of the server's clock a time may be: a log may be read
	// in the wrong zone.
	aheadMost   = 26 * time.Hour
	longestHush = 400 * 24 * time.Hour
)

var (
	findingID = regexp.MustCompile(`^f-[0-9a-f]{12}$`)
	actionID  = regexp.MustCompile(`^a-[0-9a-f]{16}$`)
)

// checker finds what is wrong with a message; the first is told. Texts it masks and
// cuts as it goes.
type checker struct {
	latest time.Time
	wrong  string
}

func (c *checker) want(ok bool, wrong string) {
	if !ok && c.wrong == "" {
		c.wrong = wrong
	}
}

// text makes a text of a cluster fit to be kept.
func (c *checker) text(s *string, most int) {
	t := mesoswatch.Mask(*s)
	if len(t) > most {
		n := most
		for n > 0 && !utf8.RuneStart(t[n]) {
			n--
		}
		t = t[:n] + "…"
	}
	*s = t
}

// name wants a short text of our own making, which nothing has to be cut of.
func (c *checker) name(s, what string) {
	c.want(len(s) <= maxWord && mesoswatch.Printable(s) == s && mesoswatch.Mask(s) == s, what+" is too long or not printable")
}

// when wants a time in reason; none where it may be left out.
func (c *checker) when(t time.Time, must bool) {
	if t.IsZero() && !must {
		return
	}
	c.want(t.Year() >= 2000 && !t.After(c.latest), "it has a time that cannot be")
}

func (c *checker) finding(f *mesoswatch.Finding, a address) {
	c.want(f.ID == a.key && findingID.MatchString(f.ID), "its id is not that of its subject")
	c.want(len(f.Rule) > 0 && len(f.Subject.Kind) > 0 && len(f.Subject.Name) <= maxName, "it lacks a rule or what it is about")
	c.name(f.Rule, "its rule")
	c.name(f.Subject.Kind, "the kind of what it is about")
	c.name(f.Runbook, "its runbook")
	c.want(f.ID == mesoswatch.FindingID(f.Rule, f.Subject), "its id is not that of what it is about")
	c.want(f.Level >= mesoswatch.Informational && f.Level <= mesoswatch.Critical, "its level is none")
	switch f.Status {
	case mesoswatch.Open, mesoswatch.Acknowledged, mesoswatch.Silenced, mesoswatch.Resolved:
	default:
		c.want(false, "its status is none")
	}
	c.want(f.Count > 0 && f.Count < maxCount, "its count cannot be")
	c.want(len(f.Fields) <= maxList && len(f.Evidence) <= mesoswatch.MaxEvidence && len(f.References) <= maxList && len(f.Tags) <= maxList, "it has more than a finding may have")
	c.when(f.FirstSeen, true)
	c.when(f.LastSeen, true)
	c.want(!f.LastSeen.Before(f.FirstSeen), "it ends before it begins")
	for _, t := range []time.Time{f.Life.Over, f.Life.Reopened, f.Life.Past} {
		c.when(t, false)
	}
	c.handled(f.Handled)
	if c.wrong == "" {
		c.texts(f)
		f.Counts = map[string]int{a.console: f.Count}
	}
}

// texts masks and cuts what a finding says.
func (c *checker) texts(f *mesoswatch.Finding) {
	c.text(&f.Title, maxWord)
	c.text(&f.Remediation, maxText)
	fields := make(map[string]string, len(f.Fields))
	for _, k := range slices.Sorted(maps.Keys(f.Fields)) {
		v := f.Fields[k]
		c.name(k, "a field's name")
		c.text(&v, maxName)
		fields[k] = v
	}
	if f.Fields != nil {
		f.Fields = fields
	}
	for i := range f.Evidence {
		e := &f.Evidence[i]
		c.text(&e.Source, maxName)
		c.text(&e.JSONPath, maxName)
		c.text(&e.Text, maxText)
		c.when(e.Time, false)
		c.want(len(e.Suspect) <= maxList, "it has more than a finding may have")
		for _, s := range e.Suspect {
			c.name(s, "a mark")
		}
	}
	for i := range f.References {
		c.text(&f.References[i], maxName)
	}
	for _, t := range f.Tags {
		c.name(t, "a tag")
	}
}

// decisions are what an operator may decide about a finding.
var decisions = []string{mesoswatch.Acknowledge, mesoswatch.Silence, mesoswatch.Resolve, mesoswatch.AcceptBaseline}

func (c *checker) handled(h *mesoswatch.Handled) {
	if h == nil {
		return
	}
	c.want(slices.Contains(decisions, h.What), "what was decided is none of what can be")
	c.who(h.Who)
	c.when(h.At, true)
	c.until(h.What, h.At, h.Until)
	c.text(&h.Note, maxText)
}

func (c *checker) who(s string) {
	c.want(s != "", "it does not say who did it")
	c.name(s, "who did it")
}

func (c *checker) until(what string, at, until time.Time) {
	if what == mesoswatch.Silence {
		c.want(!until.Before(at) && until.Sub(at) <= longestHush, "a silence needs an end, within 400 days")
		return
	}
	c.want(until.IsZero(), "only a silence has an end")
}

// done is what an operator can have done elsewhere. A login of their own is not among
// it: whoever could say so could have an attack pass for one.
var done = append(decisions[:len(decisions):len(decisions)], mesoswatch.Note, mesoswatch.Reopen, mesoswatch.Link, mesoswatch.Unlink,
	mesoswatch.Step, mesoswatch.Bookmark, mesoswatch.Export)

func (c *checker) action(a *mesoswatch.Action, at address) {
	c.want(a.ID == at.key && actionID.MatchString(a.ID), "its id is not that of its subject")
	c.want(slices.Contains(done, a.What), "it is nothing that can be done")
	c.who(a.Who)
	c.when(a.At, true)
	c.when(a.Of, false)
	c.until(a.What, a.At, a.Until)
	for _, id := range []string{a.Finding, a.Other} {
		c.want(id == "" || findingID.MatchString(id), "it names no finding")
	}
	for _, s := range []string{a.Runbook, a.Step, a.Hash} {
		c.name(s, "a part of it")
	}
	c.want(a.UPID == "" && !a.Replay, "it says more than it may")
	c.text(&a.Text, maxText)
}

func (c *checker) health(h *mesoswatch.Health, at address) {
	c.want(h.Source != "" && len(h.Source) <= maxName && digest(h.Source) == at.key, "its source is not that of its subject")
	c.want(!aboutUs(h.Source) && h.Via == "", "its source is not of that machine")
	c.name(h.Collector, "its collector")
	c.when(h.At, true)
	c.want(h.Seconds >= 0 && h.Interval >= 0 && h.Subjects >= 0 && len(h.Lacking) <= maxList, "its numbers cannot be")
	c.text(&h.Why, maxName)
	lacking := make(map[string]string, len(h.Lacking))
	for kind, why := range h.Lacking {
		c.name(kind, "a kind")
		c.text(&why, maxName)
		lacking[kind] = why
	}
	h.Lacking, h.Complete, h.Asked, h.Pace = lacking, nil, nil, ""
	if h.Log != nil {
		h.Log.Notes = nil
	}
	h.Via, h.Source = at.console, at.console+": "+mesoswatch.Mask(h.Source)
	h.Interval = max(h.Interval, healthEvery.Seconds())
}
