package format

import (
	"time"

	"github.com/mesoswatch/mesoswatch"
	"github.com/mesoswatch/mesoswatch/sinks/notify/notice"
)

// Numbers of OCSF 1.3.0 for a Detection Finding.
const (
	ocsfVersion  = "1.3.0"
	ocsfCategory = 2
	ocsfClass    = 2004
)

// ocsfEvent is an event of class Detection Finding. Times are milliseconds since 1970.
type ocsfEvent struct {
	ActivityID   int               `json:"activity_id"`
	ActivityName string            `json:"activity_name"`
	CategoryUID  int               `json:"category_uid"`
	CategoryName string            `json:"category_name"`
	ClassUID     int               `json:"class_uid"`
	ClassName    string            `json:"class_name"`
	TypeUID      int               `json:"type_uid"`
	TypeName     string            `json:"type_name"`
	Time         int64             `json:"time"`
	StartTime    int64             `json:"start_time,omitempty"`
	EndTime      int64             `json:"end_time,omitempty"`
	SeverityID   int               `json:"severity_id"`
	Severity     string            `json:"severity"`
	StatusID     int               `json:"status_id"`
	Status       string            `json:"status"`
	Message      string            `json:"message"`
	Count        int               `json:"count,omitempty"`
	Metadata     ocsfMetadata      `json:"metadata"`
	Finding      ocsfFinding       `json:"finding_info"`
	Resources    []ocsfResource    `json:"resources"`
	Evidences    []ocsfEvidence    `json:"evidences,omitempty"`
	Remediation  *ocsfRemediation  `json:"remediation,omitempty"`
	Observables  []ocsfObservable  `json:"observables,omitempty"`
	Unmapped     map[string]string `json:"unmapped"`
}

type ocsfMetadata struct {
	Version      string      `json:"version"`
	Product      ocsfProduct `json:"product"`
	UID          string      `json:"uid,omitempty"`
	Sequence     uint64      `json:"sequence,omitempty"`
	EventCode    string      `json:"event_code"`
	LogProvider  string      `json:"log_provider"`
	LogName      string      `json:"log_name"`
	OriginalTime string      `json:"original_time"`
	Labels       []string    `json:"labels,omitempty"`
}

type ocsfProduct struct {
	Name       string `json:"name"`
	VendorName string `json:"vendor_name"`
	Version    string `json:"version"`
}

type ocsfFinding struct {
	UID           string       `json:"uid"`
	Title         string       `json:"title"`
	Desc          string       `json:"desc"`
	FirstSeenTime int64        `json:"first_seen_time,omitempty"`
	LastSeenTime  int64        `json:"last_seen_time,omitempty"`
	Types         []string     `json:"types"`
	Analytic      ocsfAnalytic `json:"analytic"`
	Attacks       []ocsfAttack `json:"attacks,omitempty"`
}

type ocsfAnalytic struct {
	UID    string `json:"uid"`
	Name   string `json:"name"`
	TypeID int    `json:"type_id"`
	Type   string `json:"type"`
}

// ocsfAttack is a tactic, or a technique with what it is a part of.
type ocsfAttack struct {
	Tactic       *ocsfNamed `json:"tactic,omitempty"`
	Technique    *ocsfUID   `json:"technique,omitempty"`
	SubTechnique *ocsfUID   `json:"sub_technique,omitempty"`
}

type ocsfNamed struct {
	Name string `json:"name"`
}

type ocsfUID struct {
	UID string `json:"uid"`
}

type ocsfResource struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

type ocsfRemediation struct {
	Desc       string   `json:"desc"`
	References []string `json:"references,omitempty"`
}

type ocsfObservable struct {
	Name   string `json:"name"`
	TypeID int    `json:"type_id"`
	Type   string `json:"type"`
	Value  string `json:"value"`
}

func ocsf(n *notice.Notice, version string) ocsfEvent {
	f := &n.Finding
	k := factsOf(f)
	activity := activityOf(n.Turn)
	e := ocsfEvent{
		ActivityID: activity.id, ActivityName: activity.caption,
		CategoryUID: ocsfCategory, CategoryName: "Findings", ClassUID: ocsfClass, ClassName: "Detection Finding",
		TypeUID: ocsfClass*100 + activity.id, TypeName: "Detection Finding: " + activity.caption,
		Time: milli(n.At), StartTime: milli(f.FirstSeen), EndTime: milli(f.LastSeen),
		Message: plain(text(n), mostText), Count: max(f.Count, 0),
		Metadata: ocsfMetadata{
			Version: ocsfVersion, Product: ocsfProduct{Product, Product, version}, UID: name(n.Key), Sequence: n.Seq,
			EventCode: name(f.Rule), LogProvider: Product, LogName: "findings", OriginalTime: original(n.At), Labels: names(f.Tags),
		},
		Finding:   ocsfFindingOf(f),
		Resources: []ocsfResource{{name(f.Subject.Name), name(f.Subject.Kind)}},
		Evidences: ocsfEvidences(f, &k), Observables: ocsfObservables(f, &k),
		Unmapped: unmapped(n, &k),
	}
	e.SeverityID, e.Severity = severityOf(f.Level)
	e.StatusID, e.Status = statusOf(f.Status)
	if f.Remediation != "" {
		e.Remediation = &ocsfRemediation{plain(f.Remediation, mostText), names(f.References)}
	}
	return e
}

func ocsfFindingOf(f *mesoswatch.Finding) ocsfFinding {
	i := ocsfFinding{
		UID: name(f.ID), Title: name(f.Title), Desc: name(f.Title) + ": " + whom(f),
		FirstSeenTime: milli(f.FirstSeen), LastSeenTime: milli(f.LastSeen), Types: categories(f),
		Analytic: ocsfAnalytic{UID: name(f.Rule), Name: name(f.Title), TypeID: 1, Type: "Rule"},
	}
	tactics, techniques, sub := attacks(f.Tags)
	for _, t := range tactics {
		i.Attacks = append(i.Attacks, ocsfAttack{Tactic: &ocsfNamed{t}})
	}
	for _, t := range techniques {
		i.Attacks = append(i.Attacks, ocsfAttack{Technique: &ocsfUID{t}})
	}
	for _, s := range sub {
		i.Attacks = append(i.Attacks, ocsfAttack{Technique: &ocsfUID{s[:5]}, SubTechnique: &ocsfUID{s}})
	}
	return i
}

// milli is 0 for a time that is not known.
func milli(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func original(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
