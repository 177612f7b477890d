package audit

import (
	"io"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report"
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/mesoswatch/mesoswatch"
)

// sarifLevel: SARIF knows three.
func sarifLevel(l mesoswatch.Level) string {
	switch {
	case l >= mesoswatch.High:
		return "error"
	case l == mesoswatch.Medium:
		return "warning"
	}
	return "note"
}

// sarifKind: what a result says (SARIF 2.1.0, 3.27.9).
func sarifKind(r mesoswatch.Result) string {
	switch r {
	case mesoswatch.Pass:
		return "pass"
	case mesoswatch.Unknown:
		return "review"
	case mesoswatch.NotApplicable:
		return "notApplicable"
	}
	return "fail"
}

// writeSARIF writes checks as SARIF 2.1.0. states, where given, are baseline
// states: new, unchanged, updated, absent.
func writeSARIF(w io.Writer, version string, checks []Check, states []string) error {
	out := report.NewV210Report()
	run := sarif.NewRunWithInformationURI("mesoswatch", "https://github.com/mesoswatch/mesoswatch")
	run.Tool.Driver.WithVersion(version)
	for _, c := range checks {
		run.AddRule(c.ID).WithName(c.ID).
			WithShortDescription(sarif.NewMultiformatMessageString().WithText(nonEmpty(c.Title, c.ID))).
			WithFullDescription(sarif.NewMultiformatMessageString().WithText(nonEmpty(c.Rationale, c.Title, c.ID))).
			WithHelp(sarif.NewMultiformatMessageString().WithText(nonEmpty(c.Remediation, c.Title, c.ID))).
			WithProperties(&sarif.PropertyBag{Properties: map[string]any{"family": c.Family}, Tags: []string{"security"}})
	}
	for n, c := range checks {
		r := run.CreateResultForRule(c.ID).
			WithKind(sarifKind(c.Status)).WithLevel("none").
			WithMessage(sarif.NewTextMessage(nonEmpty(c.Reason, c.Title, c.ID))).
			WithPartialFingerprints(map[string]string{"mesoswatch/v1": c.Fingerprint})
		if c.Status == mesoswatch.Fail {
			r.WithLevel(sarifLevel(c.Level))
		}
		if states != nil {
			r.WithBaselineState(states[n])
		}
		r.Locations = []*sarif.Location{location(c)}
		if c.Waiver != nil {
			status := "accepted"
			if c.Waiver.Expired {
				status = "rejected"
			}
			r.AddSuppression(sarif.NewSuppression().WithKind("external").WithStatus(status).WithJustification(c.Waiver.Owner + ": " + c.Waiver.Reason))
		}
	}
	out.AddRun(run)
	return out.PrettyWrite(w)
}

// location is where the first evidence stands, and what it is about.
func location(c Check) *sarif.Location {
	l := sarif.NewLocation().AddLogicalLocation(sarif.NewLogicalLocation().WithName(c.Subject.Name).WithFullyQualifiedName(c.subject()).WithKind(c.Subject.Kind))
	if len(c.Evidence) == 0 {
		return l
	}
	e := c.Evidence[0]
	at := sarif.NewPhysicalLocation().WithArtifactLocation(sarif.NewSimpleArtifactLocation(uri(e.Source)))
	if e.Line > 0 {
		at.WithRegion(sarif.NewRegion().WithStartLine(int(e.Line)))
	}
	return l.WithPhysicalLocation(at)
}

// uri makes a URI reference of a source: a URL as it is, a path escaped.
func uri(source string) string {
	var b strings.Builder
	for _, c := range []byte(source) {
		if c > ' ' && c < 0x7f && !strings.ContainsRune(`"<>\^`+"`{|}%", rune(c)) {
			b.WriteByte(c)
			continue
		}
		const hex = "0123456789ABCDEF"
		b.WriteString("%" + string(hex[c>>4]) + string(hex[c&15]))
	}
	return b.String()
}

func nonEmpty(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return mesoswatch.Printable(s)
		}
	}
	return "-"
}
