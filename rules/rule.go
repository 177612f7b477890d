package rules

import (
	"github.com/mesoswatch/mesoswatch"
)

// Check judges one record after the other and keeps what it must remember.
type Check func(mesoswatch.Record) []mesoswatch.Record

// The forms a rule is written in.
const (
	FormSigma       = "sigma"
	FormCorrelation = "correlation"
	FormGo          = "go"
)

// Rule is one entry of the catalogue.
type Rule struct {
	// Name is the identity: findings carry it.
	Name, ID, Title, Description string
	Level                        mesoswatch.Level
	// Status is Sigma's; experimental rules speak as informational.
	Status                           string
	Tags, References, FalsePositives []string
	// Runbook is the id of what to do, Remediation the one sentence of it.
	Runbook, Remediation string
	// Origin is the file, for shipped rules below "shipped/".
	Origin string
	// Form is FormSigma, FormCorrelation or FormGo.
	Form string
	// Service is the log the rule is about; empty means any.
	Service string
	// Helper is set on a rule that has no findings of its own: it serves a
	// correlation or ends the findings of others.
	Helper bool
	// Inactive says why the rule cannot match at present (a list of the baseline
	// it needs is not there); empty means it can.
	Inactive string
	// Filters lists the titles of filters that narrow it.
	Filters []string
	// On says which records a Go rule wants to see.
	On On
	// SuppressedBy names rules that explain what this Go rule says: while one of
	// them has a finding open about the same subject, or one about the cluster that
	// began at that time, this one is quiet. Rule files say so themselves.
	SuppressedBy []string
	// New makes a fresh Check that speaks for this rule alone.
	New func() Check

	begin func() judge // of a rule whose tables count what they forget
}

// judge is a Check with tables that say how many entries they had to forget.
type judge interface {
	check(mesoswatch.Record) []mesoswatch.Record
	evicted() int64
}

// judgedBy sets what makes the rule's judge.
func (r *Rule) judgedBy(begin func() judge) {
	r.begin = begin
	r.New = func() Check { return begin().check }
}

// On says which records a Go rule looks at. Kinds are event kinds.
type On struct {
	Kinds             []string
	Health, Snapshots bool
	// Own asks for the lines that login attempts of this program left, too; to other
	// rules they are nothing.
	Own bool
	// Back asks for events with which the clock of their source was set back:
	// the third in a row that is earlier than those before.
	Back bool
}

func (o On) wants(r mesoswatch.Record) bool {
	return r.Health != nil && o.Health || r.Snapshot != nil && o.Snapshots
}

// effective is the level findings get.
func (r Rule) effective() mesoswatch.Level {
	if r.Status == "experimental" {
		return mesoswatch.Informational
	}
	return r.Level
}
