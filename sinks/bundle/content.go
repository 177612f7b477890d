package bundle

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Content is all that goes into a bundle. Write masks it unless Unmasked is set.
type Content struct {
	// Cluster is the name of the cluster, By who made the bundle, At when; At is
	// also the time that every part in the zip carries.
	Cluster string
	By      string
	At      time.Time
	// Zone is the time zone of the exporting host: "Europe/Berlin, CET, +01:00".
	Zone     string
	Versions Versions

	Incident mesoswatch.Incident
	// Findings are those of the incident, the one it was opened from among them.
	Findings  []mesoswatch.Finding
	Events    []*mesoswatch.Event
	Lines     []Line
	Snapshots []mesoswatch.Snapshot
	Health    []mesoswatch.Health
	Actions   []mesoswatch.Action
	// Moments are those of the incident, in order.
	Moments  []mesoswatch.Moment
	Runbooks []Runbook
	// LeftOut says what bounds kept out: "events: 1,200, the farthest from the
	// incident in time".
	LeftOut []string
	// Unmasked leaves secrets readable.
	Unmasked bool
}

// Versions tell what made the bundle and what it is about. Empty is unknown.
type Versions struct {
	Mesoswatch string `json:"mesoswatch,omitempty"`
	// Rules names the rules that judged: how many, and a hash of them.
	Rules string `json:"rules,omitempty"`
	// Cluster lists the versions of Mesos that were seen, and of whom.
	Cluster []string `json:"cluster,omitempty"`
}

// Line is one message of a log, as it stands in the source.
type Line struct {
	// Source is the log as its events name it, Inode, Offset and Line the place.
	Source string
	Inode  uint64
	Offset int64
	Line   int64
	// Time of the message, in the zone in which its source was read.
	Time time.Time
	// Suspect are the marks of its event: it may be forged.
	Suspect []string
	// Bytes are the message without its last line break.
	Bytes []byte
	// File is where Bytes were read from just now; empty when they come from the
	// record, which is masked, and then Why says why.
	File string
	Why  string
}

// Runbook is one that was worked through.
type Runbook struct {
	mesoswatch.FilledRunbook
	// Finding whose values are filled in; empty when the runbook is not there any
	// more, and only what was ticked is known.
	Finding string
	// Ticks are the steps that are done, by RunbookStep.ID, and Notes what was
	// written on the findings it is about.
	Ticks map[string]mesoswatch.Tick
	Notes []mesoswatch.Action
}
