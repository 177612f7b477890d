package posture

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// Row is a check about one setting of a kind of daemons: data.
type Row struct {
	ID     string `yaml:"id"`
	Title  string `yaml:"title"`
	Daemon string `yaml:"daemon"` // one of Kinds
	// Flag as the newest version names it, and its other names, deprecated ones too.
	// Env is set instead for a variable, which only a host's files and processes tell.
	Flag    string   `yaml:"flag"`
	Env     string   `yaml:"env"`
	Aliases []string `yaml:"aliases"`
	// Since and Until (without it) are minor releases that have it.
	Since string `yaml:"since"`
	Until string `yaml:"until"`
	// Default is what holds when it is not set; Defaults by first minor release,
	// oldest first, where it changed. Neither: unset.
	Default  *string   `yaml:"default"`
	Defaults []Default `yaml:"defaults"`
	Want     Want      `yaml:"want"`
	// Realms are HTTP realms that the flag switches on, under all their names. What
	// a request without a credential was answered goes before what the flag says.
	Realms []string `yaml:"realms"`
	// When lists conditions for the check to apply at all.
	When []Condition `yaml:"when"`
	// Finding is the rule that finds the same; see Check.
	Finding     string   `yaml:"finding"`
	Level       string   `yaml:"level"`
	Rationale   string   `yaml:"rationale"`
	Remediation string   `yaml:"remediation"`
	References  []string `yaml:"references"`
	Runbook     string   `yaml:"runbook"`
	Settle      string   `yaml:"settle"`

	since, until mesoswatch.Release
}

// Default is what holds from a release on.
type Default struct {
	Since string  `yaml:"since"`
	Value *string `yaml:"value"` // null: unset
	since mesoswatch.Release
}

// Condition is about another flag of the same daemon.
type Condition struct {
	Flag    string   `yaml:"flag"`
	Aliases []string `yaml:"aliases"`
	Default *string  `yaml:"default"`
	Want    Want     `yaml:"want"`
}

// names are all names of the flag or variable. Variables of libprocess have a
// second spelling (SSL_* up to 0.28, LIBPROCESS_SSL_* from 1.0), which rows list as
// aliases.
func (r *Row) names() []string {
	first := r.Flag
	if first == "" {
		first = r.Env
	}
	return append([]string{first}, r.Aliases...)
}

// in tells whether a release has the flag. One that is unknown is taken to.
func (r *Row) in(v mesoswatch.Release) bool {
	if !v.Known() {
		return true
	}
	return v.AtLeast(r.since.Major, r.since.Minor) && !(r.until.Known() && v.AtLeast(r.until.Major, r.until.Minor))
}

// fallback is the default of a release; ok is false when it is unset, known false
// when that depends on a release that is not known.
func (r *Row) fallback(v mesoswatch.Release) (value string, ok, known bool) {
	if len(r.Defaults) == 0 {
		if r.Default == nil {
			return "", false, true
		}
		return *r.Default, true, true
	}
	if !v.Known() {
		return "", false, false
	}
	var now *string
	for _, d := range r.Defaults {
		if v.AtLeast(d.since.Major, d.since.Minor) {
			now = d.Value
		}
	}
	if now == nil {
		return "", false, true
	}
	return *now, true, true
}

// check makes a Check of the row.
func (r *Row) check(file string, level mesoswatch.Level) Check {
	c := Check{
		ID: r.ID, Family: strings.SplitN(r.ID, "-", 2)[0], Title: r.Title, Level: level, Rationale: r.Rationale, Remediation: r.Remediation,
		References: r.References, Runbook: r.Runbook, Settle: r.Settle, Finding: r.Finding, File: file,
		Kinds: kindsOf(r.Daemon), Judge: eachDaemon(r.Daemon, func(_ *Facts, d *Daemon) Answer { return r.judge(d) }),
	}
	return c
}

