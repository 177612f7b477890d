package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

// WriteList writes a line for each finding, in the order given: id, level, where
// it stands and who decided that, when it was last seen, how often, what it is.
func WriteList(w io.Writer, fs []mesoswatch.Finding) error {
	if len(fs) == 0 {
		_, err := fmt.Fprintln(w, "No findings.")
		return err
	}
	rows := make([][]string, 0, len(fs))
	for _, f := range fs {
		rows = append(rows, []string{f.ID, marks[f.Level] + " " + f.Level.String(), Standing(f), stamp(f.LastSeen), fmt.Sprint(f.Count),
			mesoswatch.Printable(f.Title) + ": " + subjectWord(f) + " " + mesoswatch.Printable(f.Subject.Name)})
	}
	widths := make([]int, len(rows[0])-1)
	for _, r := range rows {
		for i := range widths {
			widths[i] = max(widths[i], len([]rune(r[i])))
		}
	}
	for _, r := range rows {
		var b strings.Builder
		for i, n := range widths {
			b.WriteString(r[i] + strings.Repeat(" ", n-len([]rune(r[i]))+2))
		}
		if _, err := fmt.Fprintln(w, b.String()+r[len(r)-1]); err != nil {
			return err
		}
	}
	return nil
}

// Standing says where a finding stands and who decided that: "open", "ack maria",
// "silenced until 15:00 by maria".
func Standing(f mesoswatch.Finding) string {
	h := f.Handled
	if h == nil || f.Status == mesoswatch.Open {
		return string(f.Status)
	}
	who := mesoswatch.Printable(h.Who)
	switch f.Status {
	case mesoswatch.Acknowledged:
		return "ack " + who
	case mesoswatch.Silenced:
		return "silenced until " + h.Until.Format("15:04 Jan 2") + " by " + who
	}
	return string(f.Status) + " by " + who
}
