package report

import (
	"fmt"
	"io"
	"sort"
	"strings"
	"time"

	"github.com/mesoswatch/mesoswatch"
)

// Marks stand in front of a level's word.
var marks = map[mesoswatch.Level]string{
	mesoswatch.Critical: "!!", mesoswatch.High: "! ", mesoswatch.Medium: "+ ", mesoswatch.Low: "- ", mesoswatch.Informational: "- ",
}

// shownFields are the fields a text report shows, in this order.
var shownFields = []string{"claimed_ip", "claimed_port", "upid", "old_upid", "remote_ip", "principal", "claimed_principal", "framework_name", "framework_id", "roles", "user", "agent_id", "hostname", "task_id", "reason", "path", "user_agent", "leader"}

// WriteText writes findings for people: the worst first, each with its subject,
// times, what explains it, its last evidence and what to do.
func WriteText(w io.Writer, fs []mesoswatch.Finding) error {
	if len(fs) == 0 {
		_, err := fmt.Fprintln(w, "Nothing found.")
		return err
	}
	sorted := append([]mesoswatch.Finding(nil), fs...)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].Level > sorted[j].Level })
	for _, f := range sorted {
		if _, err := io.WriteString(w, finding(f)); err != nil {
			return err
		}
	}
	return nil
}

func finding(f mesoswatch.Finding) string {
	var b strings.Builder
	fmt.Fprintln(&b, Line(f))
	fmt.Fprintf(&b, "     %s, %s", times(f), count(f.Count))
	if f.Status != mesoswatch.Open {
		fmt.Fprintf(&b, ", %s", f.Status)
	}
	b.WriteString("\n")
	if s := fields(f); s != "" {
		fmt.Fprintf(&b, "     %s\n", s)
	}
	for _, e := range lastEvidence(f) {
		fmt.Fprintf(&b, "     %s\n", Place(e))
		fmt.Fprintf(&b, "       %s\n", cut(mesoswatch.Printable(strings.TrimSpace(e.Text)), 300))
		if len(e.Suspect) > 0 {
			fmt.Fprintf(&b, "       this line may be forged: %s\n", mesoswatch.Printable(strings.Join(e.Suspect, ", ")))
		}
	}
	if f.Remediation != "" {
		fmt.Fprintf(&b, "     do: %s\n", mesoswatch.Printable(strings.Join(strings.Fields(f.Remediation), " ")))
	}
	if f.Runbook != "" {
		fmt.Fprintf(&b, "     runbook: mesoswatch runbook show %s\n", mesoswatch.Printable(f.Runbook))
	}
	b.WriteString("\n")
	return b.String()
}

// Line is a finding in one line: mark, level, title, subject, rule.
func Line(f mesoswatch.Finding) string {
	return fmt.Sprintf("%s %-13s %s: %s %s  (%s)", marks[f.Level], f.Level, mesoswatch.Printable(f.Title), subjectWord(f), mesoswatch.Printable(f.Subject.Name), f.Rule)
}

// subjectWord says that an address out of a UPID is a claim; that of an HTTP
// request is where it came from.
func subjectWord(f mesoswatch.Finding) string {
	if f.Subject.Kind == "address" && f.Fields["remote_ip"] != f.Subject.Name {
		return "claimed address"
	}
	return mesoswatch.Printable(f.Subject.Kind)
}

// Place names where evidence stands.
func Place(e mesoswatch.Evidence) string {
	s := mesoswatch.Printable(e.Source)
	switch {
	case e.Line > 0:
		s += fmt.Sprintf(":%d", e.Line)
	case e.JSONPath != "":
		s += " " + mesoswatch.Printable(e.JSONPath)
	}
	if e.Offset > 0 {
		s += fmt.Sprintf(" (byte %d)", e.Offset)
	}
	return s
}

func lastEvidence(f mesoswatch.Finding) []mesoswatch.Evidence {
	n := len(f.Evidence)
	if n <= 2 {
		return f.Evidence
	}
	return []mesoswatch.Evidence{f.Evidence[0], f.Evidence[n-1]}
}

func fields(f mesoswatch.Finding) string {
	var parts []string
	for _, k := range shownFields {
		if v := f.Fields[k]; v != "" {
			parts = append(parts, strings.ReplaceAll(k, "_", " ")+" "+cut(mesoswatch.Printable(v), 80))
		}
	}
	return strings.Join(parts, " · ")
}

func times(f mesoswatch.Finding) string {
	if f.FirstSeen.Equal(f.LastSeen) {
		return stamp(f.FirstSeen)
	}
	last := f.LastSeen.Format("15:04:05")
	if f.LastSeen.Sub(f.FirstSeen) > 20*time.Hour {
		last = stamp(f.LastSeen)
	}
	return stamp(f.FirstSeen) + " – " + last
}

func stamp(t time.Time) string { return t.Format("2006-01-02 15:04:05 MST") }

func count(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// cut shortens printable text to so many characters.
func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// WriteSources writes one line a source: what was read, how, what was set aside
// or could not be seen.
func WriteSources(w io.Writer, hs []mesoswatch.Health) error {
	for _, h := range hs {
		line := mesoswatch.Printable(h.Source) + ": "
		switch {
		case !h.OK:
			line += "NOT SEEN: " + mesoswatch.Printable(h.Why)
		case h.Log != nil && h.Log.Lines > 0:
			line += fmt.Sprintf("%d lines, %d recognised, %d not", h.Log.Lines, h.Log.Recognised, h.Log.Unrecognised)
		default:
			line += "ok"
		}
		if h.Log != nil {
			for _, n := range h.Log.Notes {
				line += "; " + mesoswatch.Printable(n)
			}
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}
