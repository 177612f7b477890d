package bundle

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// draft is the post-mortem before it is written as Markdown or HTML. Its texts
// are as they came; whoever writes them escapes them. Only Step.Text and
// Meaning.Text are Markdown, of a runbook.
type draft struct {
	Title    string
	Facts    []fact
	Summary  []string
	Findings []finding
	Impact   []string
	Means    []meaning
	Touched  []touched
	Beats    []beat
	Later    int // beats left out
	Deeds    []deed
	Books    []book
	Proofs   []proof
	Unproven int // proofs left out
	Parts    []fact
	Asked    []string // open questions
	Cluster  string
}

// fact is a name and a value.
type fact struct{ Name, Value string }

// finding is one row about a finding.
type finding struct {
	ID, Title, Level, Status, Subject, Seen, Count string
}

// How many rows a table of the post-mortem has at most; the parts have all.
const (
	maxBeats  = 250
	maxProofs = 120
)

// draft makes the post-mortem from what is known. index is that of the lines.
func (c Content) draft(index []lineIndex) draft {
	d := draft{Title: c.title(), Facts: c.facts(), Cluster: c.Cluster}
	for _, f := range c.sorted() {
		d.Findings = append(d.Findings, finding{f.ID, f.Title, f.Level.String(), status(f), subject(f), span(f.FirstSeen, f.LastSeen), times(f.Count)})
	}
	d.Summary = c.summary()
	d.Touched = c.touched()
	d.Impact = c.impact(d.Touched)
	d.Means = c.meanings()
	d.Beats = beats(c.Moments)
	if n := len(d.Beats); n > maxBeats {
		d.Beats, d.Later = d.Beats[:maxBeats], n-maxBeats
	}
	d.Deeds = deeds(c.Actions)
	d.Books = books(c.Runbooks)
	d.Proofs = c.proofs(index)
	if n := len(d.Proofs); n > maxProofs {
		d.Proofs, d.Unproven = d.Proofs[:maxProofs], n-maxProofs
	}
	d.Asked = c.questions(index)
	return d
}

// sorted are the findings, the one the incident was opened from first, then as
// they were first seen.
func (c Content) sorted() []mesoswatch.Finding {
	fs := slices.Clone(c.Findings)
	mesoswatch.SortFindings(fs)
	slices.SortStableFunc(fs, func(a, b mesoswatch.Finding) int {
		switch c.Incident.ID {
		case a.ID:
			return -1
		case b.ID:
			return 1
		}
		return 0
	})
	return fs
}

func (c Content) title() string {
	for _, f := range c.Findings {
		if f.ID == c.Incident.ID {
			return f.Title + ": " + subject(f)
		}
	}
	return "Incident " + c.Incident.ID
}

func (c Content) facts() []fact {
	secrets := "masked"
	if c.Unmasked {
		secrets = "READABLE: this bundle was made with --unmasked"
	}
	mesos := "unknown"
	if len(c.Versions.Cluster) > 0 {
		mesos = strings.Join(c.Versions.Cluster, ", ")
	}
	return []fact{
		{"Cluster", orUnknown(c.Cluster)}, {"Incident", c.Incident.ID + ", " + span(c.Incident.From, c.Incident.To)},
		{"Made", both(c.At) + " by " + orUnknown(c.By)}, {"Zone of the exporting host", orUnknown(c.Zone)},
		{"Program", "mesoswatch " + orUnknown(c.Versions.Mesoswatch)}, {"Rules", orUnknown(c.Versions.Rules)}, {"Mesos", mesos}, {"Secrets", secrets},
	}
}

func orUnknown(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}

// subject names what a finding is about. An address out of a UPID is a claim;
// that of an HTTP request is where it came from.
func subject(f mesoswatch.Finding) string {
	if f.Subject.Kind == "address" && f.Fields["remote_ip"] != f.Subject.Name {
		return "claimed address " + f.Subject.Name
	}
	return f.Subject.String()
}

// status says where a finding stands, and who decided that.
func status(f mesoswatch.Finding) string {
	s := string(f.Status)
	if f.Handled == nil {
		return s
	}
	s += fmt.Sprintf(" by %s, %s", f.Handled.Who, both(f.Handled.At))
	if !f.Handled.Until.IsZero() {
		s += ", until " + both(f.Handled.Until)
	}
	if f.Handled.Note != "" {
		s += ": " + f.Handled.Note
	}
	return s
}
