package rules

import (
	"fmt"
	"strings"
)

// Paper is a runbook's Markdown for reading: its steps are numbered, and marks
// stand there in words. The numbers are those of mesoswatch.Steps, from 1.
func Paper(body string) string {
	var out []string
	fenced, step := false, 0
	for line := range strings.SplitSeq(body, "\n") {
		if strings.HasPrefix(line, fenceMark) {
			fenced = !fenced
		}
		if m, ok, _ := markOf(line); ok && !fenced {
			out = append(out, m.words(), "")
			continue
		}
		if text, item := strings.CutPrefix(line, itemMark); item && !fenced {
			step++
			line = fmt.Sprintf("%d. [ ] %s", step, text)
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

func (m mark) words() string {
	what := "tells " + strings.Join(m.names, " and ")
	if m.unless {
		what = "does not tell " + strings.Join(m.names, " or ")
	}
	return "*If the finding " + strings.ReplaceAll(what, "_", `\_`) + ":*"
}
