package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/mesoswatch/mesoswatch"
)

var (
	heading  = regexp.MustCompile(`(?m)^## (.+)$`)
	reviewed = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
)

func (l *linter) book(b mesoswatch.Runbook) {
	bad := func(format string, args ...any) { l.say("runbook "+b.ID, b.Title, format, args...) }
	var heads []string
	for _, m := range heading.FindAllStringSubmatch(b.Body, -1) {
		heads = append(heads, m[1])
	}
	if !slices.Equal(heads, Headings) {
		bad("the headings are %q, not %q", heads, Headings)
	}
	if !reviewed.MatchString(b.Reviewed) {
		bad("reviewed must be a date YYYY-MM-DD")
	}
	for _, r := range b.Rules {
		if known, ok := l.catalog.Rule(r); !ok {
			bad("lists rule %q, which does not exist", r)
		} else if known.Runbook != b.ID {
			bad("lists rule %q, which refers to runbook %q", r, known.Runbook)
		}
	}
	if _, err := Fill(b, mesoswatch.Finding{}); err != nil {
		bad("%v", err)
	}
	known := make(map[string]bool)
	for _, s := range mesoswatch.Steps(b.Body) {
		if known[s.ID] {
			bad("%s: two steps have the words %q, and so the same id", s.Section, s.Text)
		}
		known[s.ID] = true
	}
	for _, why := range bodyProblems(b.Body) {
		bad("%s", why)
	}
}

// bodyProblems looks at the form of the text. Commands stand in fences only, each
// below a step that says whether it reads or changes the cluster, and no
// placeholder where quoting its value would not hold it together.
func bodyProblems(body string) []string {
	var out []string
	say := func(n int, format string, args ...any) {
		out = append(out, fmt.Sprintf("line %d: ", n+1)+fmt.Sprintf(format, args...))
	}
	step, fenced, at := "", false, 0
	var command []string
	for n, line := range strings.Split(body, "\n") {
		switch {
		case strings.HasPrefix(line, fenceMark):
			if fenced = !fenced; fenced {
				if !strings.Contains(step, "*reads*") && !strings.Contains(step, "**changes the cluster**") {
					say(n, "the step above a command says neither *reads* nor **changes the cluster**")
				}
				if line != "```sh" {
					say(n, "commands begin with ```sh and nothing else")
				}
				command, at = nil, n+1
				continue
			}
			for _, why := range commandProblems(strings.Join(command, "\n")) {
				say(at+why.line, "%s", why.reason)
			}
		case fenced:
			command = append(command, line)
		case strings.HasPrefix(line, itemMark), strings.HasPrefix(line, headMark):
			step = line
		}
		if !fenced && !strings.HasPrefix(line, fenceMark) {
			for _, why := range proseProblems(line) {
				say(n, "%s", why)
			}
		}
	}
	if fenced {
		say(at-1, "the commands have no end")
	}
	return out
}

// listStart is a line that a value of digits would make an item of a list.
var listStart = regexp.MustCompile(`^[ >*+-]*\{\{[^{}]*\}\}[.)]`)

// proseProblems are forms of code that Fill would take for prose, and places where
// no escaping would keep a value plain.
func proseProblems(line string) []string {
	var out []string
	switch {
	case strings.HasPrefix(line, "    "), strings.HasPrefix(line, "\t"), strings.HasPrefix(strings.TrimLeft(line, " "), "~~~"),
		strings.HasPrefix(strings.TrimLeft(line, " "), fenceMark):
		out = append(out, "commands stand between ```sh and ```, at the start of a line")
	case listStart.MatchString(line):
		out = append(out, "a value at the start of a line, with a dot or bracket behind it, could begin a list")
	case strings.Contains(line, "``"), strings.Count(line, "`")%2 != 0:
		out = append(out, "code within text stands between single backticks on one line")
	}
	for i, part := range strings.Split(line, "`") {
		for _, m := range placeholder.FindAllStringSubmatch(part, -1) {
			if i%2 == 1 {
				out = append(out, slotProblems(m[1], m[2])...)
			}
		}
	}
	return out
}
