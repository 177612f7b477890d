package audit

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Report is an audit. Its JSON form is published as docs/audit.schema.json.
type Report struct {
	Tool    string    `json:"tool"`
	Version string    `json:"version"`
	Time    time.Time `json:"time"`
	Cluster string    `json:"cluster"`
	Summary Summary   `json:"summary"`
	// Checks, the gravest fails first, then what is unknown, then the rest.
	Checks      []Check      `json:"checks"`
	Permissions []Permission `json:"permissions"`
	Inventory   Inventory    `json:"inventory"`
	Readiness   Readiness    `json:"readiness"`
	Manual      []Manual     `json:"manual"`
}

// Summary counts.
type Summary struct {
	// Results counts checks by result; fails that are waived are counted in Waived
	// and not under fail.
	Results map[mesoswatch.Result]int `json:"results"`
	// Fails counts fails by level, waived ones left out.
	Fails  map[string]int `json:"fails"`
	Waived int            `json:"waived"`
	// Blind are sources that were asked for and not seen, with the reason.
	Blind []string `json:"blind"`
	// Unused are waivers that met no fail.
	Unused []string `json:"unused_waivers"`
}

// Check is the answer of one check for one subject.
type Check struct {
	ID          string                `json:"id"`
	Title       string                `json:"title"`
	Family      string                `json:"family"`
	Level       mesoswatch.Level      `json:"level"`
	Status      mesoswatch.Result     `json:"status"`
	Subject     mesoswatch.Subject    `json:"subject"`
	Evidence    []mesoswatch.Evidence `json:"evidence"`
	Reason      string                `json:"reason"`
	Rationale   string                `json:"rationale"`
	Remediation string                `json:"remediation"`
	References  []string              `json:"references"`
	Runbook     string                `json:"runbook,omitempty"`
	Waiver      *mesoswatch.Waiver    `json:"waiver"`
	// Fingerprint is the same for the same check of the same subject in every audit.
	Fingerprint string `json:"fingerprint"`
}

// Waived tells whether somebody answers for a fail, and still does.
func (c Check) Waived() bool { return c.Waiver != nil && !c.Waiver.Expired }

// Permission is what one caller may do with one kind of object by the ACLs of one
// daemon, and what decides.
type Permission struct {
	Of        string `json:"of"`
	Principal string `json:"principal"`
	Action    string `json:"action"`
	Object    string `json:"object"`
	Allowed   bool   `json:"allowed"`
	Entry     int    `json:"entry,omitempty"`
	Why       string `json:"why"`
	Guards    string `json:"guards"`
}

// Readiness is what moving off Mesos takes.
type Readiness struct {
	Target string         `json:"target"`
	Counts map[string]int `json:"counts"` // by effort
	Items  []Item         `json:"items"`
}

// Item is one application or framework.
type Item struct {
	Kind      string   `json:"kind"`
	ID        string   `json:"id"`
	Scheduler string   `json:"scheduler,omitempty"`
	Effort    string   `json:"effort"`
	Wave      int      `json:"wave"`
	Stateful  bool     `json:"stateful,omitempty"`
	Instances int64    `json:"instances,omitempty"`
	Images    []string `json:"images,omitempty"`
	Reasons   []Reason `json:"reasons,omitempty"`
}

// Reason is one thing that keeps it from moving as it is.
type Reason struct {
	ID     string `json:"id"`
	Effort string `json:"effort"`
	Text   string `json:"text"`
}

// Manual is something this program cannot see, and how a person looks at it.
type Manual struct {
	Title   string `json:"title"`
	Why     string `json:"why"`
	Command string `json:"command,omitempty"`
	Wanted  string `json:"wanted"`
}

// New begins a report with what the verdicts say.
func New(verdicts []mesoswatch.Verdict) *Report {
	r := &Report{Tool: "mesoswatch", Summary: Summary{Results: make(map[mesoswatch.Result]int), Fails: make(map[string]int), Blind: []string{}, Unused: []string{}},
		Checks: []Check{}, Permissions: []Permission{}, Manual: []Manual{}, Readiness: Readiness{Counts: make(map[string]int), Items: []Item{}}}
	for _, v := range verdicts {
		c := check(v)
		r.Checks = append(r.Checks, c)
		if c.Status == mesoswatch.Fail && c.Waived() {
			r.Summary.Waived++
			continue
		}
		r.Summary.Results[c.Status]++
		if c.Status == mesoswatch.Fail {
			r.Summary.Fails[c.Level.String()]++
		}
	}
	slices.SortStableFunc(r.Checks, compare)
	return r
}

func check(v mesoswatch.Verdict) Check {
	c := Check{
		ID: v.Check, Title: v.Title, Family: v.Family, Level: v.Level, Status: v.Result, Subject: v.Subject,
		Evidence: v.Evidence, Reason: v.Reason, Rationale: v.Rationale, Remediation: v.Remediation,
		References: v.References, Runbook: v.Runbook, Waiver: v.Waiver, Fingerprint: fingerprint(v.Check, v.Subject),
	}
	c.Evidence = make([]mesoswatch.Evidence, len(v.Evidence))
	for i, e := range v.Evidence {
		e.Text = cut(e.Text)
		c.Evidence[i] = e
	}
	if c.References == nil {
		c.References = []string{}
	}
	return c
}

// longestText is how much of one piece of evidence a report keeps, in bytes.
const longestText = 600

func cut(s string) string {
	if len(s) <= longestText {
		return s
	}
	return strings.ToValidUTF8(s[:longestText], "") + "…"
}

func fingerprint(id string, s mesoswatch.Subject) string {
	sum := sha256.Sum256([]byte(id + "\x00" + s.Kind + "\x00" + s.Name))
	return hex.EncodeToString(sum[:8])
}

func compare(a, b Check) int {
	return cmp.Or(order(a)-order(b), cmp.Compare(b.Level, a.Level), cmp.Compare(a.Family, b.Family), cmp.Compare(a.ID, b.ID),
		cmp.Compare(a.Subject.Kind, b.Subject.Kind), cmp.Compare(a.Subject.Name, b.Subject.Name))
}

func order(c Check) int {
	switch {
	case c.Status == mesoswatch.Fail && !c.Waived():
		return 0
	case c.Status == mesoswatch.Unknown:
		return 1
	case c.Status == mesoswatch.Fail:
		return 2
	case c.Status == mesoswatch.Pass:
		return 3
	}
	return 4
}

// Worst is the level of the gravest fail that nobody answers for; false when there
// is none.
func (r *Report) Worst() (mesoswatch.Level, bool) {
	worst, any := mesoswatch.Informational, false
	for _, c := range r.Checks {
		if c.Status == mesoswatch.Fail && !c.Waived() {
			worst, any = max(worst, c.Level), true
		}
	}
	return worst, any
}

// state is a check's status in one word for people.
func (c Check) state() string {
	switch {
	case c.Waived():
		return "waived"
	case c.Waiver != nil:
		return "fail, waiver expired"
	}
	return string(c.Status)
}

func (c Check) subject() string { return c.Subject.Kind + " " + c.Subject.Name }
