package mesoswatch

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"sort"
	"strings"
	"time"
)

// Status is where a finding stands in its life.
type Status string

// The states of a finding.
const (
	Open         Status = "open"
	Acknowledged Status = "acknowledged"
	Silenced     Status = "silenced"
	Resolved     Status = "resolved"
)

// Subject is the thing a finding, verdict or snapshot is about. Kind is one of
// address, principal, framework, agent, master, cluster, source, zookeeper,
// znode, socket, endpoint, file, flag, task, role, rule.
type Subject struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
}

func (s Subject) String() string { return s.Kind + " " + s.Name }

// Evidence is one piece of proof: a line of a log, or a value at a URL.
type Evidence struct {
	Source string `json:"source"`
	Line   int64  `json:"line,omitempty"`
	Offset int64  `json:"offset,omitempty"`
	Inode  uint64 `json:"inode,omitempty"`
	// Time of the line or answer.
	Time time.Time `json:"time,omitzero"`
	// JSONPath inside the answer, for evidence from an endpoint.
	JSONPath string `json:"json_path,omitempty"`
	Text     string `json:"text"`
	// Suspect repeats the event's marks: this line may be forged.
	Suspect []string `json:"suspect,omitempty"`
}

func (e Evidence) place() [3]any { return [3]any{e.Source, e.Offset, e.Text} }

// MaxEvidence is how many pieces of evidence a finding keeps: the first and the
// last half.
const MaxEvidence = 20

// Finding is something wrong, found by a rule about a subject. Its identity is
// that pair; what is found again merges into it.
type Finding struct {
	ID        string    `json:"id"`
	Rule      string    `json:"rule"`
	Title     string    `json:"title"`
	Level     Level     `json:"level"`
	Status    Status    `json:"status"`
	Subject   Subject   `json:"subject"`
	FirstSeen time.Time `json:"first_seen"`
	LastSeen  time.Time `json:"last_seen"`
	Count     int       `json:"count"`
	// Counts are, where several machines look and tell each other, how often each has
	// counted it, by its name; "" is this one. Count is then the highest of them, for
	// they may have seen the same. nil: only this one has.
	Counts map[string]int `json:"counts,omitempty"`
	// Fields are the event fields that explain it, by their JSON names.
	Fields      map[string]string `json:"fields,omitempty"`
	Evidence    []Evidence        `json:"evidence,omitempty"`
	Runbook     string            `json:"runbook,omitempty"`
	Remediation string            `json:"remediation,omitempty"`
	References  []string          `json:"references,omitempty"`
	Tags        []string          `json:"tags,omitempty"`
	// Handled is what an operator decided; nil while nobody has, and when it
	// happens again after it was resolved.
	Handled *Handled `json:"handled,omitempty"`
	// Life is what its status follows from, beside LastSeen and Handled; zero on
	// one that was never over and never handled.
	Life Life `json:"life,omitzero"`
}

// FindingID is the stable identity of what a rule finds about a subject: "f-"
// and twelve hexadecimal digits.
func FindingID(rule string, s Subject) string {
	sum := sha256.Sum256([]byte(rule + "\x00" + s.Kind + "\x00" + s.Name))
	return "f-" + hex.EncodeToString(sum[:6])
}

// Merge joins two reports of the same finding: earliest first, latest last,
// counts added, the higher level, the first and last evidence kept. What the
// later report says of title, fields and texts wins; a field that only the earlier
// one has stays. The status is that of the joined lives: a repeat does not open an
// acknowledged or silenced finding, and of a resolved one only what happened after
// it was resolved does. Neither argument is changed.
func (f Finding) Merge(o Finding) Finding {
	earlier, later := f, o
	if o.LastSeen.Before(f.LastSeen) {
		earlier, later = o, f
	}
	m := later
	if earlier.FirstSeen.Before(m.FirstSeen) {
		m.FirstSeen = earlier.FirstSeen
	}
	m.Counts, m.Count = added(&f, &o)
	m.Level = max(f.Level, o.Level)
	if len(earlier.Fields) > 0 {
		m.Fields = maps.Clone(earlier.Fields)
		maps.Copy(m.Fields, later.Fields)
	}
	m.Evidence = mergeEvidence(earlier.Evidence, later.Evidence)
	m.live(f.lived().join(o.lived()))
	return m
}

func mergeEvidence(a, b []Evidence) []Evidence {
	all := make([]Evidence, 0, len(a)+len(b))
	seen := make(map[[3]any]bool, len(a)+len(b))
	for _, list := range [][]Evidence{a, b} {
		for _, e := range list {
			if p := e.place(); !seen[p] {
				seen[p] = true
				all = append(all, e)
			}
		}
	}
	if len(all) > MaxEvidence {
		all = append(all[:MaxEvidence/2:MaxEvidence/2], all[len(all)-MaxEvidence/2:]...)
	}
	return all
}

// PostureTag begins the tag of a finding about how something is set up, in
// contrast to something that happened: "posture.authn".
const PostureTag = "posture."

// Posture tells whether it is about how something is set up.
func (f *Finding) Posture() bool {
	return slices.ContainsFunc(f.Tags, func(t string) bool { return strings.HasPrefix(t, PostureTag) })
}

// Compare orders as a list for working on does: what is resolved last, then the
// worst first, what happened before how things are set up, then the latest, then
// by id.
func (f *Finding) Compare(o *Finding) int {
	resolved := func(f *Finding) int {
		if f.Status == Resolved {
			return 1
		}
		return 0
	}
	setUp := func(f *Finding) int {
		if f.Posture() {
			return 1
		}
		return 0
	}
	return cmp.Or(resolved(f)-resolved(o), cmp.Compare(o.Level, f.Level), setUp(f)-setUp(o), o.LastSeen.Compare(f.LastSeen), cmp.Compare(f.ID, o.ID))
}

// SortFindings orders by first seen, then id: the order of reports.
func SortFindings(fs []Finding) {
	sort.Slice(fs, func(i, j int) bool {
		if !fs[i].FirstSeen.Equal(fs[j].FirstSeen) {
			return fs[i].FirstSeen.Before(fs[j].FirstSeen)
		}
		return fs[i].ID < fs[j].ID
	})
}
