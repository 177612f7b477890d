package audit

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// cell keeps a spreadsheet from taking foreign text for a formula: what begins
// like one, also behind blanks, gets an apostrophe in front.
func cell(s string) string {
	s = strings.Join(strings.Fields(mesoswatch.Printable(s)), " ")
	if s != "" && strings.ContainsRune("=+-@|%", rune(s[0])) {
		return "'" + s
	}
	return s
}

// writeCSV writes one line a check. changes, where given, is the first column.
func writeCSV(w io.Writer, checks []Check, changes []string) error {
	out := csv.NewWriter(w)
	head := []string{"id", "family", "title", "level", "status", "subject_kind", "subject", "reason", "evidence", "remediation", "waiver", "waiver_expires", "fingerprint"}
	if changes != nil {
		head = append([]string{"change"}, head...)
	}
	if err := out.Write(head); err != nil {
		return err
	}
	for n, c := range checks {
		var evidence []string
		for _, e := range c.Evidence {
			evidence = append(evidence, place(e)+": "+e.Text)
		}
		row := []string{c.ID, c.Family, c.Title, c.Level.String(), c.state(), c.Subject.Kind, c.Subject.Name, c.Reason, strings.Join(evidence, "; "), c.Remediation, "", "", c.Fingerprint}
		if c.Waiver != nil {
			row[10], row[11] = c.Waiver.ID, c.Waiver.Expires.Format(time.DateOnly)
		}
		if changes != nil {
			row = append([]string{changes[n]}, row...)
		}
		for i := range row {
			row[i] = cell(row[i])
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// WriteReadiness writes the migration list as CSV, in the order of its waves.
func (r *Report) WriteReadiness(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"wave", "effort", "kind", "id", "scheduler", "stateful", "instances", "images", "reasons", "why"}); err != nil {
		return err
	}
	for _, i := range r.Readiness.Items {
		var ids []string
		for _, x := range i.Reasons {
			ids = append(ids, x.ID)
		}
		row := []string{fmt.Sprint(i.Wave), i.Effort, i.Kind, i.ID, i.Scheduler, fmt.Sprint(i.Stateful), fmt.Sprint(i.Instances), strings.Join(i.Images, " "), strings.Join(ids, " "), i.why()}
		for n := range row {
			row[n] = cell(row[n])
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