// judge answers for one daemon.
func (r *Row) judge(d *Daemon) Answer {
	if !r.in(d.Release) {
		return Inapplicable(d.Subject, fmt.Sprintf("%s has no %s", d.Release, r.names()[0]))
	}
	for _, c := range r.When {
		holds, known := c.holds(d)
		if !known {
			return Undecided(d.Subject, fmt.Sprintf("it depends on %s, which is not known", c.Flag))
		}
		if !holds {
			return Inapplicable(d.Subject, fmt.Sprintf("%s is not so that this matters", c.Flag))
		}
	}
	if a, ok := r.probed(d); ok {
		return a
	}
	v, set := d.Flag(r.names()...)
	name := r.names()[0]
	if !set {
		return r.absent(d, name)
	}
	ok, err := r.Want.holds(v.Text)
	reason := fmt.Sprintf("%s is %q", name, mesoswatch.Mask(v.Text))
	switch {
	case v.Unread:
		return Undecided(d.Subject, fmt.Sprintf("%s is given as %q, which was not evaluated", name, v.Text), v.Evidence)
	case v.ByFile && r.Want.Login != nil && !*r.Want.Login && d.Release.AtLeast(1, 5):
		return Passed(d.Subject, fmt.Sprintf("%s stands in a file that is named; the value is told nowhere", name), v.Evidence)
	}
	if v.Pending {
		reason += ", from the next start on: the file is newer than the process"
	}
	switch {
	case err != nil:
		return Undecided(d.Subject, fmt.Sprintf("%s: %v", reason, err), v.Evidence)
	case ok && v.Pending:
		return Undecided(d.Subject, reason, v.Evidence)
	case ok:
		return Passed(d.Subject, reason, v.Evidence)
	}
	return Failed(d.Subject, reason, v.Evidence).Fix(r.remedy(d.Release))
}

// probed judges by what a request without a credential was answered; false when
// none was sent, or it told nothing.
func (r *Row) probed(d *Daemon) (Answer, bool) {
	for _, realm := range r.Realms {
		p, ok := d.Realms[realm]
		if !ok {
			continue
		}
		proof := []mesoswatch.Evidence{p.Evidence}
		claim := ""
		if v, set := d.Flag(r.names()...); set {
			proof = append(proof, v.Evidence)
			claim = fmt.Sprintf("; %s is %q", r.names()[0], v.Text)
		}
		if p.Enforced {
			return Passed(d.Subject, fmt.Sprintf("a request without a credential for the realm %s was refused%s", realm, claim), proof...), true
		}
		return Failed(d.Subject, fmt.Sprintf("a request without a credential for the realm %s was let in%s", realm, claim), proof...).Fix(r.remedy(d.Release)), true
	}
	return Answer{}, false
}

// absent judges a flag that is not told.
func (r *Row) absent(d *Daemon, name string) Answer {
	if known, why := d.Absent(r.names()...); !known {
		return Undecided(d.Subject, why)
	}
	value, set, known := r.fallback(d.Release)
	if !known {
		return Undecided(d.Subject, fmt.Sprintf("%s is not set, and its default depends on the version, which is not known", name))
	}
	reason := name + " is not set"
	ok := r.Want.holdsUnset()
	if set {
		reason = fmt.Sprintf("%s is not set, so it is %q", name, value)
		var err error
		if ok, err = r.Want.holds(value); err != nil {
			return Undecided(d.Subject, fmt.Sprintf("%s: %v", reason, err))
		}
	}
	if ok {
		return Passed(d.Subject, reason, d.absence(name))
	}
	return Failed(d.Subject, reason, d.absence(name)).Fix(r.remedy(d.Release))
}

// note is what a remediation says in brackets of older releases.
var note = regexp.MustCompile(` \((?:up to [0-9.]+|[0-9.]+ (?:to|and) [0-9.]+)[^)]*\)`)

// remedy is the remediation in the words of a release; empty where it is that of
// the check.
func (r *Row) remedy(v mesoswatch.Release) string {
	if !v.Known() || r.Daemon != Master && r.Daemon != Agent {
		return ""
	}
	text := note.ReplaceAllString(r.Remediation, "")
	for _, name := range r.names() {
		if spelled(name, v) {
			text = strings.ReplaceAll(text, r.names()[0], name)
			break
		}
	}
	if !v.AtLeast(1, 0) {
		text = strings.ReplaceAll(text, "LIBPROCESS_SSL_", "SSL_")
	}
	if text == r.Remediation {
		return ""
	}
	return text
}

// holds tells whether a condition is met.
func (c *Condition) holds(d *Daemon) (holds, known bool) {
	names := append([]string{c.Flag}, c.Aliases...)
	v, set := d.Flag(names...)
	text := v.Text
	if !set {
		if known, _ := d.Absent(names...); !known {
			return false, false
		}
		if c.Default == nil {
			return c.Want.holdsUnset(), true
		}
		text = *c.Default
	}
	ok, err := c.Want.holds(text)
	return ok, err == nil
}
